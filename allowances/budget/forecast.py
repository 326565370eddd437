"""A budget year as it stands: allocated, executed and left, and what it comes to by the end of the year.

A month of a commune with a computed list counts as that list; every other month as the estimate of it.
What is entered by hand counts as it is: nobody knows what is still to be bought.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from accounts.errors import DomainError
from allowances.budget.estimates import Estimate, EventCount, estimate, part_of, year_span
from allowances.budget.executed import Executed, executed
from allowances.budget.models import BudgetLine, OtherItem
from allowances.budget.plans import item_names
from allowances.selectors import months_of
from regulations.selectors import component_names
from territory.models import Unit
from territory.scope import Viewer, lies_in

# What the portal pays for has a ledger; the rest is bought elsewhere and entered by hand.
_ELSEWHERE: Final = frozenset(OtherItem.values)
_OWN: Final = " (phần của cấp này)"


@dataclass(slots=True)
class Spend:
    """Đồng of a year: given, in locked lists, entered by hand, in lists not locked yet, estimated where there
    is no list.
    """

    allocated_vnd: int = 0
    locked_vnd: int = 0
    entered_vnd: int = 0
    open_vnd: int = 0
    rest_vnd: int = 0

    @property
    def executed_vnd(self) -> int:
        """What was spent: by a locked list, or as entered by hand."""
        return self.locked_vnd + self.entered_vnd

    @property
    def left_vnd(self) -> int:
        """What is given and not yet spent; below 0 where more was spent."""
        return self.allocated_vnd - self.executed_vnd

    @property
    def percent(self) -> str:
        """The executed part of what is given: "41,7%"; "–" where nothing is given."""
        if not self.allocated_vnd:
            return "–"
        tenths = (self.executed_vnd * 2000 + self.allocated_vnd) // (2 * self.allocated_vnd)
        return f"{tenths // 10},{tenths % 10}%"

    @property
    def forecast_vnd(self) -> int:
        """What the year comes to."""
        return self.executed_vnd + self.open_vnd + self.rest_vnd

    @property
    def short_vnd(self) -> int:
        """What the year needs beyond what is given; 0 where it is enough."""
        return max(self.forecast_vnd - self.allocated_vnd, 0)


@dataclass(slots=True)
class SpendRow:
    """One item or part with its key. ``is_paid_here``: by lists of the portal."""

    key: str
    name: str
    spend: Spend = field(default_factory=Spend)
    is_paid_here: bool = True


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """The year of ``unit``: by item, by unit right below, by month. ``events`` name who joins, leaves or
    reaches a limit in the months still estimated; ``note`` says why nothing could be estimated, else "".
    """

    unit: Unit
    year: int
    items: tuple[SpendRow, ...]
    parts: tuple[SpendRow, ...]
    months: tuple[tuple[date, Spend], ...]
    total: Spend
    events: tuple[EventCount, ...]
    assumptions: tuple[str, ...]
    note: str
    is_sample: bool

    @property
    def shortages(self) -> list[SpendRow]:
        """The items for which what is given does not cover the year; none while nothing is given at all."""
        if not self.total.allocated_vnd:
            return []
        return [row for row in self.items if row.is_paid_here and row.spend.short_vnd]

    @property
    def overspent(self) -> list[SpendRow]:
        """The items entered by hand on which more was spent than is given."""
        return [row for row in self.items if not row.is_paid_here and row.spend.short_vnd]


def budget_year(*, viewer: Viewer, unit: Unit, year: int) -> BudgetYear:
    """How the year of ``unit`` stands, as far as ``viewer`` reaches; a fixed number of statements."""
    days, note, found = year_span(year), "", None
    spent = executed(viewer=viewer, unit=unit, days=days)
    try:
        found = estimate(viewer=viewer, unit=unit, days=days)
    except DomainError as error:
        note = error.message
    lines = BudgetLine.objects.visible_to(viewer).filter(lies_in(unit.path, "unit__path"), year=year)
    given = list(lines.filter(state=BudgetLine.State.ALLOCATED).select_related("unit__parent"))
    table = _Table(unit, months_of(days))
    for line in given:
        table.give(line)
    table.spend(spent)
    if found is not None:
        table.expect(found, spent)
    return BudgetYear(
        unit=unit,
        year=year,
        items=tuple(table.item_rows()),
        parts=table.part_rows(),
        months=tuple(table.months.items()),
        total=table.total,
        events=tuple(each for each in found.events if table.months[each.event.month].rest_vnd)
        if found
        else (),
        assumptions=found.assumptions if found else (),
        note=note,
        is_sample=any(line.is_sample for line in given) or spent.is_sample or bool(found and found.is_sample),
    )


class _Table:
    """Adds every amount to its item, its part, its month and the whole at once, so that they agree."""

    def __init__(self, unit: Unit, months: list[date]) -> None:
        self.unit = unit
        self.total = Spend()
        self.items: dict[str, Spend] = {}
        self.parts: dict[int, tuple[Unit, Spend]] = {}
        self.months = {month: Spend() for month in months}

    def give(self, line: BudgetLine) -> None:
        """An allocation; it belongs to no month."""
        for spend in (self.total, self._item(line.item), self._part(line.unit)):
            spend.allocated_vnd += line.allocated_vnd or 0

    def spend(self, spent: Executed) -> None:
        """What lists came to, and what was entered by hand."""
        for (unit, month, item), amount in spent.locked.items():
            for spend in self._places(spent.units[unit], month, item):
                spend.locked_vnd += amount
        for (unit, month, item), amount in spent.open.items():
            for spend in self._places(spent.units[unit], month, item):
                spend.open_vnd += amount
        for (unit, month, item), amount in spent.entered.items():
            for spend in self._places(spent.units[unit], month, item):
                spend.entered_vnd += amount

    def expect(self, found: Estimate, spent: Executed) -> None:
        """The estimate of every month of a commune without a list."""
        units = Unit.objects.select_related("parent").in_bulk(list(found.communes))
        for commune, tally in found.communes.items():
            for (month, item), amount in tally.cells.items():
                if (commune, month) not in spent.listed:
                    for spend in self._places(units[commune], month, item):
                        spend.rest_vnd += amount

    def item_rows(self) -> Iterator[SpendRow]:
        """In the order of the law, then the other items."""
        names: Mapping[str, str] = item_names(component_names())
        order = [*(key for key in names if key in self.items), *sorted(self.items.keys() - names.keys())]
        for key in order:
            yield SpendRow(key, names.get(key, key), self.items[key], key not in _ELSEWHERE)

    def part_rows(self) -> tuple[SpendRow, ...]:
        """In the order of names, what is the unit's own first; none for a commune."""
        if self.unit.level == Unit.Level.COMMUNE:
            return ()
        rows = sorted(
            self.parts.values(), key=lambda pair: (pair[0].pk != self.unit.pk, pair[0].sort_key, pair[0].key)
        )
        return tuple(
            SpendRow(below.key, f"{below.name}{_OWN if below.pk == self.unit.pk else ''}", spend)
            for below, spend in rows
        )

    def _places(self, unit: Unit, month: date, item: str) -> tuple[Spend, ...]:
        return self.total, self._item(item), self._part(unit), self.months[month]

    def _item(self, item: str) -> Spend:
        return self.items.setdefault(item, Spend())

    def _part(self, unit: Unit) -> Spend:
        below = unit if unit.pk == self.unit.pk else part_of(self.unit, unit)
        return self.parts.setdefault(below.pk, (below, Spend()))[1]
