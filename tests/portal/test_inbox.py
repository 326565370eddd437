"""What waits for a user: each thing at its one desk, the longest first."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from antt_portal.inbox import waiting_list
from teams import services
from territory.models import Unit, Village
from tests.conftest import MakeVillage

pytestmark = pytest.mark.django_db
START = date(2024, 8, 1)


def test_a_dossier_waits_for_one_desk_at_a_time(
    clerk: User, district_officer: User, chairman: User, village: Village
) -> None:
    def desks() -> list[bool]:
        return [bool(waiting_list(user)) for user in (clerk, district_officer, chairman)]

    draft = services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    assert desks() == [True, False, False]
    services.dossier_submit(actor=clerk, dossier_id=draft.pk)
    assert desks() == [False, True, False]
    assert waiting_list(district_officer)[0].due is None
    services.dossier_examine(actor=district_officer, dossier_id=draft.pk)
    assert desks() == [False, False, True]
    (item,) = waiting_list(chairman)
    # From Thursday 18/07/2024 five working days lead over a weekend to Thursday 25/07/2024.
    assert (item.due, item.left) == (date(2024, 7, 25), 5)


def test_the_page_shows_what_waits_and_since_when(client: Client, clerk: User, village: Village) -> None:
    client.force_login(clerk)
    assert "Không có việc nào chờ" in client.get("/viec-cho/").content.decode()
    services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    html = client.get("/viec-cho/").content.decode()
    assert "Hồ sơ thành lập Tổ bảo vệ an ninh, trật tự thôn Háo Lễ" in html
    assert "18/07/2024" in html


def test_a_list_costs_the_same_statements_for_1_and_10_dossiers(
    clerk: User, commune: Unit, village: Village, make_village: MakeVillage
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            waiting_list(User.objects.get(pk=clerk.pk))
        return len(queries)

    services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    one = statements()
    for number in range(9):
        place = make_village(commune, f"Số {number}")
        services.team_propose(actor=clerk, village_id=place.pk, name="", start_on=START)
    assert statements() == one
