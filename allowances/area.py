"""Where the teams of a commune serve, day by day through a month, and the facts of those villages.

A team may serve villages of two communes on one day, for instance after one of them moved. Its people are
paid once: by the commune of the village that the team has served longest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from allowances.owed import FactRow, Grounds
from regulations.facts import COMMUNE_FACTS, VILLAGE_FACTS, CommuneDay, VillageDay, named, of_villages
from regulations.grounds import Lineage, Stay
from teams.models import TeamCoverage
from territory.keys import one_of
from territory.models import CommuneFacts, Unit, VillageFacts, VillagePlacement
from territory.spans import overlaps
from vietnamese.dates import Span


@dataclass(slots=True)
class VillageMonth:
    """One village: the days it lay in the commune, its dated facts, and its stays anywhere, oldest first."""

    kind: str
    stays: Sequence[Stay]
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
        ended = [
            Span(stay.start, stay.ended) for stay in self.stays if stay.ended and stay.start < stay.ended
        ]
        return [*self.placed, *ended, *(span for span, _ in self.facts)]


@dataclass(slots=True)
class CommuneMonth:
    """One commune with its dated facts."""

    unit: Unit
    facts: list[tuple[Span, CommuneDay]] = field(default_factory=list)

    def on(self, day: date) -> CommuneDay:
        """The commune on a day."""
        known = (facts for span, facts in self.facts if span.contains(day))
        return next(known, CommuneDay(self.unit.kind, self.unit.code))


Covered = tuple[int, Span, VillageMonth]

_STAY: Final = ("commune_id", "commune__path", "commune__valid_to")


@dataclass(frozen=True, slots=True)
class AreaDay:
    """The facts of all that a team covers on a day, and the grounds that tell whose law holds there."""

    facts: FactRow
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class TeamArea:
    """One team as one commune pays it; ``whole`` is all it covers anywhere, by commune, oldest first.

    Only the facts that somebody ``reads`` are told, so that most areas are alike.
    """

    commune: CommuneMonth
    whole: Sequence[Covered]
    lineage: Lineage
    reads: frozenset[str]
    _days: dict[date, AreaDay | None] = field(default_factory=dict, compare=False)

    def spans(self) -> list[Span]:
        """Every span at whose edge the area, its facts or its commune change."""
        inside = [span for _, _, village in self.whole for span in village.spans()]
        return [*(span for _, span, _ in self.whole), *inside, *(span for span, _ in self.commune.facts)]

    def on(self, day: date) -> AreaDay | None:
        """What the team covers on a day; None while another commune or none pays it."""
        if day not in self._days:
            self._days[day] = self._on(day)
        return self._days[day]

    def _on(self, day: date) -> AreaDay | None:
        covered = [(commune, village) for commune, span, village in self.whole if span.contains(day)]
        found = [(commune, village, village.on(day)) for commune, village in covered]
        here = [(commune, village, facts) for commune, village, facts in found if facts is not None]
        if not here or here[0][0] != self.commune.unit.pk:
            return None
        facts = of_villages([facts for _, _, facts in here], self.commune.on(day), self.reads)
        grounds = frozenset(self.lineage.of_village(village.stays, day) for _, village, _ in here)
        return AreaDay(tuple(facts.items()), grounds)


Areas = dict[int, dict[int, TeamArea]]


def team_areas(
    communes: Sequence[Unit],
    month: Span,
    reads: frozenset[str],
    lineage: Lineage,
    *,
    carried: bool = False,
) -> Areas:
    """By team, then commune: the area of every team with a village there this ``month``; two statements.

    Facts of communes and of villages are looked up, in a statement more each, only where the law ``reads``
    some. ``carried``: a village whose commune will end, with nothing known of after, goes on lying there, as
    an estimate takes it.
    """
    known = {commune.pk: CommuneMonth(commune) for commune in communes}
    if not reads.isdisjoint(COMMUNE_FACTS.values()):
        _add_facts(known, month)
    areas: Areas = {}
    for team, whole in _covered(known, month, reads, carried=carried).items():
        here = known.keys() & {commune for commune, _, _ in whole}
        areas[team] = {commune: TeamArea(known[commune], whole, lineage, reads) for commune in here}
    return areas


def _add_facts(communes: Mapping[int, CommuneMonth], month: Span) -> None:
    rows = CommuneFacts.objects.filter(overlaps(month.start, month.end), commune__in=communes)
    for pk, start, end, *values in rows.values_list("commune_id", "valid_from", "valid_to", *COMMUNE_FACTS):
        unit = communes[pk].unit
        day = CommuneDay(unit.kind, unit.code, named(COMMUNE_FACTS, values))
        communes[pk].facts.append((Span(start, end), day))


def _covered(
    communes: Collection[int], month: Span, reads: frozenset[str], *, carried: bool
) -> dict[int, list[Covered]]:
    """By team with a village in these communes: every village it covers, wherever it lies, oldest first."""
    there = VillagePlacement.objects.filter(valid_from__lt=month.end, commune__in=communes)
    there = there if carried else there.filter(overlaps(month.start, None))
    coverages = TeamCoverage.objects.filter(overlaps(month.start, month.end))
    teams = coverages.filter(village__in=there.values("village")).values("team")
    rows = list(
        coverages.filter(team__in=teams)
        .order_by("valid_from", "pk")
        .values_list("team_id", "village_id", "valid_from", "valid_to")
    )
    villages = _villages({village for _, village, _, _ in rows}, month, reads, carried=carried)
    found: dict[int, list[Covered]] = defaultdict(list)
    for team, village, start, end in rows:
        found[team] += [(commune, Span(start, end), here) for commune, here in villages[village].items()]
    return found


def _villages(
    wanted: Collection[int], month: Span, reads: frozenset[str], *, carried: bool
) -> dict[int, dict[int, VillageMonth]]:
    """By village, then commune it lay in."""
    villages: dict[int, dict[int, VillageMonth]] = defaultdict(dict)
    placements = VillagePlacement.objects.filter(one_of("village_id", wanted), valid_from__lt=month.end)
    columns = ("village_id", "village__kind", "valid_from", "valid_to", *_STAY)
    stays: dict[int, list[Stay]] = defaultdict(list)
    rows = list(placements.order_by("valid_from").values_list(*columns))
    last = {row[0]: row for row in rows} if carried else {}
    for row in rows:
        pk, kind, start, end, commune, path, ended = row
        stays[pk].append(Stay(start, commune, path, ended))
        if last.get(pk) is row and end == ended:
            end = None
        if end is None or end > month.start:
            here = villages[pk].setdefault(commune, VillageMonth(kind, stays[pk]))
            here.placed.append(Span(start, end))
    if not reads.isdisjoint(VILLAGE_FACTS.values()):
        _add_village_facts(villages, month)
    return villages


def _add_village_facts(villages: Mapping[int, Mapping[int, VillageMonth]], month: Span) -> None:
    rows = VillageFacts.objects.filter(overlaps(month.start, month.end), one_of("village_id", villages))
    for pk, start, end, *values in rows.values_list("village_id", "valid_from", "valid_to", *VILLAGE_FACTS):
        for village in villages[pk].values():
            day = VillageDay(village.kind, named(VILLAGE_FACTS, values))
            village.facts.append((Span(start, end), day))
