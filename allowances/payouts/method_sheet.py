"""Ways to be paid by Excel: a row for each member, filled in and read back; no whole number leaves by it.

A file is taken as a whole or not at all. What it says again as it stands is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.refusals import file_refusals
from accounts.trail import note_reads
from allowances.models import Payment, PayMethod
from allowances.payouts.file_faults import FileFaults, RowFault
from allowances.payouts.pay_methods import method_choose, plain_number
from allowances.payouts.services import PAY_OUT
from imports.sheet import Column, SheetRow, key_of, rows_of
from members import identity
from members.models import Membership, Person
from spreadsheets.cells import day_of, text_of
from spreadsheets.form import LIST_SHEET, FormSheet, form_workbook
from spreadsheets.reading import Cell, read_rows
from spreadsheets.refusals import CellFault
from territory.spans import holds_on
from vietnamese.dates import Span

_BANK, _CASH = Payment.Method.BANK.value, Payment.Method.CASH.value
# Each row is an act of its own with its trail: more of them in one request would keep the reader waiting.
MOST: Final = 1000


def _account_cell(cell: Cell) -> str:
    """An account number as it was typed; one that Excel made a number may have lost its zeros."""
    if isinstance(cell, int | float):
        raise CellFault("Định dạng ô là Văn bản (Text) rồi nhập lại: Excel đã đổi thành số, có thể mất số 0.")
    return text_of(cell)


COLUMNS: Final = (
    Column("code", "Mã người", 12, is_required=True, help="không sửa"),
    Column("name", "Họ và tên", 28),
    Column("team", "Tổ", 28),
    Column("now", "Đang nhận", 30, help="chỉ để xem"),
    Column(
        "method",
        "Cách nhận",
        16,
        choices={"Chuyển khoản": _BANK, "Tiền mặt": _CASH},
        help="để trống nếu không đổi",
    ),
    Column("from_day", "Áp dụng từ ngày", 16, read=day_of, look="day", is_required=True),
    Column("bank", "Ngân hàng", 28, max_length=100, help="khi chuyển khoản"),
    Column("holder", "Tên chủ tài khoản", 28, max_length=100, help="khi chuyển khoản"),
    Column("account", "Số tài khoản", 24, read=_account_cell, help="khi chuyển khoản"),
)
_WAY: Final = ("from_day", "method", "bank", "holder", "account")
_NAMES: Final[Mapping[str, str]] = {column.key: column.name for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file did: rows that wrote a new way, and rows that say what stands."""

    written: int
    same: int


def methods_form(actor: User, today: date) -> bytes:
    """The workbook to fill in: everybody who serves in the actor's reach today or had a way written once."""
    serving = Membership.objects.recognised().filter(holds_on(today))
    rows = Person.objects.visible_to(actor).filter(Q(memberships__in=serving) | Q(pay_methods__isnull=False))
    people = list(rows.distinct().order_by("commune__sort_key", "sort_key", "pk"))
    keys = [person.pk for person in people]
    teams = dict(serving.filter(person__in=keys).values_list("person", "team__name"))
    held = {row.person_id: row for row in PayMethod.objects.filter(holds_on(today), person__in=keys)}
    return form_workbook(
        FormSheet(
            title="Cách nhận tiền của từng người",
            lines=(),
            columns=tuple(column.on_form() for column in COLUMNS),
            guide=(
                "Chọn cách nhận của người có thay đổi; dòng để trống ô Cách nhận giữ nguyên.",
                "Chuyển khoản: điền ngân hàng, tên chủ tài khoản, số tài khoản. Không sửa cột Mã người.",
                f"Mỗi lần tối đa {MOST} dòng có chọn cách nhận. Tải lại cùng tệp không đổi gì.",
            ),
            rows=[
                (key, person.full_name, teams.get(key, ""), _words(held.get(key)), "", today, "", "", "")
                for key, person in zip(keys, people, strict=True)
            ],
            is_sample=any(person.is_sample for person in people),
        )
    )


