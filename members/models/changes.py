"""Proposals about one member after his team stands, and what is on record about refused duty.

A person joins a team that has room, gets another title, goes to another team, or ends (Luật 30/2023/QH15,
Điều 16 and 17). The commune's police proposes, the chairman decides, nobody does both.
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.models.people import Membership, Person
from regulations.national_law import national_law
from teams.models import Team
from territory.models import Unit
from territory.scope import Viewer, within_reach


class MemberChangeQuerySet(models.QuerySet["MemberChange"]):
    """Questions about proposals."""

    def visible_to(self, viewer: Viewer) -> MemberChangeQuerySet:
        """Proposals of the communes of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))


class MemberChange(models.Model):
    """One proposal: what shall hold for a person from ``effective_on`` on."""

    class Kind(models.TextChoices):
        JOIN = "join", "công nhận thành viên bổ sung"
        MOVE = "move", "thay đổi chức danh, điều chuyển tổ"
        END = "end", "cho thôi tham gia"

    class State(models.TextChoices):
        PROPOSED = "proposed", "chờ chủ tịch quyết định"
        DECIDED = "decided", "đã ban hành quyết định"
        RETURNED = "returned", "đã trả lại"
        WITHDRAWN = "withdrawn", "đã rút"

    commune = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã, phường, thị trấn")
    kind = models.CharField("việc", max_length=5, choices=Kind)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PROPOSED)
    person = models.ForeignKey(Person, models.PROTECT, related_name="changes", verbose_name="người")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="changes", null=True, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="member_changes", verbose_name="tổ")
    title = models.CharField("chức danh", max_length=10, choices=Membership.Title)
    effective_on = models.DateField("từ ngày")
    ground = models.CharField("căn cứ cho thôi", max_length=20, blank=True)
    paper_number = models.CharField("số giấy tờ", max_length=60, blank=True)
    # The request, the result of the selection, or what else the working days count from.
    received_on = models.DateField("ngày nhận")
    reason = models.CharField("lý do", max_length=500, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField("ngày báo cáo Chủ tịch")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    decision_code = models.CharField("mã kiểm tra quyết định", max_length=20, blank=True)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)

    objects = MemberChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị về thành viên"
        verbose_name_plural = "đề nghị về thành viên"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="proposed"),
                name="one_open_change_a_person",
                violation_error_message="Xử lý đề nghị đang chờ của người này trước.",
            ),
            models.CheckConstraint(
                name="change_decider_is_not_maker",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="Chuyển cho người khác: người đề nghị không được quyết định.",
            ),
            models.CheckConstraint(
                name="change_is_complete",
                condition=Q(kind="join", membership__isnull=True, ground="")
                | Q(kind="move", membership__isnull=False, ground="")
                | Q(kind="end", membership__isnull=False) & ~Q(ground=""),
            ),
            models.CheckConstraint(
                name="decided_change_has_its_hand",
                condition=~Q(state="decided") | Q(decided_by__isnull=False) & ~Q(decision_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"

    @property
    def ground_words(self) -> str:
        """The ground of an ending with its article; "" for anything else."""
        if not self.ground:
            return ""
        ground = national_law().ending.ground(self.ground)
        return f"{ground.words} ({ground.article})"


class DutyRecord(models.Model):
    """A refused duty, or a written reminder of the commune's police, as Điều 17 khoản 3 điểm c asks."""

    class Kind(models.TextChoices):
        REFUSAL = "refusal", "Từ chối, không hoàn thành nhiệm vụ"
        REMINDER = "reminder", "Nhắc nhở bằng văn bản"

    person = models.ForeignKey(Person, models.PROTECT, related_name="duty_records", verbose_name="người")
    kind = models.CharField("loại", max_length=10, choices=Kind)
    on = models.DateField("ngày")
    number = models.CharField("số văn bản", max_length=60, blank=True)
    note = models.CharField("nội dung", max_length=300)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ghi nhận về nhiệm vụ"
        verbose_name_plural = "ghi nhận về nhiệm vụ"
        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reminder_has_a_number",
                condition=~Q(kind="reminder") | ~Q(number=""),
                violation_error_message="Nhập số của văn bản nhắc nhở.",
            ),
            models.UniqueConstraint(
                fields=["person", "number"],
                condition=Q(kind="reminder"),
                name="reminder_once",
                violation_error_message="Nhập số khác: văn bản nhắc nhở này đã ghi.",
            ),
            models.UniqueConstraint(
                fields=["person", "on"],
                condition=Q(kind="refusal"),
                name="refusal_once_a_day",
                violation_error_message="Nhập ngày khác: lần này đã ghi.",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="duty_record_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"
