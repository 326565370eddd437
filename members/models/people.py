"""People and their memberships in teams (Luật 30/2023/QH15, Điều 13 to 17)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from members import identity
from teams.models import Team
from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, never_two, overlaps


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about people."""

    def visible_to(self, viewer: Viewer) -> PersonQuerySet:
        """People whose file a commune of the viewer's reach keeps; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))


class Person(models.Model):
    """One person, known by his identity number, which is kept encrypted and found by fingerprint."""

    class Gender(models.TextChoices):
        MALE = "male", "nam"
        FEMALE = "female", "nữ"

    commune = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name="xã giữ hồ sơ")
    full_name = models.CharField("họ và tên", max_length=100)
    birth_date = models.DateField("ngày sinh")
    gender = models.CharField("giới tính", max_length=6, choices=Gender)
    address = models.CharField("nơi ở hiện nay", max_length=200, blank=True)
    identity_cipher = models.TextField("số định danh (mã hóa)", editable=False)
    identity_fingerprint = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        error_messages={"unique": "Kiểm tra lại: số định danh này đã có trong hệ thống."},
    )
    search_name = models.CharField(max_length=100, editable=False)
    sort_key = models.CharField("khóa sắp xếp", max_length=400, db_collation="C", editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "người"
        verbose_name_plural = "người"
        ordering: ClassVar = ["sort_key", "pk"]
        indexes: ClassVar = [
            GinIndex(OpClass(F("search_name"), "gin_trgm_ops"), name="person_search_name"),
            models.Index(fields=["commune", "sort_key"], name="person_by_commune"),
            models.Index(fields=["sort_key"], name="person_by_name"),
            models.Index(fields=["search_name", "birth_date"], name="person_likeness"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def masked_identity(self) -> str:
        """The identity number with all but its last three digits hidden."""
        return identity.masked(self.identity_cipher)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def visible_to(self, viewer: Viewer) -> MembershipQuerySet:
        """Memberships in teams of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "team__commune__path"))

    def recognised(self) -> MembershipQuerySet:
        """Memberships that rest on a decision: the only ones that are ever paid."""
        return self.filter(status=Membership.Status.RECOGNISED)

    def within(self, start: date, end: date | None) -> MembershipQuerySet:
        """Memberships that share a day with ``[start, end)``."""
        return self.filter(overlaps(start, end))


class Membership(DatedModel):
    """One person in one team with one title over a span of days; a new title is a new row."""

    class Title(models.TextChoices):
        TO_TRUONG = "to_truong", "Tổ trưởng"
        TO_PHO = "to_pho", "Tổ phó"
        TO_VIEN = "to_vien", "Tổ viên"

        @property
        def rank(self) -> int:
            """Its place in every list of a team: the head first."""
            return list(type(self)).index(self)

    class Status(models.TextChoices):
        PROPOSED = "proposed", "đang đề nghị"
        RECOGNISED = "recognised", "đã công nhận"

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name="người")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships", verbose_name="tổ")
    title = models.CharField("chức danh", max_length=10, choices=Title)
    status = models.CharField("tình trạng", max_length=10, choices=Status, default=Status.PROPOSED)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "tham gia tổ"
        verbose_name_plural = "tham gia tổ"
        indexes: ClassVar = [models.Index(fields=["team", "valid_from"], name="membership_by_team")]
        constraints: ClassVar = [
            ends_after_start("membership_ends_after_start"),
            never_two(
                "membership_one_team_at_a_time",
                "person",
                message="Người này đã thuộc một tổ trong khoảng ngày đó. Kiểm tra lại người hoặc ngày.",
            ),
            never_two(
                "one_to_truong_a_day",
                "team",
                message="Tổ đã có tổ trưởng trong khoảng ngày đó. Chọn chức danh khác.",
                condition=Q(title="to_truong"),
            ),
            never_two(
                "one_to_pho_a_day",
                "team",
                message="Tổ đã có tổ phó trong khoảng ngày đó. Chọn chức danh khác.",
                condition=Q(title="to_pho"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_title_display()} · {self.team}"
