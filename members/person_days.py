"""What the law may ask about people, day by day over a span: facts on file and what dates alone tell.

A fact that nobody has entered is None, so that a rule which needs it refuses by its name. Only facts that
some rule reads are looked up, and days are cut at their changes alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from members import rules
from members.fact_kinds import KINDS
from members.models import FormerService, InsuranceEnrolment, Membership, PersonFact
from regulations.engine.facts import FactValue
from territory.keys import one_of
from territory.spans import overlaps
from vietnamese.dates import Span

FactRow = tuple[tuple[str, FactValue], ...]
Dated = list[tuple[Span, Mapping[str, FactValue]]]

_INSURED: Final = {"bhxh_tu_nguyen": "member.bhxh_tu_nguyen", "bhyt": "member.bhyt"}
_ON_FILE: Final = frozenset(name for spec in KINDS.values() for name in (spec.choice, spec.number) if name)
_SERVICE: Final = frozenset({"member.service_months", "member.service_years"})
_AGE: Final = "member.age"
_FORMER: Final = "member.former_force"
_BHXH_MONTHS: Final = "member.bhxh_months"
_TOLD: Final = _ON_FILE | _SERVICE | {_AGE, _BHXH_MONTHS}


@dataclass(slots=True)
class PersonDays:
    """One person over a span of days."""

    wanted: frozenset[str]
    birth_date: date
    insured: list[tuple[Span, str]] = field(default_factory=list)
    facts: Dated = field(default_factory=list)
    service: list[Span] = field(default_factory=list)

    def spans(self, days: Span) -> list[Span]:
        """Every span of ``days`` at whose edge something about the person changes."""
        dated = [*(span for span, _ in self.insured), *(span for span, _ in self.facts)]
        return [*dated, *(Span(day) for day in self._turns(days))]

    def alike(self, days: Span) -> tuple[object, ...]:
        """What tells people apart on ``days``: equal for two of whom ``spans`` and ``on`` say the same."""
        whole = _BHXH_MONTHS in self.wanted
        insured = tuple([(kind, span if whole else _inside(span, days)) for span, kind in self.insured])
        if not self.wanted:
            return insured
        facts = tuple((span, tuple(facts.items())) for span, facts in self.facts)
        born = self.birth_date if _AGE in self.wanted else None
        return insured, facts, tuple(self.service), born

    def on(self, day: date) -> FactRow:
        """The facts on a day, in a fixed order; those that nobody has entered are None."""
        kinds = {kind for span, kind in self.insured if span.contains(day)}
        told: dict[str, FactValue] = {
            name: "co" if kind in kinds else "khong" for kind, name in _INSURED.items()
        }
        if not self.wanted:
            return tuple(told.items())
        told |= dict.fromkeys(sorted(self.wanted & _ON_FILE))
        for span, facts in self.facts:
            if span.contains(day):
                told |= {name: value for name, value in facts.items() if name in self.wanted}
        return tuple((told | self._counted(day)).items())

    def _counted(self, day: date) -> dict[str, FactValue]:
        """What is counted from dates."""
        months = rules.service_months(self.service, day)
        counted: dict[str, FactValue] = {
            _AGE: rules.age_on(self.birth_date, day),
            "member.service_months": months,
            "member.service_years": months // 12,
            _BHXH_MONTHS: rules.months_before(
                [s for s, kind in self.insured if kind == "bhxh_tu_nguyen"], day
            ),
        }
        return {name: value for name, value in counted.items() if name in self.wanted}

    def _turns(self, days: Span) -> Iterable[date]:
        """Days on which a counted fact changes."""
        if _AGE in self.wanted:
            yield from rules.anniversaries([self.birth_date], days, every=12)
        if self.wanted & _SERVICE:
            yield from rules.anniversaries([span.start for span in self.service], days, every=1)
        if _BHXH_MONTHS in self.wanted:
            yield from rules.anniversaries([date(2000, 1, 1)], days, every=1)


def _inside(span: Span, days: Span) -> tuple[date, date | None]:
    """The span without what lies outside the bounded ``days``; no end where it goes on after them."""
    end = span.end if span.end and days.end and span.end < days.end else None
    return max(span.start, days.start), end


def people_days(birth_dates: Mapping[int, date], days: Span, wanted: frozenset[str]) -> dict[int, PersonDays]:
    """By person: what the law may ask on each of ``days``; one statement for insurance, and one each for
    facts on file, former forces and service where ``wanted`` (names of the vocabulary) asks for them."""
    wanted &= _TOLD
    found = {person: PersonDays(wanted, born) for person, born in birth_dates.items()}
    for person, kind, span in _enrolments(found, days, since_ever=_BHXH_MONTHS in wanted):
        found[person].insured.append((span, kind))
    if wanted & _ON_FILE:
        for person, dated in _facts(found, days).items():
            found[person].facts = dated
    if _FORMER in wanted:
        for person, span, force in _former(found):
            found[person].facts.append((span, {_FORMER: force}))
    if wanted & _SERVICE:
        for person, spans in _service(found).items():
            found[person].service = spans
    return found


def _enrolments(people: Collection[int], days: Span, *, since_ever: bool) -> Iterable[tuple[int, str, Span]]:
    rows = InsuranceEnrolment.objects.filter(one_of("person_id", people))
    if not since_ever:
        rows = rows.filter(overlaps(days.start, days.end))
    columns = rows.order_by("pk").values_list("person_id", "kind", "valid_from", "valid_to")
    return ((person, kind, Span(start, end)) for person, kind, start, end in columns)


def _facts(people: Collection[int], days: Span) -> dict[int, Dated]:
    found: dict[int, Dated] = defaultdict(list)
    rows = PersonFact.objects.filter(overlaps(days.start, days.end), one_of("person_id", people))
    columns = ("person_id", "kind", "value", "number", "valid_from", "valid_to")
    for person, kind, value, number, start, end in rows.order_by("pk").values_list(*columns):
        found[person].append((Span(start, end), KINDS[kind].facts(value, number)))
    return found


def _former(people: Collection[int]) -> Iterable[tuple[int, Span, str]]:
    """The force of each former service, from the day it ended on; where there were several the last one."""
    rows = FormerService.objects.filter(one_of("person_id", people)).order_by("valid_to", "pk")
    for person, force, end in rows.values_list("person_id", "force", "valid_to"):
        assert end is not None  # noqa: S101 (a constraint of former service)
        yield person, Span(end), force


def _service(people: Collection[int]) -> dict[int, list[Span]]:
    """By person: unbroken spells under recognised memberships, whatever the team or title."""
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = Membership.objects.recognised().filter(one_of("person_id", people)).order_by("valid_from")
    for person, start, end in rows.values_list("person_id", "valid_from", "valid_to"):
        found[person].append((start, end))
    return {person: rules.unbroken(spells) for person, spells in found.items()}
