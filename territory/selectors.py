"""Reads that join several models for the pages of this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from territory.models import Unit, UnitSuccession, Village, VillageFacts, VillagePlacement
from territory.scope import Viewer, reaches
from territory.spans import holds_on


@dataclass(frozen=True, slots=True)
class VillageRow:
    """A village of a commune with the facts that hold on a day, None where nobody entered any."""

    village: Village
    facts: VillageFacts | None


@dataclass(frozen=True, slots=True)
class VillageTable:
    """The villages of a commune on a day; the totals count what is entered."""

    rows: list[VillageRow]
    households: int
    persons: int


def unit_above(unit: Unit) -> str:
    """The units above it within a sentence: "huyện Tuy Phước, tỉnh Bình Định"; "" for a province."""
    names, above = [], unit.parent
    while above is not None:
        names.append(above.name_inside)
        above = above.parent
    return ", ".join(names)


def units_to(unit: Unit, viewer: Viewer) -> list[Unit]:
    """The units above ``unit`` that the viewer reaches, from the top."""
    found: list[Unit] = []
    above = unit.parent
    while above is not None and reaches(viewer, above):
        found.insert(0, above)
        above = above.parent
    return found


def children_on(unit: Unit, viewer: Viewer, day: date) -> QuerySet[Unit]:
    """The units directly below that stand on ``day``, each with ``communes`` and ``village_count``."""
    standing = Unit.objects.visible_to(viewer).on(day).filter(parent=unit)
    return standing.annotate(
        communes=Count("children", filter=holds_on(day, "children__"), distinct=True),
        village_count=_placed("village_placements__", day) + _placed("children__village_placements__", day),
    )


def _placed(relation: str, day: date) -> Count:
    return Count(f"{relation}village", filter=holds_on(day, relation), distinct=True)


def villages_on(unit: Unit, viewer: Viewer, day: date) -> VillageTable:
    """The villages that lay in the commune on ``day``, with their facts of that day."""
    here = VillagePlacement.objects.filter(holds_on(day), village=OuterRef("pk"), commune=unit)
    facts = Prefetch("facts", VillageFacts.objects.filter(holds_on(day)), to_attr="facts_held")
    villages = Village.objects.visible_to(viewer).filter(Exists(here)).prefetch_related(facts)
    rows = [VillageRow(village, next(iter(village.facts_held), None)) for village in villages]  # type: ignore[attr-defined]
    known = [row.facts for row in rows if row.facts]
    return VillageTable(rows, sum(f.households for f in known), sum(f.persons for f in known))


def successions_of(unit: Unit) -> QuerySet[UnitSuccession]:
    """What became of the unit and what it was made from."""
    involved = UnitSuccession.objects.filter(Q(old=unit) | Q(new=unit))
    return involved.select_related("old__parent", "new__parent").order_by("new__sort_key", "old__sort_key")
