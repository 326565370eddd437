"""Proposals for misspelt keys and names, and the capital of a sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like ``word``, None when nothing is near."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that proposes the nearest known word, or an empty string."""
    near = nearest(word, known)
    return f"; gần nhất là “{near}”" if near else ""


def capital(text: str) -> str:
    """``text`` with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]
