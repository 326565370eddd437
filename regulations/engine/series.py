"""Reference series: dated amounts and rates of the State that resolutions point at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise, zip_longest
from typing import Annotated, Literal

from pydantic import Field, model_validator

from regulations.engine.block import Block, refuse
from regulations.engine.citation import Citation, Cite, Text
from regulations.engine.errors import NoValueInForce
from regulations.engine.rates import Rate, parse_rate
from vietnamese.dates import Span, ngay


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """What a series gives on one day: đồng or a rate, neither when the value is not verified."""

    name: str
    valid_from: date
    vnd: int | None
    rate: Fraction | None
    citation: Citation


class SeriesEntry(Block):
    """One value from ``valid_from`` until the next entry; neither vnd nor rate when it is not known."""

    valid_from: date
    vnd: Annotated[int, Field(ge=0)] | None = None
    rate: Rate | None = None
    cite: Cite


class Series(Block):
    """One series: entries in the order of their first day, all of the same ``unit``."""

    key: Text
    name: Text
    unit: Literal["vnd", "rate"]
    review_date: date
    note: Text | None = None
    values: tuple[SeriesEntry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _entries_are_ordered_and_of_one_unit(self) -> Series:
        for before, after in pairwise(self.values):
            if after.valid_from <= before.valid_from:
                refuse(f"Xếp các mức theo ngày tăng dần: {ngay(after.valid_from)} đứng sai chỗ.")
        for entry in self.values:
            self._check_unit(entry)
        return self

    def _check_unit(self, entry: SeriesEntry) -> None:
        own, other = (entry.vnd, entry.rate) if self.unit == "vnd" else (entry.rate, entry.vnd)
        if other is not None:
            refuse(f"Ghi mức từ {ngay(entry.valid_from)} theo đơn vị {self.unit}.")
        if own is None and entry.cite.verified:
            refuse(f"Ghi mức từ {ngay(entry.valid_from)}, hoặc trích dẫn với verified: false.")


class SeriesBook(Block):
    """All reference series of one file."""

    series: tuple[Series, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_are_unique(self) -> SeriesBook:
        if len({s.key for s in self.series}) < len(self.series):
            refuse("Đặt cho mỗi chuỗi số một khóa (key) riêng.")
        return self

    def value(self, key: str, on: date) -> SeriesValue:
        """The value of series ``key`` on a day; NoValueInForce when there is no series or no entry then."""
        series = next((s for s in self.series if s.key == key), None)
        if series is None:
            raise NoValueInForce(key, on)
        begun = [entry for entry in series.values if entry.valid_from <= on]
        if not begun:
            raise NoValueInForce(series.name, on)
        return _value(series, begun[-1])

    def spans(self) -> tuple[Span, ...]:
        """The days over which each entry of each series holds; at their edges amounts may change."""
        return tuple(
            Span(entry.valid_from, after.valid_from if after else None)
            for series in self.series
            for entry, after in zip_longest(series.values, series.values[1:])
        )


def _value(series: Series, entry: SeriesEntry) -> SeriesValue:
    sure = entry.cite.verified
    rate = parse_rate(entry.rate) if sure and entry.rate is not None else None
    return SeriesValue(series.name, entry.valid_from, entry.vnd if sure else None, rate, entry.cite)
