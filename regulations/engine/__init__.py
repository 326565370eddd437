"""The law as data and its evaluation: pure functions of facts, a law, a day and the reference series.

No clock, no database, no float, no expression run as code. Money is int đồng; a span of days is half-open.
"""

from __future__ import annotations

from regulations.engine.answers import evaluate, size_json
from regulations.engine.calculator import Calculator
from regulations.engine.checker import Report, check_file, check_law, check_together
from regulations.engine.citation import Basis, Citation
from regulations.engine.duty import Claim
from regulations.engine.duty_lines import tariff_lines
from regulations.engine.entitlements import Component, OneOff
from regulations.engine.errors import (
    EngineError,
    FactError,
    LawFileError,
    LawNotInForce,
    NoValueInForce,
    Problem,
)
from regulations.engine.evaluation import monthly_lines, one_off
from regulations.engine.facts import VILLAGE_KINDS, VOCABULARY, Facts, FactSpec, check_facts, village_kind
from regulations.engine.insurance import Contribution, NationalInsurance, Scheme, contribution
from regulations.engine.law import Document, Law, Territory
from regulations.engine.loader import load_insurance, load_law, load_series
from regulations.engine.part_month import PartMonth, PartMonthRule, Stretch, part_month, part_month_of
from regulations.engine.refusal import REFUSAL_KINDS, REFUSAL_MEANINGS, Refusal
from regulations.engine.results import Bounds, Line, TeamSize
from regulations.engine.series import SeriesBook, SeriesValue
from regulations.engine.sizing import team_size
from regulations.engine.tariffs import Tariff, TariffLimit
from regulations.engine.why import Why

__all__ = [
    "REFUSAL_KINDS",
    "REFUSAL_MEANINGS",
    "VILLAGE_KINDS",
    "VOCABULARY",
    "Basis",
    "Bounds",
    "Calculator",
    "Citation",
    "Claim",
    "Component",
    "Contribution",
    "Document",
    "EngineError",
    "FactError",
    "FactSpec",
    "Facts",
    "Law",
    "LawFileError",
    "LawNotInForce",
    "Line",
    "NationalInsurance",
    "NoValueInForce",
    "OneOff",
    "PartMonth",
    "PartMonthRule",
    "Problem",
    "Refusal",
    "Report",
    "Scheme",
    "SeriesBook",
    "SeriesValue",
    "Stretch",
    "Tariff",
    "TariffLimit",
    "TeamSize",
    "Territory",
    "Why",
    "check_facts",
    "check_file",
    "check_law",
    "check_together",
    "contribution",
    "evaluate",
    "load_insurance",
    "load_law",
    "load_series",
    "monthly_lines",
    "one_off",
    "part_month",
    "part_month_of",
    "size_json",
    "tariff_lines",
    "team_size",
    "village_kind",
]
