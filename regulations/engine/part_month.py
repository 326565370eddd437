"""Pay for a part of a month, by a convention that is data, never a constant of the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from regulations.engine.block import Block, refuse
from regulations.engine.citation import Citation, Cite
from regulations.engine.refusal import Refusal
from regulations.engine.why import Why, derive
from vietnamese.money import dong

_NAME = "Tháng phục vụ không đủ ngày"
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
    if amount_vnd < 0 or not 0 <= served_days <= month_days or not 28 <= month_days <= 31:
        raise ValueError(f"impossible month: {amount_vnd} đồng, {served_days} of {month_days} days")
    amount = Why("amount", dong(amount_vnd), amount_vnd)
    served = f"Phục vụ {served_days} ngày trên {month_days} ngày của tháng"
    if served_days in (0, month_days):
        return _explained(
            "part_month_whole" if served_days else "part_month_nothing", (amount,), served, None
        )
    if convention is None or (convention.cite is not None and not convention.cite.verified):
        return _refusal(convention)
    operation, leaves = _step(convention, amount, served_days, month_days)
    return _explained(operation, leaves, served, convention.cite)


def _step(rule: PartMonthRule, amount: Why, served_days: int, month_days: int) -> tuple[str, tuple[Why, ...]]:
    served, whole = _days(served_days), _days(month_days)
    threshold = _days(rule.from_days or 0)
    return {
        "by_day": ("part_month_by_day", (amount, served, whole)),
        "half_month": ("part_month_half", (amount, served, threshold)),
        "whole_month_from": ("part_month_from", (amount, served, threshold)),
        "none": ("part_month_whole", (amount,)),
    }[rule.convention]


def _explained(operation: str, leaves: tuple[Why, ...], served: str, cite: Citation | None) -> PartMonth:
    result = int(derive(operation, "", leaves).value)
    how = _HOW[operation].format(*(leaf.value for leaf in leaves))
    sentence = f"{served}: {leaves[0].sentence}{how} = {dong(result)}"
    return PartMonth(result, derive(operation, sentence, leaves, cite))


_HOW = {
    "part_month_whole": ", hưởng cả tháng",
    "part_month_nothing": ", không phục vụ ngày nào",
    "part_month_by_day": " × {1}/{2}",
    "part_month_half": ", dưới {2} ngày hưởng nửa tháng",
    "part_month_from": ", hưởng cả tháng khi đủ {2} ngày",
}


def _days(count: int) -> Why:
    return Why("days", f"{count} ngày", count)


def _refusal(rule: PartMonthRule | None) -> Refusal:
    cite = rule.cite if rule else None
    sentence = "Chưa có quy định được xác minh về cách tính tháng phục vụ không đủ ngày."
    return Refusal("part_month", _NAME, sentence, cite)
