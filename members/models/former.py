"""Service in the forces of before 01/07/2024, and whether each person was kept (Điều 14 khoản 1)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models.people import Person
from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, never_two


class FormerServiceQuerySet(models.QuerySet["FormerService"]):
    """Questions about former service."""

    def visible_to(self, viewer: Viewer) -> FormerServiceQuerySet:
        """Service of people whose file a commune of the viewer's reach keeps; no unit, no rows."""
        return self.filter(within_reach(viewer, "person__commune__path"))


class FormerService(DatedModel):
    """One person in one of the former forces; ``valid_to`` is the first day without, at most 01/07/2024."""

    class Force(models.TextChoices):
        CONG_AN_XA = "cong_an_xa_ban_chuyen_trach", "Công an xã bán chuyên trách"
        BAO_VE_DAN_PHO = "bao_ve_dan_pho", "bảo vệ dân phố"
        DAN_PHONG = "dan_phong", "Đội trưởng, Đội phó dân phòng"

    person = models.ForeignKey(Person, models.PROTECT, related_name="former_service", verbose_name="người")
    force = models.CharField("lực lượng", max_length=30, choices=Force)
    source = models.CharField("nguồn", max_length=200)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = FormerServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "thời gian ở lực lượng trước đây"
        verbose_name_plural = "thời gian ở lực lượng trước đây"
        constraints: ClassVar = [
            ends_after_start("former_service_ends_after_start"),
            never_two(
                "one_former_force_a_day",
                "person",
                "force",
                message="Nhập khoảng ngày khác: lực lượng này đã ghi trong khoảng ngày đó.",
            ),
            # The former forces ended with the day on which Luật 30/2023/QH15 took effect.
            models.CheckConstraint(
                name="former_service_before_the_law",
                condition=Q(valid_to__isnull=False, valid_to__lte="2024-07-01"),
                violation_error_message="Nhập ngày cuối không sau 30/06/2024.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_force_display()}"


class KeepDecision(models.Model):
    """Whether a person of a former force is kept or released at the change of 01/07/2024, on what ground.

    Severance rests on it later, so it is never rewritten: a later row corrects an earlier one.
    """

    class Outcome(models.TextChoices):
        KEPT = "kept", "tiếp tục sử dụng"
        RELEASED = "released", "không tiếp tục sử dụng"

    person = models.ForeignKey(Person, models.PROTECT, related_name="keep_decisions", verbose_name="người")
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome)
    reason = models.CharField("lý do", max_length=300)
    number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "quyết định tiếp tục sử dụng"
        verbose_name_plural = "quyết định tiếp tục sử dụng"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="keep_decision_has_its_paper",
                condition=~Q(reason="") & ~Q(number=""),
                violation_error_message="Nhập lý do và số quyết định.",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="keep_decision_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_outcome_display()}"
