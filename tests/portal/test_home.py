"""What the home page says to a role."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pgtrigger
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import RoleBinding, User
from allowances import posting
from allowances import services as allowances
from allowances.budget.models import BudgetLine
from allowances.models import Batch
from allowances.payouts import services as payouts
from antt_portal.home import Home
from antt_portal.month_tasks import Task
from members import changes
from members.models import Person, StandardEvidence
from teams import services
from teams.models import DossierEvent, Team
from territory.models import Unit, Village, VillageFacts
from tests.conftest import give_quota
from vietnamese.money import dong

pytestmark = pytest.mark.django_db


def test_the_administrator_is_told_of_roles_that_end_soon(
    client: Client, administrator: User, clerk: User
) -> None:
    RoleBinding.objects.filter(user=clerk).update(valid_to=date(2024, 8, 1))
    client.force_login(administrator)
    html = client.get("/").content.decode()
    assert "2 vai trò đang giữ, 1 vai trò hết hạn trong 30 ngày tới" in html
    assert "Sắp hết hạn" in html


@pytest.mark.parametrize(("quota", "filled"), [(None, 0), (5, 4)])
def test_only_teams_with_a_quota_are_measured_against_it(
    clerk: User, active_team: Team, quota: int | None, filled: int
) -> None:
    if quota:
        give_quota(active_team, quota)
    strength = Home(clerk).strength()
    assert (strength.people, strength.filled, strength.quota) == (4, filled, quota or 0)


@pytest.mark.parametrize(
    ("total_vnd", "shown"), [(31_750_000, "31,8"), (99_940_000, "99,9"), (1_231_750_000, "1.232")]
)
def test_the_money_of_a_month_is_rounded_to_the_nearest(
    law: None,
    active_team: Team,
    province: Unit,
    province_police: User,
    clerk: User,
    total_vnd: int,
    shown: str,
) -> None:
    run = allowances.run_start(actor=province_police, unit=province, month=date(2024, 7, 1))
    posting.batch_compute(batch_id=run.batches.get().pk)
    with pgtrigger.ignore():
        run.batches.update(total_vnd=total_vnd)
    assert [bar.shown for bar in Home(clerk).paid()][-1] == shown


def tasks(user: User) -> dict[str, Task]:
    """The tasks of a user by title, as he finds them when he signs in."""
    return {task.title: task for task in Home(User.objects.get(pk=user.pk)).tasks()}


def lock(batch: Batch, clerk: User, chairman: User) -> None:
    posting.batch_compute(batch_id=batch.pk)
    allowances.batch_check(actor=clerk, batch_id=batch.pk)
    allowances.batch_approve(actor=chairman, batch_id=batch.pk)


def states(user: User, title: str) -> tuple[str, str]:
    task = tasks(user)[title]
    return task.state, task.word


def test_a_dossier_is_to_do_waits_for_others_and_is_overdue(
    clerk: User, district_officer: User, chairman: User, village: Village
) -> None:
    title = "Xử lý hồ sơ"
    assert states(clerk, title) == ("done", "Đã xong")
    draft = services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=date(2024, 8, 1))
    assert states(clerk, title) == ("attention", "Chờ xử lý")
    services.dossier_submit(actor=clerk, dossier_id=draft.pk)
    assert states(clerk, title) == ("waiting", "Chờ cấp trên")
    services.dossier_examine(actor=district_officer, dossier_id=draft.pk)
    assert states(chairman, title) == ("attention", "Chờ xử lý")
    with pgtrigger.ignore("teams.DossierEvent:event_is_kept"):
        DossierEvent.objects.update(at=datetime(2024, 7, 1, tzinfo=UTC))
    assert states(chairman, title) == ("stop", "Quá hạn")


def test_a_proposal_waits_for_the_chairman_then_is_overdue_or_sent_back(
    clerk: User, chairman: User, active_team: Team, settings: Any
) -> None:
    mine, his = "Đề nghị về thành viên", "Quyết định về thành viên"
    member = active_team.memberships.filter(title="to_vien").earliest("pk")
    change = changes.end_propose(
        actor=clerk,
        person_id=member.person_id,
        ground="own_request",
        effective_on=date(2024, 9, 1),
        received_on=date(2024, 7, 15),
    )
    assert (states(clerk, mine), states(chairman, his)) == (
        ("waiting", "Chờ Chủ tịch"),
        ("attention", "Chờ quyết định"),
    )
    assert "hạn gần nhất 25/07/2024" in tasks(clerk)[mine].note
    settings.PORTAL_TODAY = "2024-07-26"
    assert (states(clerk, mine), states(chairman, his)) == (
        ("waiting", "Chủ tịch quá hạn"),
        ("stop", "Quá hạn"),
    )
    changes.change_return(actor=chairman, change_id=change.pk, reason="Chưa rõ")
    assert (states(clerk, mine), states(chairman, his)) == (("attention", "Bị trả lại"), ("done", "Đã xong"))


def test_the_list_of_the_month_says_whom_it_waits_for(
    law: None, active_team: Team, province: Unit, province_police: User, clerk: User, chairman: User
) -> None:
    title = "Kiểm tra danh sách chi trả tháng 07/2024"
    assert states(clerk, title) == ("waiting", "Chờ Công an tỉnh")
    run = allowances.run_start(actor=province_police, unit=province, month=date(2024, 7, 1))
    batch = run.batches.get()
    posting.batch_compute(batch_id=batch.pk)
    assert states(clerk, title) == ("attention", "Chờ kiểm tra")
    allowances.batch_check(actor=clerk, batch_id=batch.pk)
    assert states(clerk, title) == ("waiting", "Chờ duyệt")
    allowances.batch_return(actor=chairman, batch_id=batch.pk, reason="Sai tổ")
    assert states(clerk, title) == ("attention", "Bị trả lại")
    allowances.batch_check(actor=clerk, batch_id=batch.pk)
    allowances.batch_approve(actor=chairman, batch_id=batch.pk)
    assert states(clerk, title) == ("done", "Đã xong")


def test_lists_of_other_months_wait_too(
    law: None,
    active_team: Team,
    province: Unit,
    province_police: User,
    clerk: User,
    chairman: User,
    settings: Any,
) -> None:
    settings.PORTAL_TODAY = "2024-08-18"
    check, approve = "Kiểm tra danh sách chi trả", "Duyệt danh sách chi trả"
    other, current = (
        allowances.run_start(actor=province_police, unit=province, month=date(2024, month, 1)).batches.get()
        for month in (7, 8)
    )
    lock(current, clerk, chairman)
    posting.batch_compute(batch_id=other.pk)
    assert states(clerk, check) == ("attention", "Chờ kiểm tra")
    assert (
        "1 danh sách của tháng khác chờ kiểm tra: tháng 07/2024; tháng này đã duyệt"
        in tasks(clerk)[check].note
    )
    assert tasks(clerk)[check].url == reverse("allowances:batch", args=[other.pk])
    allowances.batch_check(actor=clerk, batch_id=other.pk)
    assert (states(clerk, f"{check} tháng 08/2024"), states(chairman, approve)) == (
        ("done", "Đã xong"),
        ("attention", "Chờ duyệt"),
    )
    allowances.batch_return(actor=chairman, batch_id=other.pk, reason="Sai tổ")
    assert (states(clerk, check), states(chairman, approve)) == (
        ("attention", "Bị trả lại"),
        ("done", "Đã xong"),
    )


def test_a_payout_waits_for_the_chairman(
    law: None,
    active_team: Team,
    province: Unit,
    province_police: User,
    clerk: User,
    chairman: User,
    commune: Unit,
) -> None:
    title = "Duyệt đợt chi"
    run = allowances.run_start(actor=province_police, unit=province, month=date(2024, 7, 1))
    lock(run.batches.get(), clerk, chairman)
    assert title not in tasks(chairman)
    made = payouts.payout_prepare(actor=clerk, unit=commune)
    task = tasks(chairman)[title]
    assert (task.state, task.url) == ("attention", reverse("allowances:payout", args=[made.pk]))
    assert task.note == f"1 đợt chi chờ duyệt, tổng số {dong(made.total_vnd)}"
    assert title not in tasks(clerk)


@pytest.mark.parametrize(
    ("born", "state"),
    [(date(1954, 7, 30), "attention"), (date(1954, 7, 31), "done"), (date(1990, 1, 1), "done")],
)
def test_who_passes_70_within_the_month_needs_a_decision(
    clerk: User, active_team: Team, client: Client, born: date, state: str
) -> None:
    title = "Cập nhật thành viên"
    person = active_team.memberships.earliest("pk").person
    Person.objects.filter(pk=person.pk).update(birth_date=born)
    task = tasks(clerk)[title]
    assert task.state == state
    if state == "attention":
        client.force_login(clerk)
        html = client.get(task.url).content.decode()
        assert (person.full_name in html, "Lê Thị Bình" in html) == (True, False)
        StandardEvidence.objects.create(
            person=person, standard="age", basis="claim", answer="chu_tich_quyet_dinh", entered_by=clerk
        )
        assert states(clerk, title) == ("done", "Đã xong")


def test_figures_of_villages_are_looked_at_within_a_year(clerk: User, village: Village) -> None:
    title = "Cập nhật số liệu thôn, khu phố"
    rows = VillageFacts.objects.filter(village=village)
    rows.update(valid_from=date(2023, 7, 19))
    assert states(clerk, title) == ("done", "Đã xong")
    rows.update(valid_from=date(2023, 7, 18))
    assert states(clerk, title) == ("attention", "Cần rà soát")
    rows.delete()
    assert tasks(clerk)[title].note == "1 thôn, khu phố chưa có số liệu"


def test_what_waits_for_others_is_not_the_users_next_step(clerk: User, chairman: User) -> None:
    assert [task.title for task in tasks(chairman).values() if task.current] == []
    assert [task.state for task in tasks(clerk).values() if task.current] in ([], ["attention"])


def test_lines_of_a_budget_wait_for_who_may_take_the_next_step(
    commune: Unit, clerk: User, district_officer: User, province_finance: User
) -> None:
    line = BudgetLine.objects.create(
        unit=commune, year=2025, item="khac", basis={"source": "Thử"}, asked_vnd=5, asked_by=clerk,
        asked_on=date(2024, 7, 1),
    )  # fmt: skip
    assert tasks(district_officer)["Thẩm định dự toán"].note == "1 dòng dự toán chờ thẩm định, từ năm 2025"
    assert "Ghi quyết định giao dự toán" not in tasks(province_finance)
    examined = {"state": "examined", "examined_vnd": 5, "examined_on": date(2024, 7, 2)}
    BudgetLine.objects.filter(pk=line.pk).update(examined_by=district_officer, **examined)
    assert "Thẩm định dự toán" not in tasks(district_officer)
    assert states(province_finance, "Ghi quyết định giao dự toán") == ("attention", "Chờ giao")
