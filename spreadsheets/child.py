"""The parser in a process of its own, which may use little memory and time. Run as a script.

Reads a workbook from standard input and writes one JSON object: the names of its sheets, and the cells of
the wanted one. A day is written as ``{"day": "2024-07-01"}``.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MAX_MEMORY: Final = 512 * 1024 * 1024
MAX_SECONDS: Final = 15
# A cell far away from all others makes the parser fill all that lies between.
MAX_COLUMNS: Final = 200


def main() -> None:
    """The one job of this process: ``argv`` holds the sheet wanted and how many rows are read at most."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    wanted, most = sys.argv[1], int(sys.argv[2])
    book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    json.dump(_read(book, wanted, most), sys.stdout)


def _read(book: CalamineWorkbook, wanted: str, most: int) -> dict[str, Any]:
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
    ]
    if not names:
        return {"rows": [], "count": 0}
    sheet = book.get_sheet_by_name(wanted if wanted in names else names[0])
    if sheet.end is None:
        return {"rows": [], "count": 0}
    if sheet.end[1] >= MAX_COLUMNS:
        return {"rows": [], "count": 0, "too_wide": True}
    rows = sheet.to_python(skip_empty_area=False)
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    return {"rows": [[_plain(cell) for cell in row] for row in rows[:most]], "count": len(rows)}


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return {"day": cell.date().isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return cell if isinstance(cell, str | int | float) else str(cell)


if __name__ == "__main__":
    main()
