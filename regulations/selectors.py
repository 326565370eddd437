"""Law as asked by the other rooms: which law holds where and when, compiled once per text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from django.db.models import CharField, DateField, F, IntegerField, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from regulations.engine import Citation, Law, PartMonthRule, SeriesBook, load_law
from regulations.engine.series import Series, SeriesEntry
from regulations.errors import LawConflict
from regulations.grounds import Ground, Lineage, Move, Stay, in_force, province_key, stay_on
from regulations.models import LawVersion, ProvinceSetting, ReferenceValue
from territory.models import Unit, UnitSuccession, Village, VillagePlacement
from territory.spans import overlaps
from vietnamese.dates import Span

Stamp = tuple[tuple[str, int | None, int, date | None, date | None], ...]


@dataclass(frozen=True, slots=True)
class LawInForce:
    """A compiled law and the database row it came from, with its territory at hand."""

    version: LawVersion
    law: Law

    @property
    def province(self) -> str:
        """The key of the province whose council made it."""
        return self.version.territory.key


@dataclass(frozen=True, slots=True)
class DatedConvention:
    """How a province chose to split a month, over the span of days for which it chose so."""

    span: Span
    rule: PartMonthRule
    words: str
    province: str


@dataclass(frozen=True, slots=True)
class ProvinceLaw:
    """All that holds in a province on some days: its own law, and that of the former provinces in it."""

    lineage: Lineage
    laws: tuple[LawInForce, ...]
    conventions: tuple[DatedConvention, ...]

    def on(self, ground: Ground, day: date) -> LawInForce | None:
        """The adopted law that holds on a ground on a day, None where none is known; LawConflict for two."""
        found = in_force(self.laws, ground, day)
        if len(found) > 1:
            raise LawConflict(found[0].version, found[1].version, day)
        return found[0] if found else None


@lru_cache(maxsize=256)
def compiled(digest: str, text: str) -> Law:
    """The law of a file's ``text``; compiled once for each ``digest``."""
    return load_law(text, digest)


def held(version: LawVersion) -> LawInForce:
    """A version with its compiled text, over the span of its row: a later one may end it."""
    return LawInForce(version, _spanned(version.digest, version.text, version.valid_from, version.valid_to))


@lru_cache(maxsize=256)
def _spanned(digest: str, text: str, start: date, end: date | None) -> Law:
    law = compiled(digest, text)
    if (law.valid_from, law.valid_to) == (start, end):
        return law
    return law.model_copy(update={"valid_from": start, "valid_to": end})


def law_stamp(province: str, start: date, end: date) -> Stamp:
    """What stands for all law in the province with this key on the days ``[start, end)``; one statement.

    Equal stamps mean equal law: texts and amounts are never rewritten and successions are only added, so
    keys and ends tell it all.
    """
    moved = UnitSuccession.objects.order_by().values(kind=Value("moved")).annotate(last=Max("pk"))
    stamps = [
        _stamps(_laws_around(province, start, end).distinct(), Value("law"), Value(0)),
        _stamps(_choices_around(province, start, end), F("part_month"), Coalesce("part_month_days", 0)),
        _stamps(ReferenceValue.objects.all(), Value("reference"), Value(0)),
        moved.values_list("kind", "last", Value(0), _NO_DAY, _NO_DAY),
    ]
    first, *others = stamps
    return tuple(first.union(*others, all=True).order_by("kind", "pk"))


_NO_DAY: Final = Value(None, output_field=DateField())


def _stamps(rows: QuerySet[Any, Any], kind: Value | F, days: Value | Coalesce) -> QuerySet[Any, Any]:
    columns = ("kind", "pk", "days", "valid_from", "valid_to")
    found: QuerySet[Any, Any] = rows.order_by().annotate(
        kind=Cast(kind, CharField()), days=Cast(days, IntegerField())
    )
    return found.values_list(*columns)


def province_law(province: str, on: date) -> ProvinceLaw:
    """The law in the province with this key on a day; one statement once a process has read it."""
    end = on + timedelta(days=1)
    key = (province, on, law_stamp(province, on, end))
    if key not in _known:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[key] = province_law_between(province, on, end)
    return _known[key]


_KEPT: Final = 64
_known: dict[tuple[str, date, Stamp], ProvinceLaw] = {}


def province_law_between(province: str, start: date, end: date) -> ProvinceLaw:
    """The same for any day of ``[start, end)``, read anew; three statements."""
    laws = _laws_around(province, start, end).select_related("territory").order_by("valid_from", "pk")
    choices = _choices_around(province, start, end).select_related("province").order_by("valid_from", "pk")
    return ProvinceLaw(
        Lineage(_moves(province)),
        tuple(held(version) for version in laws.distinct()),
        tuple(map(_convention, choices)),
    )


