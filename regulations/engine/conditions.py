"""Conditions on facts: comparisons combined by all, any and not.

A condition holds, does not hold, or cannot be known because a fact is missing (True, False, None): the
three-valued logic of Kleene, so the order of the parts never matters.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field, Tag, model_validator

from regulations.engine.block import Block, refuse, told_apart_by
from regulations.engine.counting import FactNames, as_names, number_words, total
from regulations.engine.fact_spec import Facts, FactSpec, FactValue
from regulations.engine.vocabulary import VOCABULARY

Scalar = str | int | bool
Bound = int | str


class Compare(Block):
    """One fact against values (``is``, ``in``) or bounds (``from`` ≥, ``above`` >, ``to`` ≤, ``below`` <).

    Bounds speak of a number fact, or of several added up. Where a fact has units, a bound may carry one.
    """

    fact: FactNames = Field(description="A fact of the vocabulary; a list of number facts is added up.")
    is_: Scalar | None = Field(None, alias="is", description="The one value that holds.")
    in_: tuple[Scalar, ...] | None = Field(None, alias="in", min_length=1, description="Values that hold.")
    from_: Bound | None = Field(None, alias="from", description="This number or more.")
    above: Bound | None = Field(None, description="More than this number.")
    to: Bound | None = Field(None, description="This number or less.")
    below: Bound | None = Field(None, description="Less than this number.")

    @model_validator(mode="after")
    def _can_hold(self) -> Compare:
        spec = VOCABULARY[self.names[0]]
        fault = self._shape_fault(spec) or self._value_fault(spec) or self._bound_fault(spec)
        if fault:
            refuse(fault)
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The facts that are added up, mostly one."""
        return as_names(self.fact)

    @property
    def chosen(self) -> tuple[Scalar, ...]:
        """The values that hold, as the file has them; none where bounds decide."""
        return self.in_ or (() if self.is_ is None else (self.is_,))

    @cached_property
    def choices(self) -> frozenset[Scalar]:
        """The values that hold; none where bounds decide."""
        return frozenset(self.chosen)

    @cached_property
    def lowest(self) -> int:
        """The least number that holds."""
        lower = [b for b in (self._number(self.from_), self._number(self.above, 1)) if b is not None]
        return max(lower, default=sum(VOCABULARY[name].minimum for name in self.names))

    @cached_property
    def highest(self) -> int:
        """The greatest number that holds."""
        upper = [b for b in (self._number(self.to), self._number(self.below, -1)) if b is not None]
        return min(upper, default=sum(VOCABULARY[name].maximum for name in self.names))

    def accepts(self, value: FactValue) -> bool:
        """Whether a known value passes."""
        return value in self.choices if self.choices else self.lowest <= int(value or 0) <= self.highest

    def holds(self, facts: Facts) -> bool | None:
        """Whether the fact passes; None when it is not known."""
        value = facts.get(self.fact) if isinstance(self.fact, str) else total(self.fact, facts)
        return None if value is None else self.accepts(value)

    def facts(self) -> tuple[str, ...]:
        """The names of the facts asked about."""
        return self.names

    def describe(self, facts: Facts) -> tuple[str, ...]:
        """The known facts with the bounds they were held against: "420 hộ (từ 350 đến 700)"."""
        bounds = self.bound_words()
        known = self._sum_words(facts) if isinstance(self.fact, tuple) else _fact_words(self.names, facts)
        return tuple(words + (f" ({bounds})" if bounds else "") for words in known)

    def bound_words(self) -> str:
        """The bounds as the text has them, "từ 350 đến dưới 700"; "" where values decide."""
        has_lower = self.from_ is not None or self.above is not None
        below = "đến dưới" if has_lower else "dưới"
        words = (("từ", self.from_), ("trên", self.above), ("đến", self.to), (below, self.below))
        return " ".join(f"{word} {self._shown(bound)}" for word, bound in words if bound is not None)

    @property
    def _written(self) -> tuple[Bound, ...]:
        return tuple(b for b in (self.from_, self.above, self.to, self.below) if b is not None)

    def _number(self, bound: Bound | None, step: int = 0) -> int | None:
        number = None if bound is None else VOCABULARY[self.names[0]].bound(bound)
        return None if number is None else number + step

    def _shown(self, bound: Bound) -> str:
        """A bound without its unit, which stands beside the fact; with it, where a fact has several units."""
        spec = VOCABULARY[self.names[0]]
        shown = number_words(self.names, spec.bound(bound) or 0)
        return shown if spec.units else shown.removesuffix(f" {spec.unit}")

    def _sum_words(self, facts: Facts) -> tuple[str, ...]:
        value = total(self.names, facts)
        return () if value is None else (number_words(self.names, value),)

    def _shape_fault(self, spec: FactSpec) -> str | None:
        tests = (self.is_ is not None) + (self.in_ is not None) + bool(self._written)
        if tests != 1:
            return "Ghi đúng một phép so sánh: is, in, hoặc khoảng from, above, to, below."
        if self._written and spec.type != "int":
            return f"Dùng is hoặc in: {spec.meaning} không phải là số."
        return None

    def _value_fault(self, spec: FactSpec) -> str | None:
        bounds = tuple("" if bound is None else bound for bound in map(spec.bound, self._written))
        fault = next((fault for fault in map(spec.fault, self.chosen + bounds) if fault), None)
        return f"Sửa {spec.meaning}: {fault}." if fault else None

    def _bound_fault(self, spec: FactSpec) -> str | None:
        doubled = None not in (self.from_, self.above) or None not in (self.to, self.below)
        if doubled:
            return "Ghi một cận dưới (from hoặc above) và một cận trên (to hoặc below)."
        if self._written and self.lowest > self.highest:
            return f"Sửa khoảng {spec.meaning}: không có giá trị nào thỏa mãn."
        return None


