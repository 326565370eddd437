"""Reads that join rooms for the ledger: facts of a commune's month, and what is already posted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q, Sum

from accounts.errors import DomainError
from allowances.area import TeamArea, team_areas
from allowances.models import LedgerLine
from allowances.owed import DatedLaw, DatedRule, Days, LawBook, MonthBook, cut
from allowances.rules import Holder, Key, PostedSum
from members.models import Membership
from members.person_days import PersonDays, people_days
from regulations import selectors as regulations
from regulations.grounds import Lineage, province_key
from territory.models import Unit
from vietnamese.dates import Span, month_span, next_month, thang


@dataclass(frozen=True, slots=True)
class Served:
    """One membership of a commune's month, its days cut where a fact changes."""

    holder: Holder
    stretches: tuple[Days, ...]

    @property
    def days(self) -> int:
        """How many days of the month it serves here."""
        return sum((days.end - days.start).days for days in self.stretches)


def month_book(unit: Unit, month: date) -> MonthBook:
    """The law of the province of ``unit`` over ``month``; DomainError where there is none.

    One statement; a process that meets this law and month for the first time takes four more. The book
    keeps its answers, so equal months of later communes cost nothing.
    """
    province, span = province_key(unit.path), month_span(month)
    key = (province, month, regulations.law_stamp(province, month, next_month(month)))
    if key not in _books:
        if len(_books) >= _BOOKS_KEPT:
            _books.clear()
        _books[key] = MonthBook(span, _law_of_month(province, span))
    return _books[key]


_BOOKS_KEPT: Final = 32
_books: dict[tuple[str, date, regulations.Stamp], MonthBook] = {}


def _law_of_month(province: str, month: Span) -> LawBook:
    book = book_between(province, month)
    if book is None or not book.laws:
        name = Unit.objects.get(key=province).name_inside
        message = f"Nạp quy định trước: {name} chưa có văn bản có hiệu lực tháng {thang(month.start)}."
        raise DomainError(message, code="no_law")
    return book


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


def served_in(communes: Sequence[Unit], book: MonthBook) -> dict[int, list[Served]]:
    """By commune: every recognised membership of the month, by key; five statements whatever their number."""
    return served_between(communes, book.month, book.law.edges, book.law.reads, book.law.lineage)


def served_between(
    communes: Sequence[Unit], days: Span, edges: Sequence[Span], reads: frozenset[str], lineage: Lineage
) -> dict[int, list[Served]]:
    """The same over any bounded ``days``, cut at the ``edges`` of the law too; as many statements.

    Facts on file about people are looked up, in a statement more, only where the law ``reads`` some.
    """
    areas = team_areas(communes, days, reads, lineage)
    rows = list(
        Membership.objects.recognised()
        .within(days.start, days.end)
        .filter(team__in=areas)
        .order_by("pk")
        .values_list("pk", "person_id", "team_id", "title", "valid_from", "valid_to", "person__birth_date")
    )
    people = people_days({row[1]: row[6] for row in rows}, days, reads)
    found: dict[int, list[Served]] = {commune.pk: [] for commune in communes}
    for pk, person, team, title, start, end, _ in rows:
        for commune, area in areas[team].items():
            spans = [*edges, *area.spans(), *people[person].spans(days)]
            cuts = cut(days, Span(start, end), spans)
            stretches = _stretches(cuts, title, area, people[person])
            found[commune].append(Served(Holder(pk, person, team), stretches))
    return found


def _stretches(
    cuts: Sequence[tuple[date, date]], title: str, area: TeamArea, person: PersonDays
) -> tuple[Days, ...]:
    found = [(start, end, area.on(start)) for start, end in cuts]
    return tuple(
        Days(start, end, (*here.facts, ("member.title", title), *person.on(start)), here.grounds)
        for start, end, here in found
        if here is not None
    )


def days_served(people: Collection[int], month: Span) -> Counter[int]:
    """By person: the days of ``month`` under any recognised membership, anywhere; one statement."""
    found = spells(people, month)
    return Counter({person: sum(span.days_within(month) for span in found[person]) for person in found})


def spells(people: Collection[int], days: Span) -> dict[int, tuple[Span, ...]]:
    """By person: every recognised membership that shares a day with ``days``, anywhere; one statement."""
    rows = Membership.objects.recognised().within(days.start, days.end).filter(person__in=people)
    found: dict[int, tuple[Span, ...]] = defaultdict(tuple)
    for person, start, end in rows.order_by("valid_from").values_list("person_id", "valid_from", "valid_to"):
        found[person] += (Span(start, end),)
    return found


def posted_for(
    communes: Sequence[Unit], month: date, served: Mapping[int, Sequence[Served]]
) -> tuple[dict[int, dict[Key, PostedSum]], Counter[Key]]:
    """What is posted for ``month`` to those who served and to any others of these communes; one statement.

    First by commune the sum of each membership and component; then how many lines each of these has
    anywhere, because a membership's next line is the next wherever it is posted.
    """
    memberships = {entry.holder.membership_id for entries in served.values() for entry in entries}
    here = LedgerLine.objects.filter(commune__in=communes, for_month=month).values("membership")
    rows = (
        LedgerLine.objects.filter(Q(membership__in=memberships) | Q(membership__in=here), for_month=month)
        .values_list("membership_id", "component", "person_id", "team_id", "commune_id")
        .annotate(amount=Sum("amount_vnd"), lines=Count("pk"))
        .order_by("membership_id", "component", "commune_id")
    )
    sums: dict[int, dict[Key, PostedSum]] = defaultdict(dict)
    lines = Counter[Key]()
    for membership, component, person, team, commune, amount, count in rows:
        sums[commune][membership, component] = PostedSum(Holder(membership, person, team), amount)
        lines[membership, component] += count
    return sums, lines
