"""The team, month and kind of duty; and a month of it as a grid of hours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from accounts.models import User
from allowances.duty import Cell, cell_name
from members.models import Membership
from regulations.engine import VOCABULARY
from teams.models import Team
from vietnamese.dates import Span, month_span, ngay
from vietnamese.forms import LongSelect, MonthField, VietForm

_HOURS: Final = re.compile(r"([0-9]{1,2})(?:[.,]([0-9]))?")
_EXAMPLE: Final = "Nhập số giờ từ 0,5 đến 24, ví dụ 8 hoặc 4,5."
_KINDS: Final = [(key, words.capitalize()) for key, words in VOCABULARY["duty.kind"].allowed.items()]


class HoursField(forms.CharField):
    """Hours typed as "8" or "4,5"; cleans to int minutes, None when left empty."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 4}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **options)

    def prepare_value(self, value: Any) -> Any:
        return hours(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """The minutes."""
        typed = super().clean(value)
        if not typed:
            return None
        match = _HOURS.fullmatch(typed)
        minutes = int(match[1]) * 60 + int(match[2] or 0) * 6 if match else 0
        if not 0 < minutes <= 24 * 60:
            raise forms.ValidationError(f"{self.label}: {_EXAMPLE[:1].lower()}{_EXAMPLE[1:]}", code="invalid")
        return minutes


def hours(minutes: int) -> str:
    """Minutes in hours: "8", "4,5"."""
    whole, rest = divmod(minutes, 60)
    return f"{whole},{rest // 6}" if rest else str(whole)


class DutyChoice(VietForm):
    """Whose month is entered."""

    team = forms.ModelChoiceField(Team.objects.none(), label="Tổ", empty_label="Chọn tổ", widget=LongSelect)
    month = MonthField(label="Tháng")
    kind = forms.ChoiceField(label="Loại nhiệm vụ", choices=_KINDS)

    def __init__(self, *args: Any, viewer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        teams = Team.objects.visible_to(viewer).filter(status=Team.Status.ACTIVE).order_by("sort_key", "pk")
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One member of the grid: a field for each day of the month, None where he does not serve."""

    membership: Membership
    cells: list[BoundField | None]


class DutyGrid(VietForm):
    """Hours by member and day."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        month: date,
        members: Sequence[Membership],
        told: Mapping[Cell, int],
    ) -> None:
        super().__init__(data, initial={cell_name(cell): minutes for cell, minutes in told.items()})
        self.members, self.days = members, _days(month)
        self._cells = {
            cell_name((row.pk, day)): (row.pk, day)
            for row in members
            for day in self.days
            if Span(row.valid_from, row.valid_to).contains(day)
        }
        names = {row.pk: row.person.full_name for row in members}
        self.fields = {
            name: HoursField(label=f"{names[pk]}, ngày {ngay(day)}")
            for name, (pk, day) in self._cells.items()
        }
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, số giờ"

    def rows(self) -> list[GridRow]:
        """The members in their order."""
        return [GridRow(row, [self._cell(row.pk, day) for day in self.days]) for row in self.members]

    def minutes(self) -> dict[Cell, int]:
        """What a valid grid says."""
        typed = ((cell, self.cleaned_data[name]) for name, cell in self._cells.items())
        return {cell: minutes for cell, minutes in typed if minutes}

    def _cell(self, pk: int, day: date) -> BoundField | None:
        name = cell_name((pk, day))
        return self[name] if name in self._cells else None


def _days(month: date) -> list[date]:
    span = month_span(month)
    return [month + timedelta(days=place) for place in range(span.days_within(span))]
