"""What one fact is: its type, its unit, its values and how a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from regulations.engine.spelling import did_you_mean
from vietnamese.money import grouped

FactValue = str | int | bool | None
Facts = Mapping[str, FactValue]
FactType = Literal["choice", "int", "bool", "code"]

_CODE = re.compile(r"[0-9]{2,5}")
_QUANTITY = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) ?([a-z0-9]+)")
_UNIT_WORDS = {"m2": "m²", "km2": "km²"}


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact.

    "choice": ``allowed`` maps each key to Vietnamese words; "int": a closed range in ``unit``; "bool": true
    is ``meaning``, false is ``otherwise``; "code": the digits of a unit's official code.
    ``units`` are units that a law file may write bounds in, each with its size in ``unit``.
    """

    name: str
    type: FactType
    meaning: str
    unit: str = ""
    allowed: Mapping[str, str] = field(default_factory=dict)
    minimum: int = 0
    maximum: int = 0
    otherwise: str = ""
    units: Mapping[str, int] = field(default_factory=dict)

    def fault(self, value: FactValue) -> str | None:
        """What is wrong with ``value``, as the end of a Vietnamese sentence; None when it is right."""
        if self.type == "choice":
            return None if isinstance(value, str) and value in self.allowed else self._choice_fault(value)
        if self.type == "bool":
            return None if isinstance(value, bool) else "ghi true hoặc false"
        if self.type == "code":
            right = isinstance(value, str) and _CODE.fullmatch(value)
            return None if right else "ghi mã đơn vị bằng chữ số trong ngoặc kép"
        return None if self._is_in_range(value) else self._range_fault()

    def words(self, value: FactValue) -> str:
        """``value`` as a reader sees it: "Tổ trưởng", "420 hộ", "3,2 km²"."""
        if self.type == "choice":
            return self.allowed[str(value)]
        if self.type == "bool":
            return self.meaning if value else self.otherwise
        if self.type == "code":
            return f"{self.meaning} {value}"
        number = self.number_words(int(value or 0))
        return number if self.unit else f"{self.meaning} là {number}"

    @property
    def unit_tells_all(self) -> bool:
        """Whether a number with its unit needs no further word: "420 hộ"."""
        return self.meaning == f"số {self.unit}"

    def asked(self) -> str:
        """What to tell when nobody has: "số hộ", "xã biên giới hay không phải xã biên giới"."""
        return f"{self.meaning} hay {self.otherwise}" if self.type == "bool" else self.meaning

    def number_words(self, value: int) -> str:
        """A number with its unit, in the largest unit that needs no more than two decimals."""
        for name, size in sorted(self.units.items(), key=lambda item: -item[1]):
            if value >= size and value * 100 % size == 0:
                return f"{_decimal(value * 100 // size)} {_UNIT_WORDS.get(name, name)}"
        return f"{grouped(value)} {self.unit}".rstrip()

    def bound(self, written: int | str) -> int | None:
        """A bound of a law file in ``unit``: 350, or "2.5 km2" where units exist; None when unreadable."""
        if isinstance(written, int):
            return written
        match = _QUANTITY.fullmatch(written)
        if match is None or match[2] not in self.units:
            return None
        exact = Fraction(match[1]) * self.units[match[2]]
        return int(exact) if exact.denominator == 1 else None

    def _is_in_range(self, value: FactValue) -> bool:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return is_number and self.minimum <= int(value or 0) <= self.maximum

    def _range_fault(self) -> str:
        units = f", hoặc kèm đơn vị {', '.join(self.units)}" if self.units else ""
        return f"ghi số nguyên từ {self.minimum} đến {grouped(self.maximum)}{units}"

    def _choice_fault(self, value: FactValue) -> str:
        return f"ghi một trong các giá trị {', '.join(self.allowed)}{did_you_mean(str(value), self.allowed)}"


def _decimal(hundredths: int) -> str:
    whole, part = divmod(hundredths, 100)
    return f"{grouped(whole)},{part:02d}".rstrip("0").rstrip(",")
