"""What a draft would cost as a table: a group for each commune, in it a row for each month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from allowances.costing import DraftCost, PartCost
from allowances.tally import Pair
from reports.sheets import FORCE, Cells, Column, Group, Sheet, file_name
from vietnamese.dates import thang
from vietnamese.money import grouped, in_words

MARK: Final = "Dự thảo – không phải số chi trả"


def draft_sheet(cost: DraftCost) -> Sheet:
    """The list of all communes of the reader's reach; sums in whole đồng, changes below 0 where they save."""
    return Sheet(
        unit=cost.unit,
        title=f"{MARK}: dự toán kinh phí hỗ trợ {FORCE}",
        subtitles=(
            f"Dự thảo: {cost.draft.document.title}",
            f"So với: {'; '.join(cost.laws) or 'chưa có văn bản có hiệu lực'}",
            f"{cost.unit.name}, {cost.span_words}",
        ),
        columns=_columns(cost),
        groups=tuple(_group(cost, place, part) for place, part in enumerate(cost.communes, start=1)),
        total=("", "Tổng cộng", *_whole(cost, cost.total)),
        words=f"Tổng theo dự thảo, bằng chữ: {in_words(cost.total.total.draft_vnd)}.",
        signatures=("Người lập biểu", "Thủ trưởng đơn vị"),
        file_name=file_name("du-toan-du-thao", cost.unit, cost.span_words),
        is_sample=cost.is_sample,
        notes=_notes(cost),
    )


def _columns(cost: DraftCost) -> tuple[Column, ...]:
    by_law = ("hiện hành", "dự thảo")
    return (
        Column("STT", 5),
        Column("Xã, phường, thị trấn; tháng", 34),
        Column("Số người", 10),
        Column("Số người tăng", 10),
        Column("Số người giảm", 10),
        Column("Số người thiếu dữ kiện", 12),
        *(Column(f"{component.name}, {law}", 18) for component in cost.components for law in by_law),
        Column("Tổng hiện hành", 18),
        Column("Tổng dự thảo", 18),
        Column("Chênh lệch", 18),
    )


def _group(cost: DraftCost, place: int, part: PartCost) -> Group:
    rows = tuple(
        (
            "",
            f"Tháng {thang(month)}",
            *("",) * 4,
            *_sums([part.cell(month, component.key) for component in cost.components], part.of_month(month)),
        )
        for month in cost.months
    )
    return Group(rows, (place, part.unit.name, *_whole(cost, part)))


def _whole(cost: DraftCost, part: PartCost) -> Cells:
    pairs = [part.of_component(component.key) for component in cost.components]
    return (part.people, part.gaining, part.losing, part.lacking, *_sums(pairs, part.total))


def _sums(pairs: Sequence[Pair], total: Pair) -> Cells:
    cells = (cell for pair in pairs for cell in (pair.today_vnd, pair.draft_vnd))
    return (*cells, total.today_vnd, total.draft_vnd, total.change_vnd)


def _notes(cost: DraftCost) -> tuple[str, ...]:
    refusals = (
        f"Chưa tính {refusal.name} theo {'dự thảo' if refusal.by_draft else 'quy định hiện hành'}"
        f" cho {grouped(refusal.people)} người: {refusal.sentence}"
        for refusal in cost.refusals
    )
    return ("Dự thảo được áp dụng cho mọi tháng đã chọn, như thể đã có hiệu lực.", *refusals)
