"""A million person-months of mixed provinces by the engine, and by a function written by hand for each."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from antt_portal.benchmarks.figures import Figure, stopwatch
from regulations.engine import Calculator, Facts, Line, SeriesBook, load_law, load_series
from regulations.services import LAW_FOLDER, SERIES_FILE

Sums = tuple[tuple[str, int | None], ...]
Plain = Callable[[Facts], Sums]

_MONTHS: Final = [date(2024, 8 + place, 1) for place in range(5)]
_PEOPLE: Final = 50_000  # in each of four provinces over five months: a million
_VILLAGES: Final = 15_000
_TITLES: Final = ("to_truong", "to_pho", "to_vien")
_BASE_SALARY: Final = 2_340_000

_BINH_DINH = {"to_truong": 1_440_000, "to_pho": 1_260_000, "to_vien": 1_080_000}
_HO_CHI_MINH = {"to_truong": 6_500_000, "to_pho": 6_300_000, "to_vien": 6_000_000}
_HA_NOI = {"to_truong": 300_000, "to_pho": 200_000}
_THANH_HOA = {
    ("to_truong", "loai_1"): 70,
    ("to_pho", "loai_1"): 65,
    ("to_vien", "loai_1"): 60,
    ("to_truong", "loai_2"): 65,
    ("to_pho", "loai_2"): 60,
    ("to_vien", "loai_2"): 56,
    ("to_truong", "loai_3"): 65,
    ("to_pho", "loai_3"): 60,
    ("to_vien", "loai_3"): 56,
}


def _binh_dinh(facts: Facts) -> Sums:
    owed: list[tuple[str, int | None]] = [("ho_tro_hang_thang", _BINH_DINH[str(facts["member.title"])])]
    if facts["member.bhxh_tu_nguyen"] == "co":
        owed.append(("ho_tro_bhxh", 165_000))
    if facts["member.bhyt"] == "co":
        owed.append(("ho_tro_bhyt", None))
    return tuple(owed)


def _thanh_hoa(facts: Facts) -> Sums:
    percent = _THANH_HOA[str(facts["member.title"]), str(facts["village.class"])]
    owed: list[tuple[str, int | None]] = [("ho_tro_hang_thang", percent * _BASE_SALARY // 100)]
    if facts["member.bhxh_tu_nguyen"] == "co":
        owed.append(("ho_tro_bhxh", None))
    if facts["member.bhyt"] == "co":
        owed.append(("ho_tro_bhyt", None))
    return tuple(owed)


def _ho_chi_minh(facts: Facts) -> Sums:
    support = _HO_CHI_MINH[str(facts["member.title"])]
    owed: list[tuple[str, int | None]] = [("ho_tro_hang_thang", support)]
    if facts["member.bhxh_tu_nguyen"] == "co":
        owed.append(("ho_tro_bhxh", support * 22 // 100))
    if facts["member.bhyt"] == "co":
        first = facts["member.bhyt_rank"] == 1
        owed.append(("ho_tro_bhyt", _BASE_SALARY * 45 // 1000 if first else None))
    return tuple(owed)


def _ha_noi(facts: Facts) -> Sums:
    support = 2_520_000 + _HA_NOI.get(str(facts["member.title"]), 0)
    owed: list[tuple[str, int | None]] = [("ho_tro_hang_thang", support)]
    if facts["member.bhxh_tu_nguyen"] == "co":
        owed.append(("ho_tro_bhxh", 234_000))
    if facts["member.bhyt"] == "co":
        owed.append(("ho_tro_bhyt", 54_000))
    return tuple(owed)


_PROVINCES: Final[dict[str, Plain]] = {
    "binh-dinh-nq-03-2024.yaml": _binh_dinh,
    "thanh-hoa-2024.yaml": _thanh_hoa,
    "tp-ho-chi-minh-2024.yaml": _ho_chi_minh,
    "ha-noi-2024.yaml": _ha_noi,
}


@dataclass(frozen=True, slots=True)
class _Province:
    calculator: Calculator
    plain: Plain
    people: Sequence[Facts]


def law_million() -> Iterator[Figure]:
    """Seconds for a million person-months, and the ratio to functions written by hand, in one process.

    Both give each person's sums; that they give the same ones is checked before the clock runs.
    """
    provinces = _load()
    for province in provinces:
        _require_same(province)
    engine = _seconds(_by_engine, _load())
    plain = _seconds(_by_hand, provinces)
    months = len(provinces) * _PEOPLE * len(_MONTHS)
    yield Figure("law_million_person_months", months, "person-months")
    yield Figure("law_million", engine, "s", round(engine / plain, 2), "functions written by hand")
    yield Figure("law_million_by_hand", plain, "s")


def _load() -> list[_Province]:
    series = load_series(_text(SERIES_FILE), SERIES_FILE)
    return [_province(name, plain, series) for name, plain in _PROVINCES.items()]


def _province(name: str, plain: Plain, series: SeriesBook) -> _Province:
    draw = random.Random(name)  # noqa: S311 (made-up people, not a secret)
    villages = [_village(draw) for _ in range(_VILLAGES)]
    people = [_person(draw, villages[place % _VILLAGES], place) for place in range(_PEOPLE)]
    return _Province(Calculator(load_law(_text(name), name), series), plain, people)


def _text(name: str) -> str:
    return (LAW_FOLDER / name).read_text(encoding="utf-8")


def _village(draw: random.Random) -> Facts:
    return {
        "village.kind": draw.choice(("thon", "khu_pho")),
        "village.households": draw.randint(40, 1_200),
        "village.persons": draw.randint(150, 5_000),
        "village.class": draw.choice(("loai_1", "loai_2", "loai_3")),
        "commune.kind": draw.choice(("xa", "phuong", "thi_tran")),
    }


def _person(draw: random.Random, village: Facts, place: int) -> Facts:
    return {
        **village,
        "member.title": _TITLES[min(place // _VILLAGES, 2)],
        "member.bhxh_tu_nguyen": draw.choice(("co", "khong")),
        "member.bhyt": draw.choice(("co", "co", "khong")),
        "member.bhyt_rank": draw.randint(1, 3),
    }


def _require_same(province: _Province) -> None:
    answers = province.calculator.lines_of_all(province.people, _MONTHS[0])
    for facts, lines in zip(province.people, answers, strict=True):
        told = tuple((each.component, each.amount_vnd if isinstance(each, Line) else None) for each in lines)
        if told != province.plain(facts):
            raise RuntimeError(f"engine {told}, by hand {province.plain(facts)}")


def _seconds(way: Callable[[_Province, date], Iterable[object]], provinces: Sequence[_Province]) -> float:
    with stopwatch() as seconds:
        for month in _MONTHS:
            for province in provinces:
                deque(way(province, month), maxlen=0)
        return seconds()


def _by_engine(province: _Province, month: date) -> Iterable[object]:
    return province.calculator.lines_of_all(province.people, month)


def _by_hand(province: _Province, month: date) -> Iterable[object]:
    return map(province.plain, province.people)
