"""Law as asked by the other rooms: which law holds where and when, compiled once per text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from regulations import facts
from regulations.engine import (
    Citation,
    Law,
    PartMonthRule,
    Refusal,
    SeriesBook,
    TeamSize,
    load_law,
    team_size,
)
from regulations.engine.facts import FactValue
from regulations.engine.series import Series, SeriesEntry
from regulations.models import LawVersion, ProvinceSetting, ReferenceValue
from territory.models import Unit, Village
from territory.spans import overlaps
from vietnamese.dates import Span

Stamp = tuple[tuple[str, int, int, date, date | None], ...]


@dataclass(frozen=True, slots=True)
class LawInForce:
    """A compiled law and the database row it came from."""

    version: LawVersion
    law: Law


@dataclass(frozen=True, slots=True)
class DatedConvention:
    """How a province splits a month, over the span of days for which it chose so."""

    span: Span
    rule: PartMonthRule
    words: str


@lru_cache(maxsize=256)
def compiled(digest: str, text: str) -> Law:
    """The law of a file's ``text``; compiled once for each ``digest``."""
    return load_law(text, digest)


def province_of(unit: Unit) -> Unit:
    """The province a unit lies in; three steps at the most."""
    while unit.parent is not None:
        unit = unit.parent
    return unit


def laws_between(province: Unit, start: date, end: date | None) -> list[LawInForce]:
    """Adopted law of ``province`` on any day of ``[start, end)``, in the order of its days."""
    versions = LawVersion.objects.adopted_in(province, start, end)
    return [LawInForce(version, compiled(version.digest, version.text)) for version in versions]


def law_stamp(province: Unit, start: date, end: date | None) -> Stamp:
    """What stands for all law of ``province`` on the days ``[start, end)``; equal stamps mean equal law.

    Texts and amounts are never rewritten, so keys and ends tell it all; one statement.
    """
    laws = LawVersion.objects.adopted_in(province, start, end)
    settings = ProvinceSetting.objects.filter(overlaps(start, end), province=province)
    stamps = [
        _stamps(laws, Value("law"), Value(0)),
        _stamps(settings, F("part_month"), Coalesce("part_month_days", 0)),
        _stamps(ReferenceValue.objects.all(), Value("reference"), Value(0)),
    ]
    first, *others = stamps
    return tuple(first.union(*others, all=True).order_by("kind", "pk"))


def _stamps(rows: QuerySet[Any, Any], kind: Value | F, days: Value | Coalesce) -> QuerySet[Any, Any]:
    columns = ("kind", "pk", "days", "valid_from", "valid_to")
    found: QuerySet[Any, Any] = rows.order_by().annotate(
        kind=Cast(kind, CharField()), days=Cast(days, IntegerField())
    )
    return found.values_list(*columns)


def law_on(province: Unit, on: date) -> LawInForce | None:
    """The adopted law of ``province`` on a day, or None."""
    return next((held for held in laws_between(province, on, None) if held.law.covers(on)), None)


def series_book() -> SeriesBook | None:
    """All reference series, as the rows have them; None where none is loaded."""
    rows = ReferenceValue.objects.order_by("series", "valid_from")
    series = tuple(_series(list(group)) for _, group in groupby(rows, key=lambda row: row.series))
    return SeriesBook(series=series) if series else None


def _series(rows: Sequence[ReferenceValue]) -> Series:
    entries = tuple(
        SeriesEntry(
            valid_from=row.valid_from,
            vnd=row.amount_vnd,
            rate=row.rate or None,
            cite=Citation.model_validate(row.citation),
        )
        for row in rows
    )
    first = rows[0]
    return Series.model_validate(
        {
            "key": first.series,
            "name": first.name,
            "unit": first.unit,
            "review_date": first.review_on,
            "values": entries,
        }
    )


def conventions_between(province: Unit, start: date, end: date | None) -> list[DatedConvention]:
    """How ``province`` chose to split a month on any day of ``[start, end)``."""
    rows = ProvinceSetting.objects.filter(overlaps(start, end), province=province).order_by("valid_from")
    return [
        DatedConvention(Span(row.valid_from, row.valid_to), _rule(row), row.get_part_month_display())
        for row in rows
    ]


def _rule(row: ProvinceSetting) -> PartMonthRule:
    choice = Citation(
        document="Lựa chọn của tỉnh, không phải quy định",
        article=row.source,
        verified=True,
        source=row.source,
    )
    return PartMonthRule.model_validate(
        {"convention": row.part_month, "from_days": row.part_month_days, "cite": choice}
    )


def team_size_for(village: Village, on: date) -> TeamSize | Refusal:
    """How many people the law gives the team of ``village`` on a day, with the article and the reason."""
    held = law_on(province_of(village.commune), on)
    row = village.facts.filter(overlaps(on, None), valid_from__lte=on).first()
    known = facts.of_village(village, village.commune, row)
    return size_under(held, tuple(known.items()), on)


def size_under(
    held: LawInForce | None, known: tuple[tuple[str, FactValue], ...], on: date
) -> TeamSize | Refusal:
    """The size for known facts under a law; lists ask this once for each distinct set of facts."""
    book = series_book()
    if held is None or book is None:
        sentence = "Chưa có quy định được xác minh về số lượng thành viên Tổ tại địa bàn này vào ngày đó."
        return Refusal("team_size", "Số lượng thành viên Tổ", sentence, None)
    return team_size(held.law, dict(known), on, book)


def component_names() -> Mapping[str, str]:
    """The Vietnamese name of every component that any loaded law knows, in the order of the files."""
    versions = LawVersion.objects.order_by("valid_from", "pk")
    laws = [compiled(version.digest, version.text) for version in versions]
    return {component.key: component.name for law in laws for component in law.components}
