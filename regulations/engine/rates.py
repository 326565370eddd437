"""Rational rates, written as the resolutions write them."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from regulations.engine.block import refuse

_RATE = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}|/[1-9][0-9]{0,5})?")


@lru_cache(maxsize=1024)
def parse_rate(text: str) -> Fraction:
    """The exact rate of "0.70", "1/3" or "2"; refused when it is written otherwise."""
    if not _RATE.fullmatch(text):
        refuse("Ghi hệ số dạng 0.70 hoặc 1/3.")
    return Fraction(text)


def rate_words(text: str) -> str:
    """The rate with the comma that Vietnamese readers expect: "0,70", "1/3"."""
    return text.replace(".", ",")


def percent_words(rate: Fraction) -> str:
    """A rate as a percentage, exact: "22%", "4,5%", "100/3%"."""
    percent = rate * 100
    tenths = percent * 10
    if tenths.denominator != 1:
        return f"{percent}%"
    whole, tenth = divmod(int(tenths), 10)
    return f"{whole},{tenth}%" if tenth else f"{whole}%"
