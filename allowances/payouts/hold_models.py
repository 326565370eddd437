"""Pay withheld from a person, and money that he paid back: both beside the ledger, which stays whole."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models import Person
from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, never_two
from territory.triggers import closed, frozen


class PayHoldQuerySet(models.QuerySet["PayHold"]):
    """Questions about withheld pay."""

    def visible_to(self, viewer: Viewer) -> PayHoldQuerySet:
        """Holds on people whose file a commune of the viewer's reach keeps; no unit, no rows."""
        return self.filter(within_reach(viewer, "person__commune__path"))


class PayHold(DatedModel):
    """Nothing is paid out to the person over these days; all of it is paid by itself afterwards."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="pay_holds", verbose_name="người")
    reason = models.CharField("lý do", max_length=500)
    decision = models.CharField("số quyết định", max_length=60, blank=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    end_reason = models.CharField("lý do thôi tạm giữ", max_length=500, blank=True)

    objects = PayHoldQuerySet.as_manager()

    class Meta:
        verbose_name = "tạm giữ tiền"
        verbose_name_plural = "tạm giữ tiền"
        ordering: ClassVar = ["-valid_from", "-pk"]
        constraints: ClassVar = [
            ends_after_start("pay_hold_ends_after_start"),
            never_two(
                "one_pay_hold_a_day", "person", message="Mở lần tạm giữ đang có: người này đang bị tạm giữ."
            ),
            models.CheckConstraint(
                name="pay_hold_has_its_reasons",
                condition=~Q(reason="")
                & (
                    Q(valid_to__isnull=True, ended_by__isnull=True, end_reason="")
                    | Q(valid_to__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")
                ),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="pay_hold_is_kept", operation=pgtrigger.Delete),
            frozen("pay_hold_is_frozen", "person", "reason", "decision", "held_by", "valid_from"),
            closed("ended_pay_hold_is_kept", valid_to__isnull=False),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"


class RepaymentQuerySet(models.QuerySet["Repayment"]):
    """Questions about money paid back."""

    def visible_to(self, viewer: Viewer) -> RepaymentQuerySet:
        """What people paid back to communes of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))

    def standing(self) -> RepaymentQuerySet:
        """What was not withdrawn."""
        return self.filter(withdrawn_by__isnull=True)


class Repayment(models.Model):
    """What a person paid back in cash of what is to be taken back from him; a mistyped one is withdrawn."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="repayments", verbose_name="người")
    commune = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã, phường, thị trấn")
    amount_vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    paper = models.CharField("số phiếu thu", max_length=60)
    paid_on = models.DateField("ngày nộp")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = RepaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "khoản nộp lại"
        verbose_name_plural = "khoản nộp lại"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commune", "paper", "paid_on"],
                condition=Q(withdrawn_by__isnull=True),
                name="repayment_once_a_paper",
                violation_error_message="Nhập số phiếu thu khác: phiếu này đã ghi cho ngày đó.",
            ),
            models.CheckConstraint(
                name="repayment_is_somebodys_sum", condition=Q(amount_vnd__gt=0) & ~Q(paper="")
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="repayment_is_kept", operation=pgtrigger.Delete),
            frozen(
                "repayment_is_frozen", "person", "commune", "amount_vnd", "paper", "paid_on", "entered_by"
            ),
            closed("withdrawn_repayment_is_kept", withdrawn_by__isnull=False),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.amount_vnd}"
