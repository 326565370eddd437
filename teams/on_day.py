"""Where teams lay on a day and through time: the way in which lists, pages and the API are asked "as of"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from teams.models import TeamCoverage
from territory.models import Unit, VillagePlacement
from territory.spans import holds_on
from vietnamese.dates import Span


@dataclass(frozen=True, slots=True)
class Lay:
    """A commune, and the days on which a village that a team served lay in it."""

    commune: str
    span: Span


def communes_on(teams: Collection[int], on: date) -> dict[int, Unit]:
    """By team: the commune that the village it had served longest lay in on a day; two statements."""
    return _first_communes(TeamCoverage.objects.filter(holds_on(on), team__in=teams), on)


def communes_of_plans_on(teams: Collection[int], on: date) -> dict[int, Unit]:
    """As ``communes_on``, of the villages that a team serves on any day, before or after as well."""
    return _first_communes(TeamCoverage.objects.filter(team__in=teams), on)


def teams_in(communes: QuerySet[Unit], on: date) -> QuerySet[TeamCoverage, Any]:
    """The teams that on a day served a village which then lay in these communes."""
    placed = VillagePlacement.objects.filter(holds_on(on), commune__in=communes)
    served = TeamCoverage.objects.filter(holds_on(on), village__in=placed.values("village"))
    return served.values("team")


def communes_through(teams: Collection[int]) -> dict[int, list[Lay]]:
    """By team: the communes that the villages it served lay in, the oldest first; two statements."""
    found: dict[int, list[Lay]] = defaultdict(list)
    placed = VillagePlacement.objects.order_by("valid_from")
    for coverage, placement in _placed(TeamCoverage.objects.filter(team__in=teams), placed):
        days = Span(coverage.valid_from, coverage.valid_to)
        if both := days.shared_with(Span(placement.valid_from, placement.valid_to)):
            found[coverage.team_id].append(Lay(placement.commune.name, both))
    return {team: sorted(rows, key=lambda row: row.span.start) for team, rows in found.items()}


def _first_communes(served: QuerySet[TeamCoverage], on: date) -> dict[int, Unit]:
    found: dict[int, Unit] = {}
    for coverage, placement in _placed(served, VillagePlacement.objects.filter(holds_on(on))):
        found.setdefault(coverage.team_id, placement.commune)
    return found


def _placed(
    served: QuerySet[TeamCoverage], placed: QuerySet[VillagePlacement]
) -> Iterator[tuple[TeamCoverage, VillagePlacement]]:
    """Each village that was served, the longest served first, with where it lay; two statements."""
    lay = Prefetch("village__placements", placed.select_related("commune__parent"), to_attr="placed")
    rows = served.select_related("village").order_by("valid_from", "pk").prefetch_related(lay)
    for coverage in rows:
        for placement in coverage.village.placed:  # type: ignore[attr-defined]
            yield coverage, placement
