"""The payment list of a commune's month: one read for the page, the PDF and the workbook alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Sum

from allowances.models import Batch
from members.models import Membership
from regulations.selectors import component_names


@dataclass(frozen=True, slots=True)
class Component:
    """A column of the list."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The sum of one component in đồng, 0 where nothing is posted."""

    component: str
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One membership, with a cell for each of the list's components in their order."""

    membership_id: int
    person_id: int
    full_name: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def total_vnd(self) -> int:
        """What the person is paid for this membership."""
        return sum(cell.amount_vnd for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ArrearsRow:
    """What is paid or taken back for one membership and an earlier ``month``, and why."""

    row: PaymentRow
    team_name: str
    month: date
    cause: str


@dataclass(frozen=True, slots=True)
class TeamPayments:
    """The rows of one team, in the order of titles and names."""

    team_id: int
    team_name: str
    rows: tuple[PaymentRow, ...]

    @property
    def sums(self) -> tuple[int, ...]:
        """The sum of each component of the list in đồng."""
        columns = zip(*(row.cells for row in self.rows), strict=True)
        return tuple(sum(cell.amount_vnd for cell in column) for column in columns)

    @property
    def total_vnd(self) -> int:
        """What the team is paid."""
        return sum(row.total_vnd for row in self.rows)


@dataclass(frozen=True, slots=True)
class PaymentList:
    """All posted sums of a batch, with the components that occur, in the order of the law.

    ``teams`` hold those of its own month; ``arrears`` those for earlier months, by month. ``is_sample`` when
    a made-up person is on it.
    """

    components: tuple[Component, ...]
    teams: tuple[TeamPayments, ...]
    arrears: tuple[ArrearsRow, ...]
    is_sample: bool

    @property
    def sums(self) -> tuple[int, ...]:
        """The sum of each component in đồng, earlier months included."""
        parts = [*(team.sums for team in self.teams), self.arrears_sums] if self.components else []
        return tuple(map(sum, zip(*parts, strict=True)))

    @property
    def arrears_sums(self) -> tuple[int, ...]:
        """The sum of each component for earlier months in đồng."""
        columns = zip(*(entry.row.cells for entry in self.arrears), strict=True)
        return tuple(sum(cell.amount_vnd for cell in column) for column in columns) or (0,) * len(
            self.components
        )

    @property
    def arrears_vnd(self) -> int:
        """What is paid for earlier months less what is taken back."""
        return sum(self.arrears_sums)

    @property
    def own_vnd(self) -> int:
        """What is paid for the month itself."""
        return sum(team.total_vnd for team in self.teams)

    @property
    def total_vnd(self) -> int:
        """The sum of the list."""
        return self.own_vnd + self.arrears_vnd

    @property
    def people(self) -> int:
        """How many people are on the list; one with two titles in the month counts once."""
        own = {row.person_id for team in self.teams for row in team.rows}
        return len(own | {entry.row.person_id for entry in self.arrears})


def payment_list(batch: Batch) -> PaymentList:
    """What ``batch`` posted, net of corrections; three statements whatever their number."""
    lines = list(
        batch.lines.values(
            "membership_id",
            "component",
            "for_month",
            "person_id",
            "team_id",
            "team__name",
            "team__sort_key",
            "membership__title",
            "person__full_name",
            "person__sort_key",
            "person__is_sample",
        ).annotate(amount=Sum("amount_vnd"), causes=_CAUSES)
    )
    components = components_of({line["component"] for line in lines})
    lines.sort(
        key=lambda line: (
            line["team__sort_key"],
            line["team_id"],
            Membership.Title(line["membership__title"]).rank,
            line["person__sort_key"],
            line["membership_id"],
        )
    )
    own = [line for line in lines if line["for_month"] == batch.month]
    teams = groupby(own, key=lambda line: (line["team_id"], line["team__name"]))
    earlier = sorted(
        (line for line in lines if line["for_month"] != batch.month), key=lambda line: line["for_month"]
    )
    return PaymentList(
        components,
        tuple(TeamPayments(team, name, tuple(_rows(group, components))) for (team, name), group in teams),
        tuple(_arrears(earlier, components)),
        is_sample=any(line["person__is_sample"] for line in lines),
    )


def components_of(present: Collection[str]) -> tuple[Component, ...]:
    """The components with these keys, in the order of the law."""
    return tuple(Component(key, name) for key, name in component_names().items() if key in present)


_CAUSES: Final = ArrayAgg("cause", filter=~Q(cause=""), distinct=True, default=[])


def _arrears(lines: Iterable[Mapping[str, Any]], components: tuple[Component, ...]) -> Iterator[ArrearsRow]:
    for (month, _), group in groupby(lines, key=lambda line: (line["for_month"], line["membership_id"])):
        parts = list(group)
        causes = dict.fromkeys(cause for part in parts for cause in part["causes"])
        yield ArrearsRow(_row(parts, components), parts[0]["team__name"], month, ". ".join(causes))


def _rows(lines: Iterable[Mapping[str, Any]], components: tuple[Component, ...]) -> list[PaymentRow]:
    members = groupby(lines, key=lambda line: line["membership_id"])
    return [_row(list(group), components) for _, group in members]


def _row(lines: Sequence[Mapping[str, Any]], components: tuple[Component, ...]) -> PaymentRow:
    first = lines[0]
    amounts = {line["component"]: line["amount"] for line in lines}
    return PaymentRow(
        membership_id=first["membership_id"],
        person_id=first["person_id"],
        full_name=first["person__full_name"],
        title=Membership.Title(first["membership__title"]).label,
        cells=tuple(Cell(component.key, amounts.get(component.key, 0)) for component in components),
    )
