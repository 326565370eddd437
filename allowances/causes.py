"""Why a posted sum is corrected, in words: what was frozen with the last line beside what holds now. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from allowances.owed import Owed
from regulations.engine import VOCABULARY
from vietnamese.dates import Span, ngay, thang

Facts = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Before:
    """How the last line of an origin was derived: its law, and its facts as they were frozen.

    ``key`` is that of the derivation.
    """

    key: int
    law_pk: int
    law_number: str
    facts: Facts


def cause(month: Span, before: Before | None, now: Owed | None, *, moved: bool, left_out: bool) -> str:
    """What changed since the last line of the month, as one sentence without a full stop.

    ``moved``: other days of the month lie in another commune. ``left_out``: the month never had a list.
    """
    if now is None:
        if before is not None and _is_duty(before.facts):
            return _NO_DUTY
        return _NOTHING_HERE if moved else _NOTHING
    if before is None or not before.facts:
        first = now.facts[0].start
        once = any(dict(days.facts).keys() & {"event.kind", "duty.kind"} for days in now.facts)
        since = f", tham gia từ ngày {ngay(first)}" if first > month.start and not once else ""
        words = "chưa có danh sách" if left_out else "chưa được tính khoản này"
        return f"Tháng {thang(month.start)} {words}{since}"
    facts = now.facts_json()
    if _is_duty(facts):
        return f"Ngày, giờ làm nhiệm vụ ghi lại: {len(facts)} lần, trước ghi {len(before.facts)} lần"
    told = [*_days(before.facts, facts, moved=moved), *_law(before, now), *_changes(before.facts, facts)]
    return _sentence("; ".join(told) or _AMOUNT)


def between_months(before: Before, now: Before, months: tuple[Span, Span]) -> list[str]:
    """What differs between what two months were derived from, each as a clause; ``months`` in that order.

    Days are told as a share of their month, so that months of 30 and of 31 days served in full are equal.
    """
    told = [
        f"{_count(facts)}/{month.days_within(month)} ngày" for facts, month in _beside(before, now, months)
    ]
    whole = all(_count(facts) == month.days_within(month) for facts, month in _beside(before, now, months))
    days = [] if whole else [f"được tính {told[1]} của tháng, tháng trước {told[0]}"]
    number = f" (tháng trước: {before.law_number})" if before.law_number else ""
    law = [f"áp dụng văn bản {now.law_number}{number}"] if before.law_pk != now.law_pk else []
    return [*days, *law, *_changes(before.facts, now.facts, "tháng trước")]


def _beside(before: Before, now: Before, months: tuple[Span, Span]) -> tuple[tuple[Facts, Span], ...]:
    return (before.facts, months[0]), (now.facts, months[1])


def _is_duty(facts: Facts) -> bool:
    return any("duty.kind" in told for told in facts)


_NO_DUTY: Final = "Không còn ngày, giờ làm nhiệm vụ nào được ghi trong tháng"
_NOTHING: Final = "Không còn ngày tham gia nào được tính trong tháng"
_NOTHING_HERE: Final = "Địa bàn của Tổ không thuộc xã trong tháng"
_AMOUNT: Final = "mức hưởng hoặc cách tính tháng không trọn đã thay đổi"


def _days(before: Facts, now: Facts, *, moved: bool) -> Iterator[str]:
    what = "địa bàn của Tổ thuộc xã" if moved else "tham gia"
    old, new = _span(before), _span(now)
    if old[0] != new[0]:
        yield f"{what} từ ngày {ngay(new[0])}, trước ghi từ ngày {ngay(old[0])}"
    if old[1] != new[1]:
        yield f"{what} đến hết ngày {ngay(new[1])}, trước ghi đến hết ngày {ngay(old[1])}"
    if old == new and _count(before) != _count(now):
        yield f"được tính {_count(now)} ngày, trước ghi {_count(before)} ngày"


def _law(before: Before, now: Owed) -> Iterator[str]:
    if before.law_pk != now.law_pk:
        number = f" (trước áp dụng {before.law_number})" if before.law_number else ""
        yield f"áp dụng văn bản khác{number}, {now.article}"


def _changes(before: Facts, now: Facts, formerly: str = "trước ghi") -> Iterator[str]:
    """Facts that either side has on all its days, where they differ."""
    for name, spec in VOCABULARY.items():
        old, new = _values(before, name), _values(now, name)
        if old and new and old != new:
            said = [" rồi ".join(map(spec.words, values)) for values in (new, old)]
            yield f"{spec.meaning}: {said[0]}, {formerly} {said[1]}"


def _values(facts: Facts, name: str) -> list[Any]:
    """The values in the order of days, each once; none where any is missing."""
    found = [stretch.get(name) for stretch in facts]
    return [] if None in found else [value for value, _ in groupby(found)]


def _span(facts: Facts) -> tuple[date, date]:
    """The first and the last day."""
    end = date.fromisoformat(facts[-1]["to"])
    return date.fromisoformat(facts[0]["from"]), end - timedelta(days=1)


def _count(facts: Facts) -> int:
    return sum(
        (date.fromisoformat(stretch["to"]) - date.fromisoformat(stretch["from"])).days for stretch in facts
    )


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
