"""Reads that join rooms for the ledger: facts of a commune's month, and what is already posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from accounts.errors import DomainError
from allowances.area import TeamArea, team_areas
from allowances.models import LedgerLine
from allowances.owed import DatedLaw, DatedRule, Days, FactRow, MonthBook, cut
from allowances.rules import Holder, Key, PostedSum
from members.models import InsuranceEnrolment, Membership
from regulations import selectors as regulations
from territory.models import Unit
from territory.spans import overlaps
from vietnamese.dates import Span, month_span, thang

Insured = list[tuple[Span, str]]


@dataclass(frozen=True, slots=True)
class Served:
    """One membership of a commune's month, its days cut where a fact changes."""

    holder: Holder
    stretches: tuple[Days, ...]


def month_book(province: Unit, month: date) -> MonthBook:
    """The law of ``province`` over ``month``, in three statements; DomainError where there is none."""
    span = month_span(month)
    laws = regulations.laws_between(province, span.start, span.end)
    series = regulations.series_book()
    if not laws or series is None:
        message = (
            f"Nạp quy định trước: {province.name_inside} chưa có văn bản có hiệu lực tháng {thang(month)}."
        )
        raise DomainError(message, code="no_law")
    rules = regulations.conventions_between(province, span.start, span.end)
    return MonthBook(
        span,
        [DatedLaw(held.version.pk, held.law) for held in laws],
        series,
        [DatedRule(rule.span, rule.rule) for rule in rules],
    )


def served_in(commune: Unit, book: MonthBook) -> list[Served]:
    """Every recognised membership of the commune's month, by key; five statements whatever their number."""
    areas = team_areas(commune, book.month)
    rows = list(
        Membership.objects.recognised()
        .within(book.month.start, book.month.end)
        .filter(team__in=areas)
        .order_by("pk")
        .values_list("pk", "person_id", "team_id", "title", "valid_from", "valid_to")
    )
    insured = _insured([row[1] for row in rows], book.month)
    return [
        Served(
            Holder(pk, person, team), _stretches(book, Span(start, end), title, areas[team], insured[person])
        )
        for pk, person, team, title, start, end in rows
    ]


def _stretches(
    book: MonthBook, served: Span, title: str, area: TeamArea, insured: Insured
) -> tuple[Days, ...]:
    spans = [*book.edges, *area.spans(), *(span for span, _ in insured)]
    cuts = cut(book.month, served, spans)
    found = [(start, end, area.facts_on(start)) for start, end in cuts]
    return tuple(
        Days(start, end, here + _person_facts(start, title, insured))
        for start, end, here in found
        if here is not None
    )


def _person_facts(day: date, title: str, insured: Insured) -> FactRow:
    kinds = {kind for span, kind in insured if span.contains(day)}
    return (
        ("member.title", title),
        ("member.bhxh_tu_nguyen", "co" if "bhxh_tu_nguyen" in kinds else "khong"),
        ("member.bhyt", "co" if "bhyt" in kinds else "khong"),
    )


def _insured(people: Sequence[int], month: Span) -> dict[int, Insured]:
    found: dict[int, Insured] = defaultdict(list)
    rows = InsuranceEnrolment.objects.filter(overlaps(month.start, month.end), person__in=people)
    for person, kind, start, end in rows.order_by("pk").values_list(
        "person_id", "kind", "valid_from", "valid_to"
    ):
        found[person].append((Span(start, end), kind))
    return found


def posted_for(commune: Unit, month: date, memberships: Sequence[int]) -> dict[Key, PostedSum]:
    """What ``commune`` posted for ``month``: for these memberships and any others; one statement.

    Sums are of this commune, line counts of all: a membership's next line is the next wherever it is posted.
    """
    here = LedgerLine.objects.filter(commune=commune, for_month=month).values("membership")
    rows = (
        LedgerLine.objects.filter(Q(membership__in=memberships) | Q(membership__in=here), for_month=month)
        .values("membership_id", "component", "person_id", "team_id")
        .annotate(amount=Sum("amount_vnd", filter=Q(commune=commune), default=0), lines=Count("pk"))
        .order_by("membership_id", "component")
    )
    return {
        (row["membership_id"], row["component"]): PostedSum(
            Holder(row["membership_id"], row["person_id"], row["team_id"]), row["amount"], row["lines"]
        )
        for row in rows
    }
