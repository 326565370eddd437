"""What the nightly check of the ledger found: one row a province and day, kept as it was written."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from territory.models import Unit
from territory.scope import Viewer, within_reach


class LedgerCheckQuerySet(models.QuerySet["LedgerCheck"]):
    """Questions about checks of the ledger."""

    def visible_to(self, viewer: Viewer) -> LedgerCheckQuerySet:
        """Checks of provinces in the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "province__path"))


class LedgerCheck(models.Model):
    """Whether the locked lists of a province were on a day as they had been approved.

    ``lists``, ``lines`` are how many were locked. ``faults`` are sentences, at most ``KEPT`` of
    ``fault_count``; none when everything is as it was.
    """

    KEPT: ClassVar = 200

    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="tỉnh, thành phố")
    checked_on = models.DateField("ngày kiểm tra")
    at = models.DateTimeField("xong lúc", auto_now_add=True)
    lists = models.PositiveIntegerField("số danh sách đã khóa")
    lines = models.PositiveBigIntegerField("số dòng")
    fault_count = models.PositiveIntegerField("số sai lệch")
    faults = models.JSONField("sai lệch", default=list)

    objects = LedgerCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "lần kiểm tra sổ chi trả"
        verbose_name_plural = "các lần kiểm tra sổ chi trả"
        ordering: ClassVar = ["-checked_on", "province__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["province", "checked_on"], name="one_ledger_check_a_day"),
            models.CheckConstraint(
                name="ledger_check_names_its_faults",
                condition=Q(fault_count=0, faults=[]) | Q(fault_count__gt=0) & ~Q(faults=[]),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="ledger_check_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.province}, {self.checked_on}: {self.fault_count}"

    @property
    def more(self) -> int:
        """How many faults are counted and not kept in words."""
        return self.fault_count - len(self.faults)
