"""Documents: a frozen record each, numbered in the register of the unit that issues it.

A document is rendered from the payload stored when it was issued; the same payload gives the same bytes.
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from teams.models import Dossier
from territory.models import Unit
from territory.scope import Viewer, within_reach


class Register(models.Model):
    """The yearly register of outgoing documents of one unit (Nghị định 30/2020/NĐ-CP, Điều 15)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="registers")
    year = models.PositiveSmallIntegerField("năm")
    last_number = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "sổ đăng ký văn bản đi"
        verbose_name_plural = "sổ đăng ký văn bản đi"
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "year"], name="one_register_a_year")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """Questions about documents."""

    def visible_to(self, viewer: Viewer) -> DocumentQuerySet:
        """Documents issued by units of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "unit__path"))


class Document(models.Model):
    """An issued decision: number, payload and check code, never changed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents", verbose_name="đơn vị ban hành")
    register = models.ForeignKey(Register, models.PROTECT, related_name="documents")
    number = models.PositiveIntegerField("số")
    symbol = models.CharField("ký hiệu", max_length=30)
    title = models.CharField("trích yếu", max_length=500)
    issued_on = models.DateField("ngày ban hành")
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="+", null=True, blank=True)
    template = models.CharField("mẫu", max_length=60)
    payload = models.JSONField("nội dung")
    payload_sha256 = models.CharField(max_length=64)
    check_code = models.CharField("mã kiểm tra", max_length=20, unique=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering: ClassVar = ["-issued_on", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "number"], name="number_once_a_register"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="document_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.full_number} {self.title}"

    @property
    def full_number(self) -> str:
        """Number and symbol as printed: "05/QĐ-UBND"."""
        return full_number(self.number, self.symbol)


def full_number(number: int, symbol: str) -> str:
    """Number and symbol as printed: below 10 with a leading zero (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    return f"{number:02d}/{symbol}"
