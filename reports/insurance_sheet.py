"""A month's insurance list as a table for the office of social insurance: a group for each commune."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Final

from allowances.insurance import InsuranceList, InsuranceSums, InsuredRow
from reports.sheets import FORCE, Cell, Cells, Column, Group, Sheet, file_name
from vietnamese.dates import ngay, thang
from vietnamese.money import in_words

_UNKNOWN: Final = "chưa rõ"
_COLUMNS: Final = (
    Column("STT", 5),
    Column("Họ và tên", 26),
    Column("Ngày sinh", 12),
    Column("Tổ", 26),
    Column("Biến động", 10),
    Column("Đã tham gia (tháng)", 10),
    Column("Còn được Nhà nước hỗ trợ (tháng)", 12),
    Column("Mức đóng", 14),
    Column("Nhà nước hỗ trợ", 14),
    Column("Tỉnh hỗ trợ", 14),
    Column("Còn phải đóng", 14),
)


def insurance_sheet(found: InsuranceList) -> Sheet:
    """Everyone insured in the month, who pays what, and under the sums whoever has left."""
    total = found.total
    return Sheet(
        unit=found.unit,
        title=f"Danh sách tham gia {found.scheme.name}, {FORCE}",
        subtitles=(
            f"{found.unit.name}, tháng {thang(found.month)}",
            *([found.open_words] if found.open_words else []),
        ),
        columns=_COLUMNS,
        groups=(*_groups(found), *_gone(found)),
        total=("", f"Tổng cộng {total.people} người", *("",) * 5, *_amounts(total)),
        words=f"Tỉnh hỗ trợ, bằng chữ: {in_words(total.province_vnd)}.",
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
            Column("Chưa rõ (người)", 10),
        ),
        groups=(Group(tuple((place, *_sums(row)) for place, row in enumerate(found.communes, start=1))),),
        total=("", *_sums(found.total, "Tổng cộng")),
    )


def _sums(row: InsuranceSums, name: str = "") -> Cells:
    return (name or row.unit.name, row.people, *_amounts(row), row.lacking)


def _groups(found: InsuranceList) -> list[Group]:
    sums = {each.unit.pk: each for each in found.communes}
    groups, place = [], 0
    for commune, of in groupby(found.rows, key=attrgetter("commune")):
        rows = tuple(_cells(place, row) for place, row in enumerate(of, start=place + 1))
        groups.append(Group(rows, ("", commune.name, *("",) * 5, *_amounts(sums[commune.pk]))))
        place += len(rows)
    return groups


def _gone(found: InsuranceList) -> list[Group]:
    rows = tuple(
        ("", row.person.full_name, ngay(row.person.birth_date), row.team.name, "Giảm", *("",) * 6)
        for row in found.gone
    )
    return [Group(rows, ("", "Giảm so với tháng trước", *("",) * 9))] if rows else []


def _cells(place: int, row: InsuredRow) -> Cells:
    person = row.membership.person
    return (
        place,
        person.full_name,
        ngay(person.birth_date),
        row.membership.team.name,
        "Tăng" if row.is_new else "",
        _told(row.joined, ""),
        _told(row.left, ""),
        _told(row.premium_vnd, _UNKNOWN),
        _told(row.state_vnd, _UNKNOWN),
        row.province_vnd,
        _told(row.remains_vnd, _UNKNOWN),
    )


def _told(value: int | None, otherwise: str) -> Cell:
    return otherwise if value is None else value


def _amounts(sums: InsuranceSums) -> Cells:
    shares = (sums.premium_vnd, sums.state_vnd, sums.province_vnd, sums.remains_vnd)
    return tuple(_told(share, _UNKNOWN) for share in shares)


def _lacking(found: InsuranceList) -> list[str]:
    reasons = [f"Chưa rõ ở {people} người: {sentence}" for sentence, people in found.reasons]
    return [*reasons, "Tổng cộng chưa gồm phần chưa rõ."] if reasons else []
