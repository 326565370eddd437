"""Where teams lay on a day and through time: the way in which lists, pages and the API are asked "as of"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
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
    placed = VillagePlacement.objects.filter(holds_on(on)).select_related("commune__parent")
    served = TeamCoverage.objects.filter(holds_on(on), team__in=teams).select_related("village")
    first: dict[int, Unit] = {}
    for coverage in served.order_by("valid_from", "pk").prefetch_related(
        Prefetch("village__placements", placed, to_attr="placed_on_day")
    ):
        here: list[VillagePlacement] = coverage.village.placed_on_day  # type: ignore[attr-defined]
        if here:
            first.setdefault(coverage.team_id, here[0].commune)
    return first


def teams_in(communes: QuerySet[Unit], on: date) -> QuerySet[TeamCoverage, Any]:
    """The teams that on a day served a village which then lay in these communes."""
    placed = VillagePlacement.objects.filter(holds_on(on), commune__in=communes)
    served = TeamCoverage.objects.filter(holds_on(on), village__in=placed.values("village"))
    return served.values("team")


def communes_through(teams: Collection[int]) -> dict[int, list[Lay]]:
    """By team: the communes that the villages it served lay in, the oldest first; two statements."""
    placed = VillagePlacement.objects.select_related("commune").order_by("valid_from")
    served = TeamCoverage.objects.filter(team__in=teams).select_related("village")
    found: dict[int, list[Lay]] = defaultdict(list)
    for coverage in served.order_by("valid_from", "pk").prefetch_related(
        Prefetch("village__placements", placed, to_attr="placed_ever")
    ):
        days = Span(coverage.valid_from, coverage.valid_to)
        lay: list[VillagePlacement] = coverage.village.placed_ever  # type: ignore[attr-defined]
        for placement in lay:
            if both := days.shared_with(Span(placement.valid_from, placement.valid_to)):
                found[coverage.team_id].append(Lay(placement.commune.name, both))
    return {team: sorted(rows, key=lambda row: row.span.start) for team, rows in found.items()}
