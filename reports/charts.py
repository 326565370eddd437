"""The bars of the budget report: one a unit, lying, so that the names of units have room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reports.selectors import BudgetReport, BudgetRow
from territory.models import Unit
from vietnamese.money import millions

# More bars than this are no longer read; the table is.
_MOST_BARS: Final = 20

# Sizes in units of the view box.
_WIDTH: Final = 640
_LABELS: Final = 130
_FIGURES: Final = 80
_STEP: Final = 24
_BAR: Final = 16


@dataclass(frozen=True, slots=True)
class BudgetBar:
    """The total of one unit: the approved part first, then what is not approved yet."""

    label: str
    shown: str
    y: int
    locked_width: int
    open_width: int

    @property
    def open_x(self) -> int:
        """Where the part that is not approved begins."""
        return _LABELS + self.locked_width

    @property
    def figure_x(self) -> int:
        """Where the figure stands."""
        return self.open_x + self.open_width + 6

    @property
    def text_y(self) -> int:
        """Base line of label and figure."""
        return self.y + _BAR - 4


@dataclass(frozen=True, slots=True)
class BudgetChart:
    """A whole drawing; figures in million đồng."""

    bars: list[BudgetBar]
    width: int = _WIDTH
    bar_x: int = _LABELS
    label_x: int = _LABELS - 8
    bar_height: int = _BAR

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return len(self.bars) * _STEP


def budget_chart(report: BudgetReport) -> BudgetChart | None:
    """A bar for each unit with money; None for the teams of a commune, or when they would be too many."""
    rows = [row for row in report.rows if row.total_vnd > 0]
    if report.unit.level == Unit.Level.COMMUNE or not 1 < len(rows) <= _MOST_BARS:
        return None
    greatest = max(row.total_vnd for row in rows)
    return BudgetChart([_bar(place, row, greatest) for place, row in enumerate(rows)])


def _bar(place: int, row: BudgetRow, greatest: int) -> BudgetBar:
    room = _WIDTH - _LABELS - _FIGURES
    whole = row.total_vnd * room // greatest
    locked = min(max(row.locked_vnd, 0) * room // greatest, whole)
    return BudgetBar(row.label, millions(row.total_vnd), place * _STEP + 4, locked, whole - locked)
