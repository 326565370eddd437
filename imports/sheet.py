"""The columns of a list, and the rows of a sheet by its columns, wherever the sheet has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from spreadsheets.cells import text_of
from spreadsheets.form import FormColumn
from spreadsheets.reading import MAX_ROWS, Cell, Row, too_many
from spreadsheets.refusals import CellFault, FileRefused
from vietnamese.text import without_marks

Cells: TypeAlias = "dict[str, Cell]"
Values: TypeAlias = "dict[str, Any]"

_HEAD_ROWS: Final = 30


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its name on the sheet, and how a cell of it becomes a value."""

    key: str
    name: str
    width: int
    read: Callable[[Cell], Any] = text_of
    look: str = "text"
    help: str = ""
    is_required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    max_length: int = 0
    # How a stored value is written, where its cell is not the value itself.
    show: Callable[[Any], Cell] | None = None

    def on_form(self) -> FormColumn:
        """The column as a workbook shows it."""
        return FormColumn(self.name, self.width, self.look, self.help, self.is_required, tuple(self.choices))

    def value(self, cell: Cell) -> Any:
        """What the cell says; "" where it is empty. Raises CellFault with the sentence to show."""
        if text_of(cell) == "":
            if self.is_required:
                verb = "Chọn" if self.choices else "Nhập"
                raise CellFault(f"{verb} {self.name[:1].lower()}{self.name[1:]}.")
            return ""
        if self.choices:
            return self._chosen(text_of(cell))
        value = self.read(cell)
        if self.max_length and len(value) > self.max_length:
            raise CellFault(f"Rút ngắn còn tối đa {self.max_length} ký tự.")
        return value

    def shown(self, value: Cell) -> Cell:
        """A stored value as its cell: the words of a choice, any other value as it is or is written."""
        if self.show is not None:
            return self.show(value)
        words = {stored: label for label, stored in self.choices.items()}
        return words.get(str(value), "") if self.choices else value

    def stored(self, cell: Cell) -> Any:
        """The value whose cell ``shown`` gave."""
        return self.choices.get(str(cell), cell) if self.choices else cell

    def _chosen(self, text: str) -> str:
        wanted = key_of(text)
        for label, value in self.choices.items():
            if key_of(label) == wanted:
                return value
        raise CellFault(f"Chọn một trong: {', '.join(self.choices)}.")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet: its number as Excel counts, and its cells by column."""

    number: int
    cells: Cells

    def values(self, columns: Iterable[Column]) -> tuple[Values, dict[str, str]]:
        """The values by column, and the sentence for each cell that has none."""
        found: Values = {}
        faults: dict[str, str] = {}
        for column in columns:
            try:
                found[column.key] = column.value(self.cells.get(column.key, ""))
            except CellFault as fault:
                faults[column.key] = str(fault)
        return found, faults


def key_of(text: str) -> str:
    """What two spellings of one name share: no marks, no case, single blanks, no stars and dots."""
    return " ".join(without_marks(text).replace("*", " ").replace(".", " ").replace(",", " ").split())


def rows_of(sheet: Sequence[Row], columns: Sequence[Column]) -> list[SheetRow]:
    """The rows under the row of column names, empty ones left out.

    Raises FileRefused where a column that must be filled in is missing, or nothing stands below.
    """
    head, places = _head(sheet, columns)
    missing = [column.name for column in columns if column.is_required and column.key not in places]
    if missing:
        raise FileRefused(f"Dùng biểu mẫu tải từ trang này: tệp thiếu cột {', '.join(missing)}.")
    below = enumerate(sheet[head + 1 :], start=head + 2)
    all_rows = (SheetRow(number, _cells(row, places)) for number, row in below)
    rows = [row for row in all_rows if any(map(text_of, row.cells.values()))]
    if not rows:
        raise FileRefused("Điền ít nhất một dòng vào danh sách rồi chọn lại tệp.")
    if len(rows) > MAX_ROWS:
        raise FileRefused(too_many(len(rows)))
    return rows


def cell_to_json(cell: Cell) -> Any:
    """The cell for storage."""
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def cell_from_json(stored: Any) -> Cell:
    """The cell of ``cell_to_json``."""
    cell: Cell = date.fromisoformat(stored["day"]) if isinstance(stored, dict) else stored
    return cell


def _head(sheet: Sequence[Row], columns: Sequence[Column]) -> tuple[int, dict[str, int]]:
    """The row that names the most columns, and where each stands."""
    names = {key_of(column.name): column.key for column in columns}
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(sheet[:_HEAD_ROWS]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            if key := names.get(key_of(text_of(cell))):
                places.setdefault(key, place)
        best = (number, places) if len(places) > len(best[1]) else best
    return best


def _cells(row: Row, places: Mapping[str, int]) -> Cells:
    return {key: row[place] for key, place in places.items() if place < len(row)}
