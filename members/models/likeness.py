"""People whom somebody looked at and found to be two, though name and birth date are alike."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.models.people import Person


class ToldApart(models.Model):
    """``first`` and ``second`` are not the same person: who said so, when and why. Kept for ever."""

    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField("lý do", max_length=500)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "hai người khác nhau"
        verbose_name_plural = "hai người khác nhau"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="told_apart_once",
                violation_error_message="Mở lại trang: đã có người ghi hai người này khác nhau.",
            ),
            models.CheckConstraint(name="told_apart_in_order", condition=Q(first__lt=F("second"))),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="told_apart_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
