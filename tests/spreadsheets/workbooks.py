"""Workbooks for the tests of the guard: a good one, and one with a single thing wrong."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from spreadsheets.form import LIST_SHEET, FormColumn, FormSheet, form_workbook
from spreadsheets.reading import Cell
from spreadsheets.writing import new_book, write_cell

COLUMNS = (FormColumn("Họ và tên", 30), FormColumn("Ngày sinh", 12, "day"), FormColumn("Số hộ", 10, "whole"))


def good(rows: list[list[Cell | None]] | None = None) -> bytes:
    """A plain list made by the portal."""
    listed = [["Nguyễn Văn Thử", None, 412]] if rows is None else rows
    return form_workbook(FormSheet("Danh sách", (), COLUMNS, (), listed))


def listed(rows: Iterable[Sequence[Cell | None]]) -> bytes:
    """The rows as somebody sends them back: on the sheet of the list, each cell by its type."""
    buffer = BytesIO()
    with new_book(buffer, "") as book:
        sheet = book.add_worksheet(LIST_SHEET)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                write_cell(sheet, number, place, cell, None)
    return buffer.getvalue()


def with_part(name: str, text: bytes | str, base: bytes | None = None) -> bytes:
    """The good workbook with one part more, or with another text of a part it has."""
    buffer = BytesIO()
    with ZipFile(BytesIO(base or good())) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, text)
    return buffer.getvalue()


def part_of(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def bomb(size: int) -> bytes:
    """The good workbook whose sheet unpacks to ``size`` bytes and says so."""
    return with_part("xl/worksheets/sheet1.xml", b" " * size)


def lying_bomb(size: int) -> bytes:
    """A bomb whose directory declares 1,000 bytes, with a check sum that suits them."""
    content = bytearray(bomb(size))
    name = b"xl/worksheets/sheet1.xml"
    entry = content.rindex(name) - 46
    local = content.index(name) - 30
    truth = struct.pack("<I", 1000)
    check = struct.pack("<I", zlib.crc32(b" " * 1000))
    content[entry + 24 : entry + 28] = content[local + 22 : local + 26] = truth
    content[entry + 16 : entry + 20] = content[local + 14 : local + 18] = check
    return bytes(content)
