"""The list by which a commune pays out in cash: each person signs for his sum."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from allowances.models import Payment, Payout
from reports.sheets import FORCE, Column, Group, Sheet, file_name
from territory.models import Unit
from vietnamese.dates import ngay, thang
from vietnamese.money import in_words


def cash_sheet(payout: Payout, commune: Unit) -> Sheet:
    """The cash payments of ``commune`` in a payout, by team in the order of the payout; two statements."""
    rows = list(
        payout.payments.filter(commune=commune, method=Payment.Method.CASH)
        .select_related("person")
        .prefetch_related("parts__batch")
        .order_by("pk")
    )
    total = sum(row.amount_vnd for row in rows)
    approved = payout.state in {Payout.State.APPROVED, Payout.State.CLOSED}
    return Sheet(
        unit=commune,
        title=f"Danh sách ký nhận tiền hỗ trợ {FORCE}",
        subtitles=(
            f"Đợt chi số {payout.pk}, lập ngày {ngay(payout.day)}",
            *(() if approved else (f"Chưa được duyệt: {payout.get_state_display()}",)),
        ),
        columns=(
            Column("STT", 5),
            Column("Họ và tên", 28),
            Column("Chức danh", 12),
            Column("Nội dung", 26),
            Column("Số tiền", 16),
            Column("Ký nhận", 20, to_sign=True),
        ),
        groups=_groups(rows),
        total=("", f"Tổng cộng {len(rows)} người", "", "", total, ""),
        words=f"Bằng chữ: {in_words(total)}.",
        signatures=("Người lập", "Thủ quỹ", "Kế toán", f"Chủ tịch UBND {commune.name_inside}"),
        file_name=file_name("ky-nhan-tien-mat", commune, f"dot-{payout.pk}"),
        is_sample=any(row.person.is_sample for row in rows),
    )


def _groups(rows: Sequence[Payment]) -> tuple[Group, ...]:
    groups, place = [], 0
    for team, found in groupby(rows, key=lambda row: row.team_name):
        payments = list(found)
        cells = tuple(
            (place + index, row.full_name, row.title, _content(row), row.amount_vnd, "")
            for index, row in enumerate(payments, start=1)
        )
        head = ("", team or "Ngoài tổ", "", "", sum(row.amount_vnd for row in payments), "")
        groups.append(Group(cells, head))
        place += len(payments)
    return tuple(groups)


def _content(row: Payment) -> str:
    """What the sum is for: the months of its lists, and what was deducted."""
    parts = row.parts.all()
    months = sorted({part.batch.month for part in parts if part.batch})
    words = [f"Tháng {', '.join(map(thang, months))}"] if months else []
    words += ["Trợ cấp một lần"] if any(part.benefit_id for part in parts) else []
    words += ["Đã trừ thu hồi"] if row.deducted_vnd else []
    return ". ".join(words)
