"""The file of payments for the treasury or the bank: columns by the province's layout, totals proved."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from string import Formatter
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, Sum

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.trail import note_reads
from allowances.models import Payment, Payout
from allowances.payouts.pay_method_models import PayFileLayout
from allowances.payouts.services import PAY_OUT
from members import identity
from regulations.grounds import province_key
from spreadsheets.writing import A4, FONT, LINED, WHOLE, new_book, row_height, write_cell
from territory.models import Unit
from territory.spans import holds_on
from vietnamese.dates import thang
from vietnamese.money import grouped

# What a column can hold: a closed list.
FIELDS: Final[Mapping[str, str]] = {
    "place": "Số thứ tự",
    "reference": "Mã khoản chi",
    "full_name": "Họ và tên",
    "holder": "Tên chủ tài khoản",
    "account": "Số tài khoản",
    "bank": "Ngân hàng",
    "amount": "Số tiền (đồng)",
    "content": "Nội dung chuyển tiền",
    "team": "Tổ",
    "commune": "Xã, phường, thị trấn",
    "identity": "Số định danh cá nhân",
}
# What the text of a transfer can name.
PLACEHOLDERS: Final = ("thang", "ten", "to", "xa", "dot", "ma")
DEFAULT_CONTENT: Final = "Ho tro ANTT co so thang {thang} {ma}"
SEPARATORS: Final[Mapping[str, str]] = {";": "Chấm phẩy (;)", ",": "Phẩy (,)", "\t": "Tab"}
_DEFAULT: Final = ("place", "reference", "holder", "account", "bank", "amount", "content")
# What a spreadsheet would take for a formula, in both widths.
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")

_NARROWEST: Final = 6

# What a file holds, and what a page that offers it counts.
OF_FILES: Final = Q(method=Payment.Method.BANK, state=Payment.State.OPEN)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PayFile:
    """A file of payments and what it sums up to."""

    content: bytes
    count: int
    total_vnd: int


def layout_of(unit: Unit, day: Any) -> PayFileLayout:
    """The layout of the province of ``unit`` on a day; where it has none, the portal's own, not stored."""
    held = PayFileLayout.objects.filter(holds_on(day), province__key=province_key(unit.path)).first()
    columns = [{"header": FIELDS[key], "field": key} for key in _DEFAULT]
    return held or PayFileLayout(columns=columns, separator=";", content=DEFAULT_CONTENT, valid_from=day)


def content_fault(text: str) -> str:
    """What is wrong with the text of transfers; "" where nothing is."""
    try:
        found = [
            (name, spec, turned) for _, name, spec, turned in Formatter().parse(text) if name is not None
        ]
    except ValueError:
        found = [("", "", None)]
    if any(name not in PLACEHOLDERS or spec or turned for name, spec, turned in found):
        listed = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        return f"Chỉ dùng các chỗ điền sau: {listed}."
    return ""


@transaction.atomic
def pay_file(*, actor: User, payout: Payout, kind: str) -> PayFile:
    """The file, "csv" or "xlsx", of the bank payments of the actor's reach that wait for a result; who took
    it is kept for each.

    Raises DomainError before the approval and where no payment by bank waits, NotAllowed without the right,
    also to identity numbers where the layout holds them. Its total is that of the database, or nothing.
    """
    if not actor.has_perm(PAY_OUT):
        raise NotAllowed("Dùng tài khoản có quyền chi tiền tại đơn vị.")
    if payout.state not in {Payout.State.APPROVED, Payout.State.CLOSED}:
        raise DomainError("Chờ duyệt đợt chi rồi tải tệp.", code="not_approved")
    layout = layout_of(payout.unit, payout.day)
    fields = [column["field"] for column in layout.columns]
    if "identity" in fields and not actor.has_perm("members.see_identity"):
        raise NotAllowed("Nhờ cán bộ được xem số định danh tải tệp này.")
    payments = bank_payments(actor, payout)
    rows = [_row(place, row, layout.content) for place, row in enumerate(payments, start=1)]
    total = sum(row["amount"] for row in rows)
    if not rows:
        raise DomainError(_nothing_to_send(actor, payout), code="no_bank")
    if total != bank_payments(actor, payout).aggregate(vnd=Sum("amount_vnd"))["vnd"]:
        raise DomainError("Tải lại: tổng của tệp khác tổng của đợt chi.", code="total_differs")
    note_reads(
        [(row, row.person_id) for row in payments],
        actor=actor,
        reason=f"Tệp chuyển khoản, đợt chi số {payout.pk}",
    )
    make = _csv if kind == "csv" else _xlsx
    return PayFile(make(layout, rows), len(rows), total)


