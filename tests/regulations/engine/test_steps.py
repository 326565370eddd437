"""Steps beyond a threshold, in words: what a reader sees of "+1 for each full 200 beyond 350"."""

from __future__ import annotations

import pytest

from regulations.engine.situation import NoAnswer, Situation
from regulations.engine.steps import Steps
from tests.regulations.engine.samples import DAY, a_book

HOUSEHOLDS = {"count": "village.households"}


def told(**rule: object) -> str:
    situation = Situation({"village.households": 420}, DAY, a_book())
    return Steps.model_validate(HOUSEHOLDS | rule).explain(situation).sentence


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({}, "420 hộ"),
        ({"each": 2}, "420 hộ, được 210 lần đủ 2 hộ"),
        ({"beyond": 400}, "420 hộ vượt 400 hộ là 20 hộ, được 20 lần đủ 1 hộ"),
        ({"beyond": 20, "each": 150}, "420 hộ vượt 20 hộ là 400 hộ, được 2 lần đủ 150 hộ"),
        ({"each": 200, "parts": "exact"}, "420 hộ, bằng 2,1 lần 200 hộ"),
        (
            {"beyond": 300, "each_share": "1/3"},
            "420 hộ vượt 300 hộ là 120 hộ, được 1 lần đủ 100 hộ (1/3 của 300 hộ)",
        ),
        ({"each": 100, "at_most": 3}, "420 hộ, được 4 lần đủ 100 hộ, tính tối đa 3 lần"),
        (
            {"each": 100, "parts": ({"from": 60, "counts": "1"}, {"from": 20, "counts": "1/2"})},
            "420 hộ, tính 4,5 lần 100 hộ (số lẻ từ 20 tính 1/2, từ 60 tính 1)",
        ),
    ],
)
def test_steps_read_as_the_resolution_counts_them(rule: dict[str, object], words: str) -> None:
    assert told(**rule) == words


def test_a_rest_that_does_not_count_needs_no_words() -> None:
    assert Steps.model_validate(HOUSEHOLDS).part_words() == ""


def test_every_missing_fact_of_a_sum_is_asked_for() -> None:
    both = ("village.persons", "village.temporary_residents")
    steps = Steps.model_validate({"count": both})
    with pytest.raises(NoAnswer) as caught:
        steps.explain(Situation({}, DAY, a_book(), about="số lượng"))
    assert caught.value.message_vi == "Bổ sung số nhân khẩu; số nhân khẩu tạm trú để tính số lượng."
    assert caught.value.code == "missing_fact"
    with pytest.raises(NoAnswer) as caught:
        steps.explain(Situation({"village.persons": 3}, DAY, a_book(), about="số lượng"))
    assert caught.value.message_vi == "Bổ sung số nhân khẩu tạm trú để tính số lượng."


def test_facts_of_a_sum_are_shown_with_their_total() -> None:
    both = ("village.persons", "village.temporary_residents")
    situation = Situation({"village.persons": 1_200, "village.temporary_residents": 0}, DAY, a_book())
    why = Steps.model_validate({"count": both}).explain(situation)
    assert (why.value, why.leaves[0].sentence) == (1_200, "1.200 nhân khẩu")
    assert [step.sentence for step in why.leaves[0].leaves] == ["1.200 nhân khẩu", "0 nhân khẩu"]
