"""What a prepared change writes when it is applied: new units with their successions, and merged villages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from accounts.errors import DomainError
from accounts.refusals import save_or_refuse
from mergers.models import NewUnit, UnitChange, VillageMerger
from teams.models import TeamCoverage
from territory.models import Unit, UnitSuccession, Village, VillageFacts, VillagePlacement, VillageSuccession
from territory.spans import holds_on, overlaps
from vietnamese.dates import ngay
from vietnamese.text import name_sort_key

_WHOLE: Final = UnitSuccession.Extent.WHOLE
_PARTIAL: Final = UnitSuccession.Extent.PARTIAL


def write(change: UnitChange) -> list[Village]:
    """The new units and villages of ``change``; the files move afterwards, then the villages merge.

    Raises DomainError for a commune that is named twice, in part but once, or that no longer stands.
    """
    planned = list(change.new_units.prefetch_related("whole", "part"))
    mergers = list(change.village_mergers.prefetch_related("villages__commune"))
    if not planned and not mergers:
        raise DomainError("Nhập xã mới hoặc thôn sáp nhập trước khi xác nhận.", code="empty")
    if fault := fault_of(planned, change):
        raise DomainError(fault, code="incomplete")
    old = {unit.pk for row in planned for unit in (*row.whole.all(), *row.part.all())}
    # Before the new ones begin: a code belongs to one unit on a day.
    Unit.objects.filter(pk__in=old).update(valid_to=change.day)
    for row in planned:
        _succeed(row, _unit(row, change))
    return [_village(merger, change.day) for merger in mergers]


def fault_of(planned: Sequence[NewUnit], change: UnitChange) -> str:
    """What makes the plan of units contradict itself, as a sentence; "" when nothing does."""
    whole = [unit for row in planned for unit in row.whole.all()]
    part = [unit for row in planned for unit in row.part.all()]
    faults = [_fault_of_old(unit, whole, part, change) for unit in (*whole, *part)]
    empty = [f"Chọn xã cũ của {row.title}." for row in planned if not row.whole.all() and not row.part.all()]
    return next((fault for fault in (*faults, *empty) if fault), "")


def _fault_of_old(unit: Unit, whole: Sequence[Unit], part: Sequence[Unit], change: UnitChange) -> str:
    begun_late = unit.valid_from is not None and unit.valid_from >= change.day
    if unit.valid_to is not None or begun_late or unit.parent_id != change.province_id:
        return f"Bỏ {unit.name_inside}: đơn vị này không còn thuộc tỉnh vào ngày sắp xếp."
    if whole.count(unit) + (unit in part) > 1:
        return f"Kiểm tra {unit.name_inside}: đã nhập toàn bộ thì không nhập thêm vào đơn vị khác."
    if unit in part and part.count(unit) == 1:
        return f"Nhập thêm nơi đến của {unit.name_inside}: mới có một đơn vị nhận một phần."
    return ""


def _unit(row: NewUnit, change: UnitChange) -> Unit:
    key = f"{row.code}-{change.day:%Y%m%d}"
    unit = Unit(
        key=key,
        code=row.code,
        level=Unit.Level.COMMUNE,
        kind=row.kind,
        name=row.title,
        parent=change.province,
        path=f"{change.province.path}{key}.",
        sort_key=name_sort_key(row.name),
        valid_from=change.day,
    )
    unit.keeper_path = unit.path
    save_or_refuse(unit)
    return unit


def _succeed(row: NewUnit, new: Unit) -> None:
    UnitSuccession.objects.bulk_create(
        [
            *(UnitSuccession(old=old, new=new, extent=_WHOLE) for old in row.whole.all()),
            *(UnitSuccession(old=old, new=new, extent=_PARTIAL) for old in row.part.all()),
        ]
    )


def _village(merger: VillageMerger, day: date) -> Village:
    """The new village, beside the old ones: it moves with them, and lies somewhere from the day on."""
    old = list(merger.villages.all())
    if len(old) < 2 or len({village.commune_id for village in old}) > 1:
        raise DomainError(f"Chọn từ hai thôn trở lên của cùng một xã để lập {merger.title}.", code="invalid")
    if old[0].commune.successors.filter(new__valid_from=day, extent=_PARTIAL).exists():
        message = f"Lập đợt riêng cho {merger.title} sau khi đã trả lời thôn thuộc xã mới nào."
        raise DomainError(message, code="divided")
    village = Village(
        code=merger.code,
        kind=merger.kind,
        name=merger.name,
        commune=old[0].commune,
        sort_key=name_sort_key(merger.name),
        is_sample=any(village.is_sample for village in old),
    )
    save_or_refuse(village, at={"village_name_once_a_commune": "name"})
    for row in old:
        save_or_refuse(VillageSuccession(old=row, new=village, day=day))
    return village


def merge_villages(villages: Iterable[Village], change: UnitChange) -> None:
    """The old villages lie nowhere from the day on; their teams serve the new one, their households add up.

    Which team remains is decided by a dossier of the teams (Luật 30/2023/QH15, Điều 17 khoản 2).
    """
    day = change.day
    for village in villages:
        village.refresh_from_db()
        old = [row.old_id for row in village.predecessors.all()]
        _end(VillagePlacement.objects.filter(village__in=old), day)
        save_or_refuse(VillagePlacement(village=village, commune=village.commune, valid_from=day))
        _take_over_teams(village, old, day)
        _add_up(village, old, change)


def _end(rows: QuerySet[Any], day: date) -> None:
    """Rows that run into the day end before it. DomainError for rows of later days: none is lost."""
    if late := rows.filter(valid_from__gte=day).select_related("village").first():
        message = f"Sửa dữ liệu của {late.village} trước: đã có dữ liệu từ ngày {ngay(late.valid_from)}."
        raise DomainError(message, code="later_rows")
    rows.filter(overlaps(day, None)).update(valid_to=day)


def _take_over_teams(village: Village, old: Sequence[int], day: date) -> None:
    served = TeamCoverage.objects.filter(overlaps(day, None), village__in=old).order_by("valid_from", "pk")
    teams = list(dict.fromkeys(served.values_list("team_id", flat=True)))
    _end(TeamCoverage.objects.filter(village__in=old), day)
    TeamCoverage.objects.bulk_create(
        TeamCoverage(team_id=team, village=village, valid_from=day, ordinal=ordinal)
        for ordinal, team in enumerate(teams, start=1)
    )


def _add_up(village: Village, old: Sequence[int], change: UnitChange) -> None:
    """Households and persons of all together, where all are known; the class is a new decision."""
    _end(VillageFacts.objects.filter(village__in=old, valid_from__gte=change.day), change.day)
    facts = list(VillageFacts.objects.filter(holds_on(change.day), village__in=old))
    if len(facts) == len(old):
        village.facts.create(
            households=sum(row.households for row in facts),
            persons=sum(row.persons for row in facts),
            source=f"Cộng số liệu các thôn, khu phố sáp nhập theo {change.document}"[:200],
            valid_from=change.day,
        )
    _end(VillageFacts.objects.filter(village__in=old), change.day)
