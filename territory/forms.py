"""The day and the unit that a page is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms

from territory.models import Unit, UnitQuerySet
from vietnamese.dates import ngay
from vietnamese.forms import VietDateField, VietForm

_LABEL: Final = "Xem tại ngày"


class DayForm(VietForm):
    """ "?ngay=30/06/2025": the page shows units, teams and facts as they stood on that day."""

    ngay = VietDateField(label=_LABEL, required=False, help_text="")

    def day(self, otherwise: date) -> date:
        """The day asked for; ``otherwise`` when none was, or none that can be read."""
        found = self.cleaned_data.get("ngay") if self.is_valid() else None
        return found if isinstance(found, date) else otherwise

    @property
    def given(self) -> bool:
        """Whether a day was asked for that can be read."""
        return self.is_valid() and self.cleaned_data["ngay"] is not None


def day_of(typed: Mapping[str, Any], otherwise: date) -> date:
    """The day that an address asks for."""
    return DayForm({"ngay": typed.get("ngay", "")}).day(otherwise)


class UnitField(forms.ChoiceField):
    """A unit by its key, out of those that the page offers."""

    def offer(self, units: Iterable[Unit]) -> None:
        """The units that can be chosen, by name; of one that stands no longer also its last day, because two
        provinces bear one name."""
        self.choices = [
            (unit.key, f"{unit.name} (đến {ngay(unit.last_day)})" if unit.last_day else unit.name)
            for unit in units
        ]


def units_around(reach: UnitQuerySet, unit: Unit) -> list[Unit]:
    """``unit`` with those above it within ``reach``, those it was made from, and those below it."""
    codes = unit.path.rstrip(".").split(".")
    above = [".".join(codes[:depth]) + "." for depth in range(1, len(codes) + 1)]
    made_from = reach.filter(successors__new=unit)
    return [*reach.filter(path__in=above).order_by("path"), *made_from, *reach.filter(parent=unit)]
