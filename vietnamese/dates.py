"""Days, months and spans of days as officials write them.

A month is the date of its first day. A span is half-open: start <= d < end; an end of None is still running.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTH = re.compile(r"(0?[1-9]|1[0-2])/([0-9]{4})")
# A typed year outside these is a slip; so no day after or next month of a typed one can leave the calendar.
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199


def ngay(d: date) -> str:
    """A day as "01/07/2024"."""
    return f"{d.day:02d}/{d.month:02d}/{d.year:04d}"


def ngay_dai(d: date) -> str:
    """A day as "ngày 05 tháng 01 năm 2024".

    Days below 10 and months 1 and 2 take a leading zero, "tháng 6" does not (Nghị định 30/2020/NĐ-CP,
    Phụ lục I).
    """
    month = f"{d.month:02d}" if d.month <= 2 else str(d.month)
    return f"ngày {d.day:02d} tháng {month} năm {d.year}"


def thang(d: date) -> str:
    """The month of a day as "07/2024"."""
    return f"{d.month:02d}/{d.year:04d}"


def parse_month(text: str) -> date:
    """The first day of the month written as "07/2024" or "7/2024"; else ValueError, in Vietnamese."""
    match = _MONTH.fullmatch(text.strip())
    if match is None or not FIRST_YEAR <= int(match[2]) <= LAST_YEAR:
        raise ValueError("Nhập tháng theo dạng 07/2024.")
    return date(int(match[2]), int(match[1]), 1)


def next_month(first_day: date) -> date:
    """The first day of the month after the one of ``first_day``."""
    if first_day.month == 12:
        return date(first_day.year + 1, 1, 1)
    return date(first_day.year, first_day.month + 1, 1)


def last_month(first_day: date) -> date:
    """The first day of the month before the one of ``first_day``."""
    if first_day.month == 1:
        return date(first_day.year - 1, 12, 1)
    return date(first_day.year, first_day.month - 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``start`` up to but not including ``end``; None means it has no end yet."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError("Nhập ngày kết thúc sau ngày bắt đầu.")

    def contains(self, day: date) -> bool:
        """Whether ``day`` lies in the span."""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one day."""
        return self._starts_before_end_of(other) and other._starts_before_end_of(self)

    def days_within(self, month: Span) -> int:
        """How many days of the bounded span ``month`` lie in this one."""
        if month.end is None:
            raise ValueError("Nhập khoảng ngày có ngày kết thúc.")
        end = month.end if self.end is None else min(self.end, month.end)
        return max((end - max(self.start, month.start)).days, 0)

    def shared_with(self, other: Span) -> Span | None:
        """The days that lie in both spans; None where there is none."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return Span(max(self.start, other.start), min(ends, default=None))

    def _starts_before_end_of(self, other: Span) -> bool:
        return other.end is None or self.start < other.end


def month_span(first_day: date) -> Span:
    """All days of the month that begins on ``first_day``."""
    return Span(first_day, next_month(first_day))
