"""Sums owed once: severance, accident, death, funeral, sickness, training."""

from __future__ import annotations

import pytest

from regulations.engine import FactError, Facts, Line, Refusal, evaluate, one_off
from tests.regulations.engine.samples import DAY, a_book, a_law_with

LAW = a_law_with(
    """\
one_off:
  - key: thoi_viec
    kind: thoi_viec
    name: Trợ cấp thôi việc
    applies_when: {fact: member.service_months, from: 12}
    value:
      for_each:
        count: member.service_months
        each: 12
        parts: [{from: 1, counts: 1/2}, {from: 7, counts: 1}]
      add: {share: 1.5, of: {ref: khoan}, cite: sure}
  - key: tai_nan
    kind: tai_nan
    name: Trợ cấp tai nạn
    applies_when: {all: [{fact: member.bhxh_tu_nguyen, is: khong}, {fact: event.capacity_loss, from: 5}]}
    value:
      sum:
        - {vnd: 7450000, cite: sure}
        - {for_each: {count: event.capacity_loss, beyond: 5}, add: {vnd: 750000, cite: sure}}
  - {key: tu_tuat, kind: chet, name: Trợ cấp tử tuất, value: {share: 36, of: {series: luong}, cite: sure}}
  - {key: mai_tang, kind: chet, name: Mai táng phí, value: {share: 10, of: {series: luong}, cite: open}}
"""
)


def paid(kind: str, facts: Facts) -> dict[str, int | str]:
    answers = one_off(LAW, facts, kind, DAY, a_book())
    assert all(answer.why.recompute() == answer.amount_vnd for answer in answers if isinstance(answer, Line))
    return {
        answer.component: answer.amount_vnd if isinstance(answer, Line) else answer.sentence
        for answer in answers
    }


@pytest.mark.parametrize(
    ("months", "half_years"),
    [(12, 2), (13, 3), (18, 3), (19, 4), (24, 4), (66, 11), (67, 12)],
)
def test_severance_rounds_the_parts_of_a_year_as_the_text_says(months: int, half_years: int) -> None:
    assert paid("thoi_viec", {"member.service_months": months}) == {"thoi_viec": 750_000 * half_years}


def test_severance_shows_years_and_share() -> None:
    line = one_off(LAW, {"member.service_months": 66}, "thoi_viec", DAY, a_book())[0]
    assert isinstance(line, Line)
    assert line.why.sentences()[0] == (
        "66 tháng, tính 5,5 lần 12 tháng (số lẻ từ 1 tính 1/2, từ 7 tính 1):"
        " 5,5 × 1.500.000\u00a0đồng = 8.250.000\u00a0đồng"
    )


def test_too_short_a_service_is_told_and_not_paid() -> None:
    assert paid("thoi_viec", {"member.service_months": 11}) == {
        "thoi_viec": "Không thuộc trường hợp được trợ cấp khi thôi tham gia lực lượng: 11 tháng."
    }


@pytest.mark.parametrize(("loss", "vnd"), [(5, 7_450_000), (6, 8_200_000), (81, 64_450_000)])
def test_an_accident_pays_by_the_loss_of_capacity(loss: int, vnd: int) -> None:
    facts: Facts = {"event.capacity_loss": loss, "member.bhxh_tu_nguyen": "khong"}
    assert paid("tai_nan", facts) == {"tai_nan": vnd}


def test_a_loss_that_nobody_told_is_asked_for() -> None:
    assert paid("tai_nan", {"member.bhxh_tu_nguyen": "khong"}) == {
        "tai_nan": "Bổ sung tỷ lệ suy giảm khả năng lao động để tính trợ cấp tai nạn."
    }


def test_one_event_may_owe_several_sums_and_refuse_some() -> None:
    answers = paid("chet", {})
    assert answers["tu_tuat"] == 36_000_000
    assert str(answers["mai_tang"]).startswith("Chưa có quy định được xác minh về mai táng phí: ")


def test_an_event_that_the_law_does_not_know_is_refused_and_not_zero() -> None:
    assert paid("om_dau", {}) == {"om_dau": "Chưa có quy định được xác minh về trợ cấp khi ốm đau, điều trị."}


def test_an_event_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(FactError) as caught:
        one_off(LAW, {}, "nghi_mat", DAY, a_book())
    assert caught.value.fact == "event.kind"


def test_evaluate_answers_for_the_event_of_the_facts() -> None:
    answer = evaluate(LAW, {"event.kind": "chet"}, DAY, a_book())
    assert [(row["component"], row["amount_vnd"]) for row in answer["one_off"]] == [("tu_tuat", 36_000_000)]
    assert [row["component"] for row in answer["refusals"]] == ["mai_tang"]
    assert evaluate(LAW, {}, DAY, a_book())["one_off"] == []


def test_a_refusal_of_an_event_has_a_name() -> None:
    unknown = one_off(LAW, {}, "om_dau", DAY, a_book())[0]
    assert isinstance(unknown, Refusal)
    assert unknown.name == "Trợ cấp một lần: ốm đau, điều trị"
    short = one_off(LAW, {"member.service_months": 11}, "thoi_viec", DAY, a_book())[0]
    assert isinstance(short, Refusal)
    assert short.name == "Trợ cấp một lần: thôi tham gia lực lượng"


def test_a_sum_that_rests_on_nothing_owed_still_names_an_article() -> None:
    law = a_law_with(
        "values:\n  - {key: phu_cap, name: Phụ cấp, value: {sum: [{when: {fact: commune.border, is: true},"
        " value: {vnd: 5, cite: sure}}]}}\n"
        "one_off:\n  - {key: tu_tuat, kind: chet, name: Tử tuất, value: {ref: phu_cap}}\n"
    )
    line = one_off(law, {"commune.border": False}, "chet", DAY, a_book())[0]
    assert isinstance(line, Line)
    assert (line.amount_vnd, line.citation.words()) == (0, "Nghị quyết mẫu, Điều 2")
