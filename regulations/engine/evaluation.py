"""The questions one can put to a law: how big is a team, what is owed for a month, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from regulations.engine.citation import Citation
from regulations.engine.conditions import Condition, known_facts, missing
from regulations.engine.errors import LawNotInForce, NoValueInForce
from regulations.engine.facts import Facts, check_facts
from regulations.engine.law import Component, Law, TeamRule
from regulations.engine.refusal import Refusal
from regulations.engine.series import SeriesBook
from regulations.engine.situation import NoAnswer, Situation
from regulations.engine.spelling import capital
from regulations.engine.why import Why, derive, half_up
from vietnamese.money import dong

_TEAM_SIZE = "team_size"
_TEAM_SIZE_NAME = "Số lượng thành viên Tổ"


@dataclass(frozen=True, slots=True)
class TeamSize:
    """How many people a team has; ``minimum`` is None where the law has none that is verified.

    ``exact`` when the law fixes the number. Where no team is set up (``exists`` False) all is zero.
    """

    exists: bool
    minimum: int | None
    maximum: int
    exact: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Line:
    """One entitlement for a whole month, in đồng, with its article and its derivation."""

    component: str
    name: str
    amount_vnd: int
    citation: Citation
    why: Why


def team_size(law: Law, facts: Facts, on: date, series: SeriesBook) -> TeamSize | Refusal:
    """The size of the team of a village on a day.

    Raises FactError for facts that cannot be, LawNotInForce for a day outside the law's span.
    """
    situation = _situation(law, facts, on, series, "số lượng thành viên Tổ")
    try:
        return _sized(law.team_size, situation)
    except NoAnswer as no:
        return Refusal(_TEAM_SIZE, _TEAM_SIZE_NAME, no.message_vi, no.citation or law.team_size.cite)


def monthly_lines(law: Law, facts: Facts, on: date, series: SeriesBook) -> tuple[Line | Refusal, ...]:
    """What a member is owed for a whole month by the law of that day: an answer for each component that
    applies to him, in order.

    Raises FactError for facts that cannot be, LawNotInForce for a day outside the law's span.
    """
    asked = _situation(law, facts, on, series, "")
    answers = (_line(component, asked) for component in law.components)
    return tuple(answer for answer in answers if answer is not None)


def evaluate(law: Law, facts: Facts, on: date, series: SeriesBook) -> dict[str, Any]:
    """All answers as plain JSON types.

    ``{team_size: {exists, min, max, exact, why: [sentence]} or null,
    lines: [{component, amount_vnd, article, why}], refusals: [{component, why}]}``; a refused team size
    is null and stands among the refusals.
    """
    size = team_size(law, facts, on, series)
    answers = (size, *monthly_lines(law, facts, on, series))
    return {
        "team_size": _size_json(size) if isinstance(size, TeamSize) else None,
        "lines": [_line_json(answer) for answer in answers if isinstance(answer, Line)],
        "refusals": [
            {"component": answer.component, "why": answer.sentence}
            for answer in answers
            if isinstance(answer, Refusal)
        ],
    }


def _situation(law: Law, facts: Facts, on: date, series: SeriesBook, about: str) -> Situation:
    check_facts(facts)
    if not law.covers(on):
        raise LawNotInForce(law.document.words(), on)
    return Situation(facts, on, series, about)


def _sized(rule: TeamRule, situation: Situation) -> TeamSize:
    situation.require_verified(rule.cite)
    if rule.exists_when is not None and not _holds(rule.exists_when, situation):
        label = capital(", ".join(known_facts(rule.exists_when, situation.facts)))
        why = Why("people", f"{label}: không thuộc nơi thành lập Tổ", 0, rule.cite)
        return TeamSize(exists=False, minimum=0, maximum=0, exact=True, why=why)
    people, why = rule.size.explain(situation)
    return TeamSize(True, people.minimum, people.maximum, people.exactly is not None, why)


def _holds(condition: Condition, situation: Situation) -> bool:
    holds = condition.holds(situation.facts)
    if holds is None:
        situation.require_known(missing(condition, situation.facts))
    return bool(holds)


def _line(component: Component, asked: Situation) -> Line | Refusal | None:
    situation = replace(asked, about=component.name[0].lower() + component.name[1:])
    try:
        if component.applies_when is not None and not _holds(component.applies_when, situation):
            return None
        why = _whole(component, component.value.explain(situation))
    except NoAnswer as no:
        return Refusal(component.key, component.name, no.message_vi, no.citation)
    except NoValueInForce as no:
        return Refusal(component.key, component.name, no.message_vi, None)
    citation = next(step.citation for step in why.steps() if step.citation)
    return Line(component.key, component.name, int(why.value), citation, why)


def _whole(component: Component, why: Why) -> Why:
    """The value in whole đồng: rounded where the file says how, refused where it does not."""
    if component.round_to_vnd:
        unit = Why("unit", dong(component.round_to_vnd), component.round_to_vnd)
        rounded = half_up(why.value, component.round_to_vnd)
        return derive("round", f"{why.sentence}, làm tròn đến {unit.sentence}: {dong(rounded)}", (why, unit))
    if not isinstance(why.value, int):
        raise NoAnswer(f"Bổ sung quy định làm tròn: {why.sentence} không tròn đồng.")
    return why


def _size_json(size: TeamSize) -> dict[str, Any]:
    return {
        "exists": size.exists,
        "min": size.minimum,
        "max": size.maximum,
        "exact": size.exact,
        "why": size.why.sentences(),
    }


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "component": line.component,
        "amount_vnd": line.amount_vnd,
        "article": line.citation.words(),
        "why": "; ".join(line.why.sentences()),
    }
