"""Results of payments from the treasury or the bank: an .xlsx or .csv, read by reference."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from accounts.errors import DomainError
from accounts.refusals import file_refusals
from allowances.models import Payment, Payout
from allowances.payouts.file_faults import FileFaults, RowFault
from allowances.payouts.results import Result, ResultsRefused
from imports.sheet import Column, rows_of
from spreadsheets.cells import day_of, whole_of
from spreadsheets.form import LIST_SHEET, FormSheet, form_workbook
from spreadsheets.guard import MAX_BYTES
from spreadsheets.reading import MAX_ROWS, Row, read_rows
from spreadsheets.refusals import FileRefused
from vietnamese.dates import ngay

_PAID, _RETURNED = "paid", "returned"
_MOST_VND: Final = 10**15
COLUMNS: Final = (
    Column("reference", "Mã khoản chi", 16, is_required=True, max_length=30),
    Column("full_name", "Họ và tên", 28),
    Column(
        "amount_vnd",
        "Số tiền",
        16,
        read=lambda cell: whole_of(cell, least=1, most=_MOST_VND),
        look="whole",
        is_required=True,
    ),
    Column(
        "result",
        "Kết quả",
        14,
        is_required=True,
        choices={"Đã chi": _PAID, "Trả về": _RETURNED},
        help="Đã chi hoặc Trả về",
    ),
    Column("on", "Ngày", 14, read=day_of, look="day", is_required=True, help="ngày chi hoặc ngày trả về"),
    Column("reason", "Lý do trả về", 36, max_length=300, help="chỉ khi trả về"),
)
_NAMES: Final = {column.key: column.name for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class ReadResults:
    """The results of a file, each with the number of its row."""

    results: tuple[Result, ...]
    numbers: tuple[int, ...]

    def placed(self, refused: ResultsRefused) -> FileFaults:
        """The faults of results at their cells."""
        return FileFaults(
            [RowFault(self.numbers[each.place], _NAMES[each.field], each.message) for each in refused.faults]
        )


def results_read(content: bytes, file_name: str) -> ReadResults:
    """The results that a file holds; rows with an empty result are left out.

    Raises DomainError for a file that cannot be taken, FileFaults with each cell that cannot be read.
    """
    with file_refusals():
        sheet = _csv_rows(content) if file_name.lower().endswith(".csv") else _xlsx_rows(content, file_name)
        rows = [row for row in rows_of(sheet, COLUMNS) if row.cells.get("result")]
    if not rows:
        raise DomainError("Ghi kết quả của ít nhất một khoản.", code="no_result", field="file")
    read = [row.values(COLUMNS) for row in rows]
    faults = [
        RowFault(row.number, _NAMES[key], message)
        for row, (_, found) in zip(rows, read, strict=True)
        for key, message in found.items()
    ]
    if faults:
        raise FileFaults(faults)
    return ReadResults(
        tuple(
            Result(
                values["reference"],
                values["result"] == _PAID,
                values["on"],
                values["reason"],
                values["amount_vnd"],
            )
            for values, _ in read
        ),
        tuple(row.number for row in rows),
    )


def results_form(payout: Payout, payments: Sequence[Payment]) -> bytes:
    """The workbook to fill in: a row for each payment, its result and day where it has one."""
    words = {Payment.State.PAID: "Đã chi", Payment.State.RETURNED: "Trả về"}
    return form_workbook(
        FormSheet(
            title=f"Kết quả đợt chi số {payout.pk}",
            lines=(f"{payout.unit.name}, lập ngày {ngay(payout.day)}",),
            columns=tuple(column.on_form() for column in COLUMNS),
            guide=(
                "Ghi kết quả, ngày và lý do trả về; giữ nguyên mã khoản chi và số tiền.",
                "Khoản chưa có kết quả: để trống ô Kết quả. Tải lại cùng tệp không đổi gì.",
            ),
            rows=[
                (
                    row.reference,
                    row.full_name,
                    row.amount_vnd,
                    words.get(Payment.State(row.state), ""),
                    row.settled_on,
                    row.reason,
                )
                for row in payments
            ],
            is_sample=any(row.person.is_sample for row in payments),
        )
    )


def _xlsx_rows(content: bytes, file_name: str) -> list[Row]:
    if not file_name.lower().endswith((".xlsx", ".xlsm", ".xltm", ".xlam")):
        raise FileRefused("Chọn tệp .xlsx hoặc .csv. Tệp loại khác: mở bằng Excel, chọn Lưu thành (Save As).")
    return read_rows(content, file_name, sheet=LIST_SHEET)


def _csv_rows(content: bytes) -> list[Row]:
    """The rows of a CSV in UTF-8, its separator told by its first lines."""
    if len(content) > MAX_BYTES:
        raise FileRefused("Chia thành nhiều tệp: mỗi tệp tối đa 5 MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("Lưu tệp CSV với bảng mã UTF-8 rồi chọn lại.") from error
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    try:
        rows: list[Row] = [list(row) for row in csv.reader(StringIO(text), delimiter=separator, strict=True)]
    except csv.Error as error:
        raise FileRefused("Lưu lại tệp CSV từ Excel rồi chọn lại: tệp này bị hỏng.") from error
    if len(rows) > MAX_ROWS + 1:
        raise FileRefused(f"Chia thành nhiều tệp: mỗi lần tối đa {MAX_ROWS} dòng.")
    return rows
