"""What a member may be owed: monthly components, sums owed once, and the named values they point at."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from regulations.engine.block import Block
from regulations.engine.citation import Key, Text
from regulations.engine.conditions import Condition
from regulations.engine.part_month import PartMonthRule
from regulations.engine.situation import Answer, NoAnswer, Situation, small
from regulations.engine.values import Value
from regulations.engine.why import Why, derive, half_up
from vietnamese.money import dong

RoundTo = Annotated[int, Field(ge=1, description="Round to a multiple of so many đồng, a half up.")]


class NamedValue(Block):
    """A value that is not owed itself and that others point at with ``ref``: a premium, another allowance."""

    key: Key
    name: Text
    value: Value

    def answer(self, situation: Situation) -> Answer:
        """Its value, exact."""
        return self.value.answer(situation)


class Entitlement(Block):
    """A sum of money for those to whom ``applies_when`` applies (all, when there is none).

    Without ``round_to_vnd`` its value must come out whole; with it, a half is rounded up, once.
    """

    key: Key
    name: Text
    applies_when: Condition | None = None
    value: Value
    round_to_vnd: RoundTo | None = None
    includes: Text | None = Field(
        None, description="What the sum already holds, in Vietnamese; shown beside it."
    )

    def answer(self, situation: Situation) -> Answer | None:
        """Its value in whole đồng, None for those to whom it does not apply."""
        if not situation.holds(self.applies_when):
            return None
        why = whole_vnd(self.value.answer(situation).why, self.round_to_vnd)
        if not why.leaves:
            why = derive("band", f"{small(self.name)}: {why.sentence}", (why,))
        if self.includes:
            why = derive("band", f"{why.sentence} (đã bao gồm {self.includes})", (why,))
        return Answer.exactly(why)


class Component(Entitlement):
    """One monthly entitlement; ``part_month`` when it splits a month otherwise than the rest of the file."""

    part_month: PartMonthRule | None = None


class OneOff(Entitlement):
    """One sum owed once, when something happens: severance, accident, death, funeral, sickness, training."""

    kind: Literal["thoi_viec", "tai_nan", "chet", "mai_tang", "om_dau", "tap_huan"]


def whole_vnd(why: Why, round_to_vnd: int | None) -> Why:
    """The value in whole đồng: rounded where the file says how, refused where it does not."""
    if round_to_vnd:
        unit = Why("unit", dong(round_to_vnd), round_to_vnd)
        rounded = half_up(why.value, round_to_vnd)
        if rounded == why.value:
            return why
        return derive("round", f"{why.sentence}, làm tròn đến {unit.sentence}: {dong(rounded)}", (why, unit))
    if not isinstance(why.value, int):
        words = f"Bổ sung quy định làm tròn: {why.sentence} không tròn đồng."
        raise NoAnswer(words, kind="no_rounding")
    return why
