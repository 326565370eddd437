"""What a cell says: text, a day, a whole number, an identity number. Excel guesses types; these undo it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from spreadsheets.reading import Cell
from spreadsheets.refusals import CellFault
from vietnamese.dates import FIRST_YEAR, LAST_YEAR, ngay
from vietnamese.money import parse_grouped
from vietnamese.text import nfc

_DAY: Final = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})", re.ASCII)
_DIGITS: Final = re.compile(r"[0-9]{12}")
_ZERO_WIDTH: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
# Excel counts days from here; the two first months of its calendar are wrong and no birth date lies there.
_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = range(61, 109_574)

_WRITE_DAY: Final = "Nhập ngày theo dạng 01/07/2024."
_WRITE_WHOLE: Final = "Nhập số nguyên, ví dụ 1.250."
_WRITE_IDENTITY: Final = "Nhập số định danh gồm 12 chữ số."
_LOST_ZEROS: Final = (
    "Định dạng ô là Văn bản (Text) rồi nhập lại đủ 12 chữ số: Excel đã đổi thành số và bỏ số 0 ở đầu."
)


def text_of(cell: Cell) -> str:
    """The cell as one line of text in composed form, single blanks; a day as dd/mm/yyyy."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return ngay(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(nfc(str(cell)).translate(_ZERO_WIDTH).split())


def day_of(cell: Cell) -> date:
    """The day of a cell: Excel's own date, dd/mm/yyyy as text, or the number that Excel shows a date as."""
    day = _day_of(cell)
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellFault(_WRITE_DAY)
    return day


def whole_of(cell: Cell, *, least: int = 0, most: int = 2_000_000_000) -> int:
    """The whole number of a cell, typed with or without separators of thousands."""
    number = _whole_of(cell)
    if not least <= number <= most:
        raise CellFault(f"Nhập số từ {least} đến {most}.")
    return number


def identity_of(cell: Cell) -> str:
    """The twelve digits of a cell. One that Excel made a number has lost its leading zeros: that is said."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _identity_of_number(cell)
    digits = re.sub(r"[\s.'’]", "", text_of(cell))
    if _DIGITS.fullmatch(digits):
        return digits
    if digits.isdecimal() and digits.isascii() and len(digits) < 12:
        raise CellFault(f"Nhập đủ 12 chữ số: ô chỉ có {len(digits)} chữ số, có thể mất số 0 ở đầu.")
    raise CellFault(_WRITE_IDENTITY)


def _day_of(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float):
        is_day = not isinstance(cell, bool) and float(cell).is_integer() and int(cell) in _SERIALS
        return _EPOCH + timedelta(days=int(cell)) if is_day else None
    found = _DAY.fullmatch(text_of(cell))
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _whole_of(cell: Cell) -> int:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not float(cell).is_integer():
            raise CellFault(_WRITE_WHOLE)
        return int(cell)
    try:
        return parse_grouped(text_of(cell))
    except ValueError as error:
        raise CellFault(_WRITE_WHOLE) from error


def _identity_of_number(number: float) -> str:
    """A number of twelve digits is whole; a shorter one lost zeros, which only the card can give back."""
    digits = str(int(number)) if float(number).is_integer() and number >= 0 else ""
    if len(digits) == 12:
        return digits
    if 9 <= len(digits) < 12:
        raise CellFault(_LOST_ZEROS)
    raise CellFault(_WRITE_IDENTITY)
