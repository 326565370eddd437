"""Legal documents and dated reference amounts, as loaded from the law files.

The text of a file is kept whole, so that what a month was computed with can always be read again.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet

from regulations.engine.rates import parse_rate, percent_words
from territory.models import Unit
from territory.scope import Viewer
from territory.spans import DatedModel, ends_after_start, holds_on, never_two
from territory.triggers import frozen


def kept_territories(viewer: Viewer) -> QuerySet[Unit]:
    """The viewer's province and the former provinces that went into it; none for less than a province."""
    own = Unit.objects.filter(level=Unit.Level.PROVINCE)
    if not viewer.reach:
        return own.none()
    former = Q(successors__new__path=viewer.reach, successors__extent="whole")
    return own.filter(Q(path=viewer.reach) | former).distinct()


def former_territories(province: Unit) -> QuerySet[Unit]:
    """A province and the former provinces that went wholly into it: their documents it may end."""
    former = Q(successors__new=province, successors__extent="whole")
    return Unit.objects.filter(Q(pk=province.pk) | former).distinct()


class LawVersionQuerySet(models.QuerySet["LawVersion"]):
    """Questions about law."""

    def visible_to(self, viewer: Viewer) -> LawVersionQuerySet:
        """Law is public; a text is its province's alone until it is adopted, whoever brought it in."""
        public = Q(status=LawVersion.Status.ADOPTED)
        return self.filter(public | Q(territory__in=kept_territories(viewer)))

    def kept_by(self, viewer: Viewer) -> LawVersionQuerySet:
        """Versions that the viewer's province uploads, adopts and ends."""
        return self.filter(territory__in=kept_territories(viewer))


