"""Reads that join rooms for the ledger: facts of a commune's month, and what is already posted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Final

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models.functions import Coalesce

from accounts.errors import DomainError
from allowances.area import TeamArea, team_areas
from allowances.models import LedgerLine, LedgerLineQuerySet
from allowances.owed import DatedLaw, DatedRule, Days, LawBook, MonthBook, cut
from allowances.rules import Holder, Key
from members.models import Membership
from members.person_days import PersonDays, people_days
from regulations import selectors as regulations
from regulations.grounds import Lineage, province_key
from territory.keys import one_of
from territory.models import Unit
from vietnamese.dates import Span, month_span, next_month, thang


@dataclass(frozen=True, slots=True)
class Served:
    """One membership in a commune: its own span, and its days there cut where a fact changes."""

    holder: Holder
    span: Span
    stretches: tuple[Days, ...]


def month_books(unit: Unit, first: date, last: date) -> Mapping[date, MonthBook]:
    """The law of the province of ``unit`` over each month from ``first`` to ``last``, both included.

    DomainError where the last has none. One statement; a process that meets these months and this law for
    the first time takes four more. The books keep their answers, so equal months of later communes cost
    nothing.
    """
    province, days = province_key(unit.path), Span(first, next_month(last))
    key = (province, first, last, regulations.law_stamp(province, first, next_month(last)))
    if key not in _books:
        if len(_books) >= _BOOKS_KEPT:
            _books.clear()
        _books[key] = _books_of(province, days, last)
    return _books[key]


# Every province of the country in one month.
_BOOKS_KEPT: Final = 70
_books: dict[tuple[str, date, date, regulations.Stamp], Mapping[date, MonthBook]] = {}


def _books_of(province: str, days: Span, last: date) -> Mapping[date, MonthBook]:
    book = book_between(province, days)
    laws = book.by_month(months_of(days)) if book else {}
    if last not in laws or not laws[last].laws:
        name = Unit.objects.get(key=province).name_inside
        message = f"Nạp quy định trước: {name} chưa có văn bản có hiệu lực tháng {thang(last)}."
        raise DomainError(message, code="no_law")
    return {month: MonthBook(month_span(month), law) for month, law in laws.items()}


def months_of(days: Span) -> list[date]:
    """The first days of the months that begin in the bounded ``days``."""
    months = [days.start]
    while (after := next_month(months[-1])) < (days.end or days.start):
        months.append(after)
    return months


def book_between(province: str, days: Span) -> LawBook | None:
    """All that holds in the province with this key on the bounded ``days``, law or none.

    None without reference values.
    """
    series = regulations.series_book()
    if series is None:
        return None
    known = regulations.province_law_between(province, days.start, days.end or days.start)
    return LawBook(
        [DatedLaw(held.version.pk, held.law, held.province, held.version.words) for held in known.laws],
        series,
        [DatedRule(chosen.span, chosen.rule, chosen.province) for chosen in known.conventions],
        known.lineage,
    )


def served_between(
    communes: Sequence[Unit],
    days: Span,
    edges: Sequence[Span],
    reads: frozenset[str],
    lineage: Lineage,
    *,
    carried: bool = False,
) -> dict[int, list[Served]]:
    """By commune: every recognised membership of the bounded ``days``, by key, cut where a fact changes and
    at the ``edges`` of the law; four statements whatever the number of people, communes and days.

    Facts on file, and former and unbroken service, are looked up only where the law ``reads`` some of them,
    each kind in a statement more. ``carried`` as for ``team_areas``.
    """
    areas = team_areas(communes, days, reads, lineage, carried=carried)
    rows = list(
        Membership.objects.recognised()
        .within(days.start, days.end)
        .filter(one_of("team_id", areas))
        .order_by("pk")
        .values_list("pk", "person_id", "team_id", "title", "valid_from", "valid_to", "person__birth_date")
    )
    people = people_days({row[1]: row[6] for row in rows}, days, reads)
    scissors = _Scissors(days, edges)
    found: dict[int, list[Served]] = {commune.pk: [] for commune in communes}
    for pk, person, team, title, start, end, _ in rows:
        span = Span(start, end)
        for commune, area in areas[team].items():
            stretches = scissors.stretches(span, title, area, people[person])
            found[commune].append(Served(Holder(pk, person, team), span, stretches))
    return found


class _Scissors:
    """Cuts memberships over bounded ``days`` where law, area or person change.

    Those of equal days, title, area and facts get one answer: one and the same tuple.
    """

    def __init__(self, days: Span, edges: Sequence[Span]) -> None:
        self._days, self._end, self._edges = days, days.end or days.start, edges
        self._shapes: dict[tuple[object, ...], int] = {}
        self._shape_of: dict[int, int] = {}
        self._found: dict[tuple[object, ...], tuple[Days, ...]] = {}

    def stretches(self, served: Span, title: str, area: TeamArea, person: PersonDays) -> tuple[Days, ...]:
        """The days of ``served`` on which the area is paid here, cut.

        An area is known by its id, so it must live as long as these scissors.
        """
        key = (
            self._shape(area),
            title,
            max(served.start, self._days.start),
            served.end if served.end and served.end < self._end else None,
            person.alike(self._days),
        )
        if key not in self._found:
            self._found[key] = self._cut(served, title, area, person)
        return self._found[key]

    def _shape(self, area: TeamArea) -> int:
        """A number for all areas that are cut on the same days and have the same facts on each."""
        if id(area) not in self._shape_of:
            pieces = cut(self._days, self._days, area.spans())
            shape = tuple((start, area.on(start)) for start, _ in pieces)
            self._shape_of[id(area)] = self._shapes.setdefault(shape, len(self._shapes))
        return self._shape_of[id(area)]

    def _cut(self, served: Span, title: str, area: TeamArea, person: PersonDays) -> tuple[Days, ...]:
        spans = [*self._edges, *area.spans(), *person.spans(self._days)]
        found = [(start, end, area.on(start)) for start, end in cut(self._days, served, spans)]
        return tuple(
            Days(start, end, (*here.facts, ("member.title", title), *person.on(start)), here.grounds)
            for start, end, here in found
            if here is not None
        )


Spells = tuple[Span, ...]


def spells(people: Collection[int], days: Span) -> dict[int, Spells]:
    """By person: every recognised membership that shares a day with ``days``, anywhere; one statement."""
    served = Membership.objects.recognised().within(days.start, days.end)
    rows = served.filter(one_of("person_id", people))
    found: dict[int, Spells] = defaultdict(tuple)
    for person, start, end in rows.order_by("valid_from").values_list("person_id", "valid_from", "valid_to"):
        found[person] += (Span(start, end),)
    return found


Place = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Posted:
    """What the ledger holds for some months.

    ``sums`` by commune and month, the commune as it was: đồng of each membership and component. ``lines`` by
    month: how many lines each of these has anywhere, because a membership's next line is the next wherever
    it is posted. ``holders`` by membership.
    """

    sums: Mapping[Place, Mapping[Key, int]]
    lines: defaultdict[date, Counter[Key]]
    holders: Mapping[int, Holder]


def posted_in(communes: Collection[int], days: Span, memberships: Collection[int]) -> Posted:
    """What is posted for the months of ``days`` to these ``memberships`` and to any others that were ever
    posted for these communes; one statement, which gives a row for each membership and component, and one
    more where there are such others."""
    lines = LedgerLine.objects.filter(for_month__in=months_of(days))
    here = one_of("commune_id", communes) | one_of("former_commune_id", communes)
    rows = _by_membership(lines.filter(here | one_of("membership_id", memberships)))
    others = {row[0] for row in rows}.difference(memberships)
    if others:  # so far with their lines of these communes alone
        rows = [row for row in rows if row[0] not in others]
        rows += _by_membership(lines.filter(one_of("membership_id", others)))
        rows.sort(key=itemgetter(0, 1, 4))
    sums: dict[Place, Counter[Key]] = defaultdict(Counter)
    counts: defaultdict[date, Counter[Key]] = defaultdict(Counter)
    holders: dict[int, Holder] = {}
    for membership, component, person, team, place, months, amounts in rows:
        key = (membership, component)
        holders[membership] = Holder(membership, person, team)
        for month, amount in zip(months, amounts, strict=True):
            sums[place, month][key] += amount
            counts[month][key] += 1
    return Posted(sums, counts, holders)


def _by_membership(lines: LedgerLineQuerySet) -> list[tuple[int, str, int, int, int, list[date], list[int]]]:
    """Membership, component, person, team and place, with the months and the sums in đồng of its lines."""
    return list(
        lines.annotate(place=Coalesce("former_commune_id", "commune_id"))
        .values_list("membership_id", "component", "person_id", "team_id", "place")
        .annotate(months=ArrayAgg("for_month"), amounts=ArrayAgg("amount_vnd"))
        .order_by("membership_id", "component", "place")
    )
