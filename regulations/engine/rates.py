"""Rational rates, written as the resolutions write them."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from regulations.engine.block import refuse
from vietnamese.money import grouped

_RATE = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}|/[1-9][0-9]{0,5})?")


@lru_cache(maxsize=1024)
def parse_rate(text: str) -> Fraction:
    """The exact rate of "0.70", "1/3" or "2"; refused when it is written otherwise."""
    if not _RATE.fullmatch(text):
        refuse("Ghi hệ số dạng 0.70 hoặc 1/3.")
    return Fraction(text)


def _checked(text: str) -> str:
    parse_rate(text)
    return text


def _written(value: Any) -> Any:
    """A whole number as its text, so that a file may say 36 for a rate."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_SCHEMA = {"type": ["string", "number"], "description": "0.70, 1/3 or 36, exact."}
Rate = Annotated[str, BeforeValidator(_written), AfterValidator(_checked), WithJsonSchema(_SCHEMA)]


def rate_words(text: str) -> str:
    """The rate with the comma that Vietnamese readers expect: "0,70", "1/3"."""
    return text.replace(".", ",")


def exact_words(value: int | Fraction) -> str:
    """A number for reading: "1.250", "5,5"; one that never ends keeps its fraction, "500/3"."""
    for places in range(5):
        scaled = Fraction(value) * 10**places
        if scaled.denominator == 1:
            whole, part = divmod(int(scaled), 10**places)
            return f"{grouped(whole)},{part:0{places}d}" if places else grouped(whole)
    return str(value)


def percent_words(rate: Fraction) -> str:
    """A rate as a percentage, exact: "22%", "4,5%", "100/3%"."""
    percent = rate * 100
    tenths = percent * 10
    if tenths.denominator != 1:
        return f"{percent}%"
    whole, tenth = divmod(int(tenths), 10)
    return f"{whole},{tenth}%" if tenth else f"{whole}%"
