"""The budget of a year: which source and code pay for what, and the lines asked, examined and allocated.

A line walks through its steps by different hands; each step is written once. A correction before the decision
is a line sent back and asked anew; more money in the year is a further line.
"""

from __future__ import annotations

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, never_two
from territory.triggers import closed, frozen

_DIGITS: Final = RegexValidator(r"^[0-9]{1,4}$", "Nhập mã bằng chữ số, tối đa 4 chữ số.")


class OtherItem(models.TextChoices):
    """What local budgets pay for beside the sums of the law file (Luật 30/2023/QH15, Điều 26 khoản 1)."""

    EQUIPMENT = "trang_bi", "Trang bị phương tiện, thiết bị"
    UNIFORM = "trang_phuc", "Trang phục, huy hiệu, phù hiệu, biển hiệu, giấy chứng nhận"
    TRAINING = "tap_huan", "Tập huấn, bồi dưỡng, diễn tập, hội thi"
    OTHER = "khac", "Khoản khác"


class CodedModel(models.Model):
    """The source of funds and the state-budget code of an amount; each "" while nobody has entered it."""

    class Source(models.TextChoices):
        PROVINCE = "tinh", "Ngân sách tỉnh"
        DISTRICT = "huyen", "Ngân sách huyện"
        COMMUNE = "xa", "Ngân sách xã"

    source = models.CharField("nguồn", max_length=10, choices=Source, blank=True)
    chapter = models.CharField("chương", max_length=4, blank=True, validators=[_DIGITS])
    category = models.CharField("loại", max_length=4, blank=True, validators=[_DIGITS])
    clause = models.CharField("khoản", max_length=4, blank=True, validators=[_DIGITS])
    heading = models.CharField("mục", max_length=4, blank=True, validators=[_DIGITS])
    sub_heading = models.CharField("tiểu mục", max_length=4, blank=True, validators=[_DIGITS])

    CODE: ClassVar = ("chapter", "category", "clause", "heading", "sub_heading")

    class Meta:
        abstract = True

    @property
    def code(self) -> str:
        """Chương, loại, khoản, mục, tiểu mục as one word; "" where none is entered."""
        return code_words([getattr(self, name) for name in self.CODE])


def code_words(parts: list[str]) -> str:
    """ "009-040-041-7750-…", with dots for what is not entered; "" for nothing."""
    return "-".join(part or "…" for part in parts) if any(parts) else ""


class BudgetHeading(CodedModel, DatedModel):
    """Where a province books an item of the budget: its own setting with its basis, never a guess.

    ``item`` is the key of a component of the law or of ``OtherItem``.
    """

    province = models.ForeignKey(
        Unit, models.PROTECT, related_name="budget_headings", verbose_name="tỉnh, thành phố"
    )
    item = models.CharField("khoản chi", max_length=40)
    basis = models.CharField("căn cứ", max_length=300)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "nguồn và mã số của khoản chi"
        verbose_name_plural = "nguồn và mã số của khoản chi"
        ordering: ClassVar = ["item", "valid_from"]
        constraints: ClassVar = [
            ends_after_start("budget_heading_ends_after_start"),
            never_two(
                "one_budget_heading_a_day",
                "province",
                "item",
                message="Khoản chi này đã có nguồn và mã số trong khoảng ngày đó.",
            ),
            models.CheckConstraint(name="budget_heading_has_its_basis", condition=~Q(basis="")),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_source_display()} {self.code}"


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    """Questions about lines of the budget."""

    def visible_to(self, viewer: Viewer) -> BudgetLineQuerySet:
        """Lines of the viewer's unit and of the units below; no unit, no rows."""
        return self.filter(within_reach(viewer, "unit__path"))

    def standing(self) -> BudgetLineQuerySet:
        """Lines that were neither sent back nor withdrawn."""
        return self.filter(state__in=BudgetLine.STANDING)


