"""What the law answers with: sizes and lines of money, each with its derivation."""

from __future__ import annotations

from dataclasses import dataclass

from regulations.engine.citation import Citation
from regulations.engine.why import Why


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number that the law fixes, or bounds of it; ``minimum`` is None where none is verified."""

    minimum: int | None
    maximum: int
    why: Why


@dataclass(frozen=True, slots=True)
class TeamSize:
    """How many people a team has; ``minimum`` is None where the law has none that is verified.

    ``exact`` when the law fixes the number. Where no team is set up (``exists`` False) all is zero.
    ``quota`` is set where a number decided by UBND tỉnh stands in place of the law's ``formula`` (None where
    that gives no number). ``teams`` is the number of teams of one village, ``villages`` of villages of one
    team, where the law speaks of it.
    """

    exists: bool
    minimum: int | None
    maximum: int
    exact: bool
    why: Why
    quota: int | None = None
    formula: Bounds | None = None
    teams: Bounds | None = None
    villages: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entitlement for a whole month, for the duty of a month, or once: đồng, article and derivation."""

    component: str
    name: str
    amount_vnd: int
    citation: Citation
    why: Why