class LawVersion(DatedModel):
    """One version of one province's rules: a law file, its span and its territory."""

    class Status(models.TextChoices):
        ADOPTED = "adopted", "đã ban hành"
        DRAFT = "draft", "dự thảo"
        WITHDRAWN = "withdrawn", "đã rút"

    document_id = models.CharField("mã văn bản", max_length=80)
    number = models.CharField("số, ký hiệu", max_length=80, blank=True)
    title = models.CharField("trích yếu", max_length=500)
    territory = models.ForeignKey(Unit, models.PROTECT, related_name="law_versions", verbose_name="địa bàn")
    status = models.CharField("tình trạng", max_length=10, choices=Status)
    text = models.TextField("nội dung tệp")
    digest = models.CharField("mã băm", max_length=64)
    # Nobody: loaded from the files of the project.
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    uploaded_at = models.DateTimeField("tải lên lúc", null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    adopted_at = models.DateTimeField("ghi ban hành lúc", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, related_name="replaces", verbose_name="thay bằng", null=True, blank=True
    )
    # The document that repealed this one before its end.
    end_basis = models.CharField("căn cứ hết hiệu lực", max_length=200, blank=True)

    objects = LawVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản quy định"
        verbose_name_plural = "văn bản quy định"
        ordering: ClassVar = ["territory__sort_key", "valid_from"]
        constraints: ClassVar = [
            ends_after_start("law_ends_after_start"),
            never_two(
                "one_adopted_law_a_day",
                "territory",
                message="Địa bàn này đã có văn bản khác có hiệu lực trong khoảng ngày đó.",
                condition=Q(status="adopted"),
            ),
            # A text that was withdrawn may be brought again.
            models.UniqueConstraint(
                fields=["digest"],
                condition=~Q(status="withdrawn"),
                name="law_text_once",
                violation_error_message="Mở văn bản đã có: tệp này đã được tải lên.",
            ),
            models.CheckConstraint(
                name="law_adopter_is_not_uploader",
                condition=Q(adopted_by__isnull=True) | ~Q(adopted_by=F("uploaded_by")),
                violation_error_message="Đề nghị người khác ghi ban hành: người tải lên không được tự ghi.",
            ),
            models.CheckConstraint(
                name="uploaded_law_has_its_adopter",
                condition=Q(uploaded_by__isnull=True) | ~Q(status="adopted") | Q(adopted_by__isnull=False),
            ),
        ]
        # A text that a month was computed with must stay as it was; only its end may be set.
        triggers: ClassVar = [
            pgtrigger.Protect(name="law_is_kept", operation=pgtrigger.Delete),
            frozen(
                "law_text_is_kept",
                *("text", "digest", "territory", "valid_from"),
                *("document_id", "number", "title", "uploaded_by"),
            ),
            # Adopted stays adopted, withdrawn stays withdrawn, by whom it was.
            pgtrigger.Protect(
                name="law_decision_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'draft' AND (NEW.status IS DISTINCT FROM OLD.status"
                    " OR NEW.adopted_by_id IS DISTINCT FROM OLD.adopted_by_id"
                    " OR NEW.adopted_at IS DISTINCT FROM OLD.adopted_at)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def words(self) -> str:
        """The document as it stands in a sentence: "văn bản 03/2024/NQ-HĐND"."""
        return f"văn bản {self.number}" if self.number else f"{self.title} (số hiệu chưa xác minh)"

    @property
    def is_draft(self) -> bool:
        """Whether it still waits for its adoption."""
        return self.status == self.Status.DRAFT

    @property
    def is_adopted(self) -> bool:
        """Whether months are computed with it."""
        return self.status == self.Status.ADOPTED


class ReferenceValueQuerySet(models.QuerySet["ReferenceValue"]):
    """Questions about reference amounts."""

    def on(self, day: date) -> ReferenceValueQuerySet:
        """The values in force on ``day``, at most one a series."""
        return self.filter(holds_on(day))


class ReferenceValue(DatedModel):
    """A dated amount or rate that rules point at, such as lương cơ sở, with its source."""

    series = models.CharField("chuỗi", max_length=60)
    name = models.CharField("tên", max_length=200)
    unit = models.CharField("đơn vị tính", max_length=4, choices={"vnd": "đồng", "rate": "tỷ lệ"})
    amount_vnd = models.PositiveBigIntegerField("số tiền (đồng)", null=True, blank=True)
    rate = models.CharField(
        "tỷ lệ", max_length=20, blank=True, help_text="Phân số hoặc số thập phân: 9/40, 0.22"
    )
    # Document, article, source, and how far it has been checked, as the engine's Citation has them.
    citation = models.JSONField("trích dẫn")
    verified = models.BooleanField("đã xác minh")
    review_on = models.DateField("ngày rà soát")
    # What was known when: a line is worked out again with what stood here when it was posted.
    entered_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = ReferenceValueQuerySet.as_manager()

    class Meta:
        verbose_name = "mức tham chiếu"
        verbose_name_plural = "mức tham chiếu"
        ordering: ClassVar = ["series", "valid_from"]
        # What a month was computed with stays; only its end may be set when a next value comes.
        triggers: ClassVar = [
            pgtrigger.Protect(name="reference_is_kept", operation=pgtrigger.Delete),
            frozen("reference_value_is_kept", "series", "valid_from", "amount_vnd", "rate", "entered_at"),
        ]
        constraints: ClassVar = [
            ends_after_start("reference_ends_after_start"),
            never_two(
                "one_reference_value_a_day",
                "series",
                message="Chuỗi này đã có giá trị khác trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} từ {self.valid_from:%d/%m/%Y}"

    @property
    def percent(self) -> str:
        """A rate as a percentage in words, "" where there is none."""
        return percent_words(parse_rate(self.rate)) if self.rate else ""


class ProvinceSetting(DatedModel):
    """A choice a province makes where no law is known, shown as its choice and never as law."""

    class PartMonth(models.TextChoices):
        BY_DAY = "by_day", "theo số ngày tham gia"
        HALF_MONTH = "half_month", "theo nửa tháng"
        WHOLE_FROM_DAYS = "whole_month_from", "cả tháng khi đủ số ngày tối thiểu"
        NONE = "none", "không chia theo ngày"

    province = models.ForeignKey(
        Unit, models.PROTECT, related_name="settings", verbose_name="tỉnh, thành phố"
    )
    part_month = models.CharField("cách tính tháng không trọn", max_length=20, choices=PartMonth)
    part_month_days = models.PositiveSmallIntegerField("số ngày tối thiểu", null=True, blank=True)
    source = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "lựa chọn của tỉnh"
        verbose_name_plural = "lựa chọn của tỉnh"
        constraints: ClassVar = [
            ends_after_start("setting_ends_after_start"),
            never_two(
                "one_setting_a_day",
                "province",
                message="Tỉnh đã có lựa chọn khác trong khoảng ngày đó.",
            ),
            models.CheckConstraint(
                name="setting_days_only_for_threshold",
                condition=Q(part_month__in=["half_month", "whole_month_from"], part_month_days__isnull=False)
                | Q(part_month__in=["by_day", "none"], part_month_days__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province}: {self.get_part_month_display()}"
