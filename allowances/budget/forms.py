"""What people type into the pages of estimates and budgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from allowances.budget.estimates import BASES, PRESENT, QUOTA, Estimate
from allowances.budget.models import BudgetLine, CodedModel, OtherItem
from allowances.budget.other_items import OtherNeed
from allowances.budget.plans import AskedAmount, Examined
from allowances.budget.spent import OF_THE_LAW
from regulations.norms import Norm, norms
from territory.forms import UnitField
from territory.models import Unit
from vietnamese.forms import MoneyField, VietDateField, VietForm

FIRST_YEAR: Final = 2024
LAST_YEAR: Final = 2100


class YearField(forms.IntegerField):
    """A budget year: from the year of Luật 30/2023/QH15 on."""

    def __init__(self, **options: Any) -> None:
        message = f"Nhập năm từ {FIRST_YEAR} đến {LAST_YEAR}."
        errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), message)
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-width": "date"})
        super().__init__(
            label="Năm ngân sách",
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            error_messages=errors,
            widget=widget,
            **options,
        )


def _code_field(label: str) -> forms.RegexField:
    return forms.RegexField(
        r"^[0-9]{1,4}$",
        label=label,
        required=False,
        error_messages={"invalid": "Nhập mã bằng chữ số, tối đa 4 chữ số."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-width": "date"}),
    )


class YearForm(VietForm):
    """The unit and the budget year; ``units`` are those that can be chosen."""

    unit = UnitField(label="Đơn vị")
    year: forms.Field = YearField()

    def __init__(self, *args: Any, units: list[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["unit"]
        assert isinstance(field, UnitField)  # noqa: S101 (tells the type of the field above)
        field.offer(units)


class EstimateForm(YearForm):
    """The same, and on whose number the estimate stands."""

    basis = forms.ChoiceField(label="Tính theo", choices=list(BASES.items()))
    field_order = ("unit", "year", "basis")

    @property
    def by_quota(self) -> bool:
        """Whether vacant places are counted; of a valid form."""
        return bool(self.cleaned_data["basis"] == QUOTA)


DEFAULT_BASIS: Final = PRESENT


class AskForm(VietForm):
    """An amount for each component of the law, beginning from the estimate, with a reason where it differs.

    What the estimate cannot tell begins from 0. Items that wait already are left out; of those allocated
    before, only a supplement can be asked.
    """

    def __init__(self, *args: Any, found: Estimate, lines: Sequence[BudgetLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = found
        self.waiting = {line.item for line in lines if line.state in BudgetLine.OPEN}
        self.given: Counter[str] = Counter()
        for line in lines:
            self.given[line.item] += line.allocated_vnd or 0
        parts = (*found.components, *found.unestimated)
        self._names = {part.key: part.name for part in parts if part.key not in self.waiting}
        for key, name in self._names.items():
            start = 0 if self.given[key] else found.total.of_component(key)
            self.fields[f"amount_{key}"] = MoneyField(
                label=f"Số đề nghị, {name}", required=False, initial=start
            )
            self.fields[f"reason_{key}"] = forms.CharField(
                label=f"Lý do, {name}", max_length=500, required=False
            )
            _name_box(self.fields[f"amount_{key}"])
            _name_box(self.fields[f"reason_{key}"])

    def rows(self) -> list[tuple[str, int, int, Any, Any]]:
        """(name, estimate, allocated before, amount, reason) of each component that can be asked for."""
        return [
            (
                name,
                self.found.total.of_component(key),
                self.given[key],
                self[f"amount_{key}"],
                self[f"reason_{key}"],
            )
            for key, name in self._names.items()
        ]

    def amounts(self) -> list[AskedAmount]:
        """What was typed; a supplement is measured against no estimate."""
        frozen = self.found.frozen()
        return [
            AskedAmount(
                item=key,
                asked_vnd=self.cleaned_data[f"amount_{key}"] or 0,
                basis=frozen,
                estimate_vnd=None if self.given[key] else self.found.total.of_component(key),
                reason=self.cleaned_data[f"reason_{key}"],
            )
            for key in self._names
        ]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        for key in self._names:
            amount = self.cleaned_data.get(f"amount_{key}") or 0
            usual = self.found.total.of_component(key)
            if amount and not self.cleaned_data.get(f"reason_{key}"):
                if self.given[key]:
                    self.add_error(f"reason_{key}", "Nhập lý do đề nghị bổ sung.")
                elif amount != usual:
                    self.add_error(f"reason_{key}", "Nhập lý do đề nghị khác số dự toán.")
        return data


class _LinesForm(VietForm):
    """An amount for each of the lines; a line whose box is left empty is not touched."""

    def __init__(self, *args: Any, lines: Sequence[BudgetLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            name = f"amount_{line.pk}"
            self.fields[name] = MoneyField(
                label=f"Số tiền, {line.unit.name}", required=False, initial=self.usual(line)
            )
            _name_box(self.fields[name])

    def usual(self, line: BudgetLine) -> int:
        """What the box begins with."""
        raise NotImplementedError

    def _taken(self) -> list[BudgetLine]:
        return [line for line in self.lines if self.cleaned_data.get(f"amount_{line.pk}") is not None]


def _name_box(field: forms.Field) -> None:
    """A box in a table has no label beside it, so it says its name itself."""
    field.widget.attrs["aria-label"] = str(field.label)


class ExamineForm(_LinesForm):
    """What is found right for each line, with a remark."""

    def __init__(self, *args: Any, lines: Sequence[BudgetLine], **options: Any) -> None:
        super().__init__(*args, lines=lines, **options)
        for line in lines:
            self.fields[f"note_{line.pk}"] = forms.CharField(
                label=f"Ý kiến, {line.unit.name}", max_length=500, required=False
            )
            _name_box(self.fields[f"note_{line.pk}"])

    def usual(self, line: BudgetLine) -> int:
        return line.asked_vnd

    def rows(self) -> list[tuple[BudgetLine, Any, Any]]:
        """(line, amount, remark)."""
        return [(line, self[f"amount_{line.pk}"], self[f"note_{line.pk}"]) for line in self.lines]

    def found(self) -> dict[int, Examined]:
        """What was typed for the marked lines."""
        return {
            line.pk: Examined(self.cleaned_data[f"amount_{line.pk}"], self.cleaned_data[f"note_{line.pk}"])
            for line in self._taken()
        }


class AllocateForm(_LinesForm):
    """A decision and what it gives to each examined line."""

    decision_number = forms.CharField(label="Số quyết định giao dự toán", max_length=60)
    decided_on = VietDateField(label="Ngày quyết định")

    def usual(self, line: BudgetLine) -> int:
        return line.examined_vnd or 0

    def rows(self) -> list[tuple[BudgetLine, Any]]:
        """(line, amount)."""
        return [(line, self[f"amount_{line.pk}"]) for line in self.lines]

    def amounts(self) -> dict[int, int]:
        """What was typed for the marked lines."""
        return {line.pk: self.cleaned_data[f"amount_{line.pk}"] for line in self._taken()}


class HeadingForm(VietForm):
    """Where the province books an item from a year on."""

    item = forms.ChoiceField(label="Khoản chi")
    year = YearField()
    source = forms.ChoiceField(
        label="Nguồn", required=False, choices=[("", "Chưa xác định"), *CodedModel.Source.choices]
    )
    chapter = _code_field("Chương")
    category = _code_field("Loại")
    clause = _code_field("Khoản")
    heading = _code_field("Mục")
    sub_heading = _code_field("Tiểu mục")
    basis = forms.CharField(
        label="Căn cứ", max_length=300, help_text="Văn bản về phân cấp ngân sách, mục lục ngân sách nhà nước."
    )

    def __init__(self, *args: Any, items: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type of the field above)
        field.choices = list(items.items())

    def coded(self) -> dict[str, str]:
        """Source and code as typed."""
        return {name: self.cleaned_data[name] for name in ("source", *CodedModel.CODE)}


class OtherForm(VietForm):
    """One thing that is bought or held beside the components of the law."""

    year = YearField()
    item = forms.ChoiceField(label="Khoản chi", choices=OtherItem.choices)
    norm = forms.ChoiceField(label="Định mức", required=False)
    detail = forms.CharField(
        label="Nội dung", max_length=200, required=False, help_text="Để trống khi chọn định mức."
    )
    quantity = forms.IntegerField(
        label="Số lượng",
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text="Để trống: tính theo định mức và số Tổ, số người hôm nay.",
        error_messages={"invalid": "Nhập số lượng bằng chữ số."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-width": "date"}),
    )
    price_vnd = MoneyField(label="Đơn giá (đồng)")
    life_years = forms.IntegerField(
        label="Chia đều theo niên hạn (năm)",
        required=False,
        min_value=1,
        max_value=50,
        help_text="Để trống: mua đủ trong năm.",
        error_messages={"invalid": "Nhập số năm bằng chữ số."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-width": "date"}),
    )
    source = forms.CharField(
        label="Nguồn của đơn giá, căn cứ", max_length=200, help_text="Báo giá, hợp đồng hoặc kế hoạch."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["norm"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type of the field above)
        named = [(norm.key, f"{norm.name} ({norm.words})") for norm in norms()]
        field.choices = [("", "Không theo định mức: nhập số lượng"), *named]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        norm = self._norm()
        if norm is None and not self.cleaned_data.get("detail"):
            self.add_error("detail", "Nhập nội dung, hoặc chọn định mức.")
        if norm is not None and self.cleaned_data.get("item") not in (None, norm.item):
            self.add_error("norm", "Chọn định mức thuộc đúng khoản chi.")
        return data

    def need(self) -> OtherNeed:
        """What a valid form asks for."""
        norm = self._norm()
        return OtherNeed(
            item=self.cleaned_data["item"],
            detail=self.cleaned_data["detail"] or (norm.name if norm else ""),
            norm=norm,
            quantity=self.cleaned_data["quantity"],
            price_vnd=self.cleaned_data["price_vnd"],
            life_years=self.cleaned_data["life_years"],
            source=self.cleaned_data["source"],
        )

    def _norm(self) -> Norm | None:
        key = self.cleaned_data.get("norm")
        return next((norm for norm in norms() if norm.key == key), None)


class SpentForm(VietForm):
    """One sum that the unit spent beside the lists."""

    item = forms.ChoiceField(
        label="Khoản chi", choices=OtherItem.choices, error_messages={"invalid_choice": OF_THE_LAW}
    )
    spent_on = VietDateField(label="Ngày chi")
    amount_vnd = MoneyField(label="Số tiền (đồng)")
    document = forms.CharField(
        label="Chứng từ", max_length=200, help_text="Số, ngày của hóa đơn, phiếu chi hoặc giấy rút dự toán."
    )
    note = forms.CharField(label="Ghi chú", max_length=500, required=False)


class SpentWithdrawForm(VietForm):
    """Why an entry is taken out."""

    reason = forms.CharField(
        label="Lý do rút", max_length=500, help_text="Khoản đã rút vẫn đọc được, kèm lý do này."
    )
