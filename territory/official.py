"""The official lists of units, read from ``territory/data``. Pure: files in, rows and open questions out."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from vietnamese.text import without_marks

CHANGE: Final = date(2025, 7, 1)
UNTIL_LIST: Final = "Danh mục đơn vị hành chính đến 30/06/2025 (QĐ 124/2004/QĐ-TTg)"
FROM_LIST: Final = "Danh mục đơn vị hành chính từ 01/07/2025 (QĐ 19/2025/QĐ-TTg)"
SUCCESSION_LIST: Final = "Danh mục kế thừa đơn vị cấp xã ngày 01/07/2025"

_FOLDER: Final = Path(__file__).parent / "data"
_ORDER: Final = {"province": 0, "district": 1, "commune": 2}


@dataclass(frozen=True, slots=True)
class OfficialUnit:
    """One row of the portal's units; ``kind`` is unaccented ("thi_xa"), ``path`` ends with a dot."""

    key: str
    code: str
    level: str
    kind: str
    name: str
    parent_key: str
    path: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class OfficialSuccession:
    """``extent`` ("whole" or "partial") of the unit ``old_key`` went into ``new_key``."""

    old_key: str
    new_key: str
    extent: str


@dataclass(frozen=True, slots=True)
class Question:
    """A flaw of a list, in Vietnamese, for a person to settle."""

    source: str
    subject: str
    question: str


@dataclass(frozen=True, slots=True)
class OfficialLists:
    """All units (a parent before its children), successions and open questions."""

    units: list[OfficialUnit]
    successions: list[OfficialSuccession]
    questions: list[Question]


def read_lists(folder: Path = _FOLDER) -> OfficialLists:
    """The three files of ``folder`` as rows of the portal; OSError when one is missing."""
    former = {row["code"]: row for row in _rows(folder / "units-until-2025-06-30.csv")}
    present = {row["code"]: row for row in _rows(folder / "units-from-2025-07-01.csv")}
    moves = list(_rows(folder / "commune-successions-2025-07-01.csv"))
    known = [row for row in moves if row["old_code"] in former]
    targets = _province_moves(known, former, present)
    lasting = frozenset(_untouched(targets, former, present))
    units = [*_former_units(former, lasting), *_present_units(present, lasting)]
    units.sort(key=lambda unit: (_ORDER[unit.level], unit.key))
    successions = [*_province_successions(targets, lasting), *_commune_successions(known)]
    return OfficialLists(units, successions, list(_questions(former, present, moves)))


Row = Mapping[str, str]
Rows = Mapping[str, Row]


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _province_of(code: str, rows: Rows) -> str:
    """The code of the province that the unit ``code`` lies in."""
    while parent := rows[code]["parent_code"]:
        code = parent
    return code


def _province_moves(moves: Iterable[Row], former: Rows, present: Rows) -> dict[str, set[str]]:
    """The present provinces that the communes of each former province went to."""
    targets: dict[str, set[str]] = defaultdict(set)
    for move in moves:
        targets[_province_of(move["old_code"], former)].add(_province_of(move["new_code"], present))
    return targets


def _untouched(targets: Mapping[str, set[str]], former: Rows, present: Rows) -> Iterator[str]:
    """Codes of the provinces that gave nothing away, took nothing in and kept name and kind."""
    sources: dict[str, set[str]] = defaultdict(set)
    for old, news in targets.items():
        for new in news:
            sources[new].add(old)
    for code, news in targets.items():
        if news == {code} == sources[code] and former[code] == present[code]:
            yield code


def _former_units(former: Rows, lasting: frozenset[str]) -> Iterator[OfficialUnit]:
    for code, row in former.items():
        unit = _unit(row, code, row["parent_code"], _path(code, former))
        yield unit if code in lasting else replace(unit, valid_to=CHANGE)


def _present_units(present: Rows, lasting: frozenset[str]) -> Iterator[OfficialUnit]:
    for code, row in present.items():
        if code in lasting:
            continue
        parent = row["parent_code"]
        above = parent if not parent or parent in lasting else _present_key(parent)
        key = _present_key(code)
        yield replace(_unit(row, key, above, f"{above}.{key}." if above else f"{key}."), valid_from=CHANGE)


def _unit(row: Row, key: str, parent_key: str, path: str) -> OfficialUnit:
    kind = without_marks(row["kind"]).replace(" ", "_")
    return OfficialUnit(key, row["code"], row["level"], kind, row["name"], parent_key, path, None, None)


def _path(code: str, rows: Rows) -> str:
    parent = rows[code]["parent_code"]
    return f"{_path(parent, rows) if parent else ''}{code}."


def _present_key(code: str) -> str:
    return f"{code}-{CHANGE:%Y%m%d}"


def _province_successions(
    targets: Mapping[str, set[str]], lasting: frozenset[str]
) -> Iterator[OfficialSuccession]:
    for old, news in targets.items():
        extent = "whole" if len(news) == 1 else "partial"
        if old not in lasting:
            yield from (OfficialSuccession(old, _present_key(new), extent) for new in news)


def _commune_successions(moves: Iterable[Row]) -> Iterator[OfficialSuccession]:
    for move in moves:
        yield OfficialSuccession(move["old_code"], _present_key(move["new_code"]), move["extent"])


def _questions(former: Rows, present: Rows, moves: list[Row]) -> Iterator[Question]:
    yield from _without_successor(former, {move["old_code"] for move in moves})
    yield from _not_listed(former, present, moves)
    yield from _without_predecessor(present, {move["new_code"] for move in moves})
    yield from _kind_against_name(former, UNTIL_LIST)
    yield from _kind_against_name(present, FROM_LIST)


def _without_successor(former: Rows, moved: set[str]) -> Iterator[Question]:
    for code, row in former.items():
        if row["level"] == "commune" and code not in moved:
            text = "Xác minh đơn vị này đã nhập vào đâu, từ ngày nào. Danh mục không nêu đơn vị kế thừa."
            yield Question(SUCCESSION_LIST, _subject(row, former), text)


def _not_listed(former: Rows, present: Rows, moves: list[Row]) -> Iterator[Question]:
    targets: dict[str, list[str]] = defaultdict(list)
    for move in moves:
        if move["old_code"] not in former:
            targets[move["old_code"]].append(_subject(present[move["new_code"]], present))
    for code, names in targets.items():
        text = "Xác minh mã này là đơn vị nào. Danh mục kế thừa chuyển mã vào {}, danh mục cũ không có mã."
        yield Question(SUCCESSION_LIST, f"Mã cũ {code}", text.format("; ".join(names)))


def _without_predecessor(present: Rows, reached: set[str]) -> Iterator[Question]:
    for code, row in present.items():
        if row["level"] == "commune" and code not in reached:
            text = "Xác minh đơn vị này được lập từ đơn vị nào. Danh mục không nêu đơn vị cấp xã cũ."
            yield Question(SUCCESSION_LIST, _subject(row, present), text)


def _kind_against_name(rows: Rows, source: str) -> Iterator[Question]:
    for row in rows.values():
        if not row["name"].lower().startswith(row["kind"]):
            text = f"Xác minh loại đơn vị. Danh mục ghi loại “{row['kind']}”, tên là “{row['name']}”."
            yield Question(source, _subject(row, rows), text)


def _subject(row: Row, rows: Rows) -> str:
    """ "Xã Mỹ Hưng (01651), Tỉnh Cao Bằng"."""
    return f"{row['name']} ({row['code']}), {rows[_province_of(row['code'], rows)]['name']}"
