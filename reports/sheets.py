"""A table on paper: PDF and workbook of a list are both made from it, so that they cannot differ."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from allowances.models import Batch
from allowances.payments import ArrearsRow, PaymentList, PaymentRow
from reports.selectors import BudgetReport, BudgetRow
from territory.models import Unit
from vietnamese.dates import thang
from vietnamese.money import in_words
from vietnamese.text import without_marks

Cell: TypeAlias = "str | int"
Cells: TypeAlias = "tuple[Cell, ...]"

FORCE: Final = "lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``width`` counts characters. One to sign in stays empty and is kept wide.

    ``of_figures`` sets also its texts as figures: a dash or a share that stands among sums.
    """

    name: str
    width: int
    to_sign: bool = False
    of_figures: bool = False

    def is_figure(self, cell: Cell) -> bool:
        """Whether a cell of this column is set as a figure."""
        return self.of_figures or isinstance(cell, int)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading row; ``heading`` has a cell for each column, None for a list without groups."""

    rows: tuple[Cells, ...]
    heading: Cells | None = None


@dataclass(frozen=True, slots=True)
class PrintCell:
    """A cell on paper, over ``span`` columns."""

    value: Cell
    is_figure: bool
    span: int = 1

    @property
    def is_number(self) -> bool:
        """Whether its thousands are to be grouped."""
        return isinstance(self.value, int)


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A row on paper; ``look`` is "group", "total" or ""."""

    look: str
    cells: list[PrintCell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its heading, total row, notes and places to sign; amounts are whole ``measure``."""

    unit: Unit
    title: str
    subtitles: tuple[str, ...]
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    total: Cells
    words: str
    signatures: tuple[str, ...]
    file_name: str
    is_sample: bool
    notes: tuple[str, ...] = field(default=())
    measure: str = "đồng"

    def lines(self) -> list[PrintLine]:
        """All rows in their order, the total last."""
        lines: list[PrintLine] = []
        for group in self.groups:
            lines += [PrintLine("group", self._widened(group.heading))] if group.heading else []
            lines += [PrintLine("", self._print_cells(cells)) for cells in group.rows]
        return [*lines, PrintLine("total", self._widened(self.total))]

    def _print_cells(self, cells: Cells) -> list[PrintCell]:
        pairs = zip(self.columns, cells, strict=True)
        return [PrintCell(cell, column.is_figure(cell)) for column, cell in pairs]

    def _widened(self, cells: Cells) -> list[PrintCell]:
        """The cells of a heading or a total: an empty one after its name widens the name."""
        merged: list[PrintCell] = []
        for cell in self._print_cells(cells):
            before = merged[-1] if merged else None
            if cell.value == "" and before and before.value and not before.is_figure:
                merged[-1] = replace(before, span=before.span + 1)
            else:
                merged.append(cell)
        return merged


def payment_sheet(batch: Batch, payments: PaymentList) -> Sheet:
    """The payment list of a commune's month, by team; says so while it is not approved."""
    commune = batch.commune
    approved = batch.state == Batch.State.LOCKED
    return Sheet(
        unit=commune,
        title=f"Danh sách chi trả hỗ trợ {FORCE}",
        subtitles=(
            f"Tháng {thang(batch.month)}",
            *(() if approved else (f"Chưa được duyệt: {batch.get_state_display()}",)),
        ),
        columns=(
            Column("STT", 5),
            Column("Họ và tên", 26),
            Column("Chức danh", 11),
            *(Column(component.name, 16) for component in payments.components),
            Column("Cộng", 15),
            Column("Ký nhận", 18, to_sign=True),
        ),
        groups=_payment_groups(payments),
        total=("", f"Tổng cộng {payments.people} người", "", *payments.sums, payments.total_vnd, ""),
        words=f"Bằng chữ: {in_words(payments.total_vnd)}.",
        signatures=(
            "Người lập danh sách",
            f"Trưởng Công an {commune.name_inside}",
            f"Chủ tịch UBND {commune.name_inside}",
        ),
        file_name=file_name("danh-sach-chi-tra", commune, thang(batch.month)),
        is_sample=payments.is_sample,
        notes=(*map(_refusal_note, batch.refusals), *_chain_notes(batch)),
    )


def budget_sheet(report: BudgetReport) -> Sheet:
    """The budget report of a unit, a row for each unit below it or each team."""
    return Sheet(
        unit=report.unit,
        title=f"Báo cáo kinh phí hỗ trợ {FORCE}",
        subtitles=(report.caption,),
        columns=(
            Column("STT", 5),
            Column("Tổ" if report.unit.level == Unit.Level.COMMUNE else "Đơn vị", 34),
            Column("Số người", 10),
            *(Column(component.name, 18) for component in report.components),
            Column("Tổng số", 18),
            Column("Trong đó đã duyệt, khóa", 18),
        ),
        groups=(
            Group(tuple((place, *_budget_cells(row)) for place, row in enumerate(report.rows, start=1))),
        ),
        total=("", *_budget_cells(report.total)),
        words=f"Bằng chữ: {in_words(report.total.total_vnd)}.",
        signatures=("Người lập biểu", "Thủ trưởng đơn vị"),
        file_name=file_name("bao-cao-kinh-phi", report.unit, report.months),
        is_sample=report.is_sample,
        notes=("Mỗi người được tính một lần ở từng dòng và một lần ở dòng tổng cộng.",),
    )


def _payment_groups(payments: PaymentList) -> tuple[Group, ...]:
    groups, place = [], 0
    for team in payments.teams:
        rows = tuple(_payment_cells(place + index, row) for index, row in enumerate(team.rows, start=1))
        groups.append(Group(rows, ("", team.team_name, "", *team.sums, team.total_vnd, "")))
        place += len(rows)
    if payments.arrears:
        rows = tuple(
            _arrears_cells(place + index, row) for index, row in enumerate(payments.arrears, start=1)
        )
        groups.append(Group(rows, ("", _ARREARS, "", *payments.arrears_sums, payments.arrears_vnd, "")))
    return tuple(groups)


_ARREARS: Final = "Truy lĩnh, thu hồi của các tháng trước"


def _arrears_cells(place: int, entry: ArrearsRow) -> Cells:
    _, name, *cells = _payment_cells(place, entry.row)
    return (place, f"{name}, tháng {thang(entry.month)}. {entry.cause}.", *cells)


def _payment_cells(place: int, row: PaymentRow) -> Cells:
    return (place, row.full_name, row.title, *(cell.amount_vnd for cell in row.cells), row.total_vnd, "")


def _budget_cells(row: BudgetRow) -> Cells:
    return (row.name, row.people, *row.amounts, row.total_vnd, row.locked_vnd)


def _chain_notes(batch: Batch) -> list[str]:
    """What proves later that no line was altered; only of a locked list."""
    return [f"Mã chuỗi của danh sách (SHA-256): {batch.chain_head}"] if batch.chain_head else []


def _refusal_note(refusal: dict[str, str]) -> str:
    return f"Chưa tính {refusal['name']}: {refusal['sentence']}"


def file_name(kind: str, unit: Unit, months: str) -> str:
    """A name that any system keeps: no accents, no blanks, no slashes."""
    words = without_marks(f"{kind} {unit.name} {months}").replace("/", "-")
    return "-".join("".join(sign if sign.isalnum() else " " for sign in words).split())
