"""The answer that is not a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from regulations.engine.citation import Citation

RefusalKind = Literal[
    "not_known",
    "missing_fact",
    "not_named",
    "not_entitled",
    "too_short",
    "used_up",
    "no_rounding",
    "conflict",
]
REFUSAL_KINDS: tuple[RefusalKind, ...] = get_args(RefusalKind)
REFUSAL_MEANINGS: Mapping[RefusalKind, str] = MappingProxyType(
    {
        "not_known": "there is no rule, or no figure of it that is verified",
        "missing_fact": "a fact that the rule asks about is not known; the sentence names it",
        "not_named": "the facts are known and the text does not speak of the case",
        "not_entitled": "the text has a rule for such an event and this person is not under it",
        "too_short": "duty below the least time",
        "used_up": "a limit of the month is spent by another tariff",
        "no_rounding": "the sum does not come out whole and the text does not say how to round",
        "conflict": "two rows of the file, or two texts for one place, apply at once: one of them is wrong",
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a component has no figure, in a sentence for the reader; the citation when one is at stake.

    ``kind`` says the same to programs.
    """

    component: str
    name: str
    sentence: str
    citation: Citation | None
    kind: RefusalKind = "not_known"
