"""What people type into the pages of runs and of drafts."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms

from allowances.costing import DraftCost, draft_cost
from regulations.grounds import province_key
from regulations.models import LawVersion
from regulations.selectors import compiled
from territory.clock import today
from territory.models import Unit
from territory.scope import Viewer
from vietnamese.forms import LongSelect, MoneyField, MonthField, VietForm

MOST_MONTHS: Final = 24
_LABEL: Final = 70


class RunForm(VietForm):
    """The month to compute."""

    month = MonthField(label="Tháng", help_text="Ví dụ: 07/2024")


class PreviewForm(VietForm):
    """The unit and month of a run to be looked at before it is started."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Đơn vị",
        empty_label="Chọn đơn vị",
        to_field_name="key",
        widget=LongSelect,
        error_messages={"invalid_choice": "Chọn một đơn vị trong danh sách."},
    )
    month = MonthField(label="Tháng")

    def __init__(self, *args: Any, viewer: Viewer, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (tells the type of the field above)
        field.queryset = Unit.objects.visible_to(viewer).order_by("path")


class PaySettingForm(VietForm):
    """How the province pays from a month on."""

    month = MonthField(label="Áp dụng từ danh sách của tháng")
    arrears_months = forms.IntegerField(
        label="Số tháng được xét lại để truy lĩnh, thu hồi",
        min_value=0,
        max_value=60,
        help_text="0: không xét lại tháng đã khóa.",
    )
    second_approval_from_vnd = MoneyField(
        label="Cần hai người duyệt từ số tiền (đồng)",
        required=False,
        help_text="Tổng số tiền danh sách của một xã. Để trống: một người duyệt là đủ.",
    )
    recovery_share_percent = forms.IntegerField(
        label="Thu hồi tối đa mỗi lần chi (%)",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Phần trăm số tiền được hưởng. Để trống: thu hồi hết một lần.",
    )
    source = forms.CharField(label="Căn cứ", max_length=300, help_text="Văn bản hoặc ý kiến của tỉnh.")


class RunScheduleForm(VietForm):
    """On which day the province's runs start by themselves, from the list of a month on."""

    month = MonthField(label="Áp dụng từ danh sách của tháng")
    day = forms.IntegerField(
        label="Ngày tự tính",
        required=False,
        min_value=1,
        max_value=28,
        help_text="Từ 1 đến 28. Để trống: không tự tính.",
    )
    in_next_month = forms.ChoiceField(
        label="Tính vào",
        choices=[("", "Ngày đó của chính tháng"), ("1", "Ngày đó của tháng sau, khi đã hết tháng")],
        required=False,
    )

    def clean_in_next_month(self) -> bool:
        return bool(self.cleaned_data["in_next_month"])


class MonthsForm(VietForm):
    """A first and a last month, both included."""

    first_month: forms.Field = MonthField(label="Từ tháng")
    last_month: forms.Field = MonthField(label="Đến tháng")

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        first, last = self.cleaned_data.get("first_month"), self.cleaned_data.get("last_month")
        if first and last and last < first:
            message = "Nhập tháng cuối không trước tháng đầu."
            self.add_error("last_month", forms.ValidationError(message, code="order"))
        return data


class _DraftField(forms.ModelChoiceField[LawVersion]):
    """A draft by its number or the beginning of its title."""

    def label_from_instance(self, obj: LawVersion) -> str:
        words = str(obj)
        return words if len(words) <= _LABEL else f"{words[:_LABEL].rstrip()}…"


class DraftCostForm(MonthsForm):
    """A draft of the viewer's province and the months over which it is costed; a year from now by default."""

    draft = _DraftField(LawVersion.objects.none(), label="Dự thảo", empty_label=None)
    field_order = ("draft", "first_month", "last_month")

    def __init__(self, *args: Any, viewer: Viewer, **options: Any) -> None:
        month = today().replace(day=1)
        year = {"first_month": month, "last_month": _months_on(month, 11)}
        super().__init__(*args, **{"initial": year, **options})
        self.viewer = viewer
        self.drafts = LawVersion.objects.visible_to(viewer).filter(
            status=LawVersion.Status.DRAFT, territory__path=f"{province_key(viewer.reach)}."
        )
        field = self.fields["draft"]
        assert isinstance(field, _DraftField)  # noqa: S101 (tells the type of the field above)
        field.queryset = self.drafts

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        first, last = self.cleaned_data.get("first_month"), self.cleaned_data.get("last_month")
        if first and last and last >= _months_on(first, MOST_MONTHS):
            self.add_error("last_month", f"Chọn tối đa {MOST_MONTHS} tháng.")
        return data

    def cost(self, people_of: Unit | None = None) -> DraftCost:
        """The cost that a valid form asks for; DomainError as ``draft_cost`` raises it."""
        version = self.cleaned_data["draft"]
        return draft_cost(
            viewer=self.viewer,
            draft=compiled(version.digest, version.text),
            first_month=self.cleaned_data["first_month"],
            last_month=self.cleaned_data["last_month"],
            people_of=people_of,
        )


def _months_on(month: date, count: int) -> date:
    years, place = divmod(month.month - 1 + count, 12)
    return date(month.year + years, place + 1, 1)
