"""The derivation of a number: a tree that reads as Vietnamese sentences and can be computed again."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from regulations.engine.citation import Citation
from regulations.engine.spelling import capital

Exact = int | Fraction


def half_up(value: Exact, unit: int = 1) -> int:
    """``value`` rounded to a multiple of ``unit``, a half going up."""
    return math.floor(Fraction(value) / unit + Fraction(1, 2)) * unit


def _by_day(values: Sequence[Exact]) -> Exact:
    *parts, month_days = values
    weighted = sum(a * d for a, d in zip(parts[::2], parts[1::2], strict=True))
    return half_up(Fraction(weighted) / month_days)


def _half_month(values: Sequence[Exact]) -> Exact:
    amount, served, from_days = values
    return amount if served >= from_days else half_up(Fraction(amount) / 2)


def _whole_month_from(values: Sequence[Exact]) -> Exact:
    amount, served, from_days = values
    return amount if served >= from_days else 0


def _steps(values: Sequence[Exact]) -> tuple[int, Fraction, Fraction]:
    """Full steps of ``each`` that ``count`` goes beyond, what is left over, and the exact quotient."""
    count, beyond, each = values[:3]
    excess = Fraction(max(count - beyond, 0))
    full = excess // each
    return full, excess - full * each, excess / each


def _steps_with_parts(values: Sequence[Exact]) -> Exact:
    """Full steps, and for the rest what the greatest start it reaches counts: start, part, start, …"""
    full, rest, _ = _steps(values)
    reached = [pair for pair in zip(values[3::2], values[4::2], strict=True) if pair[0] <= rest]
    return full + max(reached, default=(0, 0))[1]


# Numbers that a formula is made of: said inside it, and nothing by themselves.
_PLAIN_NUMBERS = frozenset({"count", "days", "unit"})
_LEAVES = frozenset({"amount", "series", "rate", "people", "days", "unit", "fact", "count"})
_OPERATIONS: Mapping[str, Callable[[Sequence[Exact]], Exact]] = MappingProxyType(
    {
        "share": lambda values: math.prod(values, start=Fraction(1)),
        "sum": lambda values: sum(values, start=Fraction(0)),
        "band": lambda values: values[0],
        "ref": lambda values: values[0],
        "quota": lambda values: values[0],
        "largest": max,
        "smallest": min,
        "rest": lambda values: max(values[0] - sum(values[1:], start=Fraction(0)), 0),
        "steps": lambda values: _steps(values)[0],
        "steps_exact": lambda values: _steps(values)[2],
        "steps_with_parts": _steps_with_parts,
        "round": lambda values: half_up(values[0], int(values[1])),
        "part_month_whole": lambda values: values[0],
        "part_month_nothing": lambda values: values[0] * 0,
        "part_month_by_day": _by_day,
        "part_month_half": _half_month,
        "part_month_from": _whole_month_from,
    }
)


@dataclass(frozen=True, slots=True)
class Why:
    """One step: ``value`` is the result of ``operation`` on the ``leaves`` (exact; đồng unless a rate).

    A step without leaves is given by law or fact. ``sentence`` is Vietnamese and may hold the sentence of
    a leaf, which is then not repeated.
    """

    operation: str
    sentence: str
    value: Exact
    citation: Citation | None = None
    leaves: tuple[Why, ...] = ()

    def sentences(self) -> list[str]:
        """Rule, values, arithmetic, then the articles they rest on; none is said twice."""
        reasons = self.reasons()
        grounds = self._grounds()
        return reasons + [
            ground for words, ground in grounds.items() if not any(words in text for text in reasons)
        ]

    def grounds(self) -> list[str]:
        """What the steps rest on, in the order of the steps: "Căn cứ Nghị quyết …", "Theo lựa chọn …"."""
        return list(self._grounds().values())

    def _grounds(self) -> dict[str, str]:
        places = [step.citation for step in self.steps() if step.citation]
        kept = _unsaid(place.words() for place in places)
        return {place.words(): place.ground() for place in places if place.words() in kept}

    def reasons(self) -> list[str]:
        """Rule, values and arithmetic, the conclusion first; none is said twice."""
        told = (step.sentence for step in self.steps() if step.operation not in _PLAIN_NUMBERS)
        return [capital(text) for text in _unsaid(told)]

    def sources(self) -> list[str]:
        """The articles that the steps rest on, in words, in the order of the steps."""
        return _unsaid(step.citation.words() for step in self.steps() if step.citation)

    def recompute(self) -> Exact:
        """The value worked out again from the given steps alone."""
        if self.operation in _LEAVES:
            return self.value
        return _worked_out(self.operation, [leaf.recompute() for leaf in self.leaves])

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types: {operation, sentence, value, citation, leaves}; a value is an int or "p/q"."""
        return {
            "operation": self.operation,
            "sentence": self.sentence,
            "value": self.value if isinstance(self.value, int) else str(self.value),
            "citation": self.citation.model_dump() if self.citation else None,
            "leaves": [leaf.to_json() for leaf in self.leaves],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Why:
        """The tree that ``to_json`` gave; ValueError for an operation that does not exist."""
        if data["operation"] not in _LEAVES | _OPERATIONS.keys():
            raise ValueError(f"unknown operation {data['operation']!r}")
        return cls(
            operation=data["operation"],
            sentence=data["sentence"],
            value=whole_if_possible(Fraction(data["value"])),
            citation=Citation.model_validate(data["citation"]) if data["citation"] else None,
            leaves=tuple(cls.from_json(leaf) for leaf in data["leaves"]),
        )

    def steps(self) -> Iterator[Why]:
        """This step and all below it, the conclusion first."""
        yield self
        for leaf in self.leaves:
            yield from leaf.steps()


def _unsaid(texts: Iterable[str]) -> list[str]:
    """The texts without those that an earlier one holds."""
    said: list[str] = []
    for text in texts:
        if not any(text in earlier for earlier in said):
            said.append(text)
    return said


def whole_if_possible(value: Exact) -> Exact:
    """``value`` as an int when it is whole."""
    return int(value) if value == int(value) else value


def derive(operation: str, sentence: str, leaves: Sequence[Why], citation: Citation | None = None) -> Why:
    """A step whose value is computed from its leaves, by the same arithmetic that ``recompute`` uses."""
    return Why(operation, sentence, value_of(operation, leaves), citation, tuple(leaves))


def value_of(operation: str, leaves: Sequence[Why]) -> Exact:
    """What an operation gives for the values of its leaves."""
    return _worked_out(operation, [leaf.value for leaf in leaves])


def _worked_out(operation: str, values: Sequence[Exact]) -> Exact:
    return whole_if_possible(_OPERATIONS[operation](values))
