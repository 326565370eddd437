"""Where every question to a law starts: checked facts, a day in force, and the answer in whole đồng."""

from __future__ import annotations

from datetime import date

from regulations.engine.block import Block, walk
from regulations.engine.citation import Citation
from regulations.engine.errors import LawNotInForce
from regulations.engine.facts import Facts, check_facts
from regulations.engine.law import Law
from regulations.engine.results import Line
from regulations.engine.series import SeriesBook
from regulations.engine.situation import Situation
from regulations.engine.why import Why


def situation_of(law: Law, facts: Facts, on: date, series: SeriesBook) -> Situation:
    """The facts of a day under a law.

    Raises FactError for facts that cannot be, LawNotInForce for a day outside the law's span.
    """
    check_facts(facts)
    require_in_force(law, on)
    return Situation(facts, on, series, named=law.named)


def require_in_force(law: Law, on: date) -> None:
    """Raises LawNotInForce for a day outside the law's span."""
    if not law.covers(on):
        raise LawNotInForce(law.document.words(), on)


def line_of(key: str, name: str, why: Why, rule: Block, otherwise: Citation) -> Line:
    """A line with the first article that its derivation rests on, else the first that its rule names, else
    ``otherwise``."""
    cited = (step.citation for step in why.steps() if step.citation)
    named = (block for _, block in walk(rule) if isinstance(block, Citation))
    citation = next(cited, None) or next(named, otherwise)
    return Line(key, name, int(why.value), citation, why)
