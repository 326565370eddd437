"""How large a sample is and how far it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

COUNTED: Final = date(2024, 1, 1)
START: Final = date(2024, 7, 1)
_FIRST_MONTH_TOLD: Final = date(2024, 8, 1)
_THREE_YEARS_TOLD: Final = date(2027, 1, 1)


@dataclass(frozen=True, slots=True)
class Story:
    """``until`` is the first day that is not told; ``factor`` how many villages stand where one would."""

    until: date = _FIRST_MONTH_TOLD
    factor: Fraction = Fraction(1)


FIRST_MONTH: Final = Story()
THREE_YEARS: Final = Story(_THREE_YEARS_TOLD)
