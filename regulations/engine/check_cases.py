"""What the conditions and dates of a law leave open, answer twice, or never reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from regulations.engine.block import Block, Path, children
from regulations.engine.boxes import Cell, Grid, TooManyCells
from regulations.engine.conditions import AllOf, AnyOf, Compare, Condition, NotOf
from regulations.engine.entitlements import OneOff
from regulations.engine.errors import Severity
from regulations.engine.law import Law
from regulations.engine.leaves import Unknown
from regulations.engine.values import Dated, Row, Table
from vietnamese.dates import Span, ngay

Finding = tuple[Path, Severity, str]

_GUARDS = ("when", "applies_when", "exists_when")
_TOO_MANY = "Chia nhỏ bảng hoặc điều kiện: quá nhiều trường hợp để kiểm tra hết."
_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: its path, the conditions above it, the days of the document."""

    path: Path
    context: tuple[Condition, ...]
    span: Span

    def inside(self, step: Path, conditions: Sequence[Condition]) -> _Place:
        return replace(self, path=(*self.path, *step), context=(*self.context, *conditions))


def case_findings(law: Law) -> Iterator[Finding]:
    """Every such case, with the path of its block."""
    yield from _visit(law, _Place((), (), law.span))


def _visit(block: Block, place: _Place) -> Iterator[Finding]:
    yield from _notes(block, place.path)
    try:
        yield from _never(block, place)
        if isinstance(block, Table):
            yield from _table(block, place)
    except TooManyCells:
        yield place.path, "error", _TOO_MANY
    if isinstance(block, Dated):
        yield from _days_without_value(block, place)
    guards = [condition for _, condition in _guards(block)]
    for step, child in children(block):
        if not isinstance(child, (Compare, AllOf, AnyOf, NotOf)):
            rest = [_other_cases(block)] if isinstance(block, Table) and step == ("otherwise",) else []
            yield from _visit(child, place.inside(step, [*guards, *rest]))


def _notes(block: Block, path: Path) -> Iterator[Finding]:
    if isinstance(block, Unknown):
        yield path, "note", f"Chưa xác minh: {block.unknown}"
    if isinstance(block, Row) and block.gap_note is not None:
        yield path, "note", f"Văn bản bỏ ngỏ: {block.gap_note}"


def _guards(block: Block) -> list[tuple[Path, Condition]]:
    """The conditions under which ``block`` is asked at all."""
    own = [(name, getattr(block, name, None)) for name in _GUARDS]
    guards: list[tuple[Path, Condition]] = [((name,), each) for name, each in own if each is not None]
    if isinstance(block, OneOff):
        guards.insert(0, (("kind",), Compare.model_validate({"fact": "event.kind", "is": block.kind})))
    return guards


def _other_cases(table: Table) -> Condition:
    rows = AnyOf(any=tuple(row.when for row in table.table))
    return NotOf.model_validate({"not": rows})


def _never(block: Block, place: _Place) -> Iterator[Finding]:
    """A condition that cannot hold where it stands; silent where nothing above it can hold either."""
    guards = _guards(block)
    conditions = [*place.context, *(condition for _, condition in guards)]
    grid = Grid(conditions)
    if guards and grid.where(place.context) and not grid.where(conditions):
        path = (*place.path, *guards[-1][0])
        yield path, "error", "Sửa điều kiện: không có trường hợp nào thỏa mãn."
    if isinstance(block, Table) and block.otherwise is not None:
        yield from _no_other_cases(block, place)


def _no_other_cases(table: Table, place: _Place) -> Iterator[Finding]:
    rest = [*place.context, _other_cases(table)]
    if not Grid(rest).where(rest):
        path = (*place.path, "otherwise")
        yield path, "error", "Bỏ otherwise: các dòng của bảng đã gồm mọi trường hợp."


def _table(table: Table, place: _Place) -> Iterator[Finding]:
    """Cases that no row holds, and cases that two rows hold."""
    grid = Grid([*place.context, *(row.when for row in table.table)])
    inside = grid.where(place.context)
    held = [grid.holding(row.when) & inside for row in table.table]
    path = (*place.path, "table")
    if table.otherwise is None:
        gaps = inside.difference(*held)
        if gaps:
            yield path, "error", f"Bổ sung dòng cho trường hợp chưa có: {_cases(grid, gaps)}."
    for (one, first), (two, second) in combinations(enumerate(held), 2):
        if first & second:
            rows, both = f"dòng {one + 1} và dòng {two + 1}", _cases(grid, first & second)
            yield (*path, two), "error", f"Sửa điều kiện: {rows} cùng đúng với {both}."


def _cases(grid: Grid, cells: frozenset[Cell]) -> str:
    words = grid.words(cells)
    more = f"; và {len(words) - _MOST_SHOWN} trường hợp khác" if len(words) > _MOST_SHOWN else ""
    return "; ".join(words[:_MOST_SHOWN]) + more


def _days_without_value(block: Dated, place: _Place) -> Iterator[Finding]:
    """Days of the document that no dated value holds."""
    day: date | None = place.span.start
    for row in sorted(block.dated, key=lambda each: each.valid_from):
        if day is not None and day < row.valid_from:
            words = f"Bổ sung mức cho các ngày từ {ngay(day)} đến trước {ngay(row.valid_from)}."
            yield (*place.path, "dated"), "error", words
        day = row.valid_to
    if day is not None and day != place.span.end:
        yield (*place.path, "dated"), "error", f"Bổ sung mức cho các ngày từ {ngay(day)}."
