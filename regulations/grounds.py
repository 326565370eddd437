"""Of which provinces the law can hold at a place: the one it lies in, and the former one its land came from.

Where provinces merged, the texts of each former province go on holding on its former territory until the new
province replaces or ends them. Pure: rows in, keys of provinces out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from regulations.engine import Law
from vietnamese.dates import ngay

# Keys of provinces, of which at most one may have law in force on a day.
Ground = frozenset[str]


@dataclass(frozen=True, slots=True)
class Stay:
    """A village in a commune from a day on; ``ended`` is the day on which that commune stood no more."""

    start: date
    commune: int
    path: str
    ended: date | None


class OfProvince(Protocol):
    """A law and the key of the province whose council made it."""

    @property
    def law(self) -> Law: ...
    @property
    def province(self) -> str: ...


T = TypeVar("T", bound=OfProvince)


@dataclass(frozen=True, slots=True)
class Move:
    """The whole or a part of the commune ``old`` went into ``new``; each with its path."""

    old: int
    old_path: str
    new: int
    new_path: str


class Lineage:
    """What the communes of a province were made from, and what became of them."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self._before: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        self._after: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        for move in moves:
            self._before[move.new].append((move.old, move.old_path))
            self._after[move.old].append((move.new, move.new_path))
        self._known: dict[Ground, Ground] = {}

    def of_commune(self, commune: int, path: str) -> Ground:
        """The provinces of a commune and of all that it was made from or went into."""
        found = {commune: path}
        found |= dict(_reached(commune, self._before)) | dict(_reached(commune, self._after))
        return self._kept(found.values())

    def made_from(self, commune: int) -> frozenset[int]:
        """The communes that went into it, wholly or in part, over any number of changes."""
        return frozenset(unit for unit, _ in _reached(commune, self._before))

    def of_village(self, stays: Sequence[Stay], on: date) -> Ground:
        """The provinces of a village on a day, from all its ``stays``, oldest first, at least one.

        A village whose earlier commune stands no more stays under the law of the province that this commune
        lay in; of any other village its commune tells.
        """
        now = stay_on(stays, on)
        before = [stay for stay in stays if stay.start < now.start]
        former = [stay.path for stay in before if stay.ended is not None and stay.ended <= on]
        return self._kept([now.path, *former]) if former else self.of_commune(now.commune, now.path)

    def _kept(self, paths: Collection[str]) -> Ground:
        """One object for equal grounds, so that they compare by identity."""
        ground = frozenset(map(province_key, paths))
        return self._known.setdefault(ground, ground)


def stay_on(stays: Sequence[Stay], on: date) -> Stay:
    """The last stay that has begun on a day; before any, the first."""
    begun = [stay for stay in stays if stay.start <= on]
    return begun[-1] if begun else stays[0]


def province_key(path: str) -> str:
    """The key of the province that a unit with this path lies in."""
    return path.partition(".")[0]


def in_force(laws: Iterable[T], ground: Ground, on: date) -> list[T]:
    """The laws that hold on a ground and day; more than one is a conflict."""
    return [held for held in laws if held.province in ground and held.law.covers(on)]


def both_hold(one: str, other: str, on: date) -> str:
    """The sentence that names two documents which hold at one place, each in words."""
    return f"Ghi ngày hết hiệu lực của một văn bản: {one} và {other} cùng có hiệu lực ngày {ngay(on)}."


def _reached(start: int, links: Mapping[int, Sequence[tuple[int, str]]]) -> Iterator[tuple[int, str]]:
    """All that is linked to ``start`` over any number of steps, each with its path."""
    waiting, seen = [start], {start}
    while waiting:
        for unit, path in links.get(waiting.pop(), ()):
            if unit not in seen:
                seen.add(unit)
                waiting.append(unit)
                yield unit, path
