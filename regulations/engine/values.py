"""Blocks that combine values: shares, steps, sums, choices, limits, tables; for sums and for sizes.

Money and numbers of people are never mixed: the loader refuses one in the place of the other.
Arithmetic is exact; nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, Tag, model_validator

from regulations.engine.block import Block, refuse, told_apart_by
from regulations.engine.citation import Cite, Text
from regulations.engine.conditions import Condition
from regulations.engine.leaves import Amount, FactAmount, People, Ref, SeriesAmount, SeriesRate, Unknown
from regulations.engine.rates import Rate, exact_words, parse_rate, rate_words
from regulations.engine.situation import Answer, Situation, row_label, the_row
from regulations.engine.steps import Steps
from regulations.engine.why import Exact, Why, derive, value_of
from vietnamese.dates import Span, ngay


class Share(Block):
    """A rational share of another value."""

    share: Rate | SeriesRate = Field(description="0.70, 1/3, 36, or {series: KEY} for a national rate.")
    of: Value
    cite: Cite

    def answer(self, situation: Situation) -> Answer:
        """Rate × base, exact."""
        situation.require_verified(self.cite)
        rate, base = self._rate(situation), self.of.answer(situation).why
        product = situation.words(value_of("share", (rate, base)))
        sentence = f"{rate.sentence} × {_short(base, situation)} = {product}"
        return Answer.exactly(derive("share", sentence, (rate, base), self.cite))

    def _rate(self, situation: Situation) -> Why:
        if isinstance(self.share, SeriesRate):
            return self.share.explain(situation)
        return Why("rate", rate_words(self.share), parse_rate(self.share))


class ForEach(Block):
    """A value for each step by which a number of the facts goes beyond a threshold."""

    for_each: Steps
    add: Value = Field(description="What each step gives.")

    def answer(self, situation: Situation) -> Answer:
        """Steps × value, exact."""
        steps, each = self.for_each.explain(situation), self.add.answer(situation)
        leaves = (steps, each.why)
        product = situation.words(value_of("share", leaves))
        sentence = self._sentence(steps, each.why, product, situation)
        low = None if each.low is None else steps.value * each.low
        return Answer(derive("share", sentence, leaves), low)

    def _sentence(self, steps: Why, each: Why, product: str, situation: Situation) -> str:
        """ "10 ngày × 70.200 đồng = 702.000 đồng", or the steps in words and what they add."""
        value = _short(each, situation)
        if self.for_each.counts_units:
            return f"{steps.sentence} × {value} = {product}"
        return f"{steps.sentence}: {exact_words(steps.value)} × {value} = {product}"


class When(Block):
    """A part that counts only where its condition holds."""

    when: Condition
    value: Value


class Sum(Block):
    """Several values added up: a base, and supplements where their conditions hold."""

    sum: tuple[Part, ...] = Field(min_length=1)

    def answer(self, situation: Situation) -> Answer:
        """The total of the parts that count, exact."""
        parts = _counting(self.sum, situation, as_terms=True)
        whys = [part.why for part in parts]
        total = situation.words(value_of("sum", whys))
        terms = " + ".join(_short(why, situation) for why in whys)
        sentence = f"{terms} = {total}" if len(whys) > 1 else _only(whys, situation)
        lows = [part.low for part in parts if part.low is not None]
        low = sum(lows) if len(lows) == len(parts) else None
        return Answer(derive("sum", sentence, whys), low)


class LargestOf(Block):
    """The best of several: among those whose condition holds, the one with the greatest value."""

    largest_of: tuple[Part, ...] = Field(min_length=2)

    def answer(self, situation: Situation) -> Answer:
        """The greatest value, with the others beside it."""
        parts = _candidates(self.largest_of, situation)
        return _chosen("largest", "mức cao nhất", max(parts, key=_rank), parts, situation)


class SmallestOf(Block):
    """The least of several: among those whose condition holds, the one with the smallest value."""

    smallest_of: tuple[Part, ...] = Field(min_length=2)

    def answer(self, situation: Situation) -> Answer:
        """The smallest value, with the others beside it."""
        parts = _candidates(self.smallest_of, situation)
        return _chosen("smallest", "mức thấp nhất", min(parts, key=_rank), parts, situation)


class Limit(Block):
    """A value that never goes over ``at_most`` nor under ``at_least``."""

    limit: Value
    at_least: Value | None = Field(None, description="The floor.")
    at_most: Value | None = Field(None, description="The cap.")

    @model_validator(mode="after")
    def _has_a_bound(self) -> Limit:
        if self.at_least is None and self.at_most is None:
            refuse("Ghi at_least (mức sàn) hoặc at_most (mức trần).")
        return self

    def answer(self, situation: Situation) -> Answer:
        """The value held under the cap first, then over the floor."""
        found = self.limit.answer(situation)
        if self.at_most is not None:
            cap = self.at_most.answer(situation).why
            low = None if found.low is None else min(found.low, cap.value)
            found = Answer(bounded("smallest", found.why, cap, situation), low)
        if self.at_least is not None:
            floor = self.at_least.answer(situation).why
            low = max(found.low or floor.value, floor.value)
            found = Answer(bounded("largest", found.why, floor, situation), low)
        return found


class Rest(Block):
    """What remains of a value after others are taken away; never below zero."""

    rest_of: Value
    less: tuple[Part, ...] = Field(min_length=1, description="What is taken away, where its condition holds.")

    def answer(self, situation: Situation) -> Answer:
        """The remainder, exact."""
        whole = self.rest_of.answer(situation).why
        leaves = [whole, *(part.why for part in _counting(self.less, situation, as_terms=True))]
        rest = situation.words(value_of("rest", leaves))
        sentence = f"{' - '.join(_short(leaf, situation) for leaf in leaves)} = {rest}"
        return Answer.exactly(derive("rest", sentence, leaves))


class Row(Block):
    """One row of a table; ``gap_note`` in place of a value says that the text itself leaves this open."""

    when: Condition
    value: Value | None = None
    gap_note: Text | None = Field(None, description="Shown to users in place of a number.")
    cite: Cite | None = None

    @model_validator(mode="after")
    def _is_a_value_or_a_gap(self) -> Row:
        if (self.value is None) == (self.gap_note is None):
            refuse("Ghi hoặc value, hoặc gap_note.")
        return self

    def answer(self, situation: Situation) -> Answer:
        """The value with the facts that chose it; NoAnswer for a gap."""
        situation.require_verified(self.cite)
        if self.value is None:
            situation.unverified(self.gap_note or "", self.cite)
        found = self.value.answer(situation)
        sentence = f"{row_label(self.when, situation)}: {found.why.sentence}"
        return Answer(derive("band", sentence, (found.why,), self.cite), found.low)


class Table(Block):
    """Values by conditions that exclude one another; the order of the rows has no meaning."""

    table: tuple[Row, ...] = Field(min_length=1)
    otherwise: Value | None = Field(None, description="The value of all other cases, where the text has one.")

    def answer(self, situation: Situation) -> Answer:
        """The value of the one row that applies, else of all other cases."""
        row = the_row(self.table, situation)
        if row is not None:
            return row.answer(situation)
        conditions = [each.when for each in self.table]
        if self.otherwise is None:
            situation.not_named(conditions)
        found = self.otherwise.answer(situation)
        label = f"{situation.told(conditions)} (trường hợp còn lại)"
        return Answer(derive("band", f"{label}: {found.why.sentence}", (found.why,)), found.low)


class DatedRow(Block):
    """A value over the days ``valid_from`` <= day < ``valid_to``; null is open."""

    valid_from: date
    valid_to: date | None = None
    value: Value

    @model_validator(mode="after")
    def _is_a_span(self) -> DatedRow:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            refuse("Ghi valid_to sau valid_from.", "valid_to")
        return self

    @property
    def span(self) -> Span:
        """The days over which the value holds."""
        return Span(self.valid_from, self.valid_to)


class Dated(Block):
    """A value that changes by date inside one document: a road map, an amendment."""

    dated: tuple[DatedRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _spans_do_not_clash(self) -> Dated:
        spans = sorted((row.span for row in self.dated), key=lambda span: span.start)
        for before, after in pairwise(spans):
            if before.overlaps(after):
                refuse(f"Tách các khoảng ngày: hai khoảng cùng chứa ngày {ngay(after.start)}.")
        return self

    def answer(self, situation: Situation) -> Answer:
        """The value of the day; NoAnswer on a day that no row holds."""
        row = next((row for row in self.dated if row.span.contains(situation.on)), None)
        if row is None:
            situation.unverified(f"văn bản không có mức cho ngày {ngay(situation.on)}", None)
        return row.value.answer(situation)


_KEYS = {
    "limit": "Limit",
    "vnd": "Amount",
    "share": "Share",
    "series": "SeriesAmount",
    "amount_of": "FactAmount",
    "ref": "Ref",
    "for_each": "ForEach",
    "sum": "Sum",
    "largest_of": "LargestOf",
    "smallest_of": "SmallestOf",
    "rest_of": "Rest",
    "table": "Table",
    "dated": "Dated",
    "unknown": "Unknown",
    "exactly": "People",
    "at_most": "People",
    "at_least": "People",
}
_Value = (
    Annotated[Amount, Tag("Amount")]
    | Annotated[Share, Tag("Share")]
    | Annotated[SeriesAmount, Tag("SeriesAmount")]
    | Annotated[FactAmount, Tag("FactAmount")]
    | Annotated[Ref, Tag("Ref")]
    | Annotated[ForEach, Tag("ForEach")]
    | Annotated[Sum, Tag("Sum")]
    | Annotated[LargestOf, Tag("LargestOf")]
    | Annotated[SmallestOf, Tag("SmallestOf")]
    | Annotated[Limit, Tag("Limit")]
    | Annotated[Rest, Tag("Rest")]
    | Annotated[Table, Tag("Table")]
    | Annotated[Dated, Tag("Dated")]
    | Annotated[Unknown, Tag("Unknown")]
    | Annotated[People, Tag("People")]
)
Value = Annotated[_Value, told_apart_by(_KEYS)]
Part = Annotated[_Value | Annotated[When, Tag("When")], told_apart_by({"when": "When"} | _KEYS)]
for _model in (Share, ForEach, When, Sum, LargestOf, SmallestOf, Limit, Rest, Row, Table, DatedRow, Dated):
    _model.model_rebuild()


def _counting(parts: Iterable[Part], situation: Situation, *, as_terms: bool = False) -> list[Answer]:
    """The answers of the parts that count; a part with a condition names the facts that made it count.

    ``as_terms``: a given number has them behind it, "300.000 đồng (Tổ trưởng)", to stand in a formula.
    """
    return [
        _labelled(part, situation, as_term=as_terms) if isinstance(part, When) else part.answer(situation)
        for part in parts
        if not isinstance(part, When) or situation.holds(part.when)
    ]


def _labelled(part: When, situation: Situation, *, as_term: bool) -> Answer:
    found, label = part.value.answer(situation), row_label(part.when, situation)
    behind = as_term and not found.why.leaves
    sentence = f"{found.why.sentence} ({label})" if behind else f"{label}: {found.why.sentence}"
    return Answer(derive("band", sentence, (found.why,)), found.low)


def _candidates(parts: Sequence[Part], situation: Situation) -> list[Answer]:
    """The answers to choose from; NoAnswer when no condition holds."""
    found = _counting(parts, situation)
    if not found:
        situation.not_named(part.when for part in parts if isinstance(part, When))
    return found


def _rank(answer: Answer) -> tuple[Exact, Exact]:
    return answer.why.value, -1 if answer.low is None else answer.low


def _chosen(
    operation: str, words: str, best: Answer, parts: Sequence[Answer], situation: Situation
) -> Answer:
    """The chosen answer as it is where there was no choice; else with all that it was chosen from."""
    if len(parts) == 1:
        return best
    listed = "; ".join(part.why.sentence for part in parts)
    sentence = f"lấy {words} là {situation.words(best.why.value)} trong các mức: {listed}"
    return Answer(derive(operation, sentence, [part.why for part in parts]), best.low)


def bounded(operation: Literal["largest", "smallest"], value: Why, bound: Why, situation: Situation) -> Why:
    """``value`` held over a floor ("largest") or under a cap ("smallest"), saying whether that changed it."""
    result, limit = value_of(operation, (value, bound)), _short(bound, situation)
    is_cap = operation == "smallest"
    if result == value.value:
        words = f"{value.sentence} ({'không quá' if is_cap else 'không dưới'} {limit})"
    else:
        over = "vượt mức tối đa" if is_cap else "thấp hơn mức tối thiểu"
        words = f"{value.sentence}, {over} {limit} nên tính {situation.words(result)}"
    return derive(operation, words, (value, bound))


def _short(why: Why, situation: Situation) -> str:
    """A step inside a formula: its own words where it is given, its value where its reason stands apart."""
    if why.operation == "band":
        is_given = why.sentence.startswith(why.leaves[0].sentence)
    else:
        is_given = not why.leaves or why.operation == "ref"
    return why.sentence if is_given else situation.words(why.value)


def _only(whys: Sequence[Why], situation: Situation) -> str:
    return whys[0].sentence if whys else f"không thuộc trường hợp nào được tính: {situation.words(0)}"
