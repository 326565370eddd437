"""Law as asked by the other rooms: which law holds where and when, compiled once per text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
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
from regulations.errors import LawConflict
from regulations.models import LawVersion, ProvinceSetting, ReferenceValue
from territory.models import Unit, UnitSuccession, Village
from territory.spans import holds_on, overlaps
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
    return [held(version) for version in LawVersion.objects.adopted_in(province, start, end)]


def held(version: LawVersion) -> LawInForce:
    """A version with its compiled text, over the span of its row: a later one may end it."""
    return LawInForce(version, _spanned(version.digest, version.text, version.valid_from, version.valid_to))


@lru_cache(maxsize=256)
def _spanned(digest: str, text: str, start: date, end: date | None) -> Law:
    law = compiled(digest, text)
    if (law.valid_from, law.valid_to) == (start, end):
        return law
    return law.model_copy(update={"valid_from": start, "valid_to": end})


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
    return next((found for found in laws_between(province, on, None) if found.law.covers(on)), None)


def laws_in(province: Unit, on: date) -> list[LawInForce]:
    """All adopted law of a province on a day, side by side where former provinces each keep their own.

    For a former province: its own, or that of the province it went into. Raises LawConflict when the
    document of a merged province and that of a former one both hold.
    """
    found = _laws_of([province], on)
    is_whole = any(law.version.territory_id == province.pk for law in found)
    if len(found) > 1 and (is_whole or province.valid_to is not None):
        raise LawConflict(found[0].version, found[1].version, on)
    return found


def law_in(unit: Unit, on: date) -> LawInForce | None:
    """The adopted law that holds in a commune or district on a day, None where none is known.

    That of its province, or of the former province that its former communes lay in; LawConflict for two.
    """
    return _only(_laws_of([unit], on), on)


def law_at(village: Village, on: date) -> LawInForce | None:
    """The adopted law that holds in a village on a day; LawConflict for two.

    A village of a merged commune stays under the law of the province that its own former commune lay in.
    """
    placements = village.placements.filter(valid_from__lte=on).select_related("commune")
    communes = [placement.commune for placement in placements.order_by("-valid_from")]
    now = communes[0] if communes else village.commune
    former = next((unit for unit in communes[1:] if unit.valid_to is not None and unit.valid_to <= on), None)
    if former is None:
        return law_in(now, on)
    home = {_province_key(now), _province_key(former)}
    found = _laws_of([now, former], on)
    return _only([law for law in found if law.version.territory.key in home], on)


def _only(found: Sequence[LawInForce], on: date) -> LawInForce | None:
    if len(found) > 1:
        raise LawConflict(found[0].version, found[1].version, on)
    return found[0] if found else None


def _laws_of(units: Sequence[Unit], on: date) -> list[LawInForce]:
    """Adopted law of the provinces that ``units`` lie in, lay in or went into; two statements."""
    related = UnitSuccession.objects.filter(Q(old__in=units) | Q(new__in=units)).select_related("old", "new")
    keys = {_province_key(unit) for unit in units}
    for row in related:
        keys |= {_province_key(row.old), _province_key(row.new)}
    versions = LawVersion.objects.filter(
        holds_on(on), status=LawVersion.Status.ADOPTED, territory__key__in=keys
    )
    return [held(version) for version in versions.select_related("territory").order_by("valid_from", "pk")]


def _province_key(unit: Unit) -> str:
    return unit.path.partition(".")[0]


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
    found = law_at(village, on)
    row = village.facts.filter(overlaps(on, None), valid_from__lte=on).first()
    known = facts.of_village(village, village.commune, row)
    return size_under(found, tuple(known.items()), on)


def size_under(
    found: LawInForce | None, known: tuple[tuple[str, FactValue], ...], on: date
) -> TeamSize | Refusal:
    """The size for known facts under a law; lists ask this once for each distinct set of facts."""
    book = series_book()
    if found is None or book is None:
        sentence = "Chưa có quy định được xác minh về số lượng thành viên Tổ tại địa bàn này vào ngày đó."
        return Refusal("team_size", "Số lượng thành viên Tổ", sentence, None)
    return team_size(found.law, dict(known), on, book)


def component_names() -> Mapping[str, str]:
    """The Vietnamese name of every component that any adopted law knows, in the order of the files."""
    versions = LawVersion.objects.filter(status=LawVersion.Status.ADOPTED).order_by("valid_from", "pk")
    laws = [compiled(version.digest, version.text) for version in versions]
    return {component.key: component.name for law in laws for component in law.components}
