"""The bars of the budget report, in the shape that the template tag ``bar_chart`` draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reports.selectors import BudgetReport, BudgetRow
from territory.models import Unit

# More bars than this are no longer read; the table is.
_MOST_BARS: Final = 15
_TENTH_OF_A_MILLION: Final = 100_000


@dataclass(frozen=True, slots=True)
class BudgetBar:
    """The total of one unit; drawn as planned until all of it is approved."""

    label: str
    value: int
    planned: bool

    @property
    def shown(self) -> str:
        """Million đồng with one decimal: "12,5"."""
        tenths = (self.value + _TENTH_OF_A_MILLION // 2) // _TENTH_OF_A_MILLION
        return f"{tenths // 10},{tenths % 10}"


def budget_bars(report: BudgetReport) -> list[BudgetBar]:
    """A bar for each unit with money; none for the teams of a commune, or when they would be too many."""
    rows = [row for row in report.rows if row.total_vnd]
    if report.unit.level == Unit.Level.COMMUNE or len(rows) > _MOST_BARS:
        return []
    return [_bar(row) for row in rows]


def _bar(row: BudgetRow) -> BudgetBar:
    return BudgetBar(row.label, row.total_vnd, planned=row.locked_vnd < row.total_vnd)
