"""What is owed for one membership and month: days cut where facts or law change, law applied to each.

Pure: no database, no clock. Equal stretches give equal answers, so answers are kept and shared by
everyone with the same facts (4,000 people of a province have a few dozen different months).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Final

from allowances.chain import digest_of
from regulations.engine import (
    VOCABULARY,
    Law,
    Line,
    PartMonthRule,
    Refusal,
    SeriesBook,
    Stretch,
    Why,
    monthly_lines,
    part_month_of,
)
from regulations.engine.facts import FactValue
from regulations.engine.refusal import RefusalKind
from regulations.grounds import Ground, Lineage, both_hold, in_force
from vietnamese.dates import Span, month_span

FactRow = tuple[tuple[str, FactValue], ...]
Grounds = frozenset[Ground]


@dataclass(frozen=True, slots=True)
class DatedLaw:
    """A compiled law, the database row it came from, the key of its province and its name in a sentence."""

    pk: int
    law: Law
    province: str
    words: str


@dataclass(frozen=True, slots=True)
class DatedRule:
    """How the province with this key chose to split a month, over a span of days."""

    span: Span
    rule: PartMonthRule
    province: str


@dataclass(frozen=True)
class LawBook:
    """All that holds in a province over some days, in it or in one of its former provinces."""

    laws: Sequence[DatedLaw]
    series: SeriesBook
    rules: Sequence[DatedRule]
    lineage: Lineage

    @property
    def edges(self) -> list[Span]:
        """Spans at whose edges every month must be cut: of laws, of their dated values, of series."""
        return [span for dated in self.laws for span in dated.law.spans] + list(self.series.spans())

    @cached_property
    def reads(self) -> frozenset[str]:
        """The facts that its laws ask for."""
        return facts_read(dated.law for dated in self.laws)

    def by_month(self, months: Iterable[date]) -> dict[date, LawBook]:
        """For each month only the laws that hold in it; months of the same laws share one book."""
        found: dict[tuple[int, ...], LawBook] = {}
        return {month: self._of(month_span(month), found) for month in months}

    def _of(self, month: Span, found: dict[tuple[int, ...], LawBook]) -> LawBook:
        laws = [dated for dated in self.laws if dated.law.span.overlaps(month)]
        key = tuple(dated.pk for dated in laws)
        return found.setdefault(key, LawBook(laws, self.series, self.rules, self.lineage))


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the month, from ``start`` to before ``end``, over which every fact stays the same.

    ``grounds`` are those of the villages served, usually one: they tell whose law holds.
    """

    start: date
    end: date
    facts: FactRow
    grounds: Grounds


