"""What is asked for in the address of this room's pages."""

from __future__ import annotations

from typing import Any

from django import forms

from allowances.forms import MonthsForm
from reports.check_code import read_code
from territory.models import Unit
from vietnamese.dates import ngay
from vietnamese.forms import VietForm


class CheckForm(VietForm):
    """The check code of a printed document; cleans to its stored form."""

    code = forms.CharField(
        label="Mã kiểm tra",
        help_text="Ở cuối trang cuối của văn bản, ví dụ: 7KQM-2XHD-R9TA",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "data-width": "money"}
        ),
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("Nhập đủ 12 chữ và số của mã kiểm tra.", code="invalid")
        return code


class BudgetForm(MonthsForm):
    """The unit and the months of a budget report; ``units`` are those that can be chosen."""

    unit = forms.ChoiceField(label="Đơn vị")
    bounds = forms.ChoiceField(
        label="Địa giới",
        required=False,
        choices=[("", "Như trong từng tháng"), ("today", "Theo đơn vị hiện nay")],
    )
    field_order = ("unit", "first_month", "last_month", "bounds")

    def __init__(self, *args: Any, units: list[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type of the field above)
        field.choices = [(unit.key, _words(unit)) for unit in units]


def _words(unit: Unit) -> str:
    """The name, and of a unit that stands no longer its last day: two provinces bear one name."""
    return f"{unit.name} (đến {ngay(unit.last_day)})" if unit.last_day else unit.name
