"""What is asked in the address of an insurance list."""

from __future__ import annotations

from typing import Any

from django import forms

from regulations.national_insurance import national_insurance
from territory.forms import UnitField
from territory.models import Unit
from vietnamese.forms import MonthField, VietForm


class InsuranceForm(VietForm):
    """The unit, the month and the insurance; ``units`` are those that can be chosen."""

    unit = UnitField(label="Đơn vị")
    kind = forms.ChoiceField(label="Loại bảo hiểm")
    month = MonthField(label="Tháng")

    def __init__(self, *args: Any, units: list[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        unit, field = self.fields["unit"], self.fields["kind"]
        assert isinstance(unit, UnitField)  # noqa: S101 (tells the types of the fields above)
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        unit.offer(units)
        field.choices = [(scheme.kind, scheme.name) for scheme in national_insurance().schemes]

    def asked(self) -> dict[str, Any]:
        """The month and kind of a valid form."""
        return {"month": self.cleaned_data["month"], "kind": self.cleaned_data["kind"]}
