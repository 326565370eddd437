from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import (
    Citation,
    PartMonth,
    PartMonthRule,
    Refusal,
    Stretch,
    Why,
    part_month,
    part_month_of,
)
from vietnamese.money import dong

BY_DAY = PartMonthRule(convention="by_day")
HALF_15 = PartMonthRule(convention="half_month", from_days=15)
FROM_15 = PartMonthRule(convention="whole_month_from", from_days=15)
NONE = PartMonthRule(convention="none")
SURE = Citation(document="Nghị quyết mẫu", article="Điều 4", verified=True, source="mẫu")
OPEN = Citation(document="Dự thảo", article=None, verified=False, article_verified=False)
RULES = st.sampled_from([None, BY_DAY, HALF_15, FROM_15, NONE])
AMOUNTS = st.integers(0, 10**9)
MONTHS = st.integers(28, 31)


def paid(amount_vnd: int, served: int, month: int, rule: PartMonthRule | None) -> int:
    answer = part_month(amount_vnd, served, month, rule)
    assert isinstance(answer, PartMonth)
    return answer.amount_vnd


def stretch(amount_vnd: int, days: int) -> Stretch:
    return Stretch(Why("amount", dong(amount_vnd), amount_vnd), days)


@pytest.mark.parametrize(
    ("rule", "served", "vnd"),
    [
        pytest.param(BY_DAY, 10, 464_516, id="by day, rounded down"),
        pytest.param(BY_DAY, 15, 696_774, id="by day, rounded down at .19"),
        pytest.param(BY_DAY, 30, 1_393_548, id="by day, one day missing"),
        pytest.param(HALF_15, 14, 720_000, id="half below the threshold"),
        pytest.param(HALF_15, 15, 1_440_000, id="whole from the threshold"),
        pytest.param(FROM_15, 14, 0, id="nothing below the threshold"),
        pytest.param(FROM_15, 15, 1_440_000, id="whole at the threshold"),
        pytest.param(NONE, 1, 1_440_000, id="whole from one day"),
    ],
)
def test_each_convention_at_its_edges(rule: PartMonthRule, served: int, vnd: int) -> None:
    assert paid(1_440_000, served, 31, rule) == vnd


def test_a_half_of_an_odd_sum_goes_up() -> None:
    assert (paid(5, 1, 30, HALF_15), paid(1, 15, 30, BY_DAY)) == (3, 1)


def test_less_than_a_half_goes_down() -> None:
    assert paid(1, 15, 31, BY_DAY) == 0


@pytest.mark.parametrize(
    ("served", "words"),
    [
        (31, "Phục vụ đủ 31 ngày của tháng nên hưởng cả mức 900\u00a0đồng"),
        (0, "Không phục vụ ngày nào trong tháng nên không được hưởng mức 900\u00a0đồng"),
    ],
)
def test_all_days_and_no_day_are_told_without_a_convention(served: int, words: str) -> None:
    answer = part_month(900, served, 31, None)
    assert isinstance(answer, PartMonth)
    assert answer.why.sentences() == [words]


@pytest.mark.parametrize("rule", [BY_DAY, HALF_15, FROM_15, NONE])
def test_the_article_of_the_convention_is_told(rule: PartMonthRule) -> None:
    answer = part_month(900, 10, 31, rule.model_copy(update={"cite": SURE}))
    assert isinstance(answer, PartMonth)
    assert answer.why.sources() == ["Nghị quyết mẫu, Điều 4"]


def test_a_refusal_names_the_convention_that_does_not_say_how() -> None:
    rule = HALF_15.model_copy(update={"cite": SURE})
    refusal = part_month_of([stretch(1, 14), stretch(2, 17)], 31, rule)
    sentence = "Chưa có quy định được xác minh về cách tính tháng không đủ ngày hoặc đổi mức giữa tháng."
    assert refusal == Refusal("part_month", "Tháng không đủ ngày", sentence, SURE)


@pytest.mark.parametrize("rule", [None, PartMonthRule(convention="by_day", cite=OPEN)])
def test_an_unknown_convention_is_refused(rule: PartMonthRule | None) -> None:
    refusal = part_month(1_440_000, 10, 31, rule)
    assert isinstance(refusal, Refusal)
    assert refusal.sentence.startswith("Chưa có quy định được xác minh về cách tính tháng không đủ ngày")
    assert refusal.citation == (OPEN if rule else None)


@given(
    amount=AMOUNTS,
    month=MONTHS,
    rule=RULES,
    cuts=st.lists(st.integers(0, 31), max_size=4),
)
def test_splitting_a_whole_month_never_changes_its_sum(
    amount: int, month: int, rule: PartMonthRule | None, cuts: list[int]
) -> None:
    edges = [0, *sorted(min(cut, month) for cut in cuts), month]
    pieces = [stretch(amount, end - start) for start, end in pairwise(edges)]
    whole = part_month_of(pieces, month, rule)
    assert isinstance(whole, PartMonth)
    assert whole.amount_vnd == whole.why.recompute() == amount


