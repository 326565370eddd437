"""Two laws over the same months, each month of equal facts computed once between two changes of law.

Pure: no database, no clock. What a month gives is MonthBook's to say; here only the asking is spared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from allowances.owed import Days, FactRow, Grounds, LawBook, MonthBook, MonthResult, days_in, within
from regulations.engine import Law, Refusal
from vietnamese.dates import Span


@dataclass(frozen=True, slots=True)
class Priced:
    """What a month comes to by component, in đồng; ``lacks_facts`` when a refusal asks for a missing fact."""

    amounts: Mapping[str, int]
    refusals: tuple[Refusal, ...]
    lacks_facts: bool


class Pricing:
    """One law over consecutive months; ``book`` holds it with all that holds beside it in these months."""

    def __init__(self, book: LawBook, months: Sequence[Span]) -> None:
        self._books = [MonthBook(month, book) for month in months]
        self._since = _unchanged_since(book, months)
        self._whole: dict[tuple[int, FactRow, Grounds], Priced] = {}

    def of_month(self, place: int, stretches: tuple[Days, ...], *, parted: bool) -> Priced:
        """What the days of the month at ``place`` give; ``stretches`` lie in it, at least one.

        ``parted`` as for MonthBook: the person serves other days of that month elsewhere.
        """
        book, days = self._books[place], stretches[0]
        if (days.start, days.end) != (book.month.start, book.month.end):
            return _priced(book.result(stretches, parted=parted))
        key = (self._since[place], days.facts, days.grounds)
        if key not in self._whole:
            self._whole[key] = _priced(book.result(stretches))
        return self._whole[key]


class Comparison:
    """The law in force and the draft over the same ``months``."""

    def __init__(self, today: LawBook, draft: LawBook, months: Sequence[Span]) -> None:
        self.months = months
        self._today, self._draft = Pricing(today, months), Pricing(draft, months)
        self._read = today.reads | draft.reads
        self._rows: dict[FactRow, FactRow] = {}

    def told(self, stretches: Iterable[Days]) -> tuple[Days, ...]:
        """The stretches with those facts alone that one of the laws asks for; many people become alike."""
        return tuple(Days(days.start, days.end, self._row(days.facts), days.grounds) for days in stretches)

    def by_month(
        self, stretches: Sequence[Days], spells: Sequence[Span]
    ) -> Iterator[tuple[Span, Priced, Priced]]:
        """Each month with a day of ``stretches``: what the law in force gives, and what the draft.

        ``spells`` are all the days on which the person serves, here or elsewhere.
        """
        for place, month in enumerate(self.months):
            days = within(stretches, month)
            if days:
                parted = days_in(days) < sum(span.days_within(month) for span in spells)
                today = self._today.of_month(place, days, parted=parted)
                yield month, today, self._draft.of_month(place, days, parted=parted)

    def _row(self, facts: FactRow) -> FactRow:
        if facts not in self._rows:
            self._rows[facts] = tuple(fact for fact in facts if fact[0] in self._read)
        return self._rows[facts]


def as_if_in_force(draft: Law, days: Span) -> Law:
    """The draft as though it held on all of ``days``, whenever it is to begin."""
    return draft.model_copy(update={"valid_from": days.start, "valid_to": days.end})


def _unchanged_since(book: LawBook, months: Sequence[Span]) -> list[int]:
    """For each month the first one from which on neither a law nor a reference value has changed."""
    edges = {edge for span in book.edges for edge in (span.start, span.end) if edge}
    since = [0]
    for place, (before, month) in enumerate(pairwise(months), start=1):
        end = month.end or month.start
        changed = any(before.start < edge < end for edge in edges)
        since.append(place if changed else since[-1])
    return since


def _priced(result: MonthResult) -> Priced:
    amounts = {owed.component: owed.amount_vnd for owed in result.owed}
    lacks = any(refusal.kind == "missing_fact" for refusal in result.refusals)
    return Priced(amounts, result.refusals, lacks)
