"""How often a number of the facts goes beyond a threshold: the steps of "+1 for each full 200 beyond 350"."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from regulations.engine.block import Block, refuse
from regulations.engine.conditions import Bound
from regulations.engine.counting import NumberFacts, as_names, number_words, total
from regulations.engine.rates import Rate, exact_words, parse_rate, rate_words
from regulations.engine.situation import Situation
from regulations.engine.vocabulary import VOCABULARY
from regulations.engine.why import Exact, Why, derive, value_of, whole_if_possible


class PartOfStep(Block):
    """What is left over after the full steps counts, ``from`` this number on, as a part of a step."""

    from_: Annotated[int, Field(ge=1)] = Field(alias="from", description="The least number left over.")
    counts: Rate = Field(description="The part of a step: 1/2, 0.5 or 1.")


class Steps(Block):
    """A number of steps: (``count`` - ``beyond``) / ``each``, never below zero.

    Only full steps count, unless ``parts`` says how the rest does. A share of the threshold stays an exact
    fraction: a third of 500 is 166 and two thirds, so the third step is full at exactly 1,000.
    """

    count: NumberFacts = Field(description="A number fact, or a list of them added up.")
    beyond: Bound = Field(0, description="The threshold; what lies below it does not count.")
    each: Bound | None = Field(None, description="The size of a step; 1 when left out.")
    each_share: Rate | None = Field(None, description="The size of a step as a share of the threshold.")
    parts: Literal["none", "exact"] | tuple[PartOfStep, ...] = Field(
        "none", description="The rest: none of it counts, all of it exactly, or as a list of starts says."
    )
    at_most: Annotated[int, Field(ge=1)] | None = Field(None, description="The most steps that count.")

    @model_validator(mode="after")
    def _sizes_fit(self) -> Steps:
        if self.each is not None and self.each_share is not None:
            refuse("Ghi một trong hai: each hoặc each_share.")
        if self._number(self.beyond) is None or self._number(self.each or 0) is None:
            refuse("Ghi ngưỡng (beyond) và bước (each) là số nguyên, hoặc kèm đơn vị của dữ kiện.")
        if self.threshold < 0 or self.size <= 0:
            refuse("Ghi bước (each) lớn hơn 0; each_share cần ngưỡng (beyond) lớn hơn 0.")
        starts = [part.from_ for part in self._parts]
        if len(set(starts)) < len(starts) or any(start >= self.size for start in starts):
            refuse("Ghi mỗi mức lẻ (parts.from) một lần và nhỏ hơn bước.")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The facts that are counted."""
        return as_names(self.count)

    @property
    def threshold(self) -> int:
        """The threshold in the unit of the facts."""
        return self._number(self.beyond) or 0

    @property
    def size(self) -> Exact:
        """The exact size of one step, in the unit of the facts."""
        if self.each_share is not None:
            return whole_if_possible(parse_rate(self.each_share) * self.threshold)
        return 1 if self.each is None else self._number(self.each) or 0

    @property
    def counts_units(self) -> bool:
        """Whether the steps are the number itself: each day, each year."""
        return self.size == 1 and not self.threshold and self.at_most is None

    def explain(self, situation: Situation) -> Why:
        """The number of steps with its arithmetic; NoAnswer when a fact is missing."""
        counted = self._counted(situation)
        threshold = Why("count", number_words(self.names, self.threshold), self.threshold)
        size = Why("count", self.size_words(), self.size)
        operation, rest = self._rest()
        leaves = (counted, threshold, size, *rest)
        number = value_of(operation, leaves)
        steps = derive(operation, self._sentence(counted, number), leaves)
        return steps if self.at_most is None else self._capped(steps, self.at_most)

    def size_words(self) -> str:
        """One step in words: "200 hộ", "1/3 của 500 hộ"."""
        if self.each_share is not None:
            return f"{rate_words(self.each_share)} của {number_words(self.names, self.threshold)}"
        return number_words(self.names, int(self.size))

    def part_words(self) -> str:
        """How the rest counts: "số lẻ từ 1 tính 1/2, từ 6 tính 1"; "" where it does not."""
        starts = sorted((part.from_, rate_words(part.counts)) for part in self._parts)
        listed = ", ".join(f"từ {start} tính {share}" for start, share in starts)
        return f"số lẻ {listed}" if listed else ""

    @property
    def _parts(self) -> tuple[PartOfStep, ...]:
        return () if isinstance(self.parts, str) else self.parts

    def _number(self, bound: Bound) -> int | None:
        return VOCABULARY[self.names[0]].bound(bound)

    def _counted(self, situation: Situation) -> Why:
        value = total(self.names, situation.facts)
        if value is None:
            situation.require_known([name for name in self.names if situation.facts.get(name) is None])
        numbers = [(name, int(situation.facts[name] or 0)) for name in self.names]
        leaves = [Why("fact", VOCABULARY[name].words(number), number) for name, number in numbers]
        words = number_words(self.names, value or 0)
        return leaves[0] if len(leaves) == 1 else derive("sum", words, leaves)

    def _rest(self) -> tuple[str, tuple[Why, ...]]:
        if isinstance(self.parts, str):
            return ("steps_exact" if self.parts == "exact" else "steps"), ()
        pairs = [(part.from_, whole_if_possible(parse_rate(part.counts))) for part in self.parts]
        numbers = [number for pair in pairs for number in pair]
        return "steps_with_parts", tuple(Why("count", exact_words(number), number) for number in numbers)

    def _sentence(self, counted: Why, number: Exact) -> str:
        if self.size == 1 and not self.threshold:
            return counted.sentence
        beyond = number_words(self.names, self.threshold)
        if counted.value <= self.threshold:
            return f"{counted.sentence} không vượt {beyond}"
        excess = number_words(self.names, int(counted.value - self.threshold))
        over = f"{counted.sentence} vượt {beyond} là {excess}" if self.threshold else counted.sentence
        size = self.size_words()
        if self.each_share is not None and isinstance(self.size, int):
            size = f"{number_words(self.names, self.size)} ({size})"
        if self._parts:
            return f"{over}, tính {exact_words(number)} lần {size} ({self.part_words()})"
        if self.parts == "exact":
            return f"{over}, bằng {exact_words(number)} lần {size}"
        return f"{over}, được {exact_words(number)} lần đủ {size}" if number else f"{over}, chưa đủ {size}"

    def _capped(self, steps: Why, most: int) -> Why:
        cap = Why("count", exact_words(most), most)
        return derive("smallest", f"{steps.sentence}, tính tối đa {cap.sentence} lần", (steps, cap))
