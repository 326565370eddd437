"""A list on paper: what stands under which column, what is set as a figure, and where its signatures go."""

from __future__ import annotations

from io import BytesIO

import pdfplumber
import pytest

from reports.rendering import render_sheet
from reports.sheets import Column, Group, PrintLine, Sheet
from territory.models import Unit

COLUMNS = (
    Column("STT", 5),
    Column("Họ và tên", 26),
    Column("Tổ", 26),
    Column("Biến động", 10),
    Column("Tỷ lệ", 9, of_figures=True),
    Column("Cộng", 15),
)


def sheet_of(people: int) -> Sheet:
    rows = tuple((place, f"Người {place}", "Tổ mẫu", "", "–", 1_000) for place in range(1, people + 1))
    return Sheet(
        unit=Unit(name="Xã Phước Hưng", kind=Unit.Kind.XA),
        title="Danh sách",
        subtitles=("Tháng 07/2024",),
        columns=COLUMNS,
        groups=(Group(rows, ("", "Xã Phước Hưng", "", "", "", 1_000 * people)),),
        total=("", "Tổng cộng", "", "", "–", 1_000 * people),
        words="Bằng chữ: Không đồng.",
        signatures=("Người lập", "Chủ tịch"),
        file_name="danh-sach",
        is_sample=False,
    )


def spans(line: PrintLine) -> list[int]:
    return [cell.span for cell in line.cells]


def test_an_empty_cell_widens_the_name_of_a_heading_and_nothing_in_a_row() -> None:
    heading, row, total = sheet_of(1).lines()
    assert (spans(heading), spans(row), spans(total)) == ([1, 4, 1], [1] * 6, [1, 3, 1, 1])


def test_a_dash_among_sums_is_set_as_a_figure() -> None:
    _, row, _ = sheet_of(1).lines()
    assert [cell.is_figure for cell in row.cells] == [True, False, False, False, True, True]


@pytest.mark.parametrize("people", range(11, 19))
def test_signatures_never_stand_without_rows(people: int) -> None:
    with pdfplumber.open(BytesIO(render_sheet(sheet_of(people)))) as pdf:
        last = pdf.pages[-1].extract_text()
    assert "NGƯỜI LẬP" in last
    assert "Tổng cộng" in last
    assert f"Người {people}" in last
