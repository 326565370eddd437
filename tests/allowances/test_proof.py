"""A locked list can be proved: its chain, its totals, its sums worked out again from frozen facts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from allowances import chain, proof
from allowances.models import Batch, LedgerLine
from allowances.payments import payment_list
from members.models import Membership
from regulations.models import LawVersion, ProvinceSetting, ReferenceValue
from reports.sheets import payment_sheet
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import AUGUST, SEPTEMBER, close
from tests.allowances.conftest import JULY
from tests.merged import adopt, with_amounts
from tests.regulations.texts import law_text

CHECKER = Path(chain.__file__)
_OWN_SUM = "value: {vnd: 1440000, cite: muc_ho_tro}"


@pytest.fixture
def locked(
    queued: list[int], law: None, active_team: Team, province: Unit, province_police: User
) -> Callable[[date], Batch]:
    """Locks a month of xã Phước Hưng."""

    def lock(month: date = JULY) -> Batch:
        close(province_police, province, month)
        return Batch.objects.get(month=month)

    return lock


def ledger(action: str, *options: str) -> str:
    """What the command says."""
    said = StringIO()
    call_command("ledger", action, *options, stdout=said)
    return said.getvalue()


def tamper(statement: str) -> None:
    """Changes what the database keeps, as one who may switch its triggers off."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_locked_list_has_the_head_of_its_lines_and_prints_it(locked: Callable[..., Batch]) -> None:
    batch = locked()
    assert batch.chain_head == proof.head_of(batch)
    assert len(batch.chain_head) == 64
    assert any(batch.chain_head in note for note in payment_sheet(batch, payment_list(batch)).notes)
    assert "1 danh sách đã khóa: đúng như khi khóa, các tổng bằng sổ." in ledger("verify")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE allowances_ledgerline SET amount_vnd = amount_vnd + 1 WHERE sequence = 0",
        "UPDATE allowances_ledgerline SET cause = 'khác'",
        "UPDATE allowances_ledgerline SET for_month = '2024-06-01'",
        "UPDATE allowances_ledgerline SET person_id = (SELECT MIN(id) FROM members_person)",
        "DELETE FROM allowances_ledgerline WHERE amount_vnd = 1440000",
        "UPDATE allowances_batch SET total_vnd = total_vnd + 1",
        "UPDATE allowances_derivation SET why = jsonb_set(why, '{value}', '1')",
        "UPDATE allowances_derivation SET facts = '[]'",
    ],
)
def test_whoever_alters_a_locked_list_is_found_out(locked: Callable[..., Batch], statement: str) -> None:
    locked()
    tamper(statement)
    with pytest.raises(CommandError):
        ledger("verify")


def test_a_sum_that_does_not_follow_from_its_facts_is_found_out(locked: Callable[..., Batch]) -> None:
    locked()
    tamper("UPDATE allowances_ledgerline SET amount_vnd = 1450000 WHERE amount_vnd = 1440000")
    with pytest.raises(CommandError, match="đã ghi 1450000, tính lại 1440000"):
        ledger("recompute")


def test_facts_that_the_law_gives_another_sum_for_are_found_out(locked: Callable[..., Batch]) -> None:
    locked()
    tamper("""UPDATE allowances_derivation SET facts = jsonb_set(facts, '{0,member.title}', '"to_vien"')""")
    with pytest.raises(CommandError, match="tính lại mức"):
        ledger("recompute")


def test_locked_months_stay_the_same_when_facts_and_law_change_and_are_corrected(
    locked: Callable[..., Batch], active_team: Team
) -> None:
    member = active_team.memberships.get(title="to_truong")
    Membership.objects.filter(pk=member.pk).update(valid_from=date(2024, 7, 9))
    locked(JULY)
    LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=date(2024, 7, 20))
    adopt(with_amounts(law_text("07/2024/NQ-HĐND", valid_from="2024-07-20"), leader="1600000"))
    locked(AUGUST)
    Membership.objects.filter(title="to_pho").update(valid_from=SEPTEMBER)
    locked(SEPTEMBER)
    ProvinceSetting.objects.update(part_month="none")
    assert LedgerLine.objects.filter(sequence__gt=0).count() == 3
    lines = LedgerLine.objects.count()
    assert f"3 danh sách đã khóa: {lines} dòng tính lại, 0 chênh lệch." in ledger("recompute")
    assert "3 danh sách đã khóa: đúng như khi khóa, các tổng bằng sổ." in ledger("verify")


def test_a_reference_amount_that_comes_in_late_makes_arrears_and_alters_no_old_line(
    locked: Callable[..., Batch],
) -> None:
    text = law_text("07/2024/NQ-HĐND", valid_from="2024-07-02")
    assert _OWN_SUM in text
    LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=date(2024, 7, 2))
    adopt(text.replace(_OWN_SUM, "value: {share: 0.5, of: {series: luong_co_so}, cite: muc_ho_tro}"))
    locked(JULY)
    raised = ReferenceValue.objects.get(series="luong_co_so", valid_from=JULY)
    ReferenceValue.objects.filter(pk=raised.pk).update(valid_to=date(2024, 7, 2))
    raised.pk, raised.valid_from, raised.amount_vnd = None, date(2024, 7, 2), 2_500_000
    raised.save(force_insert=True)
    locked(AUGUST)
    assert LedgerLine.objects.filter(for_month=JULY, batch__month=AUGUST).exists()
    lines = LedgerLine.objects.count()
    assert f"2 danh sách đã khóa: {lines} dòng tính lại, 0 chênh lệch." in ledger("recompute")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda rows: rows, ""),
        (lambda rows: [*rows[:1], *rows[2:]], "tháng 07/2024: chuỗi mã nay là"),
        (lambda rows: [rows[0], rows[2], rows[1], *rows[3:]], "tháng 07/2024: chuỗi mã nay là"),
        (lambda rows: [*rows[:2], rows[1], *rows[2:]], "tháng 07/2024: chuỗi mã nay là"),
        (lambda rows: [row.replace("1260000", "1270000") for row in rows], "tháng 07/2024: chuỗi mã nay là"),
        (lambda rows: rows[:-1], "Thiếu cách tính"),
    ],
    ids=["as it was", "line left out", "lines swapped", "line added", "sum altered", "derivation left out"],
)
def test_anyone_can_check_an_export_without_the_portal(
    locked: Callable[..., Batch], tmp_path: Path, change: Callable[[list[str]], list[str]], fault: str
) -> None:
    batch = locked()
    rows = ledger("export", "--unit=550", "--month=07/2024").splitlines()
    assert [json.loads(row)["list"]["head"] for row in rows[:1]] == [batch.chain_head]
    file = tmp_path / "so-chi-tra.jsonl"
    file.write_text("\n".join(change(rows)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(CHECKER), str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == bool(fault), done.stderr
    assert (fault or f"đúng, mã {batch.chain_head}") in done.stdout


def test_an_export_names_nobody(locked: Callable[..., Batch], active_team: Team) -> None:
    locked()
    said = ledger("export")
    for person in active_team.memberships.values_list("person__full_name", flat=True):
        assert person not in said
