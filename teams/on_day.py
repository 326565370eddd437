"""Where teams lay on a day, whatever moved since: the way in which lists and the API are asked "as of"."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from teams.models import TeamCoverage
from territory.models import Unit, VillagePlacement
from territory.spans import holds_on


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
