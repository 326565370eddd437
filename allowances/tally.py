"""Counting what two laws give the same people over the same months. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from allowances.owed import Days
from allowances.pricing import Comparison, Priced
from allowances.rules import Holder
from allowances.selectors import Served
from vietnamese.dates import Span

Spells = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sum by the law in force and by the draft, in đồng."""

    today_vnd: int = 0
    draft_vnd: int = 0

    @property
    def change_vnd(self) -> int:
        """What the draft adds; below 0 where it saves."""
        return self.draft_vnd - self.today_vnd

    def __add__(self, other: Pair) -> Pair:
        return Pair(self.today_vnd + other.today_vnd, self.draft_vnd + other.draft_vnd)

    def times(self, people: int) -> Pair:
        """The same for several people."""
        return Pair(self.today_vnd * people, self.draft_vnd * people)


def summed(pairs: Iterable[Pair]) -> Pair:
    """All of them together."""
    return sum(pairs, start=Pair())


class Count:
    """Sums by month and component, and by person; people by refusal (by the draft or not, name, sentence).

    ``lacking`` are the people about whom the draft asks for a fact that is missing.
    """

    def __init__(self) -> None:
        self.cells: defaultdict[tuple[date, str], Pair] = defaultdict(Pair)
        self.people: defaultdict[int, Pair] = defaultdict(Pair)
        self.refused: defaultdict[tuple[bool, str, str], set[int]] = defaultdict(set)
        self.lacking: set[int] = set()
        self.memberships: set[int] = set()

    @classmethod
    def of(cls, comparison: Comparison, served: Sequence[Served], spells: Mapping[int, Spells]) -> Count:
        """All who ``served`` a day here; those who served alike are counted in one go.

        ``spells`` are by person all the days on which he serves, here or elsewhere.
        """
        alike: defaultdict[tuple[tuple[Days, ...], Spells], list[Holder]] = defaultdict(list)
        for entry in served:
            if entry.stretches:
                key = (comparison.told(entry.stretches), spells[entry.holder.person_id])
                alike[key].append(entry.holder)
        count = cls()
        for (stretches, all_days), holders in alike.items():
            count._add(comparison.by_month(stretches, all_days), holders)
        return count

    @classmethod
    def of_all(cls, counts: Iterable[Count]) -> Count:
        """Several communes together; a person of two communes is one person."""
        whole = cls()
        for count in counts:
            whole._take(count)
        return whole

    def _add(self, months: Iterable[tuple[Span, Priced, Priced]], holders: Sequence[Holder]) -> None:
        people = [holder.person_id for holder in holders]
        self.memberships.update(holder.membership_id for holder in holders)
        each = Pair()
        for month, today, draft in months:
            each += self._add_month(month.start, today, draft, len(people))
            self._note(False, today, people)
            self._note(True, draft, people)
        for person in people:
            self.people[person] += each

    def _add_month(self, month: date, today: Priced, draft: Priced, people: int) -> Pair:
        """Adds the month for so many people; returns what one of them gets."""
        each = Pair()
        for component in {**today.amounts, **draft.amounts}:
            pair = Pair(today.amounts.get(component, 0), draft.amounts.get(component, 0))
            self.cells[month, component] += pair.times(people)
            each += pair
        return each

    def _note(self, by_draft: bool, priced: Priced, people: Sequence[int]) -> None:
        for refusal in priced.refusals:
            self.refused[by_draft, refusal.name, refusal.sentence].update(people)
        if by_draft and priced.lacks_facts:
            self.lacking.update(people)

    def _take(self, other: Count) -> None:
        for key, pair in other.cells.items():
            self.cells[key] += pair
        for person, pair in other.people.items():
            self.people[person] += pair
        for refusal, people in other.refused.items():
            self.refused[refusal] |= people
        self.lacking |= other.lacking
        self.memberships |= other.memberships
