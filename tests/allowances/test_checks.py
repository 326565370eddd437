"""The ledger checked by night: once a day, every locked list, and whoever has to know is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pgtrigger
import pytest
from django.conf import LazySettings
from django.db import InternalError, connection, transaction
from django.test import Client

from accounts.models import User
from allowances import tasks
from allowances.checks import province_check, provinces_to_check
from allowances.models import LedgerCheck
from antt_portal.celery import app
from notices.models import Notice
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import AUGUST, close, compute
from tests.allowances.conftest import JULY

NIGHT = date(2024, 9, 2)
NEXT = date(2024, 9, 3)
PAGE = "/chi-tra/kiem-tra-so/"

Lock = Callable[[date], None]


@pytest.fixture
def lock(
    queued: list[int], law: None, active_team: Team, province: Unit, province_police: User,
    settings: LazySettings,
) -> Lock:  # fmt: skip
    """Locks the lists of a month; it is the second of September 2024."""
    settings.PORTAL_TODAY = NIGHT.isoformat()
    return lambda month: close(province_police, province, month)


def tamper(statement: str) -> None:
    """Changes what the database keeps, as one who may switch its triggers off."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_province_is_checked_once_a_day(lock: Lock, province: Unit) -> None:
    assert provinces_to_check(NIGHT) == []
    lock(JULY)
    assert provinces_to_check(NIGHT) == [province.pk]
    check = province_check(province_id=province.pk, on=NIGHT)
    assert (check.lists, check.lines, check.fault_count, check.faults) == (1, 4, 0, [])
    assert province_check(province_id=province.pk, on=NIGHT).pk == check.pk
    assert provinces_to_check(NIGHT) == []
    assert provinces_to_check(NEXT) == [province.pk]
    assert not Notice.objects.filter(kind=Notice.Kind.FAULT).exists()


def test_lists_that_are_not_locked_are_not_counted(lock: Lock, province: Unit, province_police: User) -> None:
    lock(JULY)
    compute(province_police, province, AUGUST)
    assert province_check(province_id=province.pk, on=NIGHT).lists == 1


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE allowances_ledgerline SET amount_vnd = amount_vnd + 1 WHERE sequence = 0", "tháng 07/2024"),
        ("UPDATE allowances_ledgerline SET cause = 'khác'", "tháng 07/2024"),
        ("UPDATE allowances_componentsum SET amount_vnd = amount_vnd + 1", "tổng theo khoản khác sổ"),
    ],
)
def test_what_was_altered_is_written_down_and_told_to_those_who_look_after_it(
    lock: Lock, province: Unit, province_police: User, province_finance: User, auditor: User, clerk: User,
    statement: str, words: str,
) -> None:  # fmt: skip
    lock(JULY)
    tamper(statement)
    check = province_check(province_id=province.pk, on=NIGHT)
    assert check.fault_count == len(check.faults) > 0
    assert words in " ".join(check.faults)
    told = Notice.objects.filter(kind=Notice.Kind.FAULT)
    assert {notice.recipient for notice in told} == {province_police, province_finance, auditor}
    assert {notice.url for notice in told} == {PAGE}
    province_check(province_id=province.pk, on=NIGHT)
    assert Notice.objects.filter(kind=Notice.Kind.FAULT).count() == 3


def test_a_locked_list_that_is_gone_is_missed(lock: Lock, province: Unit) -> None:
    lock(JULY)
    lock(AUGUST)
    assert province_check(province_id=province.pk, on=NIGHT).lists == 2
    for statement in (
        "DELETE FROM allowances_componentsum",
        "DELETE FROM allowances_teamsum",
        "DELETE FROM allowances_paidyear",
        "DELETE FROM allowances_ledgerline",
        "DELETE FROM allowances_batch",
    ):
        tamper(statement)
    check = province_check(province_id=province.pk, on=NEXT)
    assert check.faults == [
        "Thiếu danh sách đã khóa: ngày 02/09/2024 có 2 danh sách, 8 dòng; nay có 0 danh sách, 0 dòng."
    ]


def test_only_so_many_faults_are_kept_and_all_are_counted(
    lock: Lock, province: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LedgerCheck, "KEPT", 1)
    lock(JULY)
    tamper("UPDATE allowances_ledgerline SET amount_vnd = amount_vnd + 1")
    check = province_check(province_id=province.pk, on=NIGHT)
    assert (len(check.faults), check.more) == (1, check.fault_count - 1)
    assert check.more > 0


def test_a_check_is_never_rewritten_nor_deleted(lock: Lock, province: Unit) -> None:
    lock(JULY)
    check = province_check(province_id=province.pk, on=NIGHT)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        LedgerCheck.objects.filter(pk=check.pk).update(lists=9)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        check.delete()


def test_beat_hands_each_province_to_the_workers_until_it_is_checked(
    lock: Lock, province: Unit, settings: LazySettings
) -> None:
    assert "allowances.tasks.check_ledgers" in {each["task"] for each in app.conf.beat_schedule.values()}
    lock(JULY)
    tasks.check_ledgers()
    tasks.check_ledgers()
    assert [check.checked_on for check in LedgerCheck.objects.all()] == [NIGHT]


def test_the_page_shows_every_night_and_what_was_wrong(
    lock: Lock, province: Unit, auditor: User, client: Client
) -> None:
    client.force_login(auditor)
    assert "Chưa có lần kiểm tra nào" in client.get(PAGE).content.decode()
    lock(JULY)
    province_check(province_id=province.pk, on=NIGHT)
    tamper("UPDATE allowances_ledgerline SET amount_vnd = amount_vnd + 1 WHERE amount_vnd = 1440000")
    fault = province_check(province_id=province.pk, on=NEXT).faults[0]
    page = client.get(PAGE).content.decode().partition("<tbody>")[2]
    assert page.index("03/09/2024") < page.index("02/09/2024")
    assert all(words in page for words in ("Đúng như khi khóa", "Có sai lệch", fault))
    assert PAGE in client.get("/chi-tra/").content.decode()
