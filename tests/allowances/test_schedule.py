"""Runs that start by themselves: once, on the province's day, by the right of who chose it."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import LazySettings
from django.db import IntegrityError
from django.test import Client

from accounts.errors import DomainError, NotAllowed
from accounts.models import RoleBinding, User
from allowances import services
from allowances.models import Batch, LedgerLine, PayRun, RunSchedule
from allowances.schedules import schedule_choose, start_due
from antt_portal.celery import app
from notices.models import Notice
from territory.models import Unit
from tests.allowances.closed import AUGUST, compute
from tests.allowances.conftest import JULY

PAGE = "/chi-tra/lich-tinh/"

pytestmark = pytest.mark.usefixtures("queued", "law", "active_team")


@pytest.fixture(autouse=True)
def _mid_july(settings: LazySettings) -> None:
    settings.PORTAL_TODAY = "2024-07-18"


@pytest.fixture
def on_the_20th(province: Unit, province_police: User) -> RunSchedule:
    """From July on, the province's run starts on the 20th."""
    return choose(province_police, province)


def choose(
    actor: User, province: Unit, month: date = JULY, day: int | None = 20, *, in_next_month: bool = False
) -> RunSchedule:
    return schedule_choose(actor=actor, province=province, month=month, day=day, in_next_month=in_next_month)


def fired_on(settings: LazySettings, day: str) -> list[date]:
    """The months whose runs the schedule starts when it fires on a day."""
    settings.PORTAL_TODAY = day
    return [run.month for run in start_due()]


def test_it_starts_on_its_day_and_once(on_the_20th: RunSchedule, settings: LazySettings) -> None:
    assert fired_on(settings, "2024-07-19") == []
    assert fired_on(settings, "2024-07-20") == [JULY]
    run = PayRun.objects.get()
    assert (run.prepared_by, run.unit) == (on_the_20th.chosen_by, on_the_20th.province)
    due = dict(Batch.objects.values_list("pk", "queued_at"))
    assert fired_on(settings, "2024-07-20") == fired_on(settings, "2024-07-31") == []
    assert dict(Batch.objects.values_list("pk", "queued_at")) == due


def test_what_it_started_posts_once(
    on_the_20th: RunSchedule, settings: LazySettings, province: Unit, province_police: User
) -> None:
    fired_on(settings, "2024-07-20")
    compute(province_police, province, JULY)
    lines = LedgerLine.objects.count()
    fired_on(settings, "2024-07-21")
    compute(province_police, province, JULY)
    assert LedgerLine.objects.count() == lines == 4


def test_months_missed_while_the_portal_was_down_are_started_when_it_is_back(
    on_the_20th: RunSchedule, settings: LazySettings
) -> None:
    assert fired_on(settings, "2024-09-25") == [JULY, AUGUST, date(2024, 9, 1)]


def test_a_month_can_wait_until_it_is_over(
    province: Unit, province_police: User, settings: LazySettings
) -> None:
    choose(province_police, province, day=3, in_next_month=True)
    assert fired_on(settings, "2024-08-02") == []
    assert fired_on(settings, "2024-08-03") == [JULY]


def test_a_month_that_somebody_started_is_left_alone(
    on_the_20th: RunSchedule, settings: LazySettings, province: Unit, province_police: User
) -> None:
    compute(province_police, province, JULY)
    assert fired_on(settings, "2024-07-20") == []
    assert not Batch.objects.filter(is_due=True).exists()


def test_who_lost_his_right_starts_nothing_and_the_province_is_told_once(
    on_the_20th: RunSchedule, settings: LazySettings, province_finance: User
) -> None:
    RoleBinding.objects.filter(user=on_the_20th.chosen_by).update(valid_to=date(2024, 7, 19))
    assert fired_on(settings, "2024-07-20") == fired_on(settings, "2024-07-21") == []
    assert not PayRun.objects.exists()
    told = Notice.objects.get(recipient=province_finance)
    assert "tháng 07/2024: người đặt lịch không còn quyền tính hỗ trợ" in told.title
    assert told.url == PAGE


def test_a_month_without_law_is_told_and_starts_once_there_is_one(
    on_the_20th: RunSchedule, settings: LazySettings, province_police: User
) -> None:
    RunSchedule.objects.update(valid_from=date(2024, 6, 1))
    assert fired_on(settings, "2024-07-20") == [JULY]
    [told] = Notice.objects.filter(recipient=province_police)
    assert "tháng 06/2024: Nạp quy định trước" in told.title


def test_a_choice_ends_the_one_before_and_can_be_none(
    on_the_20th: RunSchedule, settings: LazySettings, province: Unit, province_police: User
) -> None:
    choose(province_police, province, AUGUST, None)
    assert fired_on(settings, "2024-09-25") == [JULY]


def test_who_chose_approves_nothing_of_it(on_the_20th: RunSchedule, settings: LazySettings) -> None:
    fired_on(settings, "2024-07-20")
    batch = Batch.objects.get()
    assert batch.makers == [on_the_20th.chosen_by_id]
    with pytest.raises(IntegrityError, match="approver_is_not_maker"):
        Batch.objects.update(approved_by=on_the_20th.chosen_by)


def test_months_gone_by_others_and_odd_days_are_refused(
    province: Unit, province_police: User, province_finance: User, on_the_20th: RunSchedule
) -> None:
    with pytest.raises(DomainError, match="Chọn tháng này hoặc tháng sau"):
        choose(province_police, province, date(2024, 6, 1))
    with pytest.raises(DomainError, match="đã có lịch tính từ tháng đó"):
        choose(province_police, province)
    with pytest.raises(DomainError, match="Nhập ngày từ 1 đến 28"):
        choose(province_police, province, AUGUST, 31)
    with pytest.raises(NotAllowed):
        choose(province_finance, province, AUGUST)


def test_the_page_tells_and_takes_the_choice(
    client: Client, province_police: User, province_finance: User, on_the_20th: RunSchedule
) -> None:
    client.force_login(province_police)
    assert "ngày 20 của tháng đó" in client.get(PAGE).content.decode()
    sent = {"month": "08/2024", "day": "5", "in_next_month": "1"}
    assert client.post(PAGE, sent).status_code == 302
    assert "ngày 05 tháng sau" in client.get(PAGE).content.decode()
    client.force_login(province_finance)
    html = client.get(PAGE).content.decode()
    assert "Ghi lịch tính" not in html
    assert client.post(PAGE, sent).status_code == 403


def test_beat_knows_the_job() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_a_stopped_run_is_not_started_again_by_the_schedule(
    on_the_20th: RunSchedule, settings: LazySettings, province_police: User
) -> None:
    fired_on(settings, "2024-07-20")
    services.run_stop(actor=province_police, run_id=PayRun.objects.get().pk)
    assert fired_on(settings, "2024-07-21") == []
    assert PayRun.objects.get().stopped_at is not None
