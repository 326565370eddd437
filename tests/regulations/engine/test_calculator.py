"""A law for many people: equal facts are answered once, and as if each had been asked alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import Calculator, FactError, Facts, Law, LawNotInForce, SeriesBook, monthly_lines
from regulations.engine.calculator import facts_asked
from tests.regulations.engine.samples import DAY, a_book, a_law

TITLES = st.sampled_from(["to_truong", "to_pho", "to_vien"])
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {"member.title": TITLES, "village.households": st.integers(0, 9)},
        optional={
            "member.bhxh_tu_nguyen": st.sampled_from(["co", "khong"]),
            "member.bhyt": st.sampled_from(["co", "khong"]),
            "village.class": st.sampled_from(["loai_1", "loai_3"]),
        },
    )
)


@given(people=PEOPLE)
def test_many_people_get_what_each_would_get_alone(
    binh_dinh: Law, thanh_hoa: Law, series: SeriesBook, people: list[Facts]
) -> None:
    for law in (binh_dinh, thanh_hoa):
        alone = [monthly_lines(law, facts, DAY, series) for facts in people]
        calculator = Calculator(law, series)
        assert list(calculator.lines_of_all(people, DAY)) == alone
        assert [calculator.lines(facts, DAY) for facts in people] == alone


def test_equal_facts_are_answered_once(thanh_hoa: Law, series: SeriesBook) -> None:
    calculator = Calculator(thanh_hoa, series)
    facts: Facts = {"member.title": "to_pho", "village.class": "loai_1", "village.households": 3}
    first = calculator.lines(facts, DAY)
    assert calculator.lines({**facts, "village.households": 9}, DAY) is first
    assert calculator.lines(facts, date(2026, 8, 1)) is not first


def test_a_law_that_asks_for_nothing_is_answered_too() -> None:
    law, book = a_law("{vnd: 5, cite: sure}"), a_book()
    assert (
        list(Calculator(law, book).lines_of_all([{}, {"member.title": "to_pho"}], DAY))
        == [monthly_lines(law, {}, DAY, book)] * 2
    )


def test_what_cannot_be_is_refused_as_ever() -> None:
    calculator = Calculator(
        a_law("{for_each: {count: member.service_years}, add: {vnd: 5, cite: sure}}"), a_book()
    )
    with pytest.raises(FactError):
        calculator.lines({"member.service_years": -1}, DAY)
    with pytest.raises(LawNotInForce):
        calculator.lines({}, date(2020, 1, 1))


def test_the_facts_that_a_law_asks_about_are_known() -> None:
    law = a_law(
        "{sum: [{amount_of: event.cost_vnd, cite: sure}, {when: {fact: commune.border, is: true},"
        " value: {for_each: {count: [village.persons, village.temporary_residents]},"
        " add: {vnd: 5, cite: sure}}}]}"
    )
    assert facts_asked(law.components) == (
        "commune.border",
        "event.cost_vnd",
        "village.persons",
        "village.temporary_residents",
    )
