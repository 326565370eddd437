"""The answer that is not a number."""

from __future__ import annotations

from dataclasses import dataclass

from regulations.engine.citation import Citation


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a component has no figure, in a sentence for the reader; the citation when one is at stake."""

    component: str
    name: str
    sentence: str
    citation: Citation | None
