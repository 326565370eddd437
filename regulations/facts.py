"""From database rows to the facts of the published vocabulary; what nobody has entered is None, not false."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from regulations.engine import VOCABULARY
from regulations.engine.facts import FactValue
from territory.models import CommuneFacts, Unit, Village, VillageFacts

# A resolution speaks of thôn and khu phố; làng counts as thôn, khu vực as khu phố (NQ 03/2024/NQ-HĐND).
_COUNTS_AS: Final = {"lang": "thon", "khu_vuc": "khu_pho"}

# The columns that hold a fact, each with its name in the vocabulary.
VILLAGE_FACTS: Final = {
    "households": "village.households",
    "persons": "village.persons",
    "temporary_residents": "village.temporary_residents",
    "area": "village.area",
    "village_class": "village.class",
    "special": "village.special",
    "merged": "village.merged",
    "hotspot": "village.hotspot",
    "hardship": "village.hardship",
}
COMMUNE_FACTS: Final = {
    "area": "commune.area",
    "commune_class": "commune.class",
    "wage_region": "commune.wage_region",
    "border": "commune.border",
    "island": "commune.island",
    "mountain": "commune.mountain",
    "hardship": "commune.hardship",
    "ethnic_minority": "commune.ethnic_minority",
    "defence_key": "commune.defence_key",
    "hotspot": "commune.hotspot",
    "merged": "commune.merged",
}

Known = Mapping[str, FactValue]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class VillageDay:
    """A village on one day: its kind, and by name of the vocabulary what is on file."""

    kind: str
    known: Known = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CommuneDay:
    """A commune on one day: its kind and code, and by name of the vocabulary what is on file."""

    kind: str
    code: str
    known: Known = field(default_factory=dict)


def of_village(
    village: Village, row: VillageFacts | None, commune: Unit, commune_row: CommuneFacts | None
) -> dict[str, FactValue]:
    """The facts of one village and of the commune it lies in, from their rows."""
    day = VillageDay(village.kind, _known(row, VILLAGE_FACTS))
    return of_villages([day], CommuneDay(commune.kind, commune.code, _known(commune_row, COMMUNE_FACTS)))


def of_villages(
    days: Sequence[VillageDay], commune: CommuneDay, reads: Container[str] = VOCABULARY
) -> dict[str, FactValue]:
    """The facts of the area of one team that somebody ``reads``.

    Numbers add up, all else is told only where the villages agree.
    """
    on_file = [name for name in VILLAGE_FACTS.values() if name in reads]
    found: dict[str, FactValue] = {
        "village.kind": _agreed(_COUNTS_AS.get(day.kind, day.kind) for day in days),
        **{name: _together(name, [day.known.get(name) for day in days]) for name in on_file},
        "team.villages": len(days),
        "commune.kind": commune.kind,
        "commune.code": commune.code,
        **{name: commune.known.get(name) for name in COMMUNE_FACTS.values()},
    }
    return {name: value for name, value in found.items() if name in reads}


def named(columns: Mapping[str, str], values: Sequence[FactValue]) -> Known:
    """``values`` of ``columns`` by name of the vocabulary; an empty class is none."""
    return {
        name: None if value == "" else value for name, value in zip(columns.values(), values, strict=True)
    }


def _known(row: VillageFacts | CommuneFacts | None, columns: Mapping[str, str]) -> Known:
    return named(columns, [getattr(row, column) for column in columns]) if row else {}


def _together(name: str, values: Sequence[FactValue]) -> FactValue:
    return _total(values) if VOCABULARY[name].type == "int" else _agreed(values)


def _agreed(values: Iterable[T]) -> T | None:
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _total(values: Sequence[FactValue]) -> int | None:
    known = [value for value in values if isinstance(value, int)]
    return sum(known) if len(known) == len(values) else None