class BudgetLine(CodedModel):
    """One amount that a unit asks for in a year, and what became of it.

    ``item`` as in ``BudgetHeading``; ``detail`` names what is bought, "" for a component of the law.
    ``round`` is 0 for the estimate of the year and counts what is asked on top of it. ``basis`` is frozen:
    the estimate that it began from, or how the amount was worked out.
    """

    class State(models.TextChoices):
        ASKED = "asked", "chờ thẩm định"
        EXAMINED = "examined", "đã thẩm định, chờ giao"
        ALLOCATED = "allocated", "đã giao"
        RETURNED = "returned", "đã trả lại"
        WITHDRAWN = "withdrawn", "đã rút"

    OPEN: ClassVar = (State.ASKED, State.EXAMINED)
    STANDING: ClassVar = (State.ASKED, State.EXAMINED, State.ALLOCATED)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="budget_lines", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm ngân sách")
    item = models.CharField("khoản chi", max_length=40)
    detail = models.CharField("nội dung", max_length=200, blank=True)
    round = models.PositiveSmallIntegerField("lần bổ sung", default=0)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.ASKED)
    estimate_vnd = models.PositiveBigIntegerField("số dự toán (đồng)", null=True, blank=True)
    basis = models.JSONField("căn cứ tính")
    asked_vnd = models.PositiveBigIntegerField("số đề nghị (đồng)")
    reason = models.CharField("lý do khác số dự toán", max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_on = models.DateField("ngày đề nghị")
    examined_vnd = models.PositiveBigIntegerField("số thẩm định (đồng)", null=True, blank=True)
    examine_note = models.CharField("ý kiến thẩm định", max_length=500, blank=True)
    examined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    examined_on = models.DateField("ngày thẩm định", null=True, blank=True)
    allocated_vnd = models.PositiveBigIntegerField("số giao (đồng)", null=True, blank=True)
    decision_number = models.CharField("số quyết định giao", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định giao", null=True, blank=True)
    allocated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng dự toán"
        verbose_name_plural = "dòng dự toán"
        ordering: ClassVar = ["unit__sort_key", "item", "detail", "round", "pk"]
        indexes: ClassVar = [models.Index(fields=["year", "unit"], name="budget_line_by_year_unit")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year", "item", "detail"],
                condition=Q(state__in=["asked", "examined"]),
                name="one_open_budget_line",
                violation_error_message="Xử lý dòng đang chờ của khoản chi này trước.",
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "item", "detail", "round"],
                condition=Q(state__in=["asked", "examined", "allocated"]),
                name="budget_line_once_a_round",
                violation_error_message="Khoản chi này đã được đề nghị trong lần đó.",
            ),
            models.CheckConstraint(
                name="budget_change_has_its_reason",
                condition=Q(estimate_vnd__isnull=True) | Q(asked_vnd=F("estimate_vnd")) | ~Q(reason=""),
                violation_error_message="Nhập lý do đề nghị khác số dự toán.",
            ),
            models.CheckConstraint(
                name="budget_cut_has_its_note",
                condition=Q(examined_vnd__isnull=True) | Q(examined_vnd=F("asked_vnd")) | ~Q(examine_note=""),
                violation_error_message="Nhập ý kiến thẩm định khi số thẩm định khác số đề nghị.",
            ),
            models.CheckConstraint(
                name="budget_never_over_asked",
                condition=Q(examined_vnd__isnull=True) | Q(examined_vnd__lte=F("asked_vnd")),
                violation_error_message="Thẩm định không quá số đề nghị; cần thêm thì đề nghị bổ sung.",
            ),
            models.CheckConstraint(
                name="budget_never_over_examined",
                condition=Q(allocated_vnd__isnull=True) | Q(allocated_vnd__lte=F("examined_vnd")),
                violation_error_message="Giao không quá số đã thẩm định.",
            ),
            models.CheckConstraint(
                name="budget_examiner_is_not_asker",
                condition=Q(examined_by__isnull=True) | ~Q(examined_by=F("asked_by")),
                violation_error_message="Người đề nghị không được thẩm định.",
            ),
            models.CheckConstraint(
                name="budget_allocator_is_a_third",
                condition=Q(allocated_by__isnull=True)
                | ~Q(allocated_by=F("asked_by")) & ~Q(allocated_by=F("examined_by")),
                violation_error_message="Người đề nghị hoặc thẩm định không được ghi quyết định giao.",
            ),
            models.CheckConstraint(
                name="budget_state_has_its_hands",
                condition=Q(state__in=["asked", "returned", "withdrawn"], allocated_vnd__isnull=True)
                | Q(
                    state="examined",
                    examined_vnd__isnull=False,
                    examined_by__isnull=False,
                    examined_on__isnull=False,
                    allocated_vnd__isnull=True,
                )
                | Q(
                    state="allocated",
                    examined_vnd__isnull=False,
                    examined_by__isnull=False,
                    allocated_vnd__isnull=False,
                    allocated_by__isnull=False,
                    decided_on__isnull=False,
                )
                & ~Q(decision_number=""),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="budget_line_is_kept", operation=pgtrigger.Delete),
            closed("closed_budget_line_is_kept", state__in=["allocated", "returned", "withdrawn"]),
            frozen(
                "asked_budget_is_kept",
                *("unit", "year", "item", "detail", "round", "estimate_vnd", "basis"),
                *("asked_vnd", "reason", "asked_by", "asked_on"),
                *("source", "chapter", "category", "clause", "heading", "sub_heading"),
            ),
            pgtrigger.Protect(
                name="examined_budget_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'examined' AND (NEW.examined_vnd IS DISTINCT FROM OLD.examined_vnd"
                    " OR NEW.examined_by_id IS DISTINCT FROM OLD.examined_by_id"
                    " OR NEW.examine_note IS DISTINCT FROM OLD.examine_note)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.year}: {self.item} {self.detail}".rstrip()

    @property
    def tag(self) -> str:
        """The look of the state: done, attention, stop or waiting."""
        return {
            self.State.ASKED: "waiting",
            self.State.EXAMINED: "attention",
            self.State.ALLOCATED: "done",
            self.State.RETURNED: "stop",
            self.State.WITHDRAWN: "stop",
        }[self.State(self.state)]