def methods_take(*, actor: User, content: bytes, file_name: str) -> Taken:
    """Every row with a way is written as the page of one person writes it, or none is.

    Raises NotAllowed without the right, DomainError for a file that cannot be taken, FileFaults with each
    cell to put right. Whose number on file was set beside a typed one is kept in the trail, whatever follows.
    """
    if not actor.has_perm(PAY_OUT):
        raise NotAllowed("Dùng tài khoản có quyền chi tiền tại đơn vị.")
    rows = _rows(content, file_name)
    keys = {code for row in rows if (code := _code(row)).isdecimal()}
    people = {str(person.pk): person for person in Person.objects.visible_to(actor).filter(pk__in=keys)}
    told, faults = _read(rows, people)
    standing = _standing(actor, told)
    news = [each for each in told if not _says(standing.get(each.person.pk), each)]
    with transaction.atomic():
        for each in news:
            try:
                method_choose(actor=actor, person=each.person, **each.way)
            except DomainError as error:
                faults.append(each.fault(error))
        if faults:
            raise FileFaults(sorted(faults, key=attrgetter("number")))
    return Taken(len(news), len(told) - len(news))


@dataclass(frozen=True, slots=True)
class _Told:
    """A row whose cells can be read: its number, its person, and the way as ``method_choose`` takes it."""

    number: int
    person: Person
    way: dict[str, Any]

    def fault(self, error: DomainError) -> RowFault:
        """The refusal at its cell."""
        return RowFault(self.number, _NAMES.get(error.field, _NAMES["code"]), error.message)


def _rows(content: bytes, file_name: str) -> list[SheetRow]:
    with file_refusals():
        found = rows_of(read_rows(content, file_name, sheet=LIST_SHEET), COLUMNS)
    rows = [row for row in found if text_of(row.cells.get("method", ""))]
    if not rows:
        raise DomainError("Chọn cách nhận của ít nhất một người.", code="no_row", field="file")
    if len(rows) > MOST:
        message = f"Chia thành nhiều tệp: mỗi lần tối đa {MOST} dòng có chọn cách nhận."
        raise DomainError(message, code="too_many", field="file")
    return rows


def _read(rows: Sequence[SheetRow], people: Mapping[str, Person]) -> tuple[list[_Told], list[RowFault]]:
    """The rows that can be read, and what is wrong with the others."""
    told: list[_Told] = []
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    for row in rows:
        values, wrong = row.values(COLUMNS)
        code = _code(row)
        if fault := _misplaced(row, code, people, seen):
            wrong["code"] = fault
        faults += [RowFault(row.number, _NAMES[key], words) for key, words in wrong.items()]
        seen.setdefault(code, row.number)
        if not wrong:
            told.append(_Told(row.number, people[code], {key: values[key] for key in _WAY}))
    return told, faults


def _misplaced(row: SheetRow, code: str, people: Mapping[str, Person], seen: Mapping[str, int]) -> str:
    if code not in people:
        return "Tải lại biểu mẫu: mã này không phải của người thuộc đơn vị."
    if code in seen:
        return f"Bỏ một dòng: người này đã có ở dòng {seen[code]}."
    name, written = people[code].full_name, text_of(row.cells.get("name", ""))
    if key_of(written) != key_of(name):
        return f"Sửa mã hoặc tên: mã này là của {name}."
    return ""


def _standing(actor: User, told: Sequence[_Told]) -> dict[int, PayMethod]:
    """By person: the way that holds on the day of the row; that its number is read is kept."""
    days = {each.person.pk: each.way["from_day"] for each in told}
    rows = PayMethod.objects.visible_to(actor).filter(person__in=days)
    found = {
        row.person_id: row for row in rows if Span(row.valid_from, row.valid_to).contains(days[row.person_id])
    }
    read = [(row, row.person_id) for row in found.values() if row.account_cipher]
    note_reads(read, actor=actor, reason="So với tệp Excel cách nhận tiền")
    return found


def _says(standing: PayMethod | None, told: _Told) -> bool:
    """Whether the row says again what stands."""
    if standing is None or standing.method != told.way["method"]:
        return False
    if standing.method == _CASH:
        return True
    words = (told.way["bank"], told.way["holder"], plain_number(told.way["account"]))
    return words == (standing.bank, standing.holder, identity.decrypted(standing.account_cipher))


def _code(row: SheetRow) -> str:
    return text_of(row.cells.get("code", ""))


def _words(row: PayMethod | None) -> str:
    if row is None or row.method == _CASH:
        return "Tiền mặt"
    return f"{row.bank} {row.masked_account}"
