"""A workbook holds what was typed as text, figures as figures, and a sheet ready for A4."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from reports import xlsx
from reports.sheets import Column, Group, Sheet
from territory.models import Unit

HOSTILE = [
    '=HYPERLINK("http://example.com","x")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "http://example.com",
    "mailto:a@example.com",
    "0123456789",
]


def sheet_of(names: list[str], *, is_sample: bool = False) -> Sheet:
    return Sheet(
        unit=Unit(name="Xã Phước Hưng", kind=Unit.Kind.XA),
        title="Danh sách",
        subtitles=("Tháng 07/2024",),
        columns=(Column("STT", 5), Column("Họ và tên", 30), Column("Cộng", 15)),
        groups=(Group(tuple((place, name, 1_440_000) for place, name in enumerate(names, start=1))),),
        total=("", "Tổng cộng", 1_440_000 * len(names)),
        words="Bằng chữ: Không đồng.",
        signatures=("Người lập", "Chủ tịch"),
        file_name="danh-sach",
        is_sample=is_sample,
    )


def part(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_what_looks_like_a_formula_stays_text() -> None:
    content = xlsx.workbook(sheet_of(HOSTILE))
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")
    assert "hyperlink" not in part(content, "xl/worksheets/sheet1.xml").lower()
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[-len(HOSTILE) - 5 :] if row[1] in HOSTILE] == HOSTILE


def test_the_total_is_a_number_and_not_a_formula() -> None:
    content = xlsx.workbook(sheet_of(["An", "Bình"]))
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows if row[1] == "Tổng cộng"] == [2_880_000]
    assert 'formatCode="#,##0"' in part(content, "xl/styles.xml") or 'numFmtId="3"' in part(
        content, "xl/styles.xml"
    )


def test_the_sheet_prints_on_a4_landscape_with_its_head_on_every_page() -> None:
    content = xlsx.workbook(sheet_of(["An"]))
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert re.search(r'<pageSetup [^>]*paperSize="9"[^>]*orientation="landscape"', sheet)
    assert 'state="frozen"' in sheet
    names = part(content, "xl/workbook.xml")
    assert "_xlnm.Print_Area" in names
    assert "_xlnm.Print_Titles" in names


@pytest.mark.parametrize("is_sample", [True, False])
def test_sample_data_is_marked_in_the_sheet_and_its_heading(is_sample: bool) -> None:
    content = xlsx.workbook(sheet_of(["An"], is_sample=is_sample))
    assert ("BẢN MẪU" in part(content, "xl/sharedStrings.xml")) is is_sample
    assert ("BẢN MẪU" in part(content, "xl/worksheets/sheet1.xml")) is is_sample


def test_the_same_list_gives_the_same_file() -> None:
    assert xlsx.workbook(sheet_of(["An"])) == xlsx.workbook(sheet_of(["An"]))


@pytest.mark.parametrize(
    ("name", "points"), [("An", 15.75), ("Nguyễn Văn An, tháng 07/2024. Sửa ngày công đã ghi nhầm.", 31.5)]
)
def test_a_row_is_as_high_as_its_wrapped_text(name: str, points: float) -> None:
    sheet = part(xlsx.workbook(sheet_of([name])), "xl/worksheets/sheet1.xml")
    first_person = re.search(r'<row r="7"[^>]*>', sheet)
    assert first_person
    assert f'ht="{points}"' in first_person[0]


def test_a_heading_of_two_lines_is_shown_whole() -> None:
    narrow = replace(
        sheet_of(["An"]), columns=(Column("STT", 5), Column("Thiếu so với chỉ tiêu", 11), Column("Cộng", 9))
    )
    heading = re.search(r'<row r="6"[^>]*>', part(xlsx.workbook(narrow), "xl/worksheets/sheet1.xml"))
    assert heading
    assert 'ht="31.5"' in heading[0]
