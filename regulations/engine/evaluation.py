"""What is owed for a month and what is owed once, by the entitlements of a law."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from regulations.engine.citation import Citation
from regulations.engine.entitlements import Entitlement, OneOff
from regulations.engine.errors import NoValueInForce
from regulations.engine.facts import VOCABULARY, Facts
from regulations.engine.law import Law
from regulations.engine.refusal import Refusal
from regulations.engine.results import Line
from regulations.engine.series import SeriesBook
from regulations.engine.situation import NoAnswer, Situation
from regulations.engine.start import line_of, situation_of


def monthly_lines(law: Law, facts: Facts, on: date, series: SeriesBook) -> tuple[Line | Refusal, ...]:
    """What a member is owed for a whole month by the law of that day: an answer for each component that
    applies to him, in order.

    Raises FactError for facts that cannot be, LawNotInForce for a day outside the law's span.
    """
    asked = situation_of(law, facts, on, series)
    answers = (answer_of(component, asked, law.team_size.cite) for component in law.components)
    return tuple(answer for answer in answers if answer is not None)


def one_off(law: Law, facts: Facts, kind: str, on: date, series: SeriesBook) -> tuple[Line | Refusal, ...]:
    """What is owed once for an event of ``kind`` (a value of the fact event.kind): an answer for each rule
    that applies, and one refusal where the law has no such rule or none applies.

    Raises FactError for facts that cannot be, LawNotInForce for a day outside the law's span.
    """
    asked = situation_of(law, {**facts, "event.kind": kind}, on, series)
    rules = [rule for rule in law.one_off if rule.kind == kind]
    answers = (answer_of(rule, asked, law.team_size.cite) for rule in rules)
    return tuple(answer for answer in answers if answer is not None) or (_nothing_owed(kind, rules, asked),)


def answer_of(entitlement: Entitlement, asked: Situation, otherwise: Citation) -> Line | Refusal | None:
    """What one rule gives on these facts, None for those to whom it does not apply.

    ``otherwise`` is cited where neither the derivation nor the rule names an article.
    """
    try:
        found = entitlement.answer(asked.asking(entitlement.name))
    except NoAnswer as no:
        return Refusal(entitlement.key, entitlement.name, no.message_vi, no.citation, no.kind)
    except NoValueInForce as no:
        return Refusal(entitlement.key, entitlement.name, no.message_vi, None)
    if found is None:
        return None
    return line_of(entitlement.key, entitlement.name, found.why, entitlement.value, otherwise)


def _nothing_owed(kind: str, rules: Sequence[OneOff], asked: Situation) -> Refusal:
    words = VOCABULARY["event.kind"].words(kind)
    name = f"Trợ cấp một lần: {words}"
    if not rules:
        return Refusal(kind, name, f"Chưa có quy định được xác minh về trợ cấp khi {words}.", None)
    told = asked.told(rule.applies_when for rule in rules if rule.applies_when is not None)
    return Refusal(
        kind, name, f"Không thuộc trường hợp được trợ cấp khi {words}: {told}.", None, "not_entitled"
    )
