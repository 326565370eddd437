"""A list of money on paper as a workbook: frozen heading, A4 landscape, sums as values."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reports.sheets import Cells, Column, Sheet
from spreadsheets.writing import A4, FONT, LINED, SAMPLE_MARK, WHOLE, new_book, row_height, write_cell


@dataclass(frozen=True, slots=True)
class _Page:
    """An open worksheet and its formats."""

    sheet: Any
    title: Any
    line: Any
    mark: Any
    head: Any
    text: Any
    place: Any
    number: Any
    bold_text: Any
    bold_number: Any
    note: Any
    signature: Any


def workbook(sheet: Sheet) -> bytes:
    """The workbook of one list: frozen heading, A4 landscape, sums as values."""
    buffer = BytesIO()
    with new_book(buffer, sheet.title) as book:
        page = _open(book)
        head_row = _write_heading(page, sheet)
        last_row = _write_table(page, sheet, head_row)
        _write_foot(page, sheet, last_row + 2)
        _set_up_print(page, sheet, head_row, last_row)
    return buffer.getvalue()


def _open(book: Any) -> _Page:
    bold = LINED | {"bold": True}
    return _Page(
        sheet=book.add_worksheet("Danh sách"),
        title=book.add_format(FONT | {"bold": True, "font_size": 14}),
        line=book.add_format(FONT),
        mark=book.add_format(FONT | {"bold": True, "font_color": "#a11616"}),
        head=book.add_format(
            bold | {"text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#eef0f2"}
        ),
        text=book.add_format(LINED | {"text_wrap": True}),
        place=book.add_format(LINED | {"align": "center"}),
        number=book.add_format(LINED | {"num_format": WHOLE, "align": "right"}),
        bold_text=book.add_format(bold | {"text_wrap": True}),
        bold_number=book.add_format(bold | {"num_format": WHOLE, "align": "right"}),
        note=book.add_format(FONT | {"text_wrap": True, "valign": "top"}),
        signature=book.add_format(
            FONT | {"bold": True, "text_wrap": True, "align": "center", "valign": "top"}
        ),
    )


def _write_heading(page: _Page, sheet: Sheet) -> int:
    """Writes what stands above the table; returns the row of the column names."""
    lines = [
        *([(SAMPLE_MARK, page.mark)] if sheet.is_sample else []),
        (f"Ủy ban nhân dân {sheet.unit.name_inside}", page.line),
        (sheet.title, page.title),
        *((line, page.line) for line in sheet.subtitles),
        (f"Đơn vị tính: {sheet.measure}", page.line),
    ]
    for row, (text, form) in enumerate(lines):
        page.sheet.write_string(row, 0, text, form)
    return len(lines) + 1


def _write_table(page: _Page, sheet: Sheet, head_row: int) -> int:
    """Writes column names, groups and the total; returns the row of the total."""
    for place, column in enumerate(sheet.columns):
        page.sheet.set_column(place, place, column.width)
        page.sheet.write_string(head_row, place, column.name, page.head)
    page.sheet.set_row(head_row, row_height((column.name, column.width) for column in sheet.columns))
    row = head_row
    for group in sheet.groups:
        if group.heading:
            row += 1
            _write_row(page, sheet.columns, row, group.heading, bold=True)
        for cells in group.rows:
            row += 1
            _write_row(page, sheet.columns, row, cells, bold=False)
    _write_row(page, sheet.columns, row + 1, sheet.total, bold=True)
    return row + 1


def _write_row(page: _Page, columns: tuple[Column, ...], row: int, cells: Cells, *, bold: bool) -> None:
    text, number = (page.bold_text, page.bold_number) if bold else (page.text, page.number)
    widths = [column.width for column in columns]
    page.sheet.set_row(row, row_height(zip(cells, widths, strict=True)))
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        look = number if column.is_figure(cell) else text
        write_cell(page.sheet, row, place, cell, look if place else page.place)


def _write_foot(page: _Page, sheet: Sheet, row: int) -> None:
    widths = [column.width for column in sheet.columns]
    for text in (sheet.words, *sheet.notes):
        page.sheet.set_row(row, row_height([(text, sum(widths))]))
        page.sheet.merge_range(row, 0, row, len(widths) - 1, text, page.note)
        row += 1
    step = max(len(widths) // len(sheet.signatures), 1)
    places = [(start, widths[start : start + step]) for start in range(0, step * len(sheet.signatures), step)]
    rooms = [(role, sum(room)) for role, (_, room) in zip(sheet.signatures, places, strict=True)]
    page.sheet.set_row(row + 1, row_height(rooms))
    for role, (start, room) in zip(sheet.signatures, places, strict=True):
        if len(room) > 1:
            page.sheet.merge_range(row + 1, start, row + 1, start + len(room) - 1, role, page.signature)
        else:
            page.sheet.write_string(row + 1, start, role, page.signature)


def _set_up_print(page: _Page, sheet: Sheet, head_row: int, last_row: int) -> None:
    foot_rows = 4 + len(sheet.notes)
    page.sheet.freeze_panes(head_row + 1, 0)
    page.sheet.repeat_rows(head_row)
    page.sheet.set_landscape()
    page.sheet.set_paper(A4)
    page.sheet.fit_to_pages(1, 0)
    page.sheet.print_area(0, 0, last_row + foot_rows, len(sheet.columns) - 1)
    page.sheet.set_header(f"&C{SAMPLE_MARK}" if sheet.is_sample else "")
    page.sheet.set_footer("&CTrang &P/&N")
