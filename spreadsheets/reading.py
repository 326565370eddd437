"""A workbook's rows as typed cells: guarded, then read by a parser in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

from spreadsheets import guard
from spreadsheets.refusals import FileRefused

MAX_ROWS: Final = 5000
# Title lines, the header and the notes that may stand above a list.
_HEAD_ROWS: Final = 30
_SECONDS: Final = 30

Cell: TypeAlias = "str | int | float | bool | date"
Row: TypeAlias = "list[Cell]"

_CHILD: Final = Path(__file__).with_name("child.py")
_UNREADABLE: Final = "Sao chép danh sách vào biểu mẫu tải từ đây rồi chọn lại: không đọc được tệp này."
_TOO_WIDE: Final = "Xóa các cột ở xa bên phải danh sách rồi chọn lại."


def read_rows(content: bytes, file_name: str, *, sheet: str) -> list[Row]:
    """All rows of the sheet of this name, or of the first one to be seen; row 1 of Excel is ``[0]``.

    Raises FileRefused with the sentence to show: a file that the guard refuses, that cannot be read, or that
    has more than ``MAX_ROWS`` rows.
    """
    guard.check(content, file_name)
    found = _parsed(content, sheet)
    if found.get("too_wide"):
        raise FileRefused(_TOO_WIDE)
    if found["count"] > MAX_ROWS + _HEAD_ROWS:
        raise FileRefused(too_many(found["count"]))
    return [[_typed(cell) for cell in row] for row in found["rows"]]


def too_many(count: int) -> str:
    """The sentence for a list of ``count`` rows."""
    shown, most = (f"{number:,}".replace(",", ".") for number in (count, MAX_ROWS))
    return f"Chia thành nhiều tệp: tệp có {shown} dòng, mỗi lần nhập tối đa {most} dòng."


def cell_name(row: int, column: int) -> str:
    """The name Excel gives the cell of 0-based ``row`` and ``column``: (0, 27) is "AB1"."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def _parsed(content: bytes, sheet: str) -> dict[str, Any]:
    # Isolated: the environment and the folder it is started in lend the child no code.
    command = [sys.executable, "-I", str(_CHILD), sheet, str(MAX_ROWS + _HEAD_ROWS)]
    try:
        child = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise FileRefused(_UNREADABLE) from error
    found: dict[str, Any] = json.loads(child.stdout)
    return found


def _typed(cell: Any) -> Cell:
    if isinstance(cell, dict):
        return date.fromisoformat(cell["day"])
    typed: Cell = cell
    return typed
