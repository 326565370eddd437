"""What people type into the pages of estimates and budgets."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from allowances.estimates import BASES, PRESENT, QUOTA
from territory.forms import UnitField
from territory.models import Unit
from vietnamese.forms import VietForm

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
