"""Estimates and budgets as tables: PDF and workbook are both made from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from allowances.budget.estimates import Estimate, EstimateRow
from allowances.budget.forecast import BudgetYear, Spend
from allowances.budget.reads import NO_CODE, Plan, PlanSums
from reports.sheets import FORCE, Cells, Column, Group, Sheet, file_name
from vietnamese.dates import thang
from vietnamese.money import dong, grouped, in_words

SIGNATURES = ("Người lập biểu", "Thủ trưởng đơn vị")
_NOT_ENTERED = "“Chưa nhập”: tỉnh chưa ghi nguồn hoặc mã mục lục ngân sách của khoản chi."
_ROMAN = ("I", "II", "III", "IV")


def estimate_sheet(found: Estimate) -> Sheet:
    """The estimate by unit below and component, over the quarters; of a commune by component alone."""
    quarters = [list(months) for _, months in groupby(found.months, key=_quarter)]
    return Sheet(
        unit=found.unit,
        title=f"Dự toán kinh phí hỗ trợ {FORCE}",
        subtitles=(f"{found.unit.name}, {found.span_words}", found.basis),
        columns=(
            Column("STT", 5),
            Column("Đơn vị, nội dung", 40),
            Column("Nguồn; chương-loại-khoản-mục-tiểu mục", 26),
            Column("Số người tháng đầu", 10),
            Column("Số người tháng cuối", 10),
            *(Column(f"Quý {_ROMAN[_quarter(months[0])]}", 18) for months in quarters),
            Column("Cả kỳ", 20),
        ),
        groups=tuple(_groups(found, quarters)),
        total=("", "Tổng cộng", "", *_people(found, found.total), *_amounts(found.total, quarters)),
        words=f"Bằng chữ: {in_words(found.total.total_vnd)}.",
        signatures=SIGNATURES,
        file_name=file_name(f"du-toan-{found.basis}", found.unit, found.span_words),
        is_sample=found.is_sample,
        notes=tuple(_notes(found)),
    )


def plan_sheet(found: Plan) -> Sheet:
    """The budget of a year by unit below and item: asked, examined, allocated, with source and code."""
    return Sheet(
        unit=found.unit,
        title=f"Dự toán kinh phí hỗ trợ {FORCE}",
        subtitles=(f"{found.unit.name}, năm {found.year}: đề nghị, thẩm định, giao",),
        columns=(
            Column("STT", 5),
            Column("Đơn vị, khoản chi", 40),
            Column("Nguồn", 16),
            Column("Chương-loại-khoản-mục-tiểu mục", 24),
            Column("Đề nghị", 18),
            Column("Thẩm định", 18),
            Column("Giao", 18),
        ),
        groups=tuple(_plan_groups(found)),
        total=("", "Tổng cộng", "", "", *_plan_sums(found.total)),
        words=f"Số giao, bằng chữ: {in_words(found.total.allocated_vnd)}.",
        signatures=SIGNATURES,
        file_name=file_name("ngan-sach", found.unit, str(found.year)),
        is_sample=found.is_sample,
        notes=tuple(_plan_notes(found)),
    )


def _plan_groups(found: Plan) -> Iterator[Group]:
    for place, part in enumerate(found.parts, start=1):
        heading: Cells = (place, part.name, "", "", *_plan_sums(part.sums))
        yield Group(
            tuple(
                ("", row.name, row.source_words, row.code_words, *_plan_sums(row.sums)) for row in part.rows
            ),
            heading,
        )


def _plan_sums(sums: PlanSums) -> tuple[int, int, int]:
    return sums.asked_vnd, sums.examined_vnd, sums.allocated_vnd


def _plan_notes(found: Plan) -> Iterator[str]:
    if any(not row.source or not row.code for row in found.items):
        yield _NOT_ENTERED
    if found.total.waiting:
        yield f"Còn {found.total.waiting} dòng chờ thẩm định hoặc chờ giao."
    given = {(line.decision_number, line.decided_on) for line, _ in found.own if line.decided_on}
    for number, day in sorted(given, key=str):
        yield f"Giao theo Quyết định số {number} ngày {day:%d/%m/%Y}."


def spending_sheet(found: BudgetYear) -> Sheet:
    """How a year stands: by item, by unit right below and by month, with what the year comes to."""
    groups = (
        _numbered("Theo khoản chi", ((row.name, *_spend(row.spend)) for row in found.items)),
        _numbered("Theo đơn vị", ((row.name, *_spend(row.spend)) for row in found.parts)),
        _numbered(
            "Theo tháng",
            (
                (f"Tháng {thang(month)}", "", sums.executed_vnd, sums.open_vnd, "", "", sums.rest_vnd,
                 sums.forecast_vnd)
                for month, sums in found.months
            ),
        ),
    )  # fmt: skip
    return Sheet(
        unit=found.unit,
        title=f"Thực hiện dự toán kinh phí hỗ trợ {FORCE}",
        subtitles=(f"{found.unit.name}, năm {found.year}",),
        columns=(
            Column("STT", 5),
            Column("Nội dung", 40),
            Column("Dự toán giao", 18),
            Column("Đã thực hiện", 18),
            Column("Đã tính, chưa khóa", 18),
            Column("Còn lại", 18, of_figures=True),
            Column("Tỷ lệ", 9, of_figures=True),
            Column("Ước các tháng chưa có danh sách", 18),
            Column("Dự báo cả năm", 18),
        ),
        groups=tuple(group for group in groups if group.rows),
        total=("", "Tổng cộng", *_spend(found.total)),
        words=f"Đã thực hiện, bằng chữ: {in_words(found.total.executed_vnd)}.",
        signatures=SIGNATURES,
        file_name=file_name("thuc-hien-du-toan", found.unit, str(found.year)),
        is_sample=found.is_sample,
        notes=tuple(_spending_notes(found)),
    )


def _numbered(heading: str, rows: Iterable[Cells]) -> Group:
    """Rows under a heading, each with its place; the heading of a year has no sums."""
    return Group(
        tuple((place, *cells) for place, cells in enumerate(rows, start=1)), ("", heading, *("",) * 7)
    )


def _spend(sums: Spend) -> Cells:
    return (
        sums.allocated_vnd,
        sums.executed_vnd,
        sums.open_vnd,
        sums.left_vnd if sums.allocated_vnd else "–",
        sums.percent,
        sums.rest_vnd,
        sums.forecast_vnd,
    )


def _spending_notes(found: BudgetYear) -> Iterator[str]:
    for row in found.shortages:
        yield f"{row.name}: dự toán giao thiếu {dong(row.spend.short_vnd)} so với dự báo cả năm."
    for row in found.overspent:
        yield f"{row.name}: vượt dự toán {dong(row.spend.short_vnd)}."
    if any(not row.is_paid_here for row in found.items):
        yield (
            "Trang bị, trang phục, tập huấn, khoản khác: đã thực hiện là số đơn vị ghi tay theo chứng từ;"
            " dự báo bằng số đã ghi chi, không suy ra cho các tháng còn lại."
        )
    yield from (f"Tháng {thang(each.event.month)}: {each.words}." for each in found.events)
    if found.note:
        yield f"Chưa dự báo được: {found.note}"


def _quarter(month: date) -> int:
    return (month.month - 1) // 3


def _groups(found: Estimate, quarters: Sequence[Sequence[date]]) -> Iterator[Group]:
    if not found.rows:
        yield Group(tuple(_rows(found, found.total, quarters)))
    for place, row in enumerate(found.rows, start=1):
        heading: Cells = (place, row.name, "", *_people(found, row), *_amounts(row, quarters))
        yield Group(tuple(_rows(found, row, quarters)), heading)


def _rows(found: Estimate, row: EstimateRow, quarters: Sequence[Sequence[date]]) -> Iterator[Cells]:
    for component in found.components:
        sums = [sum(row.cell(month, component.key) for month in months) for months in quarters]
        source, code = (words or NO_CODE for words in found.booked(component.key))
        booked = NO_CODE if source == code == NO_CODE else f"{source}; {code}"
        yield ("", component.name, booked, "", "", *sums, sum(sums))


def _people(found: Estimate, row: EstimateRow) -> tuple[int, ...]:
    ends = (found.months[0], found.months[-1])
    return tuple(row.heads.get(month, 0) + row.vacant.get(month, 0) for month in ends)


def _amounts(row: EstimateRow, quarters: Sequence[Sequence[date]]) -> tuple[int, ...]:
    sums = [sum(row.of_month(month) for month in months) for months in quarters]
    return (*sums, sum(sums))


def _notes(found: Estimate) -> Iterator[str]:
    laws = found.law_words
    yield f"Căn cứ: {laws}; {found.made_words}."
    if any("" in found.booked(component.key) for component in found.components):
        yield _NOT_ENTERED
    if found.by_quota:
        yield "Số người gồm cả chỗ còn thiếu so với chỉ tiêu."
    yield from found.assumptions
    yield from (f"Tháng {each.event.month:%m/%Y}: {each.words}." for each in found.events)
    for refusal in found.refusals:
        people = grouped(refusal.people + refusal.places)
        yield f"Chưa tính {refusal.name} cho {people} người: {refusal.sentence}"
