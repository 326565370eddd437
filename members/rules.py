"""Rules of people and their titles in plain Python (Luật 30/2023/QH15, Điều 13, 14 and 16)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from regulations.engine import Citation, Refusal, TeamSize, Why
from teams.rules import FitState, fit
from vietnamese.dates import Span, next_month

# Điều 16: a team has one head and one deputy; the others are members.
_ONE_EACH: Final = (("to_truong", "tổ trưởng"), ("to_pho", "tổ phó"))


def birthday(birth_date: date, age: int) -> date:
    """The day on which somebody reaches ``age``; for 29 February in a common year 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def age_on(birth_date: date, day: date) -> int:
    """Whole years lived on ``day``."""
    years = day.year - birth_date.year
    return years - (day < birthday(birth_date, years))


def months_later(day: date, months: int) -> date:
    """The same day ``months`` later; where that month has none (31/02) the first of the next one."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return months_later(day.replace(day=1), months + 1)


def unbroken(spells: Sequence[tuple[date, date | None]]) -> list[Span]:
    """Spells in the order of their starts, joined where one begins on the day the one before ends."""
    joined: list[Span] = []
    for start, end in spells:
        if joined and joined[-1].end == start:
            start = joined.pop().start
        joined.append(Span(start, end))
    return joined


def service_months(service: Sequence[Span], day: date) -> int:
    """Whole months from the start of the unbroken spell that holds ``day``; 0 where none does."""
    start = next((span.start for span in service if span.contains(day)), day)
    months = (day.year - start.year) * 12 + day.month - start.month
    return months - (day < months_later(start, months))


def months_before(spans: Sequence[Span], day: date) -> int:
    """Calendar months before that of ``day`` that ``spans`` touch."""
    first = day.replace(day=1)
    touched = set[tuple[int, int]]()
    for span in spans:
        month, end = span.start.replace(day=1), min(span.end or first, first)
        while month < end:
            touched.add((month.year, month.month))
            month = next_month(month)
    return len(touched)


def anniversaries(starts: Sequence[date], days: Span, *, every: int) -> Iterator[date]:
    """The days within bounded ``days`` that lie a multiple of ``every`` months after one of ``starts``."""
    assert days.end is not None  # noqa: S101 (the callers ask about a month or a year)
    for start in starts:
        count = max((days.start.year - start.year) * 12 + days.start.month - start.month - 1, 0)
        count -= count % every
        while (day := months_later(start, count)) < days.end:
            if day >= days.start:
                yield day
            count += every


def age_fault(birth_date: date, on: date, least_age: int) -> str:
    """Why somebody of that birth date cannot be proposed for a day (Điều 13), as a sentence; "" when he can.

    Beyond the greatest age the law asks for a decision of the chairman: ``standards`` judges that.
    """
    if on < birthday(birth_date, least_age):
        return f"Chọn người đủ {least_age} tuổi vào ngày tham gia (Luật 30/2023/QH15, Điều 13)."
    return ""


def composition_fault(titles: Sequence[str], size: TeamSize | Refusal) -> str:
    """What to correct before people with ``titles`` are submitted as a team; "" when nothing."""
    for title, words in _ONE_EACH:
        if titles.count(title) != 1:
            return f"Nhập đúng một {words} cho tổ (Luật 30/2023/QH15, Điều 16)."
    if "to_vien" not in titles:
        return "Nhập ít nhất một tổ viên cho tổ (Luật 30/2023/QH15, Điều 16)."
    return _number_fault(len(titles), size)


def next_title(titles: Sequence[str]) -> str:
    """The title that the next person most likely gets: head, then deputy, then member."""
    return next((title for title, _ in _ONE_EACH if title not in titles), "to_vien")


def _number_fault(count: int, size: TeamSize | Refusal) -> str:
    if isinstance(size, Refusal):
        return size.sentence
    found = fit(count, size)
    if not size.exists:
        return f"Rút hồ sơ: nơi này không thuộc diện lập Tổ{_source(size.why)}."
    if found.state is FitState.OVER:
        return f"Bớt {found.by} người: tổ có tối đa {size.maximum} người{_source(size.why)}."
    if found.state is FitState.SHORT:
        return f"Thêm {found.by} người: tổ có {count + found.by} người{_source(size.why)}."
    return ""


def _source(why: Why) -> str:
    """The article in brackets, as short as a sentence of an error allows."""
    citation = _citation(why)
    if citation is None:
        return ""
    article = f", {citation.article}" if citation.article else ""
    basis = f"; {citation.basis.words()}" if citation.basis else ""
    return f" ({citation.document}{article}{basis})"


def _citation(why: Why) -> Citation | None:
    """The first place of the law in a derivation."""
    below = (_citation(leaf) for leaf in why.leaves)
    return why.citation or next(filter(None, below), None)
