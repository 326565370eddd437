"""A month's insurance list as a table for the office of social insurance: a group for each commune."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Final, TypeAlias

from allowances.insurance import InsuranceList, InsuranceSums, InsuredRow
from reports.sheets import FORCE, Cell, Cells, Column, Group, Sheet, file_name
from vietnamese.dates import ngay, thang
from vietnamese.money import in_words

# What stands in the place of a sum that cannot be told: of premium, State's share, province's share, rest.
_IN_PRINT: Final = ("chưa rõ", "chưa rõ", "chưa tính", "chưa rõ")
_IN_A_WORKBOOK: Final = ("",) * 4
Unknown: TypeAlias = "tuple[str, ...]"
_COLUMNS: Final = (
    Column("STT", 5),
    Column("Họ và tên", 26),
    Column("Ngày sinh", 12),
    Column("Tổ", 26),
    Column("Biến động", 10),
    Column("Đã tham gia (tháng)", 10),
    Column("Còn được Nhà nước hỗ trợ (tháng)", 12),
    Column("Mức đóng", 14, of_figures=True),
    Column("Nhà nước hỗ trợ", 14, of_figures=True),
    Column("Tỉnh hỗ trợ", 14, of_figures=True),
    Column("Còn phải đóng", 14, of_figures=True),
)


def insurance_sheet(found: InsuranceList) -> Sheet:
    """Everyone insured in the month, who pays what, and under the sums whoever has left, for print."""
    return _sheet(found, _IN_PRINT)


def insurance_book(found: InsuranceList) -> Sheet:
    """The same for a workbook: a sum that cannot be told is an empty cell, which no formula adds up, and a
    note says so."""
    sheet = _sheet(found, _IN_A_WORKBOOK)
    empty = f"Ô trống ở các cột số tiền: chưa rõ hoặc chưa tính, {found.total.lacking} người."
    return replace(sheet, notes=(empty, *sheet.notes)) if found.total.lacking else sheet


def _sheet(found: InsuranceList, unknown: Unknown) -> Sheet:
    total = found.total
    return Sheet(
        unit=found.unit,
        title=f"Danh sách tham gia {found.scheme.name}, {FORCE}",
        subtitles=(
            f"{found.unit.name}, tháng {thang(found.month)}",
            *([found.open_words] if found.open_words else []),
        ),
        columns=_COLUMNS,
        groups=(*_groups(found, unknown), *_gone(found)),
        total=("", f"Tổng cộng {total.people} người", *("",) * 5, *_amounts(total, unknown)),
        words=_words(total),
        signatures=("Người lập danh sách", "Thủ trưởng đơn vị"),
        file_name=file_name(f"danh-sach-{found.scheme.kind}", found.unit, thang(found.month)),
        is_sample=found.is_sample,
        notes=(*_lacking(found), *found.remarks),
    )


def insurance_sums_sheet(found: InsuranceList) -> Sheet:
    """The sums of each commune, for a unit with too many people to print them all."""
    return replace(
        insurance_sheet(found),
        columns=(
            Column("STT", 5),
            Column("Xã, phường, thị trấn", 34),
            Column("Số người", 10),
            *_COLUMNS[-4:],
            Column("Chưa tính phần tỉnh (người)", 10),
            Column("Chưa rõ (người)", 10),
        ),
        groups=(Group(tuple((place, *_sums(row)) for place, row in enumerate(found.communes, start=1))),),
        total=("", *_sums(found.total, "Tổng cộng")),
    )


def _sums(row: InsuranceSums, name: str = "") -> Cells:
    return (name or row.unit.name, row.people, *_amounts(row, _IN_PRINT), row.uncomputed, row.lacking)


def _words(total: InsuranceSums) -> str:
    if total.province_vnd is None:
        return "Tỉnh hỗ trợ: chưa tính."
    less = f", chưa gồm {total.uncomputed} người chưa tính" if total.uncomputed else ""
    return f"Tỉnh hỗ trợ, bằng chữ: {in_words(total.province_vnd)}{less}."


def _groups(found: InsuranceList, unknown: Unknown) -> list[Group]:
    sums = {each.unit.pk: each for each in found.communes}
    groups, place = [], 0
    for commune, of in groupby(found.rows, key=attrgetter("commune")):
        rows = tuple(_cells(place, row, unknown) for place, row in enumerate(of, start=place + 1))
        groups.append(Group(rows, ("", commune.name, *("",) * 5, *_amounts(sums[commune.pk], unknown))))
        place += len(rows)
    return groups


def _gone(found: InsuranceList) -> list[Group]:
    rows = tuple(
        ("", row.person.full_name, ngay(row.person.birth_date), row.team.name, "Giảm", *("",) * 6)
        for row in found.gone
    )
    return [Group(rows, ("", "Giảm so với tháng trước", *("",) * 9))] if rows else []


def _cells(place: int, row: InsuredRow, unknown: Unknown) -> Cells:
    person = row.membership.person
    return (
        place,
        person.full_name,
        ngay(person.birth_date),
        row.membership.team.name,
        "Tăng" if row.is_new else "",
        _told(row.joined, ""),
        _told(row.left, ""),
        *_amounts(row, unknown),
    )


def _told(value: int | None, otherwise: str) -> Cell:
    return otherwise if value is None else value


def _amounts(of: InsuredRow | InsuranceSums, unknown: Unknown) -> Cells:
    shares = (of.premium_vnd, of.state_vnd, of.province_vnd, of.remains_vnd)
    return tuple(map(_told, shares, unknown))


def _lacking(found: InsuranceList) -> list[str]:
    told = [f"Chưa rõ ở {people} người: {sentence}" for sentence, people in found.reasons]
    if found.total.uncomputed:
        told.append(f"Chưa tính phần tỉnh hỗ trợ của {found.total.uncomputed} người.")
    return [*told, "Tổng cộng chưa gồm phần chưa rõ, chưa tính."] if told else []
