"""Runs that start by themselves on the day a province chose.

Whoever chose the day is the preparer of what starts on it, so he approves none of it; his right is asked
again on that day.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.dated import make_room
from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from accounts.roles import Role
from allowances import services
from allowances.models import PayRun
from allowances.notices import tell_not_started
from allowances.schedule_models import RunSchedule
from allowances.selectors import months_of
from territory import clock
from territory.models import Unit
from territory.scope import reaches
from territory.spans import holds_on, overlaps
from vietnamese.dates import Span, next_month

RIGHT = "allowances.start_run"
SCHEDULER = Role.PROVINCE_POLICE


@transaction.atomic
def schedule_choose(
    *, actor: User, province: Unit, month: date, day: int | None, in_next_month: bool
) -> RunSchedule:
    """The province's runs start on ``day`` from the list of ``month`` on; what held before ends there.

    Refused for a month gone by, and where a choice has begun in that month already.
    """
    if not actor.has_perm(RIGHT) or not reaches(actor, province):
        raise NotAllowed("Dùng tài khoản của Công an tỉnh có quyền làm việc này.")
    if month < clock.today().replace(day=1):
        message = "Chọn tháng này hoặc tháng sau: danh sách các tháng trước do cán bộ tính."
        raise DomainError(message, code="past", field="month")
    until = make_room(
        RunSchedule.objects.filter(province=province),
        month,
        changeable_from=clock.today(),
        field="month",
        taken="Chọn tháng sau tháng {last:%m/%Y}: đã có lịch tính từ tháng đó.",
    )
    chosen = RunSchedule(
        province=province,
        valid_from=month,
        valid_to=until,
        day=day,
        in_next_month=in_next_month,
        chosen_by=actor,
    )
    save_or_refuse(chosen, at={"run_schedule_day_is_in_every_month": "day"})
    return chosen


def start_due() -> list[PayRun]:
    """Start every scheduled run whose day has come and that nobody started yet; returns those started.

    Months that passed while the portal was down are started too, oldest first. Fired again it starts nothing:
    the row of the schedule is the lock, a run that is there is left alone.
    """
    today = clock.today()
    found = [
        _start(schedule.pk, month)
        for schedule in RunSchedule.objects.filter(day__isnull=False, valid_from__lte=today)
        for month in _months(schedule, today)
    ]
    return [run for run in found if run is not None]


def schedule_on(province: Unit, day: date) -> RunSchedule | None:
    """What the province chose for the list of the month of ``day``; None where it never chose."""
    rows = RunSchedule.objects.filter(holds_on(day), province=province)
    return rows.select_related("chosen_by").first()


def _months(schedule: RunSchedule, today: date) -> list[date]:
    """The months of the schedule whose day has come and that have no run of the province."""
    end = min(schedule.valid_to or date.max, next_month(today.replace(day=1)))
    if end <= schedule.valid_from:
        return []
    run = set(PayRun.objects.filter(unit=schedule.province_id).values_list("month", flat=True))
    return [
        month
        for month in months_of(Span(schedule.valid_from, end))
        if month not in run and (day := schedule.starts_on(month)) is not None and day <= today
    ]


@transaction.atomic
def _start(schedule_id: int, month: date) -> PayRun | None:
    schedule = RunSchedule.objects.select_for_update(of=("self",)).select_related("province", "chosen_by")
    found = schedule.get(pk=schedule_id)
    province = found.province
    stands = Unit.objects.filter(overlaps(month, next_month(month)), pk=province.pk).exists()
    if not stands or PayRun.objects.filter(unit=province, month=month).exists():
        return None
    try:
        with transaction.atomic():
            return services.run_start(actor=found.chosen_by, unit=province, month=month)
    except NotAllowed:
        tell_not_started(province, month, "người đặt lịch không còn quyền tính hỗ trợ, tỉnh đặt lại lịch")
    except DomainError as error:
        tell_not_started(province, month, error.message)
    return None
