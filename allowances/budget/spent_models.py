"""What a unit spent on equipment, uniforms, training and the like: entered by hand, for no list pays it."""

from __future__ import annotations

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Replace

from allowances.budget.models import OtherItem
from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.triggers import closed, frozen

# The letters that lower() leaves alone in a database whose locale is C, as the embedded one's is.
_UPPER: Final = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"


def _as_one_reads_it(name: str) -> Func:
    """A document without its blanks, in small letters: "HĐ 01" and "hđ01" are one paper."""
    text = Lower(Replace(name, Value(" "), Value("")))
    return Func(text, Value(_UPPER), Value(_UPPER.lower()), function="translate")


class OtherSpendingQuerySet(models.QuerySet["OtherSpending"]):
    """Questions about what was spent beside the lists."""

    def visible_to(self, viewer: Viewer) -> OtherSpendingQuerySet:
        """What the viewer's unit and the units below spent; no unit, no rows."""
        return self.filter(within_reach(viewer, "unit__path"))

    def standing(self) -> OtherSpendingQuerySet:
        """What was not withdrawn."""
        return self.filter(withdrawn_by__isnull=True)


class OtherSpending(models.Model):
    """One sum that a unit spent on a day, with its document; a wrong one is withdrawn with its reason."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="other_spending", verbose_name="đơn vị")
    item = models.CharField("khoản chi", max_length=40, choices=OtherItem)
    spent_on = models.DateField("ngày chi")
    amount_vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    document = models.CharField("chứng từ", max_length=200)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_on = models.DateField("ngày ghi")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_on = models.DateField("ngày rút", null=True, blank=True)
    withdraw_reason = models.CharField("lý do rút", max_length=500, blank=True)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = OtherSpendingQuerySet.as_manager()

    class Meta:
        verbose_name = "khoản đã chi ngoài danh sách"
        verbose_name_plural = "khoản đã chi ngoài danh sách"
        ordering: ClassVar = ["-spent_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["unit", "spent_on"], name="other_spending_by_unit_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="other_spending_is_a_sum_with_its_paper",
                condition=Q(amount_vnd__gt=0, item__in=OtherItem.values) & ~Q(document=""),
            ),
            models.CheckConstraint(
                name="other_spending_never_ahead",
                condition=Q(spent_on__lte=F("entered_on")),
                violation_error_message="Nhập ngày chi không sau hôm nay.",
            ),
            models.UniqueConstraint(
                *("unit", "item", "spent_on", "amount_vnd", _as_one_reads_it("document")),
                condition=Q(withdrawn_by__isnull=True),
                name="other_spending_once",
                violation_error_message="Xem lại: khoản chi này đã được ghi. Khoản khác của cùng chứng từ thì"
                " nhập thêm số dòng vào ô Chứng từ.",
            ),
            models.CheckConstraint(
                name="withdrawn_spending_has_its_reason",
                condition=Q(withdrawn_by__isnull=True, withdrawn_on__isnull=True, withdraw_reason="")
                | Q(withdrawn_by__isnull=False, withdrawn_on__isnull=False) & ~Q(withdraw_reason=""),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="other_spending_is_kept", operation=pgtrigger.Delete),
            frozen(
                "other_spending_is_frozen",
                *("unit", "item", "spent_on", "amount_vnd", "document", "note"),
                *("entered_by", "entered_on", "is_sample"),
            ),
            closed("withdrawn_spending_is_kept", withdrawn_by__isnull=False),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.spent_on}: {self.get_item_display()}"
