"""Both sides of every band, step, limit and date of every law file stand among its situations.

An edge is a value of a fact where an answer may change. For each, the table of the law must hold a situation
just below it and one at it, in which everything around the band applies.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from regulations.engine import VOCABULARY, Claim, Law
from regulations.engine.block import Block, children, walk
from regulations.engine.conditions import AllOf, AnyOf, Compare, Condition, NotOf
from regulations.engine.counting import total
from regulations.engine.fact_spec import Facts
from regulations.engine.steps import Steps
from regulations.engine.tariffs import Tariff
from regulations.engine.values import Dated
from tests.law.tables import TABLES, claims_of, law_of

Wanted = tuple[Condition, bool]
_GUARDS = ("when", "applies_when", "exists_when")


@dataclass(frozen=True, slots=True)
class Edge:
    """A number of facts (added up) where everything of ``around`` must be as wanted."""

    names: tuple[str, ...]
    value: int
    around: tuple[Wanted, ...]

    def is_met_by(self, facts: Facts) -> bool:
        """Whether a situation stands at this value."""
        there = all(condition.holds(facts) is wanted for condition, wanted in self.around)
        return there and total(self.names, facts) == self.value

    def __str__(self) -> str:
        around = [words for condition, wanted in self.around if wanted for words in _told(condition)]
        return f"{'+'.join(self.names)} = {self.value} [{', '.join(around)}]"


def edges_of(law: Law) -> set[Edge]:
    """Every edge of the conditions and steps of a law."""
    return set(_edges(law, ()))


def _edges(block: Block, around: tuple[Wanted, ...]) -> Iterator[Edge]:
    inside = around
    for name in _GUARDS:
        condition = getattr(block, name, None)
        if condition is not None:
            yield from _bounds(condition, inside)
            inside = (*inside, (condition, True))
    if isinstance(block, Steps):
        yield from _steps(block, inside)
    for _, child in children(block):
        if not isinstance(child, (Compare, AllOf, AnyOf, NotOf)):
            yield from _edges(child, inside)


def _bounds(condition: Condition, around: tuple[Wanted, ...]) -> Iterator[Edge]:
    if isinstance(condition, Compare):
        yield from _compare_edges(condition, around)
    elif isinstance(condition, NotOf):
        yield from _bounds(condition.not_, around)
    else:
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        for place, part in enumerate(parts):
            others = [other for at, other in enumerate(parts) if at != place]
            beside = [(other, isinstance(condition, AllOf)) for other in others]
            yield from _bounds(part, (*around, *beside))


def _compare_edges(compare: Compare, around: tuple[Wanted, ...]) -> Iterator[Edge]:
    if compare.chosen:
        return
    least = sum(VOCABULARY[name].minimum for name in compare.names)
    most = sum(VOCABULARY[name].maximum for name in compare.names)
    values = (compare.lowest - 1, compare.lowest, compare.highest, compare.highest + 1)
    cuts = (compare.lowest > least, compare.lowest > least, compare.highest < most, compare.highest < most)
    # On the far side of a bound its own band does not hold: what is beside it must, the band around it too.
    yield from (Edge(compare.names, value, around) for value, cut in zip(values, cuts, strict=True) if cut)


def _steps(steps: Steps, around: tuple[Wanted, ...]) -> Iterator[Edge]:
    for step in (1, 2)[: steps.at_most]:
        full = math.ceil(steps.threshold + step * steps.size)
        if full - 1 > steps.threshold:
            yield from (Edge(steps.names, value, around) for value in (full - 1, full))


def _told(condition: Condition) -> list[str]:
    if isinstance(condition, Compare):
        return [
            f"{'+'.join(condition.names)} {condition.bound_words() or '/'.join(map(str, condition.chosen))}"
        ]
    return (
        [] if isinstance(condition, NotOf) else [words for part in _parts(condition) for words in _told(part)]
    )


def _parts(condition: AllOf | AnyOf) -> Sequence[Condition]:
    return condition.all if isinstance(condition, AllOf) else condition.any


def days_of(law: Law) -> set[date]:
    """The first and last days of the document and of each dated value in it."""
    ends = {law.valid_to} - {None}
    edges = {law.valid_from, *(end - timedelta(days=1) for end in ends if end)}
    for span in law.spans[1:]:
        for edge in (span.start, span.end):
            if edge is not None and law.covers(edge) and edge != law.valid_from:
                edges |= {edge, edge - timedelta(days=1)}
    return edges


def minutes_of(law: Law, table: dict[str, Any]) -> Iterator[str]:
    """The tariffs with least minutes that no situation reaches exactly, or misses by one."""
    for tariff in law.tariffs:
        if tariff.least_minutes is not None:
            served = [_minutes(tariff, case) for case in table["cases"]]
            for wanted in (tariff.least_minutes - 1, tariff.least_minutes):
                if not any(wanted in minutes for minutes in served):
                    yield f"{tariff.key}: {wanted} phút"


def times_of(law: Law, table: dict[str, Any]) -> Iterator[str]:
    """The limits on times that no situation reaches exactly, or exceeds by one."""
    tariffs = {tariff.key: tariff for tariff in law.tariffs}
    for limit in law.tariff_limits:
        if limit.at_most_times is not None:
            limited = [tariffs[key] for key in limit.tariffs]
            claimed = {sum(len(_mine(tariff, case)) for tariff in limited) for case in table["cases"]}
            for wanted in (limit.at_most_times, limit.at_most_times + 1):
                if wanted not in claimed:
                    yield f"{'+'.join(limit.tariffs)}: {wanted} lần"


def _mine(tariff: Tariff, case: dict[str, Any]) -> list[Claim]:
    applies = tariff.applies_when
    return [
        claim
        for claim in claims_of(case)
        if applies is None or applies.holds({**case["facts"], **claim.facts}) is True
    ]


def _minutes(tariff: Tariff, case: dict[str, Any]) -> list[int]:
    return [int(claim.facts.get("duty.minutes") or 0) for claim in _mine(tariff, case)]


@pytest.mark.parametrize("stem", TABLES)
def test_every_edge_has_a_situation_on_both_sides(stem: str) -> None:
    table = TABLES[stem]
    law = law_of(table["law"])
    known = [case["facts"] for case in table["cases"]]
    missing = [str(edge) for edge in edges_of(law) if not any(edge.is_met_by(facts) for facts in known)]
    missing += [f"ngày {day}" for day in days_of(law) - {case["on"] for case in table["cases"]}]
    missing += [*minutes_of(law, table), *times_of(law, table)]
    assert sorted(missing) == []


def test_no_dated_value_is_overlooked() -> None:
    """The walk of days goes by ``Law.spans``: each dated row must be in it."""
    for table in TABLES.values():
        law = law_of(table["law"])
        rows = [row.span for _, block in walk(law) if isinstance(block, Dated) for row in block.dated]
        assert list(law.spans[1:]) == rows
