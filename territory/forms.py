"""The day that a page is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

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