@dataclass(frozen=True)
class Owed:
    """One component owed for a month, with the derivation that all with equal facts share."""

    component: str
    amount_vnd: int
    article: str
    law_pk: int
    facts: tuple[Days, ...]
    laws: tuple[int, ...]
    why: Why

    @cached_property
    def digest(self) -> str:
        """Names the derivation by its content."""
        return digest_of(
            {
                "component": self.component,
                "law": self.law_pk,
                "facts": self.facts_json(),
                "why": self.why.to_json(),
            }
        )

    def facts_json(self) -> list[dict[str, FactValue]]:
        """The frozen facts as plain JSON: one object for each stretch of days, with the key of its law."""
        return [
            {"from": days.start.isoformat(), "to": days.end.isoformat(), "law": law, **dict(days.facts)}
            for days, law in zip(self.facts, self.laws, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class MonthResult:
    """What one month of one membership comes to; a component is owed or refused, never both."""

    owed: tuple[Owed, ...]
    refusals: tuple[Refusal, ...]


def within(stretches: Iterable[Days], month: Span) -> tuple[Days, ...]:
    """The part of each stretch that lies in the bounded ``month``."""
    end = month.end or month.start
    return tuple(
        Days(max(days.start, month.start), min(days.end, end), days.facts, days.grounds)
        for days in stretches
        if days.start < end and days.end > month.start
    )


def days_in(stretches: Iterable[Days]) -> int:
    """How many days the stretches have together."""
    return sum((days.end - days.start).days for days in stretches)


def cut(month: Span, served: Span, spans: Iterable[Span]) -> list[tuple[date, date]]:
    """The days of ``served`` within ``month``, cut wherever one of ``spans`` begins or ends."""
    month_end = month.end or month.start
    start = max(served.start, month.start)
    end = min(served.end or month_end, month_end)
    if start >= end:
        return []
    edges = {edge for span in spans for edge in (span.start, span.end) if edge and start < edge < end}
    return list(pairwise(sorted({start, end} | edges)))


Part = tuple[Days, DatedLaw, Line]

# What a refusal of the whole month stands under, in the place of a component.
WHOLE: Final = "van_ban"
_NO_LAW: Final = "Nạp quy định của tỉnh trước: chưa có văn bản có hiệu lực tại địa bàn của Tổ."


class MonthBook:
    """The law of one province over one month; equal stretches of days are evaluated once."""

    def __init__(self, month: Span, law: LawBook) -> None:
        self.month = month
        self.law = law
        self._rows: dict[FactRow, FactRow] = {}
        self._held: dict[tuple[Grounds, date], DatedLaw | Refusal | None] = {}
        self._lines: dict[tuple[int, date, FactRow], tuple[Line | Refusal, ...]] = {}
        self._results: dict[tuple[tuple[Days, ...], bool], MonthResult] = {}

    def result(self, stretches: tuple[Days, ...], *, parted: bool = False) -> MonthResult:
        """What the law gives for these days of the month, component by component.

        ``parted``: the person serves other days of the month elsewhere or under another title. Only a sum by
        day can then be told; any other convention would pay the month a second time, and is refused.
        Facts that no rule of the law reads are left out, so that many people share one answer. Where two
        documents hold, or none on any of the days, the whole month is refused.
        """
        told = tuple(Days(days.start, days.end, self._row(days.facts), days.grounds) for days in stretches)
        key = (told, parted)
        if key not in self._results:
            self._results[key] = self._compute(told, parted=parted)
        return self._results[key]

    def _row(self, facts: FactRow) -> FactRow:
        if facts not in self._rows:
            self._rows[facts] = tuple(fact for fact in facts if fact[0] in self.law.reads)
        return self._rows[facts]

    def _compute(self, stretches: tuple[Days, ...], *, parted: bool) -> MonthResult:
        laws = [self._law_of(days) for days in stretches]
        conflict = next((found for found in laws if isinstance(found, Refusal)), None)
        if conflict or (stretches and not any(laws)):
            return MonthResult((), (conflict or _no_law(_NO_LAW),))
        parts: dict[str, list[Part]] = {}
        refusals: dict[str, Refusal] = {}
        for days, dated, answer in self._answers(stretches, laws):
            if isinstance(answer, Refusal):
                refusals.setdefault(answer.component, answer)
            else:
                parts.setdefault(answer.component, []).append((days, dated, answer))
        sums = [self._month_sum(parts[key], parted=parted) for key in parts if key not in refusals]
        refusals |= {answer.component: answer for answer in sums if isinstance(answer, Refusal)}
        owed = tuple(answer for answer in sums if isinstance(answer, Owed) and answer.amount_vnd)
        return MonthResult(owed, tuple(refusals.values()))

    def _law_of(self, days: Days) -> DatedLaw | Refusal | None:
        key = (days.grounds, days.start)
        if key not in self._held:
            self._held[key] = self._one_law(*key)
        return self._held[key]

    def _one_law(self, grounds: Grounds, day: date) -> DatedLaw | Refusal | None:
        """The one law that holds on all these grounds."""
        laws = self.law.laws
        found = in_force(laws, frozenset().union(*grounds), day)
        if len(found) > 1:
            return _no_law(both_hold(found[0].words, found[1].words, day), "conflict")
        if found and not all(in_force(laws, ground, day) for ground in grounds):
            return _no_law(_NO_LAW)
        return found[0] if found else None

    def _answers(
        self, stretches: Sequence[Days], laws: Sequence[DatedLaw | Refusal | None]
    ) -> Iterable[tuple[Days, DatedLaw, Line | Refusal]]:
        for days, dated in zip(stretches, laws, strict=True):
            if isinstance(dated, DatedLaw):
                yield from ((days, dated, answer) for answer in self._evaluated(dated, days))

    def _evaluated(self, dated: DatedLaw, days: Days) -> tuple[Line | Refusal, ...]:
        key = (dated.pk, days.start, days.facts)
        if key not in self._lines:
            self._lines[key] = monthly_lines(dated.law, dict(days.facts), days.start, self.law.series)
        return self._lines[key]

    def _month_sum(self, parts: Sequence[Part], *, parted: bool) -> Owed | Refusal:
        _, dated, line = parts[-1]
        rule = self._rule(parts[0])
        if parted and rule is not None and rule.convention != "by_day":
            rule = None
        part = part_month_of(_merged(parts), self.month.days_within(self.month), rule)
        if isinstance(part, Refusal):
            return Refusal(line.component, line.name, part.sentence, part.citation, part.kind)
        return Owed(
            component=line.component,
            amount_vnd=part.amount_vnd,
            article=line.citation.words(),
            law_pk=dated.pk,
            facts=tuple(days for days, _, _ in parts),
            laws=tuple(each.pk for _, each, _ in parts),
            why=part.why,
        )

    def _rule(self, part: Part) -> PartMonthRule | None:
        """The law's own rule for a part of a month, else the province's choice, else none."""
        days, dated, line = part
        return dated.law.part_month_of(line.component) or self._choice(days)

    def _choice(self, days: Days) -> PartMonthRule | None:
        """What was chosen last for the grounds; None where one of them has none, or they differ in it."""
        held = [rule for rule in self.law.rules if rule.span.contains(days.start)]
        last = [[rule.rule for rule in held if rule.province in ground][-1:] for ground in days.grounds]
        found = {(rule.convention, rule.from_days): rule for rules in last for rule in rules}
        return next(iter(found.values())) if len(found) == 1 and all(last) else None


def _no_law(sentence: str, kind: RefusalKind = "not_known") -> Refusal:
    return Refusal(WHOLE, "Văn bản quy định", sentence, None, kind)


def _merged(parts: Sequence[Part]) -> list[Stretch]:
    """The amounts in the order of their days; neighbours with one and the same reason are one stretch."""
    stretches: list[Stretch] = []
    for days, _, line in parts:
        before = stretches[-1].days if stretches and stretches[-1].why == line.why else 0
        if before:
            stretches.pop()
        stretches.append(Stretch(line.why, before + (days.end - days.start).days))
    return stretches


def facts_read(laws: Iterable[Law]) -> frozenset[str]:
    """The facts of the vocabulary that the monthly entitlements of these laws name anywhere."""
    parts = (part.model_dump() for law in laws for part in (*law.values, *law.components))
    return frozenset(word for part in parts for word in _words(part) if word in VOCABULARY)


def _words(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        yield from (word for value in data.values() for word in _words(value))
    elif isinstance(data, Sequence):
        yield from (word for value in data for word in _words(value))
