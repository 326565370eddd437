"""Conditions on facts: comparisons combined by all, any and not.

A condition holds, does not hold, or cannot be known because a fact is missing (True, False, None): the
three-valued logic of Kleene, so the order of the parts never matters.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Tag, model_validator

from regulations.engine.block import Block, refuse, told_apart_by
from regulations.engine.facts import VOCABULARY, Facts, FactSpec, FactValue
from regulations.engine.spelling import did_you_mean
from vietnamese.money import grouped

Scalar = str | int


class Compare(Block):
    """One fact against values (``is``, ``in``) or bounds (``from`` ≥, ``above`` >, ``to`` ≤, ``below`` <)."""

    fact: str
    is_: Scalar | None = Field(None, alias="is")
    in_: tuple[Scalar, ...] | None = Field(None, alias="in", min_length=1)
    from_: int | None = Field(None, alias="from")
    above: int | None = None
    to: int | None = None
    below: int | None = None

    @model_validator(mode="after")
    def _can_hold(self) -> Compare:
        spec = VOCABULARY.get(self.fact)
        if spec is None:
            refuse(f"Không có dữ kiện “{self.fact}” trong bảng từ{did_you_mean(self.fact, VOCABULARY)}.")
        fault = self._shape_fault(spec) or self._value_fault(spec) or self._bound_fault(spec)
        if fault:
            refuse(fault)
        return self

    def holds(self, facts: Facts) -> bool | None:
        """Whether the fact passes; None when it is not known."""
        value = facts.get(self.fact)
        if value is None:
            return None
        if self._choices:
            return value in self._choices
        return self._lowest <= int(value) <= self._highest

    def facts(self) -> tuple[str, ...]:
        """The names of the facts asked about."""
        return (self.fact,)

    def describe(self, facts: Facts) -> tuple[str, ...]:
        """The known facts with the bounds they were held against: "420 hộ (từ 350 đến 700)"."""
        bounds = self._bound_words()
        return tuple(words + (f" ({bounds})" if bounds else "") for words in _fact_words(self.facts(), facts))

    @property
    def _choices(self) -> tuple[Scalar, ...]:
        return self.in_ or (() if self.is_ is None else (self.is_,))

    @property
    def _bounds(self) -> tuple[int, ...]:
        return tuple(b for b in (self.from_, self.above, self.to, self.below) if b is not None)

    @property
    def _lowest(self) -> int:
        lower = [b for b in (self.from_, None if self.above is None else self.above + 1) if b is not None]
        return max(lower, default=VOCABULARY[self.fact].minimum)

    @property
    def _highest(self) -> int:
        upper = [b for b in (self.to, None if self.below is None else self.below - 1) if b is not None]
        return min(upper, default=VOCABULARY[self.fact].maximum)

    def _shape_fault(self, spec: FactSpec) -> str | None:
        tests = (self.is_ is not None) + (self.in_ is not None) + bool(self._bounds)
        if tests != 1:
            return "Ghi đúng một phép so sánh: is, in, hoặc khoảng from, above, to, below."
        if self._bounds and spec.type != "int":
            return f"Dùng is hoặc in: {spec.meaning} không phải là số."
        return None

    def _value_fault(self, spec: FactSpec) -> str | None:
        faults = (spec.fault(value) for value in self._choices + self._bounds)
        return next((f"Sửa {spec.meaning}: {fault}." for fault in faults if fault), None)

    def _bound_fault(self, spec: FactSpec) -> str | None:
        doubled = None not in (self.from_, self.above) or None not in (self.to, self.below)
        if doubled:
            return "Ghi một cận dưới (from hoặc above) và một cận trên (to hoặc below)."
        if self._bounds and self._lowest > self._highest:
            return f"Sửa khoảng {spec.meaning}: không có giá trị nào thỏa mãn."
        return None

    def _bound_words(self) -> str:
        words = (("từ", self.from_), ("trên", self.above), ("đến", self.to), ("dưới", self.below))
        return " ".join(f"{word} {grouped(bound)}" for word, bound in words if bound is not None)


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
