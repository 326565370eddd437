"""Over and under strength by level: the people of teams against ceiling, quota and minimum, kept apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from teams import selectors
from teams.models import Team
from teams.on_day import communes_on, teams_in
from teams.rules import Gap, gap
from teams.selectors import TeamRow
from territory import clock
from territory.models import Unit
from territory.scope import lies_in


@dataclass(frozen=True, slots=True)
class Strength:
    """Teams of one place added up. ``ceiling`` and ``quota`` count only teams that have one.

    ``over_*`` and ``under_*`` are people: each team's own surplus or lack, never set off against another's.
    """

    key: str
    name: str
    teams: int
    ceiling: int
    quota: int
    actual: int
    over_ceiling: int
    over_quota: int
    under_quota: int
    under_minimum: int
    unknown: int
    without_quota: int


@dataclass(frozen=True, slots=True)
class TeamGap:
    """A team of the list with what it has too many or too few."""

    team: TeamRow
    gap: Gap


@dataclass(frozen=True, slots=True)
class StrengthList:
    """The teams of a unit on a day: a row a unit below it, the teams that are off, and the sum."""

    unit: Unit
    on: date
    rows: list[Strength]
    teams: list[TeamGap]
    total: Strength


def strength_list(*, viewer: User, unit: Unit, on: date) -> StrengthList:
    """The teams of ``unit`` that are active, on an earlier day those that served there and then.

    Within the viewer's reach; a constant number of statements.
    """
    teams = _teams_of(viewer, unit, on).select_related("commune__parent")
    ordered = list(teams.order_by("commune__sort_key", "sort_key", "pk"))
    rows = selectors.team_rows(ordered, on)
    gaps = [TeamGap(row, gap(row.actual, row.size, row.quota)) for row in rows]
    places = {team.pk: team.commune for team in ordered}
    if on != clock.today():
        places |= communes_on(places.keys(), on)
    return StrengthList(
        unit=unit,
        on=on,
        rows=_by_unit(unit, gaps, lambda item: places[item.team.pk]),
        teams=[item for item in gaps if item.gap.is_off],
        total=_sum("", unit.name, gaps),
    )


def _teams_of(viewer: User, unit: Unit, on: date) -> QuerySet[Team]:
    teams = Team.objects.visible_to(viewer)
    if on == clock.today():
        return teams.filter(status=Team.Status.ACTIVE, commune__path__startswith=unit.path)
    # A unit of today is asked for the units that went into it.
    inside = Unit.objects.communes().filter(lies_in(unit.path, "path"))
    was_there = [Team.Status.ACTIVE, Team.Status.DISSOLVED]
    return teams.filter(status__in=was_there, pk__in=teams_in(inside, on))


def _by_unit(unit: Unit, gaps: Iterable[TeamGap], commune_of: Callable[[TeamGap], Unit]) -> list[Strength]:
    """A row for each unit right below ``unit``; none for a commune, whose teams are listed themselves."""
    if unit.level == Unit.Level.COMMUNE:
        return []
    held: dict[int, tuple[Unit, list[TeamGap]]] = {}
    for item in gaps:
        commune = commune_of(item)
        below = commune if commune.parent_id == unit.pk or commune.parent is None else commune.parent
        held.setdefault(below.pk, (below, []))[1].append(item)
    ordered = sorted(held.values(), key=lambda pair: (pair[0].sort_key, pair[0].key))
    return [_sum(below.key, below.name, found) for below, found in ordered]


def _sum(key: str, name: str, items: Iterable[TeamGap]) -> Strength:
    found = list(items)
    return Strength(
        key=key,
        name=name,
        teams=len(found),
        ceiling=sum(item.team.ceiling or 0 for item in found),
        quota=sum(item.team.quota or 0 for item in found),
        actual=sum(item.team.actual for item in found),
        over_ceiling=sum(item.gap.over_ceiling for item in found),
        over_quota=sum(item.gap.over_quota for item in found),
        under_quota=sum(item.gap.under_quota for item in found),
        under_minimum=sum(item.gap.under_minimum for item in found),
        unknown=sum(item.team.ceiling is None for item in found),
        without_quota=sum(item.team.quota is None for item in found),
    )
