"""What is asked for in the address of this room's pages."""

from __future__ import annotations

from typing import Any

from django import forms

from allowances.forms import MonthsForm
from reports.check_code import read_code
from territory.forms import UnitField
from territory.models import Unit
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

    unit = UnitField(label="Đơn vị")
    bounds = forms.ChoiceField(
        label="Địa giới",
        required=False,
        choices=[("", "Như trong từng tháng"), ("today", "Theo đơn vị hiện nay")],
    )
    field_order = ("unit", "first_month", "last_month", "bounds")

    def __init__(self, *args: Any, units: list[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["unit"]
        assert isinstance(field, UnitField)  # noqa: S101 (tells the type of the field above)
        field.offer(units)
