"""What lists have to post: owed minus posted for their own month and for closed months before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from allowances import selectors
from allowances.arrears import Part, Payers, first_month, parts
from allowances.duty import DutyAnswer, duty_answers
from allowances.models import Batch
from allowances.owed import WHOLE, Days, FactRow, MonthBook, MonthResult, Owed, days_in, within
from allowances.owed_one_off import owed_one_off
from allowances.rules import Holder, Key, NewLine, differences
from allowances.selectors import Place, Served, Spells
from regulations.engine import Refusal
from territory.models import Unit
from vietnamese.dates import Span, next_month

# Refusals of a whole month have this component.
# The law tells of this duty: it gives nothing.
_CERTAIN: Final = {"too_short", "used_up"}


@dataclass(frozen=True, slots=True)
class Correction:
    """A line to append for a part; ``moved`` when the membership's other days lie in another commune."""

    part: Part
    line: NewLine
    moved: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one list comes to as things stand now: people of its own month, refusals, lines to append."""

    people: int
    results: Sequence[MonthResult]
    lines: Sequence[Correction]


def books_of(unit: Unit, month: date) -> Mapping[date, MonthBook]:
    """The law by which lists of ``month`` are settled, for it and each month that they correct, oldest first.

    DomainError where the province of ``unit`` has no law in ``month``.
    """
    return selectors.month_books(unit, first_month(unit, month), month)


def settle(batches: Sequence[Batch]) -> dict[int, Settlement]:
    """By batch: what it has to post now. The batches are of one province and month; writes nothing.

    A fixed number of statements whatever the number of batches, people and months.
    """
    communes, month = [batch.commune for batch in batches], batches[0].month
    books = books_of(communes[0], month)
    found = _Settling(parts(communes, min(books), month, books[month].law.lineage), month, books)
    by_payer = found.by_payer()
    return {
        batch.pk: Settlement(
            found.people(batch.commune_id),
            found.own_results(batch.commune_id),
            by_payer.get(batch.commune_id, []),
        )
        for batch in batches
    }


# The days of a month, with the facts that some law asks for, and what they come to.
_Result = tuple[tuple[Days, ...], MonthResult]


class _Answer(NamedTuple):
    """What one membership's days in a commune and month come to."""

    entry: Served
    stretches: tuple[Days, ...]
    result: MonthResult


