"""Over and under strength as a table: a group for each commune with its teams that are off."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from reports.sheets import Cells, Column, Group, Sheet, file_name
from teams.strength import Strength, StrengthList, TeamGap
from vietnamese.dates import ngay

_COLUMNS: Final = (
    Column("STT", 5),
    Column("Đơn vị; tổ", 44),
    Column("Trần theo quy định", 11),
    Column("Chỉ tiêu UBND tỉnh giao", 11),
    Column("Hiện có", 10),
    Column("Vượt trần", 10),
    Column("Thừa so với chỉ tiêu", 11),
    Column("Thiếu so với chỉ tiêu", 11),
    Column("Thiếu so với tối thiểu", 11),
)


def strength_sheet(found: StrengthList) -> Sheet:
    """The teams that are off, by commune, under the sums of the units below; all figures are people."""
    units = tuple((place, *_sums(row)) for place, row in enumerate(found.rows, start=1))
    teams = [
        Group(tuple(_team(place, item) for place, item in enumerate(items, start=1)), ("", name, *("",) * 7))
        for name, items in groupby(found.teams, key=lambda item: item.team.commune)
    ]
    return Sheet(
        unit=found.unit,
        title="Danh sách thừa, thiếu người của các Tổ bảo vệ an ninh, trật tự",
        subtitles=(f"{found.unit.name}, ngày {ngay(found.on)}",),
        columns=_COLUMNS,
        groups=(*([Group(units)] if units else []), *teams),
        total=("", *_sums(found.total)),
        words=f"{found.total.teams} tổ đang hoạt động.",
        signatures=("Người lập biểu", "Thủ trưởng đơn vị"),
        file_name=file_name("thua-thieu-nguoi", found.unit, ngay(found.on)),
        is_sample=False,
        notes=_notes(found.total),
        measure="người",
    )


def _sums(row: Strength) -> Cells:
    numbers = (row.ceiling, row.quota, row.actual)
    return (row.name, *numbers, row.over_ceiling, row.over_quota, row.under_quota, row.under_minimum)


def _team(place: int, item: TeamGap) -> Cells:
    row, gap = item.team, item.gap
    ceiling = "" if row.ceiling is None else row.ceiling
    quota = "" if row.quota is None else row.quota
    off = (gap.over_ceiling, gap.over_quota, gap.under_quota, gap.under_minimum)
    return (place, row.name, ceiling, quota, row.actual, *off)


def _notes(total: Strength) -> tuple[str, ...]:
    notes = []
    if total.unknown:
        notes.append(f"{total.unknown} tổ chưa tính được trần: thiếu quy định hoặc số liệu của địa bàn.")
    if total.without_quota:
        notes.append(f"{total.without_quota} tổ chưa được giao chỉ tiêu.")
    return tuple(notes)
