from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import FactError, Facts, Law, LawNotInForce, Refusal, SeriesBook, TeamSize, team_size
from tests.regulations.engine.samples import DAY, a_book, a_law


def sized(law: Law, facts: Facts, series: SeriesBook, on: date = DAY) -> TeamSize:
    size = team_size(law, facts, on, series)
    assert isinstance(size, TeamSize)
    return size


def village(kind: str, households: int | None) -> Facts:
    return {"village.kind": kind, "village.households": households}


@pytest.mark.parametrize(
    ("kind", "households", "maximum", "exact"),
    [
        ("thon", 0, 3, True),
        ("thon", 349, 3, True),
        ("thon", 350, 4, False),
        ("thon", 700, 4, False),
        ("thon", 701, 5, False),
        ("khu_pho", 499, 3, True),
        ("khu_pho", 500, 4, False),
        ("khu_pho", 800, 4, False),
        ("khu_pho", 801, 5, False),
    ],
)
def test_binh_dinh_bands_at_both_edges(
    binh_dinh: Law, series: SeriesBook, kind: str, households: int, maximum: int, exact: bool
) -> None:
    size = sized(binh_dinh, village(kind, households), series)
    assert (size.exists, size.maximum, size.exact) == (True, maximum, exact)


def test_the_minimum_of_the_upper_bands_is_not_invented(binh_dinh: Law, series: SeriesBook) -> None:
    lower, upper = (sized(binh_dinh, village("thon", n), series) for n in (100, 400))
    assert (lower.minimum, upper.minimum) == (3, None)
    assert "số tối thiểu chưa xác minh" in upper.why.sentences()[0]


def test_the_words_name_band_number_and_articles(binh_dinh: Law, series: SeriesBook) -> None:
    assert sized(binh_dinh, village("thon", 420), series).why.sentences() == [
        "Thôn, 420 hộ (từ 350 đến 700): tối đa 4 người (số tối thiểu chưa xác minh)",
        "Căn cứ Nghị quyết số 03/2024/NQ-HĐND (số điều, khoản chưa xác minh);"
        " Luật 30/2023/QH15, Điều 14 khoản 3",
    ]


def test_no_team_is_set_up_outside_the_criterion(binh_dinh: Law, series: SeriesBook) -> None:
    size = sized(binh_dinh, village("ap", 400), series)
    assert (size.exists, size.minimum, size.maximum, size.exact) == (False, 0, 0, True)
    assert size.why.sentences()[0] == "Ấp: không thuộc nơi thành lập Tổ"
    assert (size.why.operation, size.why.recompute()) == ("people", 0)


def test_a_place_without_a_team_is_not_told_from_an_unread_article(series: SeriesBook) -> None:
    where = "exists_when: {fact: village.kind, in: [thon]}"
    size = f"team_size: {{cite: open, {where}, size: {{exactly: 3, cite: sure}}}}\n"
    refusal = team_size(a_law("{vnd: 1, cite: sure}", size=size), {"village.kind": "ap"}, DAY, series)
    assert isinstance(refusal, Refusal)
    assert (
        refusal.sentence == "Chưa có quy định được xác minh về số lượng thành viên Tổ: chưa đọc được điều này"
    )


@pytest.mark.parametrize("facts", [{}, {"village.kind": "ban"}, {"village.households": 5000}])
def test_thanh_hoa_teams_always_have_three(thanh_hoa: Law, series: SeriesBook, facts: Facts) -> None:
    size = sized(thanh_hoa, facts, series)
    assert (size.minimum, size.maximum, size.exact) == (3, 3, True)


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"village.kind": "thon"}, "số hộ"),
        ({"village.kind": "thon", "village.households": None}, "số hộ"),
        ({"village.households": 10}, "loại thôn"),
    ],
)
def test_missing_facts_are_asked_for(binh_dinh: Law, series: SeriesBook, facts: Facts, asked: str) -> None:
    refusal = team_size(binh_dinh, facts, DAY, series)
    assert isinstance(refusal, Refusal)
    assert refusal.sentence.startswith(f"Bổ sung {asked}")
    assert refusal.component == "team_size"


@pytest.mark.parametrize(
    ("on", "inside"),
    [(date(2024, 6, 30), False), (date(2024, 7, 1), True), (date(2024, 7, 2), True)],
)
def test_a_law_answers_only_from_its_first_day(
    binh_dinh: Law, series: SeriesBook, on: date, inside: bool
) -> None:
    if inside:
        assert sized(binh_dinh, village("thon", 100), series, on).exists
    else:
        with pytest.raises(LawNotInForce, match="không có hiệu lực ngày 30/06/2024") as caught:
            team_size(binh_dinh, village("thon", 100), on, series)
        assert caught.value.code == "law_not_in_force"


def test_facts_are_checked_before_they_are_used(binh_dinh: Law, series: SeriesBook) -> None:
    with pytest.raises(FactError) as caught:
        team_size(binh_dinh, village("thon", -1), DAY, series)
    assert caught.value.fact == "village.households"


def test_a_range_has_its_own_least_number() -> None:
    law = a_law(
        "{vnd: 1, cite: sure}", size="team_size: {cite: sure, size: {at_least: 3, at_most: 5, cite: sure}}\n"
    )
    size = sized(law, {}, a_book())
    assert (size.minimum, size.maximum, size.exact) == (3, 5, False)
    assert size.why.sentences()[0] == "Mỗi Tổ từ 3 đến 5 người"


@pytest.mark.parametrize(
    "rule",
    [
        "team_size: {cite: sure, size: {exactly: 3, cite: open}}\n",
        "team_size: {cite: open, size: {exactly: 3, cite: sure}}\n",
    ],
)
def test_an_unverified_size_is_refused(rule: str) -> None:
    refusal = team_size(a_law("{vnd: 1, cite: sure}", size=rule), {}, DAY, a_book())
    assert isinstance(refusal, Refusal)
    assert refusal.sentence == (
        "Chưa có quy định được xác minh về số lượng thành viên Tổ: chưa đọc được điều này"
    )
    assert refusal.citation is not None
    assert not refusal.citation.verified


@given(kind=st.sampled_from(["thon", "khu_pho"]), households=st.integers(0, 100_000))
def test_every_size_lies_within_the_bounds_of_the_resolution(
    binh_dinh: Law, series: SeriesBook, kind: str, households: int
) -> None:
    size = sized(binh_dinh, village(kind, households), series)
    assert 3 <= (size.minimum or 3) <= size.maximum <= 5
    assert size.why.recompute() == size.maximum


@given(
    kind=st.sampled_from(["thon", "khu_pho"]),
    smaller=st.integers(0, 1000),
    more=st.integers(0, 1000),
)
def test_more_households_never_mean_fewer_people(
    binh_dinh: Law, series: SeriesBook, kind: str, smaller: int, more: int
) -> None:
    small = sized(binh_dinh, village(kind, smaller), series)
    large = sized(binh_dinh, village(kind, smaller + more), series)
    assert small.maximum <= large.maximum
