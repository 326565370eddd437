"""Who looked at a full identity number, when and why."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models.people import Person
from territory.scope import Viewer, within_reach


class IdentityLookQuerySet(models.QuerySet["IdentityLook"]):
    """Questions about looks."""

    def visible_to(self, viewer: Viewer) -> IdentityLookQuerySet:
        """Looks at people whose file a commune of the viewer's reach keeps; no unit, no rows."""
        return self.filter(within_reach(viewer, "person__commune__path"))


class IdentityLook(models.Model):
    """One look at one full number, kept for ever."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="looks", verbose_name="người")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", auto_now_add=True)
    reason = models.CharField("lý do", max_length=200)

    objects = IdentityLookQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt xem số định danh"
        verbose_name_plural = "lượt xem số định danh"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="look_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Nhập lý do xem số định danh.",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="look_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.at}"
