"""The values that a text states or points at: sums, numbers of people, reference series, facts, gaps.

Each answers for itself: ``answer`` returns an Answer, or raises NoAnswer or NoValueInForce.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from regulations.engine.block import Block, refuse
from regulations.engine.citation import Cite, Text
from regulations.engine.counting import known_fact
from regulations.engine.rates import percent_words
from regulations.engine.series import SeriesValue
from regulations.engine.situation import VND, Answer, Situation, small
from regulations.engine.why import Why, derive
from vietnamese.dates import ngay
from vietnamese.money import dong

Count = Annotated[int, Field(ge=1, le=100)]


def _sum_of_money(name: str) -> str:
    if known_fact(name).unit != VND:
        refuse(f"Chọn dữ kiện là số tiền: {known_fact(name).meaning} không tính bằng đồng.")
    return name


class Amount(Block):
    """A sum that the text states in đồng."""

    vnd: int = Field(ge=0, description="Whole đồng.")
    cite: Cite

    def answer(self, situation: Situation) -> Answer:
        """The stated sum."""
        situation.require_verified(self.cite)
        return Answer.exactly(Why("amount", dong(self.vnd), self.vnd, self.cite))


class FactAmount(Block):
    """A sum that stands among the facts of the person: chosen income, another allowance, proven costs."""

    amount_of: Annotated[str, AfterValidator(_sum_of_money)] = Field(description="A fact in đồng.")
    cite: Cite

    def answer(self, situation: Situation) -> Answer:
        """The sum of the fact; NoAnswer when nobody has told it."""
        situation.require_verified(self.cite)
        told = situation.facts.get(self.amount_of)
        if told is None:
            situation.require_known((self.amount_of,))
        value = int(told or 0)
        sentence = f"{known_fact(self.amount_of).meaning} {dong(value)}"
        return Answer.exactly(Why("fact", sentence, value, self.cite))


class SeriesAmount(Block):
    """The amount of a reference series; ``cite`` says where the law points at this series."""

    series: Text = Field(description="The key of a series of amounts.")
    on: date | None = Field(None, description="The day whose value stays; left out, the value follows time.")
    cite: Cite | None = None

    def answer(self, situation: Situation) -> Answer:
        """The value in force, with the decree that set it."""
        situation.require_verified(self.cite)
        value = situation.series.value(self.series, self.on or situation.on)
        if value.vnd is None:
            situation.unverified(f"chưa có mức {value.name}", value.citation)
        return Answer.exactly(Why("series", _series_words(value, dong(value.vnd)), value.vnd, value.citation))


class SeriesRate(Block):
    """The rate of a reference series on the day, where a resolution points at a national rate."""

    series: Text = Field(description="The key of a series of rates.")
    cite: Cite | None = None

    def explain(self, situation: Situation) -> Why:
        """The rate in force, with the text that set it."""
        situation.require_verified(self.cite)
        value = situation.series.value(self.series, situation.on)
        if value.rate is None:
            situation.unverified(f"chưa có {value.name}", value.citation)
        return Why("rate", _series_words(value, percent_words(value.rate)), value.rate, value.citation)


class Ref(Block):
    """The value of another part of the same file: an entitlement, or one of its named ``values``."""

    ref: Text = Field(description="The key of a component or of a named value.")
    cite: Cite | None = None

    def answer(self, situation: Situation) -> Answer:
        """What the person has there; nothing where it does not apply to him."""
        situation.require_verified(self.cite)
        target = situation.named[self.ref]
        found = target.answer(situation)
        if found is None:
            return Answer.exactly(Why("amount", f"{small(target.name)}: không được hưởng", 0, self.cite))
        sentence = f"{small(target.name)} {situation.words(found.why.value)}"
        return Answer.exactly(derive("ref", sentence, (found.why,), self.cite))


class People(Block):
    """An exact number, or a ceiling with a lower bound when the law has one; ``note`` tells what is open."""

    exactly: Count | None = Field(None, description="The number that the text fixes.")
    at_least: Count | None = Field(None, description="The least number, only beside at_most.")
    at_most: Count | None = Field(None, description="The ceiling.")
    cite: Cite
    note: Text | None = Field(None, description="What a reader must know, shown beside the number.")

    @model_validator(mode="after")
    def _is_a_number_or_a_range(self) -> People:
        if (self.exactly is None) == (self.at_most is None):
            refuse("Ghi hoặc exactly, hoặc at_most.")
        if self.at_least is not None and (self.at_most is None or self.at_least > self.at_most):
            refuse("Ghi at_least cùng at_most và không lớn hơn at_most.")
        return self

    def answer(self, situation: Situation) -> Answer:
        """The number or the range."""
        situation.require_verified(self.cite)
        why = Why("people", self._sentence(situation.unit), self.exactly or self.at_most or 0, self.cite)
        return Answer(why, self.exactly or self.at_least)

    def _sentence(self, unit: str) -> str:
        ceiling = f"từ {self.at_least} đến {self.at_most}" if self.at_least else f"tối đa {self.at_most}"
        number = f"{self.exactly or ceiling} {unit}"
        return f"{number} ({self.note})" if self.note else number


class Unknown(Block):
    """A figure that the law has and nobody has verified yet; ``unknown`` says what is missing."""

    unknown: Text = Field(description="What is missing, in Vietnamese; shown in the refusal.")
    cite: Cite

    def answer(self, situation: Situation) -> Answer:
        """Never a number."""
        situation.unverified(self.unknown, self.cite)


def _series_words(value: SeriesValue, figure: str) -> str:
    return f"{value.name} {figure} ({value.citation.document}, từ {ngay(value.valid_from)})"
