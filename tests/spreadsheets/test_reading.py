"""Rows come out as they went in; what cannot be read is refused, never waited for."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from spreadsheets import reading
from spreadsheets.form import LIST_SHEET
from spreadsheets.reading import MAX_ROWS, Cell, Row, cell_name, read_rows
from spreadsheets.refusals import FileRefused
from tests.spreadsheets.workbooks import good, part_of, with_part

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
    "'=1",
]
# What XML can hold.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=40)
DAYS = st.dates(date(1900, 3, 1), date(2199, 12, 31))
ROWS = st.lists(st.tuples(TEXTS, DAYS, st.integers(0, 2_000_000_000)), min_size=1, max_size=20)


def list_of(content: bytes) -> list[Row]:
    return read_rows(content, "a.xlsx", sheet=LIST_SHEET)[3:]


@settings(max_examples=25)
@given(ROWS)
def test_what_is_written_is_read_again(rows: list[tuple[str, date, int]]) -> None:
    assert [tuple(row) for row in list_of(good([list(row) for row in rows]))] == rows


def test_what_looks_like_a_formula_is_text_both_ways() -> None:
    content = good([[text, None, None] for text in FORMULAS])
    sheet = part_of(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert [row[0] for row in list_of(content)] == FORMULAS


def test_a_formula_of_the_file_is_its_value_and_never_computed() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet(LIST_SHEET)
        sheet.write_formula(0, 0, '=HYPERLINK("http://example.com","x")', None, "Nguyễn")
        sheet.write_formula(0, 1, "=1+1", None, 5)
    assert read_rows(buffer.getvalue(), "a.xlsx", sheet=LIST_SHEET) == [["Nguyễn", 5]]


def test_the_named_sheet_is_read_else_the_first_that_is_seen() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name in ("Ẩn", "Sổ tay", LIST_SHEET):
            book.add_worksheet(name).write_string(0, 0, name)
        book.worksheets()[1].activate()
        book.worksheets()[0].hide()
    assert read_rows(buffer.getvalue(), "a.xlsx", sheet=LIST_SHEET) == [[LIST_SHEET]]
    assert read_rows(buffer.getvalue(), "a.xlsx", sheet="Không có") == [["Sổ tay"]]


def test_an_empty_sheet_has_no_rows() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet(LIST_SHEET)
    assert read_rows(buffer.getvalue(), "a.xlsx", sheet=LIST_SHEET) == []


def test_too_many_rows_are_refused_with_their_number() -> None:
    with pytest.raises(FileRefused, match=r"tệp có 5\.1\d\d dòng, mỗi lần nhập tối đa 5\.000 dòng"):
        list_of(good([["Thử", None, number] for number in range(MAX_ROWS + 100)]))


def far_cell(row: int, column: int) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet(LIST_SHEET)
        sheet.write_string(0, 0, "Đầu")
        sheet.write_string(row, column, "Cuối")
    return buffer.getvalue()


def test_a_cell_at_the_far_corner_is_refused_and_not_filled_up_to() -> None:
    with pytest.raises(FileRefused, match="không đọc được tệp này"):
        read_rows(far_cell(1_048_575, 16_383), "a.xlsx", sheet=LIST_SHEET)


def test_a_cell_far_to_the_right_is_named() -> None:
    with pytest.raises(FileRefused, match="cột ở xa bên phải"):
        read_rows(far_cell(5, 300), "a.xlsx", sheet=LIST_SHEET)


def test_a_parser_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "_SECONDS", 0.2)
    path = tmp_path / "child.py"
    path.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(reading, "_CHILD", path)
    with pytest.raises(FileRefused, match="không đọc được tệp này"):
        list_of(good())


def test_a_sheet_that_is_no_xml_is_refused() -> None:
    with pytest.raises(FileRefused, match="không đọc được tệp này"):
        list_of(with_part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"))


@pytest.mark.parametrize(
    ("place", "name"), [((0, 0), "A1"), ((9, 25), "Z10"), ((0, 27), "AB1"), ((4, 702), "AAA5")]
)
def test_a_cell_has_the_name_excel_gives_it(place: tuple[int, int], name: str) -> None:
    assert cell_name(*place) == name


def test_types_are_kept() -> None:
    cells: list[Cell | None] = ["012345678901", date(1990, 5, 17), 412]
    (row,) = list_of(good([cells]))
    assert row == cells
    assert [type(cell) for cell in row] == [str, date, float]