@given(amount=AMOUNTS, month=MONTHS, rule=RULES)
def test_a_full_month_is_always_the_whole_amount(amount: int, month: int, rule: PartMonthRule | None) -> None:
    assert paid(amount, month, month, rule) == amount


@given(amount=AMOUNTS, month=MONTHS, rule=RULES)
def test_no_day_served_is_nothing(amount: int, month: int, rule: PartMonthRule | None) -> None:
    assert paid(amount, 0, month, rule) == 0


@given(amount=AMOUNTS, month=MONTHS, data=st.data())
def test_split_months_add_up_within_a_rounding(amount: int, month: int, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, month))
    parts = paid(amount, cut, month, BY_DAY) + paid(amount, month - cut, month, BY_DAY)
    assert abs(parts - amount) <= 1


@given(amount=AMOUNTS, month=MONTHS, data=st.data())
def test_moving_within_a_month_on_one_amount_changes_nothing(
    amount: int, month: int, data: st.DataObject
) -> None:
    served = data.draw(st.integers(0, month))
    cut = data.draw(st.integers(0, served))
    answer = part_month_of([stretch(amount, cut), stretch(amount, served - cut)], month, BY_DAY)
    assert isinstance(answer, PartMonth)
    assert answer.amount_vnd == paid(amount, served, month, BY_DAY)


@given(amount=AMOUNTS, month=MONTHS, rule=RULES, data=st.data())
def test_a_part_can_be_computed_again_and_more_days_never_pay_less(
    amount: int, month: int, rule: PartMonthRule | None, data: st.DataObject
) -> None:
    served = data.draw(st.integers(0, month - 1))
    less, more = (part_month(amount, days, month, rule) for days in (served, served + 1))
    for answer in (less, more):
        assert isinstance(answer, Refusal) or answer.why.recompute() == answer.amount_vnd
    if isinstance(less, PartMonth) and isinstance(more, PartMonth):
        assert less.amount_vnd <= more.amount_vnd


def test_a_change_of_title_midway_is_added_up_by_day_and_rounded_once() -> None:
    answer = part_month_of([stretch(1_080_000, 14), stretch(1_440_000, 17)], 31, BY_DAY)
    assert isinstance(answer, PartMonth)
    assert answer.amount_vnd == 1_277_419
    assert answer.why.sentences() == [
        "Tính theo số ngày phục vụ: 1.080.000\u00a0đồng × 14 ngày / 31 ngày"
        " + 1.440.000\u00a0đồng × 17 ngày / 31 ngày = 1.277.419\u00a0đồng"
    ]


@pytest.mark.parametrize("rule", [None, HALF_15, FROM_15, NONE])
def test_no_other_convention_says_how_to_pay_two_amounts_in_a_month(rule: PartMonthRule | None) -> None:
    assert isinstance(part_month_of([stretch(1, 14), stretch(2, 17)], 31, rule), Refusal)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            HALF_15,
            "dưới 15 ngày nên hưởng nửa mức 900\u00a0đồng: 450\u00a0đồng",
        ),
        (
            FROM_15,
            "dưới 15 ngày nên không được hưởng mức 900\u00a0đồng",
        ),
        (NONE, "không chia theo ngày nên hưởng cả mức 900\u00a0đồng"),
    ],
)
def test_the_words_tell_days_convention_and_result(rule: PartMonthRule, words: str) -> None:
    answer = part_month(900, 10, 31, rule)
    assert isinstance(answer, PartMonth)
    reasons = answer.why.sentences()
    assert reasons == [f"Phục vụ 10 ngày trên 31 ngày của tháng, {words}"]


@pytest.mark.parametrize(
    ("rule", "served", "words"),
    [
        (HALF_15, 15, "Phục vụ 15 ngày trên 31 ngày của tháng, đủ 15 ngày nên hưởng cả mức 900\u00a0đồng"),
        (FROM_15, 15, "Phục vụ 15 ngày trên 31 ngày của tháng, đủ 15 ngày nên hưởng cả mức 900\u00a0đồng"),
    ],
)
def test_the_words_of_a_part_that_earns_the_whole(rule: PartMonthRule, served: int, words: str) -> None:
    answer = part_month(900, served, 31, rule)
    assert isinstance(answer, PartMonth)
    assert answer.why.sentences() == [words]


@pytest.mark.parametrize(
    ("amount", "served", "month"), [(-1, 1, 30), (1, -1, 30), (1, 31, 30), (1, 1, 27), (1, 1, 32)]
)
def test_a_month_that_cannot_be_is_a_fault_of_the_caller(amount: int, served: int, month: int) -> None:
    with pytest.raises(ValueError, match="impossible month"):
        part_month(amount, served, month, BY_DAY)


def test_a_month_without_stretches_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="impossible month"):
        part_month_of([], 30, BY_DAY)


@pytest.mark.parametrize(
    ("convention", "days"), [("by_day", 15), ("none", 15), ("half_month", None), ("whole_month_from", None)]
)
def test_a_threshold_belongs_to_the_conventions_that_have_one(convention: str, days: int | None) -> None:
    with pytest.raises(ValueError, match="from_days"):
        PartMonthRule.model_validate({"convention": convention, "from_days": days})
