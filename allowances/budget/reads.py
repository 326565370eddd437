"""The budget of a unit's year: one read for the page, the workbook, the PDF and the API alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from allowances.budget.estimates import BASES, part_of
from allowances.budget.models import BudgetLine
from allowances.budget.plans import item_names
from regulations.selectors import component_names
from territory.models import Unit
from territory.scope import Viewer, lies_in
from vietnamese.dates import ngay

NO_CODE: Final = "chưa nhập"


@dataclass(slots=True)
class PlanSums:
    """Đồng asked, examined and allocated; ``waiting`` lines are still without a decision.

    What is asked counts every standing line; what was sent back or withdrawn is in no sum.
    """

    asked_vnd: int = 0
    examined_vnd: int = 0
    allocated_vnd: int = 0
    waiting: int = 0

    def add(self, line: BudgetLine) -> None:
        """Counts one standing line."""
        self.asked_vnd += line.asked_vnd
        self.examined_vnd += line.examined_vnd or 0
        self.allocated_vnd += line.allocated_vnd or 0
        self.waiting += line.state in BudgetLine.OPEN


@dataclass(slots=True)
class PlanRow:
    """One item of a part, from one source under one code ("" where nobody entered it)."""

    item: str
    name: str
    source: str
    code: str
    sums: PlanSums = field(default_factory=PlanSums)

    @property
    def source_words(self) -> str:
        """The source, or that it is not entered."""
        return self.source or NO_CODE

    @property
    def code_words(self) -> str:
        """The code, or that it is not entered."""
        return self.code or NO_CODE


@dataclass(slots=True)
class PlanPart:
    """One unit right below with its items, or the unit's own lines (``key`` is then its own)."""

    key: str
    name: str
    rows: list[PlanRow] = field(default_factory=list)
    sums: PlanSums = field(default_factory=PlanSums)


@dataclass(frozen=True, slots=True)
class Plan:
    """The budget of ``unit`` in ``year``: its parts in order, and its own lines one by one."""

    unit: Unit
    year: int
    parts: tuple[PlanPart, ...]
    items: tuple[PlanRow, ...]
    total: PlanSums
    own: tuple[tuple[BudgetLine, str], ...]
    is_sample: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return not self.parts and not self.own


def plan(*, viewer: Viewer, unit: Unit, year: int) -> Plan:
    """All lines of ``unit`` and below it, as far as ``viewer`` reaches; two statements."""
    rows = BudgetLine.objects.visible_to(viewer).filter(lies_in(unit.path, "unit__path"), year=year)
    lines = list(rows.select_related("unit__parent").order_by("unit__sort_key", "unit__key", "round", "pk"))
    names = item_names(component_names())
    standing = [line for line in lines if line.state in BudgetLine.STANDING]
    whole = PlanPart("", "Tổng cộng")
    _fill(whole, standing, names)
    own = [line for line in lines if line.unit_id == unit.pk]
    own.sort(key=lambda line: (_order(names, line.item), line.detail, line.round, line.pk))
    return Plan(
        unit=unit,
        year=year,
        parts=tuple(_parts(unit, standing, names)),
        items=tuple(whole.rows),
        total=whole.sums,
        own=tuple((line, line_name(line, names)) for line in own),
        is_sample=any(line.is_sample for line in lines),
    )


def line_name(line: BudgetLine, names: dict[str, str]) -> str:
    """Item, what is bought, and which supplement it is."""
    parts = [names.get(line.item, line.item), line.detail]
    words = ": ".join(part for part in parts if part)
    return f"{words} (bổ sung lần {line.round})" if line.round else words


@dataclass(frozen=True, slots=True)
class Grounds:
    """How an amount was come to: the documents, when it was reckoned, and the rest in sentences."""

    source: str
    note: str
    words: tuple[str, ...]


def grounds_of(line: BudgetLine) -> Grounds:
    """The frozen grounds of a line in words."""
    basis = line.basis
    laws = "; ".join(law["words"] for law in basis.get("laws", []))
    made = basis.get("made_on", "")
    words = list(basis.get("assumptions", []))
    if "people" in basis:
        vacant = f" và {basis['vacant']} chỗ còn thiếu" if basis.get("vacant") else ""
        words.insert(0, f"{BASES[basis['basis']]}: tháng đầu {basis['people']} người{vacant}.")
    words += basis.get("sentences", [])
    source = basis.get("source", laws)
    note = f"lập ngày {ngay(date.fromisoformat(made))}" if made else ""
    return Grounds(source[:1].upper() + source[1:], note, tuple(words))


def _parts(unit: Unit, lines: Iterable[BudgetLine], names: dict[str, str]) -> Iterator[PlanPart]:
    found: dict[int, tuple[Unit, list[BudgetLine]]] = {}
    for line in lines:
        part = _part(unit, line.unit)
        found.setdefault(part.pk, (part, []))[1].append(line)
    order = sorted(found.values(), key=lambda pair: (pair[0].pk != unit.pk, pair[0].sort_key, pair[0].key))
    for below, own in order:
        at_this_level = below.pk == unit.pk and len(order) > 1
        made = PlanPart(below.key, f"{below.name} (phần của cấp này)" if at_this_level else below.name)
        _fill(made, own, names)
        yield made


def _part(unit: Unit, of: Unit) -> Unit:
    return of if of.pk == unit.pk else part_of(unit, of)


def _fill(part: PlanPart, lines: Iterable[BudgetLine], names: dict[str, str]) -> None:
    rows: dict[tuple[str, str, str], PlanRow] = {}
    for line in lines:
        key = (line.item, line.get_source_display() if line.source else "", line.code)
        name = names.get(line.item, line.item)
        rows.setdefault(key, PlanRow(line.item, name, *key[1:])).sums.add(line)
        part.sums.add(line)
    part.rows = [rows[key] for key in sorted(rows, key=lambda key: (_order(names, key[0]), *key[1:]))]


def _order(names: dict[str, str], item: str) -> int:
    order = list(names)
    return order.index(item) if item in names else len(order)
