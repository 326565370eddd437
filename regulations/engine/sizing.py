"""How many people a team has, by the rule of a law and by the number that UBND tỉnh decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from regulations.engine.citation import Citation
from regulations.engine.fact_spec import Facts
from regulations.engine.law import Law
from regulations.engine.refusal import Refusal
from regulations.engine.results import Bounds, TeamSize
from regulations.engine.series import SeriesBook
from regulations.engine.situation import NoAnswer, Situation, small
from regulations.engine.start import situation_of
from regulations.engine.team_rule import TeamRule
from regulations.engine.values import Value
from regulations.engine.vocabulary import VOCABULARY
from regulations.engine.why import Why, derive

_KEY = "team_size"
_NAME = "Số lượng thành viên Tổ"


def team_size(law: Law, facts: Facts, on: date, series: SeriesBook) -> TeamSize | Refusal:
    """The size of the team of a village on a day.

    Raises FactError for facts that cannot be, LawNotInForce for a day outside the law's span.
    """
    rule = law.team_size
    situation = situation_of(law, facts, on, series).asking("số lượng thành viên Tổ", "người")
    try:
        return _sized(rule, situation)
    except NoAnswer as no:
        return Refusal(_KEY, _NAME, no.message_vi, no.citation or rule.cite, no.kind)


def _sized(rule: TeamRule, situation: Situation) -> TeamSize:
    if rule.exists_when is not None and not situation.holds(rule.exists_when):
        situation.require_verified(rule.cite)
        label = situation.told([rule.exists_when])
        why = Why("people", f"{label}: không thuộc nơi thành lập Tổ", 0, rule.cite)
        return TeamSize(exists=False, minimum=0, maximum=0, exact=True, why=why)
    size = _by_quota(rule, situation) or _of_formula(_formula(rule, situation))
    # Asked last: what the rule itself says is missing tells the reader more than a citation does.
    situation.require_verified(rule.cite)
    teams = _number(rule.teams, situation.asking("số Tổ của một thôn, tổ dân phố", "Tổ"))
    villages = _number(rule.villages, situation.asking("số thôn, tổ dân phố của một Tổ", "thôn, tổ dân phố"))
    return replace(size, teams=teams, villages=villages)


def _of_formula(formula: Bounds) -> TeamSize:
    exact = formula.minimum == formula.maximum
    return TeamSize(True, formula.minimum, formula.maximum, exact, formula.why)


def _by_quota(rule: TeamRule, situation: Situation) -> TeamSize | None:
    """The number decided by UBND tỉnh with the formula beside it; None where nobody decided one."""
    quota = situation.facts.get("team.quota")
    if rule.quota is None or quota is None:
        return None
    decided, formula = int(quota), _formula_or_refusal(rule, situation)
    words = formula.why.sentence if isinstance(formula, Bounds) else formula
    number = Why("fact", f"{VOCABULARY['team.quota'].meaning}: {decided} người", decided, rule.quota)
    beside = (formula.why,) if isinstance(formula, Bounds) else ()
    why = derive("quota", f"{number.sentence}; theo tiêu chí: {small(words)}", (number, *beside))
    shown = formula if isinstance(formula, Bounds) else None
    return TeamSize(True, decided, decided, exact=True, why=why, quota=decided, formula=shown)


def _formula_or_refusal(rule: TeamRule, situation: Situation) -> Bounds | str:
    try:
        return _formula(rule, situation)
    except NoAnswer as no:
        return no.message_vi


def _formula(rule: TeamRule, situation: Situation) -> Bounds:
    found = _bounds(rule.size, situation)
    if not found.why.leaves:
        found = replace(found, why=derive("band", f"mỗi Tổ {found.why.sentence}", (found.why,)))
    if rule.counted is None:
        return found
    situation.require_verified(rule.counted.cite)
    words = f"{found.why.sentence}; {rule.counted.words(situation.on)}"
    return replace(found, why=derive("band", words, (found.why,), rule.counted.cite))


def _number(rule: Value | None, situation: Situation) -> Bounds | None:
    return None if rule is None else _bounds(rule, situation)


def _bounds(value: Value, situation: Situation) -> Bounds:
    found = value.answer(situation)
    maximum = _whole(found.why)
    return Bounds(None if found.low is None else int(found.low), maximum, found.why)


def _whole(why: Why) -> int:
    if not isinstance(why.value, int):
        words = f"Bổ sung quy định làm tròn: {why.sentence} không tròn người."
        raise NoAnswer(words, _cited(why), kind="no_rounding")
    return why.value


def _cited(why: Why) -> Citation | None:
    return next((step.citation for step in why.steps() if step.citation), None)
