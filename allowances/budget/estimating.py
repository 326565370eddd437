"""Counting what a law gives the people of one commune over months, and who comes, goes or reaches a limit.

Pure: no database, no clock. What a month gives is MonthBook's to say; people who serve alike are counted in
one go.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from allowances.owed import Days, FactRow, LawBook, days_in, within
from allowances.pricing import Priced, Pricing
from allowances.selectors import Served
from vietnamese.dates import Span

Cell = tuple[date, str]
Spells = tuple[Span, ...]
Answer = tuple[Span, tuple[Days, ...], Priced]

# What the calendar alone changes about somebody: a sum that ends with nothing else changed reached a limit.
_COUNTED = frozenset({"member.age", "member.bhxh_months", "member.service_months", "member.service_years"})


class Turn(StrEnum):
    """What changes the number of people or of sums in a month."""

    JOIN = "join"
    LEAVE = "leave"
    AGE = "age"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Event:
    """A turn in a month, by its first day; ``component`` is what ends with a limit, else ""."""

    month: date
    turn: Turn
    component: str = ""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A place of a team that nobody fills: its title, and the days of the month as they would be priced."""

    place: int
    title: str
    stretches: tuple[Days, ...]


class Tally:
    """One commune over the months: đồng by month and component, people by month, what turned and why not.

    ``vacant`` are the places counted as though they were filled, by month; their sums are in ``cells`` too,
    and alone in ``vacant_cells``.
    """

    def __init__(self) -> None:
        self.cells: Counter[Cell] = Counter()
        self.vacant_cells: Counter[Cell] = Counter()
        self.heads: Counter[date] = Counter()
        self.vacant: Counter[date] = Counter()
        self.events: Counter[Event] = Counter()
        self.refused: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        self.refused_places: Counter[tuple[str, str]] = Counter()

    def take(self, other: Tally) -> None:
        """Adds another commune; a person of two communes who is refused a sum counts once."""
        for mine, more in (
            (self.cells, other.cells),
            (self.vacant_cells, other.vacant_cells),
            (self.heads, other.heads),
            (self.vacant, other.vacant),
            (self.events, other.events),
            (self.refused_places, other.refused_places),
        ):
            mine.update(more)  # type: ignore[arg-type]
        for refusal, people in other.refused.items():
            self.refused[refusal] |= people


