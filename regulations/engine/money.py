"""Blocks that give a sum of money: an amount, a series, a share, a table, a sum, or an open question.

Each explains itself: ``explain`` returns the derivation, or raises NoAnswer or NoValueInForce.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import Field, Tag

from regulations.engine.block import Block, told_apart_by
from regulations.engine.citation import Cite, Text
from regulations.engine.conditions import Condition
from regulations.engine.rates import parse_rate, percent_words, rate_words
from regulations.engine.series import Rate, SeriesValue
from regulations.engine.situation import Situation, row_label, the_row
from regulations.engine.why import Exact, Why, derive
from vietnamese.dates import ngay
from vietnamese.money import dong


class Amount(Block):
    """A sum that the text states in đồng."""

    vnd: int = Field(ge=0)
    cite: Cite

    def explain(self, situation: Situation) -> Why:
        """The stated sum."""
        situation.require_verified(self.cite)
        return Why("amount", dong(self.vnd), self.vnd, self.cite)


class SeriesAmount(Block):
    """The amount of a reference series on the day; ``cite`` says where the law points at this series."""

    series: Text
    cite: Cite | None = None

    def explain(self, situation: Situation) -> Why:
        """The value in force, with the decree that set it."""
        value = _series_value(self, situation)
        if value.vnd is None:
            situation.unverified(f"chưa có mức {value.name}", value.citation)
        return Why("series", _series_words(value, dong(value.vnd)), value.vnd, value.citation)


class SeriesRate(Block):
    """The rate of a reference series on the day, where a resolution points at a national rate."""

    series: Text
    cite: Cite | None = None

    def explain(self, situation: Situation) -> Why:
        """The rate in force, with the text that set it."""
        value = _series_value(self, situation)
        if value.rate is None:
            situation.unverified(f"chưa có {value.name}", value.citation)
        return Why("rate", _series_words(value, percent_words(value.rate)), value.rate, value.citation)


class Share(Block):
    """A rational share of another value."""

    share: Rate | SeriesRate
    of: MoneyBlock
    cite: Cite

    def explain(self, situation: Situation) -> Why:
        """Rate × base, exact."""
        situation.require_verified(self.cite)
        rate, base = self._rate(situation), self.of.explain(situation)
        base_words = f"({base.sentence})" if base.leaves else base.sentence
        product = Fraction(rate.value) * base.value
        sentence = f"{rate.sentence} × {base_words} = {amount_words(product)}"
        return derive("share", sentence, (rate, base), self.cite)

    def _rate(self, situation: Situation) -> Why:
        if isinstance(self.share, SeriesRate):
            return self.share.explain(situation)
        return Why("rate", rate_words(self.share), parse_rate(self.share))


class Sum(Block):
    """Several values added up: a base and its supplements."""

    sum: tuple[MoneyBlock, ...] = Field(min_length=1)

    def explain(self, situation: Situation) -> Why:
        """The total, exact."""
        parts = [part.explain(situation) for part in self.sum]
        total = sum((Fraction(part.value) for part in parts), start=Fraction(0))
        sentence = f"{' + '.join(part.sentence for part in parts)} = {amount_words(total)}"
        return derive("sum", sentence, parts)


class MoneyRow(Block):
    """One row of a table: its value counts when its condition holds."""

    when: Condition
    value: MoneyBlock


class Table(Block):
    """Values by conditions that exclude one another; the order of the rows has no meaning."""

    table: tuple[MoneyRow, ...] = Field(min_length=1)

    def explain(self, situation: Situation) -> Why:
        """The value of the one row that applies, with the facts that chose it."""
        row = the_row(self.table, situation)
        chosen = row.value.explain(situation)
        return derive("band", f"{row_label(row.when, situation)}: {chosen.sentence}", (chosen,))


class Unknown(Block):
    """A sum that the law owes but whose figure nobody has verified yet; ``unknown`` says what is missing."""

    unknown: Text
    cite: Cite

    def explain(self, situation: Situation) -> Why:
        """Never a number."""
        situation.unverified(self.unknown, self.cite)


MoneyBlock = Annotated[
    Annotated[Amount, Tag("Amount")]
    | Annotated[SeriesAmount, Tag("SeriesAmount")]
    | Annotated[Share, Tag("Share")]
    | Annotated[Sum, Tag("Sum")]
    | Annotated[Table, Tag("Table")]
    | Annotated[Unknown, Tag("Unknown")],
    told_apart_by(
        {
            "vnd": "Amount",
            "share": "Share",
            "series": "SeriesAmount",
            "sum": "Sum",
            "table": "Table",
            "unknown": "Unknown",
        }
    ),
]
for _model in (Share, Sum, MoneyRow, Table):
    _model.model_rebuild()


def amount_words(value: Exact) -> str:
    """A sum for reading; one that is not whole keeps its exact fraction."""
    return dong(int(value)) if value == int(value) else f"{value} đồng"


def _series_value(block: SeriesAmount | SeriesRate, situation: Situation) -> SeriesValue:
    if block.cite is not None:
        situation.require_verified(block.cite)
    return situation.series.value(block.series, situation.on)


def _series_words(value: SeriesValue, figure: str) -> str:
    return f"{value.name} {figure} ({value.citation.document}, từ {ngay(value.valid_from)})"
