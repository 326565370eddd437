"""The one door to Excel: what a person typed is never a formula, a link or a number by its looks."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from spreadsheets.reading import Cell

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAMPLE_MARK: Final = "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

A4: Final = 9
# Excel shows the separator of the reader's own settings: dots in Vietnam.
WHOLE: Final = "#,##0"
DAY: Final = "dd/mm/yyyy"
TEXT: Final = "@"
FONT: Final = {"font_name": "Times New Roman", "font_size": 12}
LINED: Final = FONT | {"border": 1, "valign": "vcenter"}

# Points that a line of this type takes, and how many letters of it at least stand in one unit of a width.
_LINE_POINTS: Final = 15.75
_LETTERS_PER_WIDTH: Final = 1.15

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# The same list gives the same file, whenever it is asked for.
_CREATED: Final = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def new_book(buffer: BytesIO, title: str) -> Any:
    """A workbook to be filled, as a context; on leaving it stands in ``buffer``."""
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"title": title, "created": _CREATED})
    return book


def write_cell(sheet: Any, row: int, column: int, cell: Cell | None, form: Any) -> None:
    """The cell by its type: a number, a day, a text; nothing but the look for None and an empty text."""
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, form)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, form)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, form)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), form)
    else:
        sheet.write_string(row, column, cell, form)


def row_height(cells: Iterable[tuple[object, float]]) -> float:
    """Points a row needs to show each (cell, width of its column) whole; only texts are wrapped.

    Not every program measures wrapped text when it opens a file, so the height is said.
    """
    return _LINE_POINTS * max((_lines(cell, width) for cell, width in cells), default=1)


def _lines(cell: object, width: float) -> int:
    if not isinstance(cell, str) or not cell:
        return 1
    room = max(int(width * _LETTERS_PER_WIDTH), 1)
    return sum(max(len(textwrap.wrap(line, room)), 1) for line in cell.split("\n"))