def bank_payments(actor: User, payout: Payout) -> Any:
    """Payments of the actor's reach that go to an account and have no result, in their order.

    One that was made is left out: the bank would make it again.
    """
    rows = Payment.objects.visible_to(actor).filter(OF_FILES, payout=payout)
    return rows.select_related("person", "commune").prefetch_related("parts__batch").order_by("pk")


def _nothing_to_send(actor: User, payout: Payout) -> str:
    sent = Payment.objects.visible_to(actor).filter(payout=payout, method=Payment.Method.BANK)
    if not sent.exists():
        return "Đợt chi này không có khoản chuyển khoản nào."
    return (
        "Không gửi lại: mọi khoản chuyển khoản của đợt này đã có kết quả."
        " Khoản bị trả về thì lập đợt chi mới rồi tải tệp của đợt đó."
    )


def sample_rows(layout: PayFileLayout) -> list[list[Any]]:
    """Three made-up rows as the layout shows them."""
    names = ("NGUOI MAU MOT", "NGUOI MAU HAI", "NGUOI MAU BA")
    rows = [
        {
            "place": place,
            "reference": f"C0-{place}",
            "full_name": name,
            "holder": name,
            "account": f"00000000{place}",
            "bank": "Ngân hàng mẫu",
            "amount": 1_260_000,
            "team": "Tổ mẫu",
            "commune": "Xã mẫu",
            "identity": f"00000000000{place}",
            "content": layout.content.format(
                thang="07/2024", ten=name, to="Tổ mẫu", xa="Xã mẫu", dot=0, ma=f"C0-{place}"
            ),
        }
        for place, name in enumerate(names, start=1)
    ]
    return [_cells(layout, row) for row in rows]


def _row(place: int, row: Payment, content: str) -> Row:
    months = sorted({part.batch.month for part in row.parts.all() if part.batch})
    words = {
        "thang": " ".join(map(thang, months)),
        "ten": row.full_name,
        "to": row.team_name,
        "xa": row.commune.name,
        "dot": row.payout_id,
        "ma": row.reference,
    }
    return {
        "place": place,
        "reference": row.reference,
        "full_name": row.full_name,
        "holder": row.holder,
        "account": identity.decrypted(row.account_cipher),
        "bank": row.bank,
        "amount": row.amount_vnd,
        "content": content.format(**words),
        "team": row.team_name,
        "commune": row.commune.name,
        "identity": row.person.identity_cipher,
    }


def _cells(layout: PayFileLayout, row: Row) -> list[Any]:
    return [row[column["field"]] for column in layout.columns]


def _told(layout: PayFileLayout, row: Row) -> list[Any]:
    """The cells; an identity number is read only where the layout has a column for it."""
    shown = {**row}
    if any(column["field"] == "identity" for column in layout.columns):
        shown["identity"] = identity.decrypted(row["identity"])
    return _cells(layout, shown)


def _csv(layout: PayFileLayout, rows: Sequence[Row]) -> bytes:
    """UTF-8 with its mark, by which Excel knows it; what could be a formula is text."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=layout.separator, lineterminator="\r\n")
    for cells in ([column["header"] for column in layout.columns], *(_told(layout, row) for row in rows)):
        writer.writerow([_as_text(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _as_text(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _xlsx(layout: PayFileLayout, rows: Sequence[Row]) -> bytes:
    """The bank's columns alone, each as wide as what stands in it; on paper one page wide."""
    buffer = BytesIO()
    heads = [column["header"] for column in layout.columns]
    told = [_told(layout, row) for row in rows]
    with new_book(buffer, "Tệp chuyển khoản") as book:
        sheet = book.add_worksheet("Danh sách")
        head = book.add_format(LINED | {"bold": True, "text_wrap": True})
        text, number = (
            book.add_format(FONT | {"num_format": "@"}),
            book.add_format(FONT | {"num_format": WHOLE}),
        )
        widths = [_width(name, [cells[place] for cells in told]) for place, name in enumerate(heads)]
        for place, name in enumerate(heads):
            sheet.set_column(place, place, widths[place])
            sheet.write_string(0, place, name, head)
        sheet.set_row(0, row_height(zip(heads, widths, strict=True)))
        for number_of_row, cells in enumerate(told, start=1):
            for place, cell in enumerate(cells):
                write_cell(sheet, number_of_row, place, cell, number if isinstance(cell, int) else text)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()


def _width(heading: str, cells: Sequence[Any]) -> int:
    """A heading may stand on two lines; what stands below it does not break. Sums take their dots too."""
    shown = [grouped(cell) if isinstance(cell, int) else str(cell) for cell in cells]
    return max(len(heading) * 2 // 3, *(len(each) for each in shown), _NARROWEST) + 2
