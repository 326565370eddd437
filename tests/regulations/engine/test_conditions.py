from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from regulations.engine import Facts
from regulations.engine.conditions import Condition, known_facts

CONDITIONS: TypeAdapter[Condition] = TypeAdapter(Condition)
THON = {"fact": "village.kind", "is": "thon"}
MANY = {"fact": "village.households", "from": 350}


def condition(data: dict[str, Any]) -> Condition:
    return CONDITIONS.validate_python(data)


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        ({"from": 350}, (350, 351), (349,)),
        ({"above": 350}, (351,), (350, 349)),
        ({"to": 700}, (700, 0), (701,)),
        ({"below": 700}, (699, 0), (700,)),
        ({"from": 350, "to": 700}, (350, 700), (349, 701)),
        ({"above": 350, "below": 700}, (351, 699), (350, 700)),
        ({"is": 350}, (350,), (349,)),
        ({"in": (1, 3)}, (1, 3), (2,)),
    ],
)
def test_both_edges_of_each_comparison(
    bounds: dict[str, Any], inside: tuple[int, ...], outside: tuple[int, ...]
) -> None:
    asked = condition({"fact": "village.households", **bounds})
    assert all(asked.holds({"village.households": n}) is True for n in inside)
    assert all(asked.holds({"village.households": n}) is False for n in outside)


@pytest.mark.parametrize(
    ("data", "facts", "expected"),
    [
        ({"all": (THON, MANY)}, {"village.kind": "thon", "village.households": 350}, True),
        ({"all": (THON, MANY)}, {"village.kind": "thon"}, None),
        ({"all": (THON, MANY)}, {"village.kind": "ap"}, False),
        ({"all": (MANY, THON)}, {"village.kind": "ap"}, False),
        ({"any": (THON, MANY)}, {"village.kind": "thon"}, True),
        ({"any": (MANY, THON)}, {"village.kind": "thon"}, True),
        ({"any": (THON, MANY)}, {"village.kind": "ap"}, None),
        ({"any": (THON, MANY)}, {"village.kind": "ap", "village.households": 1}, False),
        ({"not": THON}, {"village.kind": "ap"}, True),
        ({"not": THON}, {"village.kind": "thon"}, False),
        ({"not": THON}, {}, None),
        (THON, {"village.kind": None}, None),
    ],
)
def test_what_is_not_known_decides_nothing(data: dict[str, Any], facts: Facts, expected: bool | None) -> None:
    assert condition(data).holds(facts) is expected


@given(
    kind=st.sampled_from(["thon", "khu_pho", None]),
    households=st.one_of(st.none(), st.integers(0, 1000)),
)
def test_not_all_is_any_not(kind: str | None, households: int | None) -> None:
    facts: Facts = {"village.kind": kind, "village.households": households}
    not_all = condition({"not": {"all": (THON, MANY)}})
    any_not = condition({"any": ({"not": THON}, {"not": MANY})})
    assert not_all.holds(facts) is any_not.holds(facts)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"fact": "village.households", "above": 700}, ("1.420 hộ (trên 700)",)),
        ({"fact": "village.households", "to": 2000}, ("1.420 hộ (đến 2.000)",)),
        (
            {"fact": "village.households", "from": 1400, "below": 1500},
            ("1.420 hộ (từ 1.400 đến dưới 1.500)",),
        ),
        ({"fact": "village.households", "below": 1500}, ("1.420 hộ (dưới 1.500)",)),
        ({"fact": "village.households", "in": (1420,)}, ("1.420 hộ",)),
        ({"not": MANY}, ("1.420 hộ",)),
        ({"any": (THON, MANY)}, ("1.420 hộ (từ 350)",)),
        ({"all": (MANY, {"fact": "village.kind", "in": ("ap", "thon")})}, ("1.420 hộ (từ 350)", "ấp")),
        ({"fact": "village.class", "is": "loai_1"}, ()),
        ({"fact": ("village.persons", "village.temporary_residents"), "from": 9}, ()),
    ],
)
def test_a_condition_describes_the_facts_it_met(data: dict[str, Any], words: tuple[str, ...]) -> None:
    assert condition(data).describe({"village.kind": "ap", "village.households": 1420}) == words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"fact": "village.area", "from": 9_999}, "1 ha (từ 9.999 m²)"),
        ({"fact": "village.area", "to": "3 km2"}, "1 ha (đến 3 km²)"),
        ({"fact": "village.households", "from": 0}, "0 hộ (từ 0)"),
    ],
)
def test_a_bound_keeps_its_unit_where_the_fact_has_several(data: dict[str, Any], words: str) -> None:
    facts: Facts = {"village.area": 10_000, "village.households": 0}
    assert condition(data).describe(facts) == (words,)


def test_known_facts_of_a_condition_are_told_once() -> None:
    asked = condition({"any": (THON, MANY, {"fact": "village.kind", "is": "ap"})})
    assert known_facts(asked, {"village.kind": "ap"}) == ("ấp",)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            {"fact": "village.kin", "is": "thon"},
            "Không có dữ kiện “village.kin” trong bảng từ; gần nhất là “village.kind”.",
        ),
        ({"fact": "village.kind", "is": "thonn"}, "gần nhất là “thon”"),
        ({"fact": "village.kind", "is": 3}, "ghi một trong các giá trị thon"),
        ({"fact": "village.kind", "from": 3}, "Dùng is hoặc in: loại thôn, tổ dân phố không phải là số."),
        (
            {"fact": ("village.households", "village.kind"), "from": 3},
            "Chọn dữ kiện là số: loại thôn, tổ dân phố không phải là số.",
        ),
        ({"fact": ("village.households", "village.persons"), "from": 3}, "Chỉ cộng các dữ kiện cùng đơn vị"),
        ({"fact": "village.kind"}, "Ghi đúng một phép so sánh"),
        ({"fact": "village.households", "is": 3, "from": 3}, "Ghi đúng một phép so sánh"),
        ({"fact": "village.households", "from": -1}, "Sửa số hộ: ghi số nguyên từ 0 đến 100.000."),
        ({"fact": "village.households", "is": "ba"}, "Sửa số hộ: ghi số nguyên từ 0 đến 100.000."),
        ({"fact": "village.households", "from": 3, "above": 3}, "Ghi một cận dưới"),
        ({"fact": "village.households", "to": 3, "below": 3}, "một cận trên"),
        ({"fact": "village.households", "from": 8, "to": 7}, "không có giá trị nào thỏa mãn"),
        ({"fact": "village.households", "above": 7, "below": 8}, "không có giá trị nào thỏa mãn"),
        ({}, "Ghi một trong các khóa: fact, all, any, not."),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        condition(data)
    assert any(message in error["msg"] for error in caught.value.errors())
