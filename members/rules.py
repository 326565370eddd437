"""Rules of people and their titles in plain Python (Luật 30/2023/QH15, Điều 13, 14 and 16)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from regulations.engine import Citation, Refusal, TeamSize, Why
from teams.rules import FitState, fit

LEAST_AGE: Final = 18
GREATEST_AGE: Final = 70

# Điều 16: a team has one head and one deputy; the others are members.
_ONE_EACH: Final = (("to_truong", "tổ trưởng"), ("to_pho", "tổ phó"))


def birthday(birth_date: date, age: int) -> date:
    """The day on which somebody reaches ``age``; for 29 February in a common year 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def age_fault(birth_date: date, on: date) -> str:
    """Why somebody of that birth date cannot join on a day (Điều 13), as a sentence; "" when he can.

    From the day he is 18 to the day he is 70. Beyond 70 the law asks for a decision of the chairman on the
    proposal of the commune's police, which is not recorded here.
    """
    if on < birthday(birth_date, LEAST_AGE):
        return "Chọn người đủ 18 tuổi vào ngày tham gia (Luật 30/2023/QH15, Điều 13)."
    if on > birthday(birth_date, GREATEST_AGE):
        return "Trên 70 tuổi phải có quyết định của Chủ tịch UBND cấp xã (Luật 30/2023/QH15, Điều 13)."
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