def _laws_around(province: str, start: date, end: date) -> QuerySet[LawVersion]:
    adopted = LawVersion.objects.filter(overlaps(start, end), status=LawVersion.Status.ADOPTED)
    return adopted.filter(_of_family("territory", province))


def _choices_around(province: str, start: date, end: date) -> QuerySet[ProvinceSetting]:
    rows = ProvinceSetting.objects.filter(overlaps(start, end))
    return rows.filter(_of_family("province", province)).distinct()


def _of_family(column: str, province: str) -> Q:
    """Rows of the province with this key, of those that went into it and of those that it went into."""
    return (
        Q(**{f"{column}__key": province})
        | Q(**{f"{column}__successors__new__key": province})
        | Q(**{f"{column}__predecessors__old__key": province})
    )


def _moves(province: str) -> list[Move]:
    inside = Q(old__path__startswith=f"{province}.") | Q(new__path__startswith=f"{province}.")
    rows = UnitSuccession.objects.filter(inside).order_by("pk")
    return [Move(*row) for row in rows.values_list("old_id", "old__path", "new_id", "new__path")]


def laws_in(province: Unit, on: date) -> list[LawInForce]:
    """All adopted law of a province on a day, side by side where former provinces each keep their own.

    For a former province: its own, or that of the province it went into. Raises LawConflict when the
    document of a merged province and that of a former one both hold.
    """
    known = province_law(province.key, on)
    found = in_force(known.laws, known.lineage.of_commune(province.pk, province.path), on)
    is_whole = any(law.version.territory_id == province.pk for law in found)
    if len(found) > 1 and (is_whole or province.valid_to is not None):
        raise LawConflict(found[0].version, found[1].version, on)
    return found


def law_in(unit: Unit, on: date) -> LawInForce | None:
    """The adopted law that holds in a commune or district on a day, None where none is known.

    That of its province, or of the former province that its former communes lay in; LawConflict for two.
    """
    known = province_law(province_key(unit.path), on)
    return known.on(known.lineage.of_commune(unit.pk, unit.path), on)


def law_at(village: Village, on: date) -> LawInForce | None:
    """The adopted law that holds in a village on a day, where it lay then; LawConflict for two.

    A village of a merged commune stays under the law of the province that its own former commune lay in.
    """
    stays = stays_of(village.placements.select_related("commune").order_by("valid_from"))
    return LawsOfDay(on).at(stays)


class LawsOfDay:
    """The law at many places on one day; one statement for each province that they lie in."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._provinces: dict[str, ProvinceLaw] = {}

    def at(self, stays: Sequence[Stay]) -> LawInForce | None:
        """The law at a village with these stays, oldest first; LawConflict for two."""
        if not stays:
            return None
        province = province_key(stay_on(stays, self._on).path)
        if province not in self._provinces:
            self._provinces[province] = province_law(province, self._on)
        known = self._provinces[province]
        return known.on(known.lineage.of_village(stays, self._on), self._on)


def stays_of(placements: Iterable[VillagePlacement]) -> list[Stay]:
    """The stays of one village from its placements with their communes, oldest first."""
    return [
        Stay(row.valid_from, row.commune_id, row.commune.path, row.commune.valid_to) for row in placements
    ]


def series_book(known_at: datetime | None = None) -> SeriesBook | None:
    """All reference series, as the rows have them or had them at a moment; None where none is loaded."""
    rows = ReferenceValue.objects.order_by("series", "valid_from")
    if known_at is not None:
        rows = rows.filter(entered_at__lte=known_at)
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
    """How ``province`` itself chose to split a month on any day of ``[start, end)``."""
    rows = ProvinceSetting.objects.filter(overlaps(start, end), province=province).order_by("valid_from")
    return [_convention(row) for row in rows.select_related("province")]


def _convention(row: ProvinceSetting) -> DatedConvention:
    span = Span(row.valid_from, row.valid_to)
    return DatedConvention(span, _rule(row), row.get_part_month_display(), row.province.key)


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


def component_names() -> Mapping[str, str]:
    """The Vietnamese name of every component, tariff and sum owed once of adopted law, as in the files."""
    versions = LawVersion.objects.filter(status=LawVersion.Status.ADOPTED).order_by("valid_from", "pk")
    laws = [compiled(version.digest, version.text) for version in versions]
    names: dict[str, str] = {}
    for law in laws:
        names |= law.payable
    return names
