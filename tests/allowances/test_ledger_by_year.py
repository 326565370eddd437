"""The ledger as a table for each year: every guard holds in each of them, and its roll-ups equal it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import InternalError, connection, transaction

from accounts.models import User
from allowances import rollups
from allowances.models import Batch, LedgerLine, PaidYear
from members.models import Membership
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import AUGUST, close, lock
from tests.allowances.closed import compute as compute_all
from tests.allowances.conftest import JULY, Compute

_COLUMNS = (
    "batch_id, membership_id, person_id, team_id, commune_id, component, for_month, sequence, amount_vnd,"
    " cause, derivation_id, posted_at"
)


@pytest.mark.parametrize("part", ["2024", "other"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {part} SET amount_vnd = 1",
        "DELETE FROM {part}",
        "TRUNCATE {part}",
        f"INSERT INTO {{part}} ({_COLUMNS}) SELECT {_COLUMNS} FROM {{part}}",  # noqa: S608 (named above)
    ],
    ids=["update", "delete", "truncate", "insert"],
)
def test_no_table_of_the_ledger_is_written_beside_it(compute: Compute, statement: str, part: str) -> None:
    compute()
    _again(date(1999, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
            cursor.execute(statement.format(part=f"allowances_ledgerline_{part}"))


@pytest.mark.parametrize("month", [date(1999, 1, 1), date(2043, 12, 1), date(2044, 1, 1), date(2090, 6, 1)])
def test_a_month_far_away_is_posted_like_any_other(compute: Compute, month: date) -> None:
    compute()
    _again(month)
    assert LedgerLine.objects.filter(for_month=month).count() == 4
    assert rollups.faults(Batch.objects.all()) == []


def test_a_copied_line_is_refused_by_a_locked_batch(compute: Compute, batch: Batch) -> None:
    compute()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM allowances_ledgerline LIMIT 1"  # noqa: S608 (columns named above)
        )
        row = dict(zip(_COLUMNS.split(", "), cursor.fetchone(), strict=True)) | {"sequence": 9}
        lock(batch)
        text = io.StringIO("\t".join(map(str, row.values())))
        refused = pytest.raises(InternalError, match="locked batch")
        with refused, transaction.atomic(), connection.wrap_database_errors:
            cursor.copy_expert(f"COPY allowances_ledgerline ({_COLUMNS}) FROM STDIN", text)


def test_roll_ups_equal_the_ledger_over_months_and_corrections(
    law: None, province: Unit, province_police: User, active_team: Team
) -> None:
    close(province_police, province, JULY)
    Membership.objects.filter(team=active_team, title="to_pho").update(valid_to=date(2024, 7, 20))
    compute_all(province_police, province, AUGUST)
    Membership.objects.filter(team=active_team, title="to_truong").update(valid_from=date(2024, 8, 5))
    compute_all(province_police, province, AUGUST)
    assert LedgerLine.objects.filter(for_month=JULY, batch__month=AUGUST).exists()
    assert rollups.faults(Batch.objects.all()) == []
    months = PaidYear.objects.filter(person__memberships__title="to_pho").values_list("year", "months")
    assert list(months) == [(2024, 0b1100_0000)]


_LIST = "Danh sách Xã Phước Hưng tháng 07/2024"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE allowances_componentsum SET amount_vnd = amount_vnd + 1", f"{_LIST}: tổng theo khoản"),
        ("DELETE FROM allowances_componentsum", f"{_LIST}: tổng theo khoản"),
        ("UPDATE allowances_teamsum SET amount_vnd = amount_vnd + 1", f"{_LIST}: tổng theo tổ"),
        ("UPDATE allowances_paidyear SET months = 0", "Xã Phước Hưng: số người có tên"),
        ("UPDATE allowances_paidyear SET months = months | 2048", "Xã Phước Hưng: số người có tên"),
    ],
)
def test_a_roll_up_that_was_altered_is_named(compute: Compute, statement: str, fault: str) -> None:
    compute()
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert rollups.faults(Batch.objects.all()) == [f"{fault} khác sổ chi trả."]


def _again(month: date) -> None:
    """The lines that are there once more, for another month."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO allowances_ledgerline ({_COLUMNS})"  # noqa: S608 (columns named above)
            f" SELECT {_COLUMNS.replace('for_month', '%s')} FROM allowances_ledgerline",
            [month],
        )
