"""When a province's monthly run starts by itself: a setting of the portal, never law."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulations.grounds import province_key
from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, never_two
from vietnamese.dates import next_month


class RunScheduleQuerySet(models.QuerySet["RunSchedule"]):
    """Questions about schedules."""

    def visible_to(self, viewer: Viewer) -> RunScheduleQuerySet:
        """Those of the viewer's province, whatever his level; no unit, no rows."""
        if not viewer.reach:
            return self.none()
        own = Q(province__key=province_key(viewer.reach))
        return self.filter(within_reach(viewer, "province__path") | own)


class RunSchedule(DatedModel):
    """From the list of a month on, the province's run starts on ``day``; None: it never starts by itself.

    Who chose it counts as the preparer of every run that it starts.
    """

    province = models.ForeignKey(
        Unit, models.PROTECT, related_name="run_schedules", verbose_name="tỉnh, thành phố"
    )
    day = models.PositiveSmallIntegerField("ngày tự tính", null=True, blank=True)
    in_next_month = models.BooleanField("vào tháng sau", default=False)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đặt lịch"
    )

    objects = RunScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = "lịch tính của tỉnh"
        verbose_name_plural = "lịch tính của tỉnh"
        ordering: ClassVar = ["province__sort_key", "valid_from"]
        constraints: ClassVar = [
            ends_after_start("run_schedule_ends_after_start"),
            never_two(
                "one_run_schedule_a_day",
                "province",
                message="Tỉnh đã có lịch tính khác trong khoảng ngày đó.",
            ),
            models.CheckConstraint(
                name="run_schedule_day_is_in_every_month",
                condition=Q(day__isnull=True) | Q(day__gte=1, day__lte=28),
                violation_error_message="Nhập ngày từ 1 đến 28.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province}: {self.words}"

    @property
    def words(self) -> str:
        """The choice in words."""
        if self.day is None:
            return "không tự tính"
        return f"ngày {self.day:02d} {'tháng sau' if self.in_next_month else 'của tháng đó'}"

    def starts_on(self, month: date) -> date | None:
        """The day on which the run of ``month`` is due; None where it does not start by itself."""
        if self.day is None:
            return None
        return (next_month(month) if self.in_next_month else month).replace(day=self.day)
