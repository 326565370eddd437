"""The budget report: one read for the page, the workbook, the PDF and the API alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from allowances.models import Batch, ComponentSum, PaidYear, TeamSum
from allowances.payments import Component, components_of
from allowances.rollup_models import PaidYearQuerySet
from members.models import Person
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
    """Sums by part and component, approved sums by part, people by part."""

    amounts: Mapping[tuple[int, str], int]
    locked: Mapping[int, int]
    people: Mapping[int, int]


def budget_report(
    *, viewer: Viewer, unit: Unit, first_month: date, last_month: date, in_todays_bounds: bool = False
) -> BudgetReport:
    """The report on ``unit`` as far as ``viewer`` reaches; a fixed number of statements at every level.

    ``in_todays_bounds`` counts old months where the teams' files are kept today: a province or commune that
    was merged since is compared with itself.
    """
    wanted = _Wanted(viewer, unit, first_month, last_month, in_todays_bounds)
    posted = wanted.posted()
    whole = wanted.people().aggregate(people=Count("person", distinct=True))
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
        _total(unit, rows, whole["people"]),
        Person.objects.filter(is_sample=True, pk__in=wanted.people().values("person")).exists(),
        in_todays_bounds,
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The roll-ups of the ledger that a report reads."""

    viewer: Viewer
    unit: Unit
    first_month: date
    last_month: date
    in_todays_bounds: bool

    def posted(self) -> _Posted:
        """Their sums by the parts of the unit."""
        amounts: dict[tuple[int, str], int] = {}
        locked: defaultdict[int, int] = defaultdict(int)
        for pk, component, amount, approved in self._sums():
            amounts[pk, component] = amount
            locked[pk] += approved
        people = self.people().values_list(self._part("team", "commune"))
        return _Posted(amounts, locked, dict(people.annotate(Count("person", distinct=True)).order_by()))

    def people(self) -> PaidYearQuerySet:
        """Who was in the lists of these months."""
        first, last = ((day.year, day.month) for day in (self.first_month, self.last_month))
        return self._inside(PaidYear.objects.between(first, last), "commune")

    def _sums(self) -> Iterable[tuple[int, str, int, int]]:
        """Part, component, đồng, approved đồng; sums of whole lists where no team has to be told."""
        by_team = self.in_todays_bounds or self.unit.level == Unit.Level.COMMUNE
        sums: QuerySet[Any] = TeamSum.objects.all() if by_team else ComponentSum.objects.all()
        months = {"batch__month__gte": self.first_month, "batch__month__lte": self.last_month}
        found = self._inside(sums, "batch__commune").filter(**months)
        rows: Iterable[tuple[int, str, int, int]] = (
            found.values_list(self._part("team", "batch__commune"), "component")
            .annotate(Sum("amount_vnd"), approved=Sum("amount_vnd", filter=_LOCKED, default=0))
            .order_by()
        )
        return rows

    def _inside(self, rows: Rows, commune: str) -> Rows:
        """Of the rows those of the unit in the viewer's reach."""
        place = self._place(commune)
        inside = {f"{place}__path__startswith": self.unit.path}
        return rows.filter(within_reach(self.viewer, f"{place}__path"), **inside)

    def _place(self, commune: str) -> str:
        return "team__commune" if self.in_todays_bounds else commune

    def _part(self, team: str, commune: str) -> F | Case:
        """What tells the parts of the unit apart: the team, or the unit directly below it.

        Below a province that outlasted its districts lie districts and, from 01/07/2025, communes.
        """
        if self.unit.level == Unit.Level.COMMUNE:
            return F(team)
        place = self._place(commune)
        directly = When(**{f"{place}__parent": self.unit}, then=F(place))
        return Case(directly, default=F(f"{place}__parent"))


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
