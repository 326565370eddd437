"""A table on paper: PDF and workbook of a list are both made from it, so that they cannot differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from allowances.models import Batch
from allowances.payments import PaymentList, PaymentRow, TeamPayments
from reports.selectors import BudgetReport, BudgetRow
from territory.models import Unit
from vietnamese.dates import thang
from vietnamese.money import in_words
from vietnamese.text import without_marks

Cell: TypeAlias = "str | int"
Cells: TypeAlias = "tuple[Cell, ...]"

_FORCE: Final = "lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``width`` counts characters, a column of whole numbers is right-aligned."""

    name: str
    width: int
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading row; ``heading`` has a cell for each column, None for a list without groups."""

    rows: tuple[Cells, ...]
    heading: Cells | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its heading, total row, notes and places to sign; all amounts are whole đồng."""

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

    def lines(self) -> list[tuple[bool, list[tuple[Cell, bool]]]]:
        """All rows for a template: whether bold, and each cell with whether it is a number."""
        rows: list[tuple[bool, Cells]] = []
        for group in self.groups:
            rows += [(True, group.heading)] if group.heading else []
            rows += [(False, cells) for cells in group.rows]
        return [(bold, _typed(cells)) for bold, cells in rows]

    def total_cells(self) -> list[tuple[Cell, bool]]:
        """The total row for a template."""
        return _typed(self.total)


def payment_sheet(batch: Batch, payments: PaymentList, *, is_sample: bool) -> Sheet:
    """The payment list of a commune's month, by team; says so while it is not approved."""
    commune = batch.commune
    approved = batch.state == Batch.State.LOCKED
    return Sheet(
        unit=commune,
        title=f"Danh sách chi trả hỗ trợ {_FORCE}",
        subtitles=(
            f"Tháng {thang(batch.month)}",
            *(() if approved else (f"Chưa được duyệt: {batch.get_state_display()}",)),
        ),
        columns=(
            Column("STT", 5, is_number=True),
            Column("Họ và tên", 26),
            Column("Chức danh", 11),
            *(Column(component.name, 16, is_number=True) for component in payments.components),
            Column("Cộng", 15, is_number=True),
            Column("Ký nhận", 16),
        ),
        groups=_payment_groups(payments),
        total=("", f"Tổng cộng {payments.people} người", "", *payments.sums, payments.total_vnd, ""),
        words=f"Bằng chữ: {in_words(payments.total_vnd)}.",
        signatures=(
            "Người lập danh sách",
            f"Trưởng Công an {commune.name_inside}",
            f"Chủ tịch UBND {commune.name_inside}",
        ),
        file_name=_file_name("danh-sach-chi-tra", commune, thang(batch.month)),
        is_sample=is_sample,
        notes=tuple(_refusal_note(refusal) for refusal in batch.refusals),
    )


def budget_sheet(report: BudgetReport) -> Sheet:
    """The budget report of a unit, a row for each unit below it or each team."""
    return Sheet(
        unit=report.unit,
        title=f"Báo cáo kinh phí hỗ trợ {_FORCE}",
        subtitles=(report.caption,),
        columns=(
            Column("STT", 5, is_number=True),
            Column("Tổ" if report.unit.level == Unit.Level.COMMUNE else "Đơn vị", 34),
            Column("Số người", 10, is_number=True),
            *(Column(component.name, 18, is_number=True) for component in report.components),
            Column("Tổng số", 18, is_number=True),
            Column("Trong đó đã duyệt, khóa", 18, is_number=True),
        ),
        groups=(
            Group(tuple((place, *_budget_cells(row)) for place, row in enumerate(report.rows, start=1))),
        ),
        total=("", *_budget_cells(report.total)),
        words=f"Bằng chữ: {in_words(report.total.total_vnd)}.",
        signatures=("Người lập biểu", "Thủ trưởng đơn vị"),
        file_name=_file_name("bao-cao-kinh-phi", report.unit, report.months),
        is_sample=report.is_sample,
        notes=("Mỗi người được tính một lần ở từng dòng và một lần ở dòng tổng cộng.",),
    )


def _typed(cells: Cells) -> list[tuple[Cell, bool]]:
    return [(cell, isinstance(cell, int)) for cell in cells]


def _payment_groups(payments: PaymentList) -> tuple[Group, ...]:
    groups, place = [], 0
    for team in payments.teams:
        rows = tuple(_payment_cells(place + index, row) for index, row in enumerate(team.rows, start=1))
        groups.append(Group(rows, ("", team.team_name, "", *_team_sums(team), team.total_vnd, "")))
        place += len(rows)
    return tuple(groups)


def _payment_cells(place: int, row: PaymentRow) -> Cells:
    return (place, row.full_name, row.title, *(cell.amount_vnd for cell in row.cells), row.total_vnd, "")


def _team_sums(team: TeamPayments) -> tuple[int, ...]:
    columns = zip(*(row.cells for row in team.rows), strict=True)
    return tuple(sum(cell.amount_vnd for cell in column) for column in columns)


def _budget_cells(row: BudgetRow) -> Cells:
    return (row.name, row.people, *row.amounts, row.total_vnd, row.locked_vnd)


def _refusal_note(refusal: dict[str, str]) -> str:
    return f"Chưa tính {refusal['name']}: {refusal['sentence']}"


def _file_name(kind: str, unit: Unit, months: str) -> str:
    """A name that any system keeps: no accents, no blanks, no slashes."""
    words = without_marks(f"{kind} {unit.name} {months}").replace("/", "-")
    return "-".join("".join(sign if sign.isalnum() else " " for sign in words).split())
