"""Duty that members did by day, as their commune entered it (Luật 30/2023/QH15, Điều 23 khoản 2)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models import Membership, Person
from regulations.engine import VOCABULARY
from territory.scope import Viewer, within_reach
from territory.triggers import frozen


class DutyClaimQuerySet(models.QuerySet["DutyClaim"]):
    """Questions about duty."""

    def visible_to(self, viewer: Viewer) -> DutyClaimQuerySet:
        """Duty in teams of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "membership__team__commune__path"))

    def standing(self) -> DutyClaimQuerySet:
        """Duty that was not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class DutyClaim(models.Model):
    """One kind of duty of one member on one day; another time is a new row, the former is withdrawn."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="duty")
    person = models.ForeignKey(Person, models.PROTECT, related_name="duty", verbose_name="người")
    day = models.DateField("ngày")
    kind = models.CharField(
        "loại nhiệm vụ", max_length=10, choices=list(VOCABULARY["duty.kind"].allowed.items())
    )
    minutes = models.PositiveSmallIntegerField("số phút")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    objects = DutyClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "lần làm nhiệm vụ"
        verbose_name_plural = "lần làm nhiệm vụ"
        ordering: ClassVar = ["day", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["membership", "day"], condition=Q(withdrawn_at=None), name="duty_by_member_day"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "day", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="duty_once_a_day_and_kind",
                violation_error_message="Tải lại trang: nhiệm vụ này của người này trong ngày đó đã ghi.",
            ),
            models.CheckConstraint(
                name="duty_within_a_day",
                condition=Q(minutes__gte=1, minutes__lte=1440),
                violation_error_message="Nhập số giờ từ 0,5 đến 24.",
            ),
            models.CheckConstraint(
                name="withdrawn_duty_has_its_hand",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="duty_is_kept", operation=pgtrigger.Delete),
            frozen("duty_is_only_withdrawn", "membership", "person", "day", "kind", "minutes", "entered_by"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}, {self.day:%d/%m/%Y}"
