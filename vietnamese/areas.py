"""Areas as officials write them. An area is a whole number of square metres (int), never a float."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from vietnamese.money import grouped

_METRES: Final = {"m2": 1, "m²": 1, "ha": 10_000, "km2": 1_000_000, "km²": 1_000_000}
_WRITTEN: Final = re.compile(
    r"([0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3})(?:,([0-9]{1,6}))?\s*(km2|km²|m2|m²|ha)"
)
_EXAMPLE: Final = "Nhập diện tích kèm đơn vị, ví dụ 3,25 km², 320 ha hoặc 50.000 m²."


def parse_area(text: str) -> int:
    """The square metres of "3,25 km²", "320 ha" or "50.000 m²"; ValueError, in Vietnamese, for all else.

    A comma stands before decimals, dots between thousands; a part of a square metre is refused.
    """
    match = _WRITTEN.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(_EXAMPLE)
    whole, decimals, unit = match[1].replace(".", ""), match[2] or "", match[3]
    exact = Fraction(int(whole + decimals), 10 ** len(decimals)) * _METRES[unit]
    if exact.denominator != 1:
        raise ValueError(_EXAMPLE)
    return int(exact)


def area_words(metres: int) -> str:
    """Square metres in the largest unit that needs no more than two decimals: "3,25 km²"."""
    for unit, size in (("km²", 1_000_000), ("ha", 10_000)):
        if metres >= size and metres * 100 % size == 0:
            whole, decimals = divmod(metres * 100 // size, 100)
            return f"{grouped(whole)}{f',{decimals:02d}'.rstrip('0').rstrip(',')} {unit}"
    return f"{grouped(metres)} m²"