class _Settling:
    """All that is owed and posted for some parts, read once."""

    def __init__(self, wanted: Sequence[Part], month: date, books: Mapping[date, MonthBook]) -> None:
        self._wanted, self._month, self._books = wanted, month, books
        self._communes = list({part.commune.pk: part.commune for part in wanted}.values())
        days = Span(min(part.month for part in wanted), next_month(month))
        laws = [books[part.month].law for part in wanted]
        self._reads = frozenset().union(*{law.reads for law in laws})
        self._served = selectors.served_between(
            self._communes,
            days,
            list({edge for law in {id(law): law for law in laws}.values() for edge in law.edges}),
            self._reads,
            books[month].law.lineage,
        )
        entries = [entry for served in self._served.values() for entry in served]
        self._spells = _spells({entry.holder.person_id for entry in entries}, days)
        self._one_off = owed_one_off(self._communes, days)
        self._unsure: dict[Place, set[Key]] = defaultdict(set)
        self._duty_refusals: dict[Place, list[Refusal]] = defaultdict(list)
        for answer in duty_answers(self._communes, {part.month: books[part.month] for part in wanted}):
            self._add_duty(answer)
        once = {holder for sums in self._one_off.values() for holder, _ in sums}
        memberships = {holder.membership_id for holder in once} | {
            entry.holder.membership_id for entry in entries
        }
        self._posted = selectors.posted_in(list(self._served), days, memberships)
        self._rows: dict[FactRow, FactRow] = {}
        self._told: dict[int, tuple[Days, ...]] = {}
        self._results: defaultdict[date, dict[tuple[int, Spells], _Result]] = defaultdict(dict)
        self._answered: dict[Place, list[_Answer]] = {}

    def people(self, commune: int) -> int:
        """How many people served a day of the own month there."""
        return len({answer.entry.holder.person_id for answer in self._own(commune) if answer.stretches})

    def own_results(self, commune: int) -> list[MonthResult]:
        """What each membership's days of the own month come to there."""
        refused = self._duty_refusals[commune, self._month]
        return [
            *(answer.result for answer in self._own(commune)),
            *(MonthResult((), (no,)) for no in refused),
        ]

    def by_payer(self) -> dict[int, list[Correction]]:
        """By commune that pays: the lines to append, its own month first."""
        teams = {holder.team_id for holder in self._posted.holders.values()}
        teams |= {entry.holder.team_id for served in self._served.values() for entry in served}
        teams |= {holder.team_id for sums in self._one_off.values() for holder, _ in sums}
        payers = Payers(self._wanted, self._month, teams)
        found: dict[int, list[Correction]] = defaultdict(list)
        for part in self._wanted:
            for correction in self._corrections(part):
                payer = payers.of(part.commune.pk, correction.line.holder.team_id)
                found[payer].append(correction)
        return found

    def _add_duty(self, answer: DutyAnswer) -> None:
        """Duty is owed beside what is owed once; where the law does not tell now, nothing is taken back."""
        place = (answer.commune, answer.month)
        if answer.owed:
            self._one_off.setdefault(place, []).extend((answer.holder, item) for item in answer.owed)
        self._duty_refusals[place] += answer.refusals
        self._unsure[place] |= {
            (answer.holder.membership_id, no.component) for no in answer.refusals if no.kind not in _CERTAIN
        }

    def _own(self, commune: int) -> list[_Answer]:
        return self._answers(commune, self._month)

    def _corrections(self, part: Part) -> Iterator[Correction]:
        answers = self._answers(part.commune.pk, part.month)
        posted = self._posted.sums.get((part.commune.pk, part.month), {})
        once = self._one_off.get((part.commune.pk, part.month), [])
        owed = [(answer.entry.holder, item) for answer in answers for item in answer.result.owed]
        known = (
            posted
            if part.is_own
            else {
                **_certain(posted, answers, self._unsure[part.commune.pk, part.month]),
                **_of(posted, once),
            }
        )
        counts = self._posted.lines[part.month]
        lines = list(differences([*owed, *once], known, counts, self._posted.holders))
        if lines:
            moved = self._moved(answers, part.month)
            for line in lines:
                # Where a village moved, another list of this task has the membership's next line.
                counts[line.origin] += 1
                yield Correction(part, line, line.holder.membership_id in moved)

    def _answers(self, commune: int, month: date) -> list[_Answer]:
        if (commune, month) not in self._answered:
            found = self._results[month]
            self._answered[commune, month] = [
                _Answer(entry, *(found.get(self._alike(entry)) or self._answer(entry, month)))
                for entry in self._served[commune]
            ]
        return self._answered[commune, month]

    def _alike(self, entry: Served) -> tuple[int, Spells]:
        """Those with equal days and facts share one answer; equal stretches are one and the same tuple."""
        return id(entry.stretches), self._spells[entry.holder.person_id]

    def _answer(self, entry: Served, month: date) -> _Result:
        book, spells = self._books[month], self._spells[entry.holder.person_id]
        days = within(self._told_of(entry.stretches), book.month)
        parted = days_in(days) < sum(span.days_within(book.month) for span in spells)
        answer = self._results[month][self._alike(entry)] = days, book.result(days, parted=parted)
        return answer

    def _told_of(self, stretches: tuple[Days, ...]) -> tuple[Days, ...]:
        """With the facts alone that some law asks for."""
        if id(stretches) not in self._told:
            self._told[id(stretches)] = tuple(
                Days(days.start, days.end, self._row(days.facts), days.grounds) for days in stretches
            )
        return self._told[id(stretches)]

    def _row(self, facts: FactRow) -> FactRow:
        if facts not in self._rows:
            self._rows[facts] = tuple(fact for fact in facts if fact[0] in self._reads)
        return self._rows[facts]

    def _moved(self, answers: Iterable[_Answer], month: date) -> set[int]:
        """Memberships that go on through the month with fewer days here."""
        span = self._books[month].month
        return {
            answer.entry.holder.membership_id
            for answer in answers
            if days_in(answer.stretches) < answer.entry.span.days_within(span)
        }


def _spells(people: Collection[int], days: Span) -> defaultdict[int, Spells]:
    """By person: the part within ``days`` of all that he served anywhere; of most people the same."""
    inside = cache(days.shared_with)
    found = selectors.spells(people, days)
    told = {key: tuple(span for span in map(inside, spans) if span) for key, spans in found.items()}
    # Whose membership ended between the two statements has no days any more; the next run tells it.
    return defaultdict(tuple, told)


def _of(posted: Mapping[Key, int], once: Iterable[tuple[Holder, Owed]]) -> dict[Key, int]:
    """What is posted of sums owed once: a decision tells them, whatever the law tells now of the month."""
    keys = [(holder.membership_id, item.component) for holder, item in once]
    return {key: posted[key] for key in keys if key in posted}


def _certain(posted: Mapping[Key, int], answers: Iterable[_Answer], more: Set[Key]) -> Mapping[Key, int]:
    """What may be taken back from a closed month: nothing of which the law does not tell now what is owed."""
    unsure = more | {
        (answer.entry.holder.membership_id, refusal.component)
        for answer in answers
        for refusal in answer.result.refusals
    }
    if not unsure:
        return posted
    return {
        key: value for key, value in posted.items() if key not in unsure and (key[0], WHOLE) not in unsure
    }
