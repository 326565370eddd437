"""A list that came as a workbook, and its rows. The file itself is never kept."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from members import identity
from territory.models import Unit
from territory.scope import Viewer, within_reach


class ImportQuerySet(models.QuerySet["Import"]):
    """Questions about imports."""

    def visible_to(self, viewer: Viewer) -> ImportQuerySet:
        """Imports made by units of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "unit__path"))


class Import(models.Model):
    """One upload: what it would do, then what it did. Its rows go when they are no longer needed."""

    class Kind(models.TextChoices):
        MEMBERS = "members", "Thành viên"
        TEAMS = "teams", "Tổ"
        VILLAGES = "villages", "Số liệu thôn, khu phố"
        QUOTAS = "quotas", "Chỉ tiêu"

    class State(models.TextChoices):
        PREVIEW = "preview", "chờ xác nhận"
        CONFIRMED = "confirmed", "đã ghi"
        UNDONE = "undone", "đã hoàn tác"
        DROPPED = "dropped", "đã bỏ"

    kind = models.CharField("danh sách", max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="imports", verbose_name="đơn vị")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PREVIEW)
    file_name = models.CharField("tên tệp", max_length=200)
    file_sha256 = models.CharField("mã băm của tệp", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    new_count = models.PositiveIntegerField("mới", default=0)
    changed_count = models.PositiveIntegerField("thay đổi", default=0)
    same_count = models.PositiveIntegerField("không đổi", default=0)
    wrong_count = models.PositiveIntegerField("sai", default=0)
    # Names of the list that were chosen by hand: {key of the name: id}, encrypted as all typed text is here.
    names_cipher = models.TextField(blank=True, editable=False)
    # What was written for each row: {row: {name: id}}; undoing needs it.
    written = models.JSONField("đã ghi", default=dict)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập"
        verbose_name_plural = "lần nhập"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="import_state_has_its_hands",
                condition=Q(state__in=["preview", "dropped"])
                | Q(state="confirmed", confirmed_by__isnull=False)
                | Q(state="undone", confirmed_by__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"

    @property
    def to_write(self) -> int:
        """How many rows a confirmation writes."""
        return self.new_count + self.changed_count

    @property
    def tag(self) -> str:
        """The look of the state on a page."""
        return {"preview": "attention", "confirmed": "done", "undone": "stop", "dropped": "waiting"}[
            self.state
        ]

    @property
    def has_rows(self) -> bool:
        """Whether its rows are still kept."""
        return self.rows.exists()

    @property
    def names(self) -> dict[str, int]:
        """What was chosen for the names that nothing on file bears."""
        found: dict[str, int] = json.loads(identity.decrypted(self.names_cipher)) if self.names_cipher else {}
        return found

    @names.setter
    def names(self, chosen: dict[str, int]) -> None:
        self.names_cipher = identity.encrypted(json.dumps(chosen))


class ImportRow(models.Model):
    """One row of a list. Anything typed into it may be an identity number, so all of it is encrypted."""

    class State(models.TextChoices):
        NEW = "new", "Mới"
        CHANGED = "changed", "Thay đổi"
        SAME = "same", "Không đổi"
        WRONG = "wrong", "Sai"

    batch = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField("dòng trong tệp")
    state = models.CharField("tình trạng", max_length=10, choices=State)
    cipher = models.TextField(editable=False)

    class Meta:
        verbose_name = "dòng của lần nhập"
        verbose_name_plural = "dòng của lần nhập"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "state", "number"], name="import_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch}, dòng {self.number}"

    @property
    def content(self) -> dict[str, Any]:
        """Its cells, faults and changes: {"cells": {key: cell}, "faults": {key: text}, "changes": [[…]]}."""
        found: dict[str, Any] = json.loads(identity.decrypted(self.cipher))
        return found

    @content.setter
    def content(self, parts: dict[str, Any]) -> None:
        self.cipher = identity.encrypted(json.dumps(parts, ensure_ascii=False))
