"""Pay for a part of a month, by a convention that is data, never a constant of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Literal

from pydantic import Field, model_validator

from regulations.engine.block import Block, refuse
from regulations.engine.citation import Citation, Cite
from regulations.engine.refusal import Refusal
from regulations.engine.why import Why, derive, value_of
from vietnamese.money import dong

_NAME = "Tháng không đủ ngày"
_WITH_THRESHOLD = ("half_month", "whole_month_from")


class PartMonthRule(Block):
    """How a part of a month is paid.

    by_day: amount × days served / days of the month, rounded half up once to a đồng.
    half_month: half the amount below ``from_days`` days served, the whole from there on.
    whole_month_from: nothing below ``from_days`` days served, the whole from there on.
    none: the whole month as soon as one day is served.
    """

    convention: Literal["by_day", "half_month", "whole_month_from", "none"]
    from_days: Annotated[int, Field(ge=1, le=28)] | None = None
    cite: Cite | None = None

    @model_validator(mode="after")
    def _threshold_fits(self) -> PartMonthRule:
        if (self.from_days is not None) != (self.convention in _WITH_THRESHOLD):
            refuse("Ghi from_days đúng khi convention là half_month hoặc whole_month_from.")
        return self


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days served on one month's amount: ``why`` derives that amount for a whole month."""

    why: Why
    days: int


@dataclass(frozen=True, slots=True)
class PartMonth:
    """What is owed for the days served, in đồng, and how it came about."""

    amount_vnd: int
    why: Why


def part_month(
    amount_vnd: int, served_days: int, month_days: int, convention: PartMonthRule | None
) -> PartMonth | Refusal:
    """What a month's ``amount_vnd`` becomes for ``served_days`` of its ``month_days``.

    All days give the whole amount and no day gives nothing, whatever the convention. In between, a
    convention that is unknown (None) or not verified gives a Refusal. ValueError for days or amounts
    that cannot be.
    """
    amount = Why("amount", dong(amount_vnd), amount_vnd)
    return part_month_of((Stretch(amount, served_days),), month_days, convention)


def part_month_of(
    stretches: Sequence[Stretch], month_days: int, convention: PartMonthRule | None
) -> PartMonth | Refusal:
    """The same for a month in which the amount changed: one stretch of days for each amount, in order.

    Different amounts are added up by day; any other convention does not say how, which gives a Refusal.
    """
    _check(stretches, month_days)
    served = sum(stretch.days for stretch in stretches)
    amount = stretches[-1].why
    one_amount = len({stretch.why.value for stretch in stretches}) == 1
    if served == 0:
        return _explained("part_month_nothing", (amount,), _served_words(served, month_days), None)
    if served == month_days and one_amount:
        return _explained("part_month_whole", (amount,), _served_words(served, month_days), None)
    if convention is None or (convention.cite is not None and not convention.cite.verified):
        return _refusal(convention)
    if convention.convention == "by_day":
        return _by_day(stretches, month_days, convention)
    return _in_one_piece(convention, amount, served, month_days) if one_amount else _refusal(convention)


def _check(stretches: Sequence[Stretch], month_days: int) -> None:
    served = sum(stretch.days for stretch in stretches)
    possible = stretches and 28 <= month_days <= 31 and served <= month_days
    if not possible or any(stretch.days < 0 or stretch.why.value < 0 for stretch in stretches):
        raise ValueError(f"impossible month of {month_days} days: {stretches}")


def _by_day(stretches: Sequence[Stretch], month_days: int, rule: PartMonthRule) -> PartMonth:
    whole = _days(month_days)
    parts = [(stretch.why, _days(stretch.days)) for stretch in stretches]
    leaves = (*chain.from_iterable(parts), whole)
    result = int(value_of("part_month_by_day", leaves))
    terms = (f"{dong(int(why.value))} × {days.sentence} / {whole.sentence}" for why, days in parts)
    sentence = f"Tính theo số ngày phục vụ: {' + '.join(terms)} = {dong(result)}"
    return PartMonth(result, derive("part_month_by_day", sentence, leaves, rule.cite))


def _in_one_piece(rule: PartMonthRule, amount: Why, served_days: int, month_days: int) -> PartMonth:
    operation = {
        "half_month": "part_month_half",
        "whole_month_from": "part_month_from",
        "none": "part_month_whole",
    }[rule.convention]
    threshold = () if rule.from_days is None else (_days(served_days), _days(rule.from_days))
    served = _served_words(served_days, month_days)
    if rule.convention == "none":
        served += ", không chia theo ngày"
    return _explained(operation, (amount, *threshold), served, rule.cite)


def _explained(operation: str, leaves: tuple[Why, ...], served: str, cite: Citation | None) -> PartMonth:
    amount, *days = leaves
    result = int(value_of(operation, leaves))
    whole = result == amount.value
    form = (_WHOLE if whole else _PART)[operation]
    sentence = form.format(served, dong(int(amount.value)), *(each.value for each in days), half=dong(result))
    return PartMonth(result, derive(operation, sentence, leaves, cite))


# {0}: the days served, {1}: the whole month's amount, {3}: the days from which the whole is given.
_WHOLE = {
    "part_month_whole": "{0} nên hưởng cả mức {1}",
    "part_month_nothing": "{0} nên không được hưởng",
    "part_month_half": "{0}, đủ {3} ngày nên hưởng cả mức {1}",
    "part_month_from": "{0}, đủ {3} ngày nên hưởng cả mức {1}",
}
_PART = {
    "part_month_nothing": "{0} nên không được hưởng mức {1}",
    "part_month_half": "{0}, dưới {3} ngày nên hưởng nửa mức {1}: {half}",
    "part_month_from": "{0}, dưới {3} ngày nên không được hưởng mức {1}",
}


def _served_words(served_days: int, month_days: int) -> str:
    if served_days == 0:
        return "Không phục vụ ngày nào trong tháng"
    if served_days == month_days:
        return f"Phục vụ đủ {month_days} ngày của tháng"
    return f"Phục vụ {served_days} ngày trên {month_days} ngày của tháng"


def _days(count: int) -> Why:
    return Why("days", f"{count} ngày", count)


def _refusal(rule: PartMonthRule | None) -> Refusal:
    sentence = "Chưa có quy định được xác minh về cách tính tháng không đủ ngày hoặc đổi mức giữa tháng."
    return Refusal("part_month", _NAME, sentence, rule.cite if rule else None)