class AllOf(Block):
    """Every part holds."""

    all: tuple[Condition, ...] = Field(min_length=1)

    def holds(self, facts: Facts) -> bool | None:
        """False when a part fails, else None when a part is not known."""
        results = [part.holds(facts) for part in self.all]
        return False if False in results else None if None in results else True

    def facts(self) -> tuple[str, ...]:
        """The names of the facts asked about."""
        return _names(self.all)

    def describe(self, facts: Facts) -> tuple[str, ...]:
        """The known facts of every part."""
        return tuple(words for part in self.all for words in part.describe(facts))


class AnyOf(Block):
    """At least one part holds."""

    any: tuple[Condition, ...] = Field(min_length=1)

    def holds(self, facts: Facts) -> bool | None:
        """True when a part holds, else None when a part is not known."""
        results = [part.holds(facts) for part in self.any]
        return True if True in results else None if None in results else False

    def facts(self) -> tuple[str, ...]:
        """The names of the facts asked about."""
        return _names(self.any)

    def describe(self, facts: Facts) -> tuple[str, ...]:
        """The known facts of the parts that hold."""
        return tuple(words for part in self.any if part.holds(facts) for words in part.describe(facts))


class NotOf(Block):
    """The part does not hold."""

    not_: Condition = Field(alias="not")

    def holds(self, facts: Facts) -> bool | None:
        """The opposite of the part; None when that is not known."""
        result = self.not_.holds(facts)
        return None if result is None else not result

    def facts(self) -> tuple[str, ...]:
        """The names of the facts asked about."""
        return self.not_.facts()

    def describe(self, facts: Facts) -> tuple[str, ...]:
        """The known facts, without the bounds they lie outside of."""
        return _fact_words(self.facts(), facts)


Condition = Annotated[
    Annotated[Compare, Tag("Compare")]
    | Annotated[AllOf, Tag("AllOf")]
    | Annotated[AnyOf, Tag("AnyOf")]
    | Annotated[NotOf, Tag("NotOf")],
    told_apart_by({"fact": "Compare", "all": "AllOf", "any": "AnyOf", "not": "NotOf"}),
]
for _model in (AllOf, AnyOf, NotOf):
    _model.model_rebuild()


def missing(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The names of the facts that ``condition`` asks about and nobody has told."""
    return tuple(name for name in condition.facts() if facts.get(name) is None)


def known_facts(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The known facts that ``condition`` asks about, in words: "thôn", "420 hộ"."""
    return _fact_words(condition.facts(), facts)


def _names(parts: tuple[Condition, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part.facts()))


def _fact_words(names: tuple[str, ...], facts: Facts) -> tuple[str, ...]:
    known: list[tuple[str, FactValue]] = [(name, facts.get(name)) for name in names]
    return tuple(VOCABULARY[name].words(value) for name, value in known if value is not None)
