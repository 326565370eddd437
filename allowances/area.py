"""Where the teams of a commune serve, day by day through a month, and the facts of those villages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from allowances.owed import FactRow
from regulations.facts import VillageDay, of_villages
from teams.models import TeamCoverage
from territory.models import Unit, VillageFacts, VillagePlacement
from territory.spans import overlaps
from vietnamese.dates import Span


@dataclass(slots=True)
class VillageMonth:
    """One village: the days it lay in the commune, and its dated facts."""

    kind: str
    placed: list[Span] = field(default_factory=list)
    facts: list[tuple[Span, VillageDay]] = field(default_factory=list)

    def on(self, day: date) -> VillageDay | None:
        """The village on a day; None while it lay elsewhere."""
        if not any(span.contains(day) for span in self.placed):
            return None
        known = (facts for span, facts in self.facts if span.contains(day))
        return next(known, VillageDay(self.kind))

    def spans(self) -> list[Span]:
        """Every span at whose edge something about the village changes."""
        return [*self.placed, *(span for span, _ in self.facts)]


@dataclass(slots=True)
class TeamArea:
    """The villages one team covers, each over its spans of days."""

    commune_kind: str
    covered: list[tuple[Span, VillageMonth]] = field(default_factory=list)

    def spans(self) -> list[Span]:
        """Every span at whose edge the area or its facts change."""
        inside = [span for _, village in self.covered for span in village.spans()]
        return [*(span for span, _ in self.covered), *inside]

    def facts_on(self, day: date) -> FactRow | None:
        """The facts of the area on a day; None while it has no village in the commune."""
        found = [village.on(day) for span, village in self.covered if span.contains(day)]
        here = [village for village in found if village is not None]
        return tuple(of_villages(here, self.commune_kind).items()) if here else None


Areas = dict[int, dict[int, TeamArea]]


def team_areas(communes: Sequence[Unit], month: Span) -> Areas:
    """By team, then commune: the area of every team with a village there this ``month``; three statements."""
    kinds = {commune.pk: commune.kind for commune in communes}
    villages = _villages(kinds, month)
    areas: Areas = defaultdict(dict)
    rows = TeamCoverage.objects.filter(overlaps(month.start, month.end), village__in=villages)
    for team, village, start, end in rows.values_list("team_id", "village_id", "valid_from", "valid_to"):
        for commune, there in villages[village].items():
            area = areas[team].setdefault(commune, TeamArea(kinds[commune]))
            area.covered.append((Span(start, end), there))
    return areas


def _villages(communes: Collection[int], month: Span) -> Mapping[int, Mapping[int, VillageMonth]]:
    """By village, then commune it lay in."""
    villages: dict[int, dict[int, VillageMonth]] = defaultdict(dict)
    placements = VillagePlacement.objects.filter(overlaps(month.start, month.end), commune__in=communes)
    columns = ("village_id", "village__kind", "commune_id", "valid_from", "valid_to")
    for pk, kind, commune, start, end in placements.values_list(*columns):
        villages[pk].setdefault(commune, VillageMonth(kind)).placed.append(Span(start, end))
    facts = VillageFacts.objects.filter(overlaps(month.start, month.end), village__in=villages)
    figures = ("village_id", "households", "persons", "village_class", "valid_from", "valid_to")
    for pk, households, persons, village_class, start, end in facts.values_list(*figures):
        for village in villages[pk].values():
            day = VillageDay(village.kind, households, persons, village_class)
            village.facts.append((Span(start, end), day))
    return villages
