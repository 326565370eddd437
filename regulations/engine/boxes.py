"""Solves conditions: cuts the values of each fact where an answer may change, and looks at every case.

Between two cuts every condition answers the same, so one value of each piece stands for all of it and the
result is exact. Facts that are added up count as a fact of their own.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from regulations.engine.conditions import AllOf, AnyOf, Compare, Condition, NotOf
from regulations.engine.fact_spec import FactValue
from regulations.engine.vocabulary import VOCABULARY

MOST_CELLS = 50_000
OTHER_CODE = ""  # stands for every code that no condition names

Names = tuple[str, ...]
Cell = tuple[int, ...]
Box = tuple[frozenset[int], ...]


class TooManyCells(Exception):
    """Conditions that together make more cases than can be looked at one by one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Values of one fact between which no condition tells a difference: a range of numbers, or choices."""

    lowest: int = 0
    highest: int = 0
    choices: tuple[FactValue, ...] = ()

    @property
    def sample(self) -> FactValue:
        """One value that stands for all."""
        return self.choices[0] if self.choices else self.lowest


def compares(condition: Condition) -> Iterator[Compare]:
    """The comparisons that a condition is made of."""
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, NotOf):
        yield from compares(condition.not_)
    else:
        for part in _parts(condition):
            yield from compares(part)


def _parts(condition: AllOf | AnyOf) -> tuple[Condition, ...]:
    return condition.all if isinstance(condition, AllOf) else condition.any


class Grid:
    """All cases that some conditions tell apart; a cell is one case, a number of a piece for each fact."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        asked: dict[Names, list[Compare]] = defaultdict(list)
        for condition in conditions:
            for compare in compares(condition):
                asked[compare.names].append(compare)
        self.names = tuple(asked)
        self.pieces = tuple(tuple(_pieces(names, asked[names])) for names in self.names)
        if math.prod(map(len, self.pieces)) > MOST_CELLS:
            raise TooManyCells

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every case."""
        return tuple(product(*(range(len(pieces)) for pieces in self.pieces)))

    def holding(self, condition: Condition) -> frozenset[Cell]:
        """The cases in which a condition holds."""
        return frozenset(cell for cell in self.cells if _holds(condition, self._values(cell)))

    def where(self, conditions: Sequence[Condition]) -> frozenset[Cell]:
        """The cases in which all conditions hold."""
        held = [self.holding(condition) for condition in conditions]
        return frozenset(self.cells).intersection(*held)

    def words(self, cells: Iterable[Cell]) -> list[str]:
        """Cases in words, as few and as large as they can be put together: "thôn, từ 350 đến 399 hộ"."""
        return [self._box_words(box) for box in _merged(cells, len(self.names))]

    def _values(self, cell: Cell) -> Mapping[Names, FactValue]:
        return {
            names: pieces[place].sample
            for names, pieces, place in zip(self.names, self.pieces, cell, strict=True)
        }

    def _box_words(self, box: Box) -> str:
        told = [
            _values_words(names, [pieces[place] for place in sorted(places)])
            for names, pieces, places in zip(self.names, self.pieces, box, strict=True)
            if len(places) < len(pieces)
        ]
        return ", ".join(told) or "mọi trường hợp"


def _holds(condition: Condition, values: Mapping[Names, FactValue]) -> bool:
    if isinstance(condition, Compare):
        return condition.accepts(values[condition.names])
    if isinstance(condition, NotOf):
        return not _holds(condition.not_, values)
    held = (_holds(part, values) for part in _parts(condition))
    return all(held) if isinstance(condition, AllOf) else any(held)


def _pieces(names: Names, asked: Sequence[Compare]) -> Iterator[Piece]:
    spec = VOCABULARY[names[0]]
    if spec.type == "int":
        yield from _ranges(names, asked)
        return
    alike: dict[tuple[bool, ...], list[FactValue]] = defaultdict(list)
    for value in _possible(names[0], asked):
        alike[tuple(compare.accepts(value) for compare in asked)].append(value)
    yield from (Piece(choices=tuple(values)) for values in alike.values())


def _possible(name: str, asked: Sequence[Compare]) -> list[FactValue]:
    spec = VOCABULARY[name]
    if spec.type == "choice":
        return list(spec.allowed)
    if spec.type == "bool":
        return [True, False]
    named = sorted({str(value) for compare in asked for value in compare.chosen})
    return [*named, OTHER_CODE]


def _ranges(names: Names, asked: Sequence[Compare]) -> Iterator[Piece]:
    """Ranges of numbers between the bounds of the comparisons."""
    lowest = sum(VOCABULARY[name].minimum for name in names)
    highest = sum(VOCABULARY[name].maximum for name in names)
    starts = {lowest}
    for compare in asked:
        numbers = [int(value) for value in compare.chosen]
        starts |= {*numbers, *(number + 1 for number in numbers)} if numbers else _edges(compare)
    ordered = [start for start in sorted(starts) if lowest <= start <= highest]
    ends = [start - 1 for start in ordered[1:]] + [highest]
    yield from (Piece(start, end) for start, end in zip(ordered, ends, strict=True))


def _edges(compare: Compare) -> set[int]:
    return {compare.lowest, compare.highest + 1}


def _merged(cells: Iterable[Cell], dimensions: int) -> list[Box]:
    boxes: set[Box] = {tuple(frozenset({place}) for place in cell) for cell in cells}
    for place in range(dimensions):
        alike: dict[tuple[Box, Box], frozenset[int]] = defaultdict(frozenset)
        for box in boxes:
            alike[box[:place], box[place + 1 :]] |= box[place]
        boxes = {(*before, values, *after) for (before, after), values in alike.items()}
    return sorted(boxes, key=lambda box: [sorted(values) for values in box])


def _values_words(names: Names, pieces: Sequence[Piece]) -> str:
    spec = VOCABULARY[names[0]]
    if spec.type == "int":
        words = " hoặc ".join(_range_words(names, low, high) for low, high in _runs(pieces))
        return words if spec.unit_tells_all and len(names) == 1 else f"{_meaning(names)} {words}"
    values = [value for piece in pieces for value in piece.choices]
    return " hoặc ".join(
        f"{spec.meaning} khác" if value == OTHER_CODE and spec.type == "code" else spec.words(value)
        for value in values
    )


def _meaning(names: Names) -> str:
    return " và ".join(VOCABULARY[name].meaning for name in names)


def _runs(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Neighbouring ranges as one."""
    runs: list[tuple[int, int]] = []
    for piece in pieces:
        if runs and runs[-1][1] + 1 == piece.lowest:
            runs[-1] = (runs[-1][0], piece.highest)
        else:
            runs.append((piece.lowest, piece.highest))
    return runs


def _range_words(names: Names, low: int, high: int) -> str:
    spec = VOCABULARY[names[0]]
    if low == high:
        return spec.number_words(low)
    if high >= sum(VOCABULARY[name].maximum for name in names):
        return f"từ {spec.number_words(low)}"
    if low <= sum(VOCABULARY[name].minimum for name in names):
        return f"đến {spec.number_words(high)}"
    return f"từ {spec.number_words(low)} đến {spec.number_words(high)}"
