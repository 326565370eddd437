"""A workbook to be filled in and read again: locked headers, drop-down lists, notes at wrong cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from spreadsheets.reading import MAX_ROWS, Cell
from spreadsheets.writing import (
    A4,
    DAY,
    FONT,
    LINED,
    SAMPLE_MARK,
    TEXT,
    WHOLE,
    new_book,
    row_height,
    write_cell,
)

LIST_SHEET: Final = "Danh sách"
_GUIDE_SHEET: Final = "Hướng dẫn"
_CHOICE_SHEET: Final = "DanhMuc"

_LOOKS: Final = {"text": TEXT, "day": DAY, "whole": WHOLE}
_GUIDE_WIDTH: Final = 22
_GREY: Final = "#eef0f2"
_WRONG: Final = "#f8d7d7"
_ALLOWED: Final = {
    "sort": True,
    "autofilter": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
}
_AUTHOR: Final = "Cổng ANTT cơ sở"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column to fill in. ``look`` is text, day or whole; ``choices`` make a list to choose from."""

    name: str
    width: int
    look: str = "text"
    help: str = ""
    is_required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """Two lists that depend on each other: what column ``child`` offers follows from column ``parent``."""

    parent: int
    child: int
    branches: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A list with its heading, its rows, and sentences at cells that are wrong, by (row, column)."""

    title: str
    lines: tuple[str, ...]
    columns: tuple[FormColumn, ...]
    guide: tuple[str, ...]
    rows: Sequence[Sequence[Cell | None]] = ()
    example: tuple[Cell, ...] = ()
    tree: Tree | None = None
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class _Looks:
    """The formats of a form's workbook."""

    title: Any
    line: Any
    head: Any
    open: dict[str, Any]
    wrong: dict[str, Any]
    example: dict[str, Any]


def form_workbook(form: FormSheet) -> bytes:
    """The workbook: the list to fill in, how to, and a hidden sheet with what may be chosen."""
    buffer = BytesIO()
    with new_book(buffer, form.title) as book:
        looks = _looks(book)
        sheet = book.add_worksheet(LIST_SHEET)
        head = _write_head(sheet, looks, form)
        _write_rows(sheet, looks, form, head + 1)
        _write_guide(book.add_worksheet(_GUIDE_SHEET), looks, form)
        _offer(book, sheet, form, head + 1)
        _set_up(sheet, form, head)
    return buffer.getvalue()


def _looks(book: Any) -> _Looks:
    def each(**more: Any) -> dict[str, Any]:
        return {
            look: book.add_format(LINED | {"num_format": shown, "locked": False} | more)
            for look, shown in _LOOKS.items()
        }

    return _Looks(
        title=book.add_format(FONT | {"bold": True, "font_size": 14}),
        line=book.add_format(FONT),
        head=book.add_format(LINED | {"bold": True, "text_wrap": True, "align": "center", "bg_color": _GREY}),
        open=each(),
        wrong=each(bg_color=_WRONG),
        example=each(italic=True),
    )


def _write_head(sheet: Any, looks: _Looks, form: FormSheet) -> int:
    """Writes what stands above the list and the names of its columns; returns the row of the names."""
    mark = (SAMPLE_MARK,) if form.is_sample else ()
    sheet.write_string(0, 0, form.title, looks.title)
    for row, line in enumerate((*mark, *form.lines), start=1):
        sheet.write_string(row, 0, line, looks.line)
    head = len(mark) + len(form.lines) + 2
    for place, column in enumerate(form.columns):
        star = " *" if column.is_required else ""
        sheet.set_column(place, place, column.width, looks.open[column.look])
        sheet.write_string(head, place, column.name + star, looks.head)
    sheet.set_row(head, row_height((f"{column.name} *", column.width) for column in form.columns))
    return head


def _write_rows(sheet: Any, looks: _Looks, form: FormSheet, first: int) -> None:
    for number, cells in enumerate(form.rows):
        for place, (column, cell) in enumerate(zip(form.columns, cells, strict=True)):
            note = form.notes.get((number, place))
            look = (looks.wrong if note else looks.open)[column.look]
            write_cell(sheet, first + number, place, cell, look)
            if note:
                sheet.write_comment(first + number, place, note, {"author": _AUTHOR, "x_scale": 2})


def _write_guide(sheet: Any, looks: _Looks, form: FormSheet) -> None:
    """How to fill the list in, and an example that is marked as one; nothing here is read again."""
    sheet.set_column(0, len(form.columns), _GUIDE_WIDTH)
    sheet.write_string(0, 0, f"Cách điền: {form.title}", looks.title)
    helps = [f"{column.name}: {column.help}" for column in form.columns if column.help]
    lines = [*form.guide, "Cột có dấu * phải điền.", *helps]
    for row, line in enumerate(lines, start=2):
        sheet.write_string(row, 0, line, looks.line)
    if form.example:
        row = len(lines) + 4
        sheet.set_row(row, row_height((column.name, _GUIDE_WIDTH) for column in form.columns))
        sheet.write_string(row - 1, 0, "Ví dụ (dữ liệu mẫu, không phải người thật):", looks.line)
        for place, (column, cell) in enumerate(zip(form.columns, form.example, strict=True)):
            sheet.write_string(row, place, column.name, looks.head)
            write_cell(sheet, row + 1, place, cell, looks.example[column.look])
    sheet.protect()


def _offer(book: Any, sheet: Any, form: FormSheet, first: int) -> None:
    """Drop-down lists, in the rows that are there and in those still to be filled in."""
    last = first + MAX_ROWS - 1
    for place, column in enumerate(form.columns):
        if column.choices:
            rule = {
                "validate": "list",
                "source": list(column.choices),
                "error_message": "Chọn trong danh sách.",
            }
            sheet.data_validation(first, place, last, place, rule)
    if form.tree is not None and form.tree.branches:
        _offer_tree(book, sheet, form.tree, first, last)


def _offer_tree(book: Any, sheet: Any, tree: Tree, first: int, last: int) -> None:
    listed = book.add_worksheet(_CHOICE_SHEET)
    row = 0
    for number, (parent, children) in enumerate(tree.branches.items()):
        listed.write_string(number, 3, parent)
        for child in children:
            listed.write_string(row, 0, parent)
            listed.write_string(row, 1, child)
            row += 1
    listed.hide()
    listed.protect()
    parents = f"={_CHOICE_SHEET}!$D$1:$D${len(tree.branches)}"
    key = f"${chr(65 + tree.parent)}{first + 1}"
    column = f"{_CHOICE_SHEET}!$A$1:$A${max(row, 1)}"
    children_of = (
        f"=OFFSET({_CHOICE_SHEET}!$B$1,MATCH({key},{column},0)-1,0,MAX(COUNTIF({column},{key}),1),1)"
    )
    for place, source in ((tree.parent, parents), (tree.child, children_of)):
        # A name that is not in the list is settled after the upload, so it may be typed.
        rule = {"validate": "list", "source": source, "show_error": False}
        sheet.data_validation(first, place, last, place, rule)


def _set_up(sheet: Any, form: FormSheet, head: int) -> None:
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C{SAMPLE_MARK}" if form.is_sample else "")
    sheet.set_footer("&CTrang &P/&N")
    sheet.protect("", _ALLOWED)
