from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import Citation, Law, Line, SeriesBook, Why, monthly_lines
from regulations.engine.citation import PROVINCE_CHOICE
from regulations.engine.why import derive, half_up
from tests.regulations.engine.samples import DAY

CITE = Citation(document="Nghị quyết mẫu", article="Điều 2", verified=True, source="mẫu")
RATES = st.fractions(min_value=0, max_value=3, max_denominator=100)
GIVEN_STEPS = st.builds(
    Why,
    operation=st.sampled_from(["amount", "series"]),
    sentence=st.text(),
    value=st.integers(0, 10**9),
    citation=st.sampled_from([None, CITE]),
)


def _derived(below: st.SearchStrategy[Why]) -> st.SearchStrategy[Why]:
    shares = st.builds(
        lambda rate, base, text: derive("share", text, (Why("rate", str(rate), rate), base), CITE),
        RATES,
        below,
        st.text(),
    )
    sums = st.builds(
        lambda parts, text: derive("sum", text, parts), st.lists(below, min_size=1, max_size=4), st.text()
    )
    bands = st.builds(lambda leaf, text: derive("band", text, (leaf,)), below, st.text())
    return shares | sums | bands


TREES = st.recursive(GIVEN_STEPS, _derived, max_leaves=12)


@given(TREES)
def test_every_tree_computes_to_its_value(why: Why) -> None:
    assert why.recompute() == why.value


@given(TREES)
def test_a_tree_survives_json(why: Why) -> None:
    assert Why.from_json(json.loads(json.dumps(why.to_json()))) == why


@given(TREES)
def test_trees_are_values(why: Why) -> None:
    assert len({why, Why.from_json(why.to_json())}) == 1


def test_the_trees_of_real_lines_survive_json(thanh_hoa: Law, series: SeriesBook) -> None:
    facts = {"member.title": "to_vien", "village.class": "loai_3"}
    answer = monthly_lines(thanh_hoa, facts, DAY, series)[0]
    assert isinstance(answer, Line)
    assert Why.from_json(json.loads(json.dumps(answer.why.to_json()))) == answer.why


def test_a_changed_leaf_no_longer_computes_to_the_result() -> None:
    why = derive("share", "", (Why("rate", "0,70", Fraction("0.70")), Why("amount", "", 2_340_000)))
    told = why.to_json()
    told["leaves"][1]["value"] = 2_530_000
    forged = Why.from_json(told)
    assert (forged.value, forged.recompute()) == (1_638_000, 1_771_000)


@pytest.mark.parametrize(("value", "told"), [(2_340_000, 2_340_000), (Fraction(5, 2), "5/2")])
def test_a_value_is_told_as_a_number_or_an_exact_fraction(value: int | Fraction, told: int | str) -> None:
    assert Why("rate", "", value).to_json()["value"] == told


def test_nothing_is_said_twice() -> None:
    leaf = Why("amount", "1.000 đồng", 1000, CITE)
    why = derive("band", "Tổ viên: 1.000 đồng", (leaf,), CITE)
    assert why.sentences() == ["Tổ viên: 1.000 đồng", "Căn cứ Nghị quyết mẫu, Điều 2"]
    assert why.grounds() == ["Căn cứ Nghị quyết mẫu, Điều 2"]


def test_an_operation_that_does_not_exist_is_refused() -> None:
    told = Why("amount", "", 1).to_json() | {"operation": "eval"}
    with pytest.raises(ValueError, match="eval"):
        Why.from_json(told)


@pytest.mark.parametrize(
    ("value", "unit", "rounded"),
    [(Fraction(1, 2), 1, 1), (Fraction(49, 100), 1, 0), (1499, 1000, 1000), (1500, 1000, 2000), (7, 1, 7)],
)
def test_a_half_goes_up(value: int | Fraction, unit: int, rounded: int) -> None:
    assert half_up(value, unit) == rounded


def test_a_choice_of_the_province_is_not_called_a_basis() -> None:
    choice = Citation(document=PROVINCE_CHOICE, article="Văn bản 1", verified=True, source="mẫu")
    assert choice.ground() == "Theo lựa chọn của tỉnh khi chưa có quy định (Văn bản 1)"
    assert CITE.ground() == "Căn cứ Nghị quyết mẫu, Điều 2"
