"""The law as data and its evaluation: pure functions of facts, a law, a day and the reference series.

No clock, no database, no float, no expression run as code. Money is int đồng; a span of days is half-open.
"""

from __future__ import annotations

from regulations.engine.citation import Basis, Citation
from regulations.engine.errors import (
    EngineError,
    FactError,
    LawFileError,
    LawNotInForce,
    NoValueInForce,
    Problem,
)
from regulations.engine.evaluation import Line, TeamSize, evaluate, monthly_lines, team_size
from regulations.engine.facts import VILLAGE_KINDS, VOCABULARY, Facts, FactSpec, check_facts, village_kind
from regulations.engine.law import Component, Document, Law, Territory
from regulations.engine.loader import load_law, load_series
from regulations.engine.part_month import PartMonth, PartMonthRule, Stretch, part_month, part_month_of
from regulations.engine.refusal import Refusal
from regulations.engine.series import SeriesBook, SeriesValue
from regulations.engine.why import Why

__all__ = [
    "VILLAGE_KINDS",
    "VOCABULARY",
    "Basis",
    "Citation",
    "Component",
    "Document",
    "EngineError",
    "FactError",
    "FactSpec",
    "Facts",
    "Law",
    "LawFileError",
    "LawNotInForce",
    "Line",
    "NoValueInForce",
    "PartMonth",
    "PartMonthRule",
    "Problem",
    "Refusal",
    "SeriesBook",
    "SeriesValue",
    "Stretch",
    "TeamSize",
    "Territory",
    "Why",
    "check_facts",
    "evaluate",
    "load_law",
    "load_series",
    "monthly_lines",
    "part_month",
    "part_month_of",
    "team_size",
    "village_kind",
]
