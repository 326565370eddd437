"""The selection council, its meeting and its votes (Thông tư 14/2024/TT-BCA, Điều 3)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models.people import Person
from territory.models import Unit
from territory.scope import Viewer, within_reach


class SelectionMeetingQuerySet(models.QuerySet["SelectionMeeting"]):
    """Questions about meetings."""

    def visible_to(self, viewer: Viewer) -> SelectionMeetingQuerySet:
        """Meetings of the communes of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))


class SelectionMeeting(models.Model):
    """One meeting of a council that the commune's chairman set up by decision; kept as recorded."""

    class Method(models.TextChoices):
        HANDS = "hands", "Giơ tay"
        BALLOT = "ballot", "Bỏ phiếu kín"

    commune = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã, phường, thị trấn")
    council_number = models.CharField("số quyết định lập Hội đồng", max_length=60)
    council_decided_on = models.DateField("ngày quyết định lập Hội đồng")
    held_on = models.DateField("ngày họp")
    method = models.CharField("cách biểu quyết", max_length=6, choices=Method)
    present = models.PositiveSmallIntegerField("số thành viên có mặt")
    places = models.PositiveSmallIntegerField("số người cần tuyển")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = SelectionMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên họp xét tuyển"
        verbose_name_plural = "phiên họp xét tuyển"
        ordering: ClassVar = ["-held_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="meeting_has_people_and_places",
                condition=Q(present__gt=0, places__gt=0),
                violation_error_message="Nhập số thành viên có mặt và số người cần tuyển từ 1 trở lên.",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="meeting_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.commune} · {self.held_on}"


class CouncilMember(models.Model):
    """One member of the council of a meeting; ``seat`` is a key of the national file."""

    meeting = models.ForeignKey(SelectionMeeting, models.PROTECT, related_name="council")
    seat = models.CharField("vị trí", max_length=20)
    full_name = models.CharField("họ và tên", max_length=100)
    post = models.CharField("chức vụ, cơ quan", max_length=150)

    class Meta:
        verbose_name = "thành viên Hội đồng"
        verbose_name_plural = "thành viên Hội đồng"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "seat"], condition=~Q(seat="uy_vien"), name="one_head_of_a_council"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="council_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.full_name


class SelectionVote(models.Model):
    """How many members of the council agreed to one candidate."""

    meeting = models.ForeignKey(SelectionMeeting, models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="votes", verbose_name="người")
    agreed = models.PositiveSmallIntegerField("số phiếu đồng ý")

    class Meta:
        verbose_name = "kết quả biểu quyết"
        verbose_name_plural = "kết quả biểu quyết"
        ordering: ClassVar = ["-agreed", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "person"], name="voted_on_once_a_meeting"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="vote_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.agreed}"
