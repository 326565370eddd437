"""Payments as other systems read them: within reach, never an account number."""

from __future__ import annotations

import pytest

from accounts.models import User
from allowances.models import Payout
from teams.models import Team
from territory.models import Unit
from tests.allowances.test_pay_files import ACCOUNT, approved, deputy  # noqa: F401 (fixtures)
from tests.allowances.test_payouts import TEAM_OF_FOUR, locked  # noqa: F401 (a fixture)
from tests.conftest import MakeApi

PAYMENTS = "/api/v1/payments/"


def test_payments_are_read_without_their_accounts(
    approved: Payout,  # noqa: F811
    locked: Team,  # noqa: F811
    clerk: User,
    commune: Unit,
    neighbour_commune: Unit,
    make_api: MakeApi,
) -> None:
    system = make_api(commune, "ledger")
    answer = system.get(PAYMENTS)
    rows = answer.json()["results"]
    assert sum(row["amount_vnd"] for row in rows) == TEAM_OF_FOUR
    assert {row["payout_state"] for row in rows} == {"approved"}
    assert ACCOUNT not in answer.content.decode()
    assert not {"account", "account_cipher", "holder", "bank"} & rows[0].keys()
    assert system.get(f"{PAYMENTS}?state=paid").json()["results"] == []
    assert make_api(neighbour_commune, "ledger").get(PAYMENTS).json()["results"] == []


@pytest.mark.django_db
def test_another_scope_reads_none(commune: Unit, make_api: MakeApi) -> None:
    assert make_api(commune, "units").get(PAYMENTS).status_code == 403
