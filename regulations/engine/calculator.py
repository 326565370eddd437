"""A law made ready for many people: people with equal facts are answered once a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import itemgetter

from regulations.engine.block import Block, walk
from regulations.engine.conditions import Compare
from regulations.engine.evaluation import monthly_lines
from regulations.engine.fact_spec import Facts, FactValue
from regulations.engine.law import Law
from regulations.engine.leaves import FactAmount
from regulations.engine.refusal import Refusal
from regulations.engine.results import Line
from regulations.engine.series import SeriesBook
from regulations.engine.steps import Steps

Lines = tuple[Line | Refusal, ...]
_Key = tuple[FactValue, ...]


def facts_asked(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The names of the facts that blocks ask about, in a fixed order."""
    asked: set[str] = set()
    for block in blocks:
        for _, each in walk(block):
            if isinstance(each, (Compare, Steps)):
                asked.update(each.names)
            if isinstance(each, FactAmount):
                asked.add(each.amount_of)
    return tuple(sorted(asked))


class _Answered(dict[_Key, Lines]):
    """What the law of one day gives, by the facts it asks about; worked out when first asked."""

    def __init__(self, law: Law, series: SeriesBook, on: date, names: tuple[str, ...]) -> None:
        super().__init__()
        self._law, self._series, self._on, self._names = law, series, on, names

    def __missing__(self, key: _Key) -> Lines:
        facts = dict(zip(self._names, key, strict=True))
        answer = self[key] = monthly_lines(self._law, facts, self._on, self._series)
        return answer


class Calculator:
    """The monthly lines of one law under one book of series, kept by the facts that the law asks about.

    Only those facts are looked at: whoever reads facts in from outside calls ``check_facts`` on them first.
    """

    def __init__(self, law: Law, series: SeriesBook) -> None:
        self._law, self._series = law, series
        self._names = facts_asked((*law.values, *law.components))
        # itemgetter of fewer than two names gives no tuple; the title, twice if need be, makes them two.
        few = len(self._names) < 2
        self._names = (*self._names, "member.title", "member.title") if few else self._names
        self._pick = itemgetter(*self._names)
        self._days: dict[date, _Answered] = {}

    def lines(self, facts: Facts, on: date) -> Lines:
        """The answers of ``monthly_lines`` for one person; raises as it does."""
        return self._day(on)[tuple(map(facts.get, self._names))]

    def lines_of_all(self, people: Iterable[Mapping[str, FactValue]], on: date) -> Iterator[Lines]:
        """The answers for many people of one day, in their order; a fact nobody told may be left out."""
        day, pick = self._day(on), self._pick
        for facts in people:
            try:
                key = pick(facts)
            except KeyError:
                key = tuple(map(facts.get, self._names))
            yield day[key]

    def _day(self, on: date) -> _Answered:
        if on not in self._days:
            self._days[on] = _Answered(self._law, self._series, on, self._names)
        return self._days[on]