class Estimator:
    """The law of ``book`` over consecutive ``months``; one for all communes, so that answers are shared."""

    def __init__(self, book: LawBook, months: Sequence[Span]) -> None:
        self.months = months
        self._pricing = Pricing(book, months)
        self._reads = book.reads
        self._turned = {edge for dated in book.laws for span in dated.law.spans for edge in _edges(span)}
        self._rows: dict[FactRow, FactRow] = {}

    def count(
        self,
        served: Iterable[Served],
        spells: Mapping[int, Spells],
        limits: Mapping[int, date],
        since: date,
    ) -> Tally:
        """All who serve a day here. ``spells``: by person all his days, here or elsewhere; ``limits``: the
        first day on which a person is not counted any more; joins and ends are told after ``since``."""
        tally = Tally()
        alike: defaultdict[tuple[tuple[Days, ...], Spells], list[int]] = defaultdict(list)
        for entry in served:
            person = entry.holder.person_id
            limit = limits.get(person)
            stretches = self.told(until(entry.stretches, limit))
            if stretches:
                alike[stretches, spells_until(spells[person], limit)].append(person)
            tally.events.update(self._turns(entry, spells[person], limit, since))
        for (stretches, all_days), people in alike.items():
            self._add(tally, stretches, all_days, people)
        return tally

    def add_vacancies(self, tally: Tally, vacancies: Iterable[Vacancy]) -> None:
        """Places that nobody fills, each for a whole month."""
        for (place, stretches), count in Counter(
            (vacancy.place, self.told(vacancy.stretches)) for vacancy in vacancies
        ).items():
            month = self.months[place].start
            priced = self._pricing.of_month(place, stretches, parted=False)
            tally.vacant[month] += count
            for component, amount in priced.amounts.items():
                tally.cells[month, component] += amount * count
                tally.vacant_cells[month, component] += amount * count
            for refusal in priced.refusals:
                key = (refusal.name, refusal.sentence)
                tally.refused_places[key] = max(tally.refused_places[key], count)

    def told(self, stretches: Iterable[Days]) -> tuple[Days, ...]:
        """The stretches with those facts alone that the law asks for; many people become alike."""
        return tuple(Days(days.start, days.end, self._row(days.facts), days.grounds) for days in stretches)

    def _row(self, facts: FactRow) -> FactRow:
        if facts not in self._rows:
            self._rows[facts] = tuple(fact for fact in facts if fact[0] in self._reads)
        return self._rows[facts]

    def _add(
        self, tally: Tally, stretches: tuple[Days, ...], all_days: Spells, people: Sequence[int]
    ) -> None:
        answers: list[Answer] = []
        for place, month in enumerate(self.months):
            days = within(stretches, month)
            if not days:
                continue
            parted = days_in(days) < sum(span.days_within(month) for span in all_days)
            answers.append((month, days, self._pricing.of_month(place, days, parted=parted)))
        for month, _, priced in answers:
            tally.heads[month.start] += len(people)
            for component, amount in priced.amounts.items():
                tally.cells[month.start, component] += amount * len(people)
            for refusal in priced.refusals:
                tally.refused[refusal.name, refusal.sentence].update(people)
        for event in self._limits_reached(answers):
            tally.events[event] += len(people)

    def _limits_reached(self, answers: Sequence[Answer]) -> Iterable[Event]:
        """Components that end from one month to the next although neither person nor law changed."""
        for (before, days_before, then), (month, days, now) in pairwise(answers):
            end = month.end or month.start
            if before.end != month.start or _lasting(days_before) != _lasting(days):
                continue
            if any(before.start < edge < end for edge in self._turned):
                continue
            refused = {refusal.component for refusal in now.refusals}
            for component in then.amounts.keys() - now.amounts.keys() - refused:
                yield Event(month.start, Turn.LIMIT, component)

    def _turns(self, entry: Served, spells: Spells, limit: date | None, since: date) -> list[Event]:
        """Joining, leaving and age of one membership; a new title or team is neither joining nor leaving."""
        first, last = self.months[0].start, self.months[-1].end
        assert last is not None  # noqa: S101 (months are bounded)
        if not entry.stretches:
            return []
        found = []
        start, end = entry.span.start, entry.span.end
        if max(first, since + _DAY) <= start < last and not any(span.end == start for span in spells):
            found.append(Event(start.replace(day=1), Turn.JOIN))
        if limit is not None and limit <= start:
            return []
        if limit is not None and first < limit <= last and (end is None or limit < end):
            found.append(Event(_month_ending_before(limit), Turn.AGE))
        elif end is not None and max(first, since) < end <= last and not _goes_on(spells, end):
            found.append(Event(_month_ending_before(end), Turn.LEAVE))
        return found


_DAY = timedelta(days=1)


def until(stretches: Iterable[Days], limit: date | None) -> tuple[Days, ...]:
    """The days before ``limit``; all of them where there is none."""
    if limit is None:
        return tuple(stretches)
    return tuple(
        Days(days.start, min(days.end, limit), days.facts, days.grounds)
        for days in stretches
        if days.start < limit
    )


def spells_until(spells: Spells, limit: date | None) -> Spells:
    """The same of spans."""
    if limit is None:
        return spells
    return tuple(Span(span.start, min(span.end or limit, limit)) for span in spells if span.start < limit)


def _goes_on(spells: Spells, day: date) -> bool:
    return any(span.start == day for span in spells)


def _month_ending_before(day: date) -> date:
    """The month of the last day before ``day``."""
    return (day - _DAY).replace(day=1)


def _edges(span: Span) -> list[date]:
    return [edge for edge in (span.start, span.end) if edge is not None]


def _lasting(stretches: Iterable[Days]) -> set[FactRow]:
    """The facts of the days without what the calendar counts."""
    return {tuple(fact for fact in days.facts if fact[0] not in _COUNTED) for days in stretches}
