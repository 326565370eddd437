"""A change of units on a day: who prepared and who applied it, and what people answered about villages.

What moves is read from ``UnitSuccession``; nothing here is needed to know where a village lay on a day.
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from territory.models import Unit, UnitSuccession, Village
from territory.scope import Viewer, within_reach


class UnitChangeQuerySet(models.QuerySet["UnitChange"]):
    """Questions about changes of units."""

    def visible_to(self, viewer: Viewer) -> UnitChangeQuerySet:
        """Changes of provinces of his reach, and of that which his own goes into; no unit, no rows."""
        if not viewer.reach:
            return self.none()
        comes_from = UnitSuccession.objects.filter(
            old__path=viewer.reach, new=models.OuterRef("province"), new__valid_from=models.OuterRef("day")
        )
        return self.filter(within_reach(viewer, "province__path") | Q(models.Exists(comes_from)))


class UnitChange(models.Model):
    """The units of one province change on one day; applied once, by another hand than prepared it."""

    class State(models.TextChoices):
        PREPARED = "prepared", "chờ xác nhận"
        APPLIED = "applied", "đã áp dụng"
        WITHDRAWN = "withdrawn", "đã rút"

    # The province as it stands from the day on.
    province = models.ForeignKey(Unit, models.PROTECT, related_name="changes", verbose_name="tỉnh, thành phố")
    day = models.DateField("ngày sắp xếp")
    document = models.CharField("văn bản", max_length=100)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PREPARED)
    # By the official lists of the country: nothing is typed, the successions are there.
    is_official = models.BooleanField("theo danh mục chính thức", default=False)
    # Null where the command of the installation applied the official lists.
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    applied_at = models.DateTimeField("áp dụng lúc", null=True, blank=True)
    # How many of each kind moved when it was applied: {"villages": 12, …}.
    moved = models.JSONField("đã chuyển", default=dict, blank=True)

    objects = UnitChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "sắp xếp đơn vị"
        verbose_name_plural = "sắp xếp đơn vị"
        ordering: ClassVar = ["-day", "province__sort_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["province", "day"],
                condition=~Q(state="withdrawn"),
                name="one_change_a_province_and_day",
                violation_error_message="Tỉnh đã có đợt sắp xếp vào ngày này.",
            ),
            models.CheckConstraint(
                name="applier_did_not_prepare",
                condition=Q(applied_by__isnull=True)
                | Q(prepared_by__isnull=True)
                | ~Q(applied_by=F("prepared_by")),
                violation_error_message="Người lập đợt sắp xếp không được tự xác nhận.",
            ),
            models.CheckConstraint(
                name="applied_change_has_its_instant",
                condition=Q(state="applied", applied_at__isnull=False)
                | ~Q(state="applied") & Q(applied_at__isnull=True),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="change_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="applied_change_stays",
                fields=["province", "day", "document", "issued_on", "prepared_by"],
                condition=pgtrigger.Q(old__state="applied"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province} · {self.day:%d/%m/%Y}"


class NewUnit(models.Model):
    """A commune that a prepared change makes; written as a unit when the change is applied."""

    KINDS: ClassVar = (Unit.Kind.XA, Unit.Kind.PHUONG, Unit.Kind.DAC_KHU)

    change = models.ForeignKey(UnitChange, models.PROTECT, related_name="new_units")
    kind = models.CharField("loại", max_length=10, choices=[(kind.value, kind.label) for kind in KINDS])
    name = models.CharField("tên", max_length=80)
    code = models.CharField("mã đơn vị", max_length=5)
    whole = models.ManyToManyField(Unit, related_name="+", verbose_name="nhập toàn bộ", blank=True)
    part = models.ManyToManyField(Unit, related_name="+", verbose_name="nhập một phần", blank=True)

    class Meta:
        verbose_name = "xã, phường mới"
        verbose_name_plural = "xã, phường mới"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["change", "code"],
                name="new_unit_code_once_a_change",
                violation_error_message="Mã này đã dùng trong đợt sắp xếp. Nhập mã khác.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name with its kind as units are named: "Xã Phước Hưng"."""
        words = f"{self.get_kind_display()} {self.name}"
        return words[:1].upper() + words[1:]


class VillageMerger(models.Model):
    """Villages that a prepared change merges into a new one."""

    change = models.ForeignKey(UnitChange, models.PROTECT, related_name="village_mergers")
    kind = models.CharField("loại", max_length=10, choices=Village.Kind)
    name = models.CharField("tên", max_length=100)
    code = models.CharField(
        "mã",
        max_length=12,
        unique=True,
        error_messages={"unique": "Mã này đã dùng. Nhập mã khác."},
    )
    villages = models.ManyToManyField(Village, related_name="+", verbose_name="thôn, khu phố sáp nhập")

    class Meta:
        verbose_name = "sáp nhập thôn, khu phố"
        verbose_name_plural = "sáp nhập thôn, khu phố"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name of the new village: "Thôn Háo Lễ"."""
        words = f"{self.get_kind_display()} {self.name}"
        return words[:1].upper() + words[1:]


class VillageChoice(models.Model):
    """A person's answer: into which commune a village of a divided commune went on a day."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="choices")
    day = models.DateField("ngày sắp xếp")
    commune = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã, phường mới")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("trả lời lúc", auto_now=True)

    class Meta:
        verbose_name = "thôn thuộc xã mới"
        verbose_name_plural = "thôn thuộc xã mới"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["village", "day"], name="one_choice_a_village_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.village} → {self.commune}"
