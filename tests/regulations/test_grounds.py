"""Whose law can hold at a place: chains of communes, and villages that moved along them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allowances.area import VillageMonth
from regulations.grounds import Lineage, Move, Stay

FIRST, SECOND = date(2025, 7, 1), date(2027, 1, 1)
OLD, NOW, BIG = (1, "52.550.1."), (2, "52-2025.2."), (3, "52-2025.3.")
HILLS = (4, "64.622.4.")


def chain(*links: tuple[tuple[int, str], tuple[int, str]]) -> Lineage:
    return Lineage([Move(*old, *new) for old, new in links])


@pytest.mark.parametrize("commune", [OLD, NOW, BIG])
def test_a_commune_knows_its_provinces_over_any_number_of_mergers(commune: tuple[int, str]) -> None:
    assert chain((OLD, NOW), (NOW, BIG)).of_commune(*commune) == {"52", "52-2025"}


def test_what_else_went_into_the_same_commune_is_no_ancestor() -> None:
    assert chain((OLD, NOW), (HILLS, NOW)).of_commune(*OLD) == {"52", "52-2025"}


def test_a_village_keeps_its_former_province_over_two_mergers() -> None:
    lineage = chain((OLD, NOW), (HILLS, NOW), (NOW, BIG))
    stays = [
        Stay(date(2024, 1, 1), *OLD, ended=FIRST),
        Stay(FIRST, *NOW, ended=SECOND),
        Stay(SECOND, *BIG, ended=None),
    ]
    assert lineage.of_village(stays, date(2025, 6, 30)) == {"52", "52-2025"}
    assert lineage.of_village(stays, FIRST) == {"52", "52-2025"}
    assert lineage.of_village(stays, SECOND) == {"52", "52-2025"}


def test_a_village_that_left_a_commune_which_still_stands_is_under_the_law_of_its_new_one() -> None:
    stays = [Stay(date(2024, 1, 1), *OLD, ended=FIRST), Stay(date(2024, 9, 1), *HILLS, ended=FIRST)]
    assert chain().of_village(stays, date(2024, 9, 1)) == {"64"}


def test_the_end_of_a_former_commune_cuts_the_month() -> None:
    village = VillageMonth("thon", [Stay(date(2024, 1, 1), *OLD, ended=FIRST)])
    assert FIRST in {span.end for span in village.spans()}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20), st.integers(0, 9))
def test_ancestors_are_those_that_a_walk_back_reaches(links: list[tuple[int, int]], start: int) -> None:
    lineage = Lineage([Move(old, f"{old}.", new, f"{new}.") for old, new in links])
    back, onward = {start}, {start}
    for _ in range(10):
        back |= {old for old, new in links if new in back}
        onward |= {new for old, new in links if old in onward}
    assert lineage.of_commune(start, f"{start}.") == {str(unit) for unit in back | onward}
