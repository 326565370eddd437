"""The budget report: one read for the page, the workbook, the PDF and the API alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from django.db.models import Q, QuerySet, Sum

from allowances.models import Batch, ComponentSum, PaidYear, TeamSum
from allowances.payments import Component, components_of
from allowances.rollup_models import PaidYearQuerySet
from teams.models import Team
from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.spans import overlaps
from vietnamese.dates import next_month, thang

Rows = TypeVar("Rows", bound=QuerySet[Any])
_LOCKED: Final = Q(batch__state=Batch.State.LOCKED)


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One part of the unit: its people, each counted once, and what was posted for them in đồng.

    ``key`` is that of the unit below, "" for a team; ``locked_vnd`` is the approved part of the total.
    """

    key: str
    name: str
    label: str
    people: int
    amounts: tuple[int, ...]
    locked_vnd: int

    @property
    def total_vnd(self) -> int:
        """All components together."""
        return sum(self.amounts)


@dataclass(frozen=True, slots=True)
class BudgetReport:
    """What ``unit`` spends on the force in the batches from ``first_month`` to ``last_month``, both included.

    ``rows`` are the units below (for a commune its teams) in the order of names; ``amounts`` of every row
    follow ``components``. A person who served in two rows counts in both, and once in ``total``.
    """

    unit: Unit
    first_month: date
    last_month: date
    components: tuple[Component, ...]
    rows: tuple[BudgetRow, ...]
    total: BudgetRow
    is_sample: bool
    in_todays_bounds: bool = False

    @property
    def caption(self) -> str:
        """What the report is on: "Huyện Tuy Phước, từ tháng 07/2024 đến tháng 09/2024"."""
        words = f"{self.unit.name}, {self.months}"
        return f"{words}, theo địa giới hiện nay" if self.in_todays_bounds else words

    @property
    def months(self) -> str:
        """The months in words."""
        first, last = thang(self.first_month), thang(self.last_month)
        return f"tháng {first}" if first == last else f"từ tháng {first} đến tháng {last}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was posted in these months."""
        return not self.components


@dataclass(frozen=True, slots=True)
class _Posted:
    """Sums by part and component, approved sums by part, people by part and each once."""

    amounts: Mapping[tuple[int, str], int]
    locked: Mapping[int, int]
    people: Mapping[int, int]
    everybody: int


def budget_report(
    *, viewer: Viewer, unit: Unit, first_month: date, last_month: date, in_todays_bounds: bool = False
) -> BudgetReport:
    """The report on ``unit`` as far as ``viewer`` reaches; a fixed number of statements at every level.

    ``in_todays_bounds`` counts old months where the teams' files are kept today: a province or commune that
    was merged since is compared with itself.
    """
    wanted = _Wanted(viewer, unit, first_month, last_month, in_todays_bounds)
    posted = wanted.posted()
    components = components_of({component for _, component in posted.amounts})
    rows = tuple(
        BudgetRow(
            key=key,
            name=name,
            label=label,
            people=posted.people.get(pk, 0),
            amounts=tuple(posted.amounts.get((pk, component.key), 0) for component in components),
            locked_vnd=posted.locked.get(pk, 0),
        )
        for pk, key, name, label in _parts(unit, posted, first_month, last_month)
    )
    return BudgetReport(
        unit,
        first_month,
        last_month,
        components,
        rows,
        _total(unit, rows, posted.everybody),
        wanted.has_sample(),
        in_todays_bounds,
    )


class _Wanted:
    """The roll-ups of the ledger that a report reads: by commune, or by team where the parts are teams."""

    def __init__(
        self, viewer: Viewer, unit: Unit, first_month: date, last_month: date, in_todays_bounds: bool
    ) -> None:
        self._by_team = unit.level == Unit.Level.COMMUNE
        self._months = first_month, last_month
        self._in_todays_bounds = in_todays_bounds
        # Below a province that outlasted its districts lie districts and, from 01/07/2025, communes.
        communes = Unit.objects.communes().filter(within_reach(viewer, "path"), path__startswith=unit.path)
        self._part_of = {
            pk: pk if parent in (unit.pk, None) else parent
            for pk, parent in communes.values_list("pk", "parent")
        }

    def posted(self) -> _Posted:
        """What they come to by the parts of the unit."""
        amounts: defaultdict[tuple[int, str], int] = defaultdict(int)
        locked: defaultdict[int, int] = defaultdict(int)
        for place, component, amount, approved in self._sums():
            amounts[self._part(place), component] += amount
            locked[self._part(place)] += approved
        people: defaultdict[int, set[int]] = defaultdict(set)
        for place, person in self._people().values_list(self._place("commune"), "person").distinct():
            people[self._part(place)].add(person)
        counts = {part: len(found) for part, found in people.items()}
        return _Posted(amounts, locked, counts, len(set().union(*people.values())))

    def has_sample(self) -> bool:
        """Whether one of the people is made up."""
        return self._people().filter(person__is_sample=True).exists()

    def _people(self) -> PaidYearQuerySet:
        """Who was in the lists of these months."""
        first, last = ((day.year, day.month) for day in self._months)
        return self._inside(PaidYear.objects.between(first, last), "commune")

    def _sums(self) -> Iterable[tuple[int, str, int, int]]:
        """Place, component, đồng, approved đồng; sums of whole lists where no team has to be told."""
        told = self._by_team or self._in_todays_bounds
        sums: QuerySet[Any] = TeamSum.objects.all() if told else ComponentSum.objects.all()
        found = self._inside(sums, "batch__commune").filter(batch__month__range=self._months)
        rows: Iterable[tuple[int, str, int, int]] = (
            found.values_list(self._place("batch__commune"), "component")
            .annotate(Sum("amount_vnd"), approved=Sum("amount_vnd", filter=_LOCKED, default=0))
            .order_by()
        )
        return rows

    def _inside(self, rows: Rows, commune: str) -> Rows:
        """The rows of the communes; their keys, so that the database can tell how many these are."""
        where = "team__commune" if self._in_todays_bounds else commune
        return rows.filter(**{f"{where}__in": list(self._part_of)})

    def _place(self, commune: str) -> str:
        if self._by_team:
            return "team"
        return "team__commune" if self._in_todays_bounds else commune

    def _part(self, place: int) -> int:
        return place if self._by_team else self._part_of[place]


def _parts(
    unit: Unit, posted: _Posted, first_month: date, last_month: date
) -> list[tuple[int, str, str, str]]:
    """(pk, key, name, short name) of the units below that stood then, or of the teams that were paid."""
    if unit.level == Unit.Level.COMMUNE:
        teams = Team.objects.filter(pk__in=posted.people).order_by("sort_key", "pk")
        return [(team.pk, "", team.name, team.name) for team in teams]
    units = unit.children.filter(Q(pk__in=posted.people) | overlaps(first_month, next_month(last_month)))
    return [(child.pk, child.key, child.name, child.proper_name) for child in units]


def _total(unit: Unit, rows: tuple[BudgetRow, ...], people: int) -> BudgetRow:
    columns = zip(*(row.amounts for row in rows), strict=True)
    return BudgetRow(
        key=unit.key,
        name="Tổng cộng",
        label=unit.proper_name,
        people=people,
        amounts=tuple(sum(column) for column in columns),
        locked_vnd=sum(row.locked_vnd for row in rows),
    )
