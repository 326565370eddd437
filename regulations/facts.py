"""From database rows to the facts of the published vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from regulations.engine.facts import FactValue
from territory.models import Unit, Village, VillageFacts

# A resolution speaks of thôn and khu phố; làng counts as thôn, khu vực as khu phố (NQ 03/2024/NQ-HĐND).
_COUNTS_AS: Final = {"lang": "thon", "khu_vuc": "khu_pho"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class VillageDay:
    """A village on one day; a number that nobody has entered is None, a class "" ."""

    kind: str
    households: int | None = None
    persons: int | None = None
    village_class: str = ""


def of_village(village: Village, commune: Unit, row: VillageFacts | None) -> dict[str, FactValue]:
    """The facts of one village from its rows."""
    day = VillageDay(village.kind)
    if row is not None:
        day = VillageDay(village.kind, row.households, row.persons, row.village_class)
    return of_villages([day], commune.kind)


def of_villages(days: Sequence[VillageDay], commune_kind: str) -> dict[str, FactValue]:
    """The facts of the area of one team: numbers add up, kind and class only where all agree."""
    return {
        "village.kind": _agreed(_COUNTS_AS.get(day.kind, day.kind) for day in days),
        "village.households": _total([day.households for day in days]),
        "village.persons": _total([day.persons for day in days]),
        "village.class": _agreed(day.village_class for day in days) or None,
        "commune.kind": commune_kind,
    }


def _agreed(values: Iterable[T]) -> T | None:
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _total(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
