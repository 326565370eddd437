"""A team's month of duty as a workbook: written with what stands, read back into the cells of the grid.

Each row carries a code of its member, month and kind, so that a file of another month is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from allowances.duty import Cell as Day
from allowances.duty import cell_name
from imports.sheet import Column, SheetRow, key_of, rows_of
from members.models import Membership
from regulations.engine import VOCABULARY
from spreadsheets.cells import text_of
from spreadsheets.form import LIST_SHEET, FormSheet, form_workbook
from spreadsheets.reading import Cell, read_rows
from spreadsheets.refusals import FileRefused
from teams.models import Team
from vietnamese.dates import Span, month_span, thang

_CODE: Final = Column("code", "Mã dòng", 16, is_required=True)
_NAME: Final = Column("name", "Họ và tên", 28)
_GUIDE: Final = (
    "Điền số giờ của từng ngày, ví dụ 8 hoặc 4,5. Ô để trống là không làm nhiệm vụ ngày đó.",
    "Không sửa cột Mã dòng. Người không có dòng trong tệp giữ nguyên số giờ đã ghi.",
)


def duty_workbook(
    team: Team, month: date, kind: str, members: Sequence[Membership], told: Mapping[Day, int]
) -> bytes:
    """The grid of the page as a form to fill in: a row for each member, a column for each day, hours."""
    days = _days(month)
    rows: list[list[Cell | None]] = [
        [
            _code(row.pk, month, kind),
            row.person.full_name,
            *(_hours(told.get((row.pk, day))) for day in days),
        ]
        for row in members
    ]
    return form_workbook(
        FormSheet(
            title=f"{VOCABULARY['duty.kind'].words(kind).capitalize()}, tháng {thang(month)}",
            lines=(f"{team.name}, {team.commune.name}. Đơn vị: giờ.",),
            columns=tuple(column.on_form() for column in _columns(month)),
            guide=_GUIDE,
            rows=rows,
            is_sample=any(row.person.is_sample for row in members),
        )
    )


def duty_typed(
    content: bytes,
    file_name: str,
    *,
    month: date,
    kind: str,
    members: Sequence[Membership],
) -> dict[str, str]:
    """What the file says in the cells of the rows it has, by the names of the grid's fields, as if typed.

    Raises FileRefused with a sentence for each row that cannot be told: of another month, kind or team, twice
    in the file, under another name, or with hours on a day that the member does not serve.
    """
    people = {_code(row.pk, month, kind): row for row in members}
    rows = rows_of(read_rows(content, file_name, sheet=LIST_SHEET), _columns(month))
    typed: dict[str, str] = {}
    faults: list[str] = []
    seen: dict[str, int] = {}
    for row in rows:
        code = text_of(row.cells.get("code", ""))
        fault = _fault(row, code, people, seen)
        if fault:
            faults.append(f"Dòng {row.number}: {fault}.")
            continue
        seen[code] = row.number
        cells, wrong = _cells(row, people[code], month)
        typed |= cells
        faults += [f"Dòng {row.number}: {words}." for words in wrong]
    if faults:
        raise FileRefused(" ".join(faults))
    return typed


def _fault(row: SheetRow, code: str, people: Mapping[str, Membership], seen: Mapping[str, int]) -> str:
    if code not in people:
        return "mã dòng không thuộc tổ, tháng, loại nhiệm vụ đang chọn; tải lại biểu mẫu"
    if code in seen:
        return f"người này đã có ở dòng {seen[code]}"
    name, written = people[code].person.full_name, text_of(row.cells.get("name", ""))
    if written and key_of(written) != key_of(name):
        return f"mã dòng là của {name}, tệp ghi {written}"
    return ""


def _cells(row: SheetRow, member: Membership, month: date) -> tuple[dict[str, str], list[str]]:
    served = Span(member.valid_from, member.valid_to)
    typed: dict[str, str] = {}
    faults: list[str] = []
    for day in _days(month):
        words = _words(row.cells.get(str(day.day), ""))
        if served.contains(day):
            typed[cell_name((member.pk, day))] = words
        elif words:
            faults.append(f"bỏ số giờ ngày {day.day}, {member.person.full_name} không tham gia tổ ngày đó")
    return typed, faults


def _columns(month: date) -> list[Column]:
    days = [Column(str(day.day), str(day.day), 5) for day in _days(month)]
    return [_CODE, _NAME, *days]


def _code(membership: int, month: date, kind: str) -> str:
    return f"{membership}-{month:%Y%m}-{kind}"


def _hours(minutes: int | None) -> Cell | None:
    return None if minutes is None else minutes // 60 if minutes % 60 == 0 else minutes / 60


def _words(cell: Cell) -> str:
    """The cell as it would be typed: Excel's own 4.5 is "4,5"."""
    return text_of(f"{cell:.10g}".replace(".", ",") if isinstance(cell, float) else cell)


def _days(month: date) -> list[date]:
    span = month_span(month)
    return [month.replace(day=number + 1) for number in range(span.days_within(span))]
