"""Conditions and values of a law file in the words of an official. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from regulations.engine import VOCABULARY, Law, SeriesBook
from regulations.engine.conditions import AllOf, Compare, Condition, NotOf
from regulations.engine.counting import as_names
from regulations.engine.leaves import Amount, FactAmount, People, Ref, SeriesAmount, Unknown
from regulations.engine.rates import rate_words
from regulations.engine.situation import small
from regulations.engine.steps import Steps
from regulations.engine.values import (
    Dated,
    DatedRow,
    ForEach,
    LargestOf,
    Limit,
    Part,
    Rest,
    Row,
    Share,
    SmallestOf,
    Sum,
    Table,
    Value,
    When,
)
from vietnamese.dates import ngay
from vietnamese.money import dong

UNKNOWN = "Chưa có quy định được xác minh"


def condition_words(condition: Condition) -> str:
    """A condition in words: "thôn, từ 350 đến 700 hộ"."""
    if isinstance(condition, Compare):
        return _compare_words(condition)
    if isinstance(condition, NotOf):
        return f"không phải ({condition_words(condition.not_)})"
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    return (", " if isinstance(condition, AllOf) else " hoặc ").join(condition_words(part) for part in parts)


def _compare_words(compare: Compare) -> str:
    spec = VOCABULARY[compare.names[0]]
    if compare.chosen:
        return " hoặc ".join(spec.words(value) for value in compare.chosen)
    meaning = " và ".join(VOCABULARY[name].meaning for name in compare.names)
    bounds = compare.bound_words() if spec.units else f"{compare.bound_words()} {spec.unit}".rstrip()
    return bounds if spec.unit_tells_all and len(compare.names) == 1 else f"{meaning} {bounds}"


def span_words(row: DatedRow) -> str:
    """ "từ 01/01/2025 đến trước 01/01/2026"."""
    end = f" đến trước {ngay(row.valid_to)}" if row.valid_to else ""
    return f"từ {ngay(row.valid_from)}{end}"


def steps_words(steps: Steps) -> str:
    """ "mỗi lần số hộ vượt 350 hộ thêm đủ 200 hộ"."""
    meaning = " và ".join(VOCABULARY[name].meaning for name in as_names(steps.count))
    beyond = VOCABULARY[steps.names[0]].number_words(steps.threshold)
    full = "" if steps.parts == "exact" else "đủ "
    details = [steps.part_words(), f"tối đa {steps.at_most} lần" if steps.at_most else ""]
    told = "; ".join(filter(None, details))
    over = f"{meaning} vượt {beyond}, cứ {full}" if steps.threshold else f"{meaning}, cứ {full}"
    return f"{over}{steps.size_words()}" + (f" ({told})" if told else "")


@dataclass(frozen=True, slots=True)
class Words:
    """Puts the values of a file into words: names of series, names of its own parts, what is counted."""

    series: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    unit: str = "người"

    @classmethod
    def of(cls, law: Law, series: SeriesBook | None) -> Words:
        """The words for one law beside the series known."""
        names = {item.key: item.name for item in series.series} if series else {}
        return cls(names, {key: small(named.name) for key, named in law.named.items()})

    def value(self, value: Value) -> str:
        """A value in words, without its articles."""
        match value:
            case Amount():
                return dong(value.vnd)
            case People():
                return self.people(value)
            case Unknown():
                return f"{UNKNOWN}: {value.unknown}"
            case FactAmount():
                return VOCABULARY[value.amount_of].meaning
            case SeriesAmount():
                day = f" ngày {ngay(value.on)}" if value.on else ""
                return self.series.get(value.series, value.series) + day
            case Ref():
                return self.named[value.ref]
            case Table() | Dated():
                return self._listed(value)
            case _:
                return self._combined(value)

    def part(self, part: Part) -> str:
        """A part of a sum or of a choice, with its condition."""
        if isinstance(part, When):
            return f"{self._inside(part.value)} nếu {condition_words(part.when)}"
        return self._inside(part)

    def parts(self, parts: Iterable[Part], joint: str) -> str:
        """Several parts."""
        return joint.join(map(self.part, parts))

    def row(self, row: Row) -> str:
        """What a row gives."""
        return self.value(row.value) if row.value is not None else f"{UNKNOWN}: {row.gap_note}"

    def people(self, people: People) -> str:
        """ "3 người", "từ 3 đến 5 người"."""
        if people.exactly:
            return f"{people.exactly} {self.unit}"
        least = f"từ {people.at_least} đến " if people.at_least else "tối đa "
        return f"{least}{people.at_most} {self.unit}"

    def _combined(self, value: Share | ForEach | Sum | LargestOf | SmallestOf | Limit | Rest) -> str:
        match value:
            case Share():
                return f"{self._rate(value)} × {self._inside(value.of)}"
            case ForEach():
                return f"{self._inside(value.add)} mỗi lần {steps_words(value.for_each)}"
            case Sum():
                return self.parts(value.sum, " + ")
            case LargestOf():
                return f"mức cao nhất trong: {self.parts(value.largest_of, '; ')}"
            case SmallestOf():
                return f"mức thấp nhất trong: {self.parts(value.smallest_of, '; ')}"
            case Limit():
                return self._limit(value)
            case Rest():
                return f"{self._inside(value.rest_of)} trừ {self.parts(value.less, ' và ')}"

    def _limit(self, limit: Limit) -> str:
        bounds = (("không quá", limit.at_most), ("không dưới", limit.at_least))
        told = [f"{words} {self._inside(bound)}" for words, bound in bounds if bound is not None]
        return ", ".join([self._inside(limit.limit), *told])

    def _listed(self, value: Table | Dated) -> str:
        if isinstance(value, Dated):
            return "; ".join(f"{span_words(row)}: {self.value(row.value)}" for row in value.dated)
        rows = [f"{condition_words(row.when)}: {self.row(row)}" for row in value.table]
        rest = [f"còn lại: {self.value(value.otherwise)}"] if value.otherwise is not None else []
        return "; ".join(rows + rest)

    def _rate(self, share: Share) -> str:
        if isinstance(share.share, str):
            return rate_words(share.share)
        return self.series.get(share.share.series, share.share.series)

    def _inside(self, value: Value) -> str:
        """A value inside a formula, in brackets when it is itself made of several."""
        simple = isinstance(value, (Amount, People, FactAmount, SeriesAmount, Ref, Share))
        return self.value(value) if simple else f"({self.value(value)})"
