from __future__ import annotations

import json
import random
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import Facts, Law, Line, Refusal, SeriesBook, evaluate, monthly_lines
from tests.regulations.engine.samples import DAY, a_book, a_law

TITLES = ("to_truong", "to_pho", "to_vien")
CLASSES = ("loai_1", "loai_2", "loai_3")


def line(law: Law, facts: Facts, series: SeriesBook, on: date = DAY, place: int = 0) -> Line:
    answer = monthly_lines(law, facts, on, series)[place]
    assert isinstance(answer, Line)
    return answer


def refusal(law: Law, facts: Facts, series: SeriesBook, on: date = DAY, place: int = 0) -> Refusal:
    answer = monthly_lines(law, facts, on, series)[place]
    assert isinstance(answer, Refusal)
    return answer


def member(title: str, village_class: str = "loai_1") -> Facts:
    """A member who takes part in both insurances."""
    return {
        "member.title": title,
        "village.class": village_class,
        "member.bhxh_tu_nguyen": "co",
        "member.bhyt": "co",
    }


@pytest.mark.parametrize(("title", "vnd"), list(zip(TITLES, (1_440_000, 1_260_000, 1_080_000), strict=True)))
@pytest.mark.parametrize("on", [date(2024, 7, 1), date(2026, 7, 1)])
def test_binh_dinh_support_is_fixed_and_does_not_follow_the_base_salary(
    binh_dinh: Law, series: SeriesBook, title: str, vnd: int, on: date
) -> None:
    assert line(binh_dinh, member(title), series, on).amount_vnd == vnd


def test_binh_dinh_insurance_support_is_a_flat_sum(binh_dinh: Law, series: SeriesBook) -> None:
    bhxh = line(binh_dinh, member("to_vien"), series, place=1)
    assert (bhxh.component, bhxh.amount_vnd) == ("ho_tro_bhxh", 165_000)


def test_three_percent_of_an_unverified_base_is_refused(binh_dinh: Law, series: SeriesBook) -> None:
    bhyt = refusal(binh_dinh, member("to_vien"), series, place=2)
    assert bhyt.component == "ho_tro_bhyt"
    assert bhyt.sentence.startswith("Chưa có quy định được xác minh về hỗ trợ đóng bảo hiểm y tế: ")
    assert bhyt.citation is not None
    assert bhyt.citation.words().endswith("Luật 30/2023/QH15, Điều 23 khoản 1")


@pytest.mark.parametrize(
    ("title", "village_class", "rate"),
    [
        ("to_truong", "loai_1", "0.70"),
        ("to_pho", "loai_1", "0.65"),
        ("to_vien", "loai_1", "0.60"),
        ("to_truong", "loai_2", "0.65"),
        ("to_pho", "loai_2", "0.60"),
        ("to_vien", "loai_2", "0.56"),
        ("to_truong", "loai_3", "0.65"),
        ("to_pho", "loai_3", "0.60"),
        ("to_vien", "loai_3", "0.56"),
    ],
)
@pytest.mark.parametrize(
    ("on", "base"),
    [
        pytest.param(date(2026, 6, 30), 2_340_000, id="last day of the old base salary"),
        pytest.param(date(2026, 7, 1), 2_530_000, id="first day of the new base salary"),
        pytest.param(date(2026, 7, 2), 2_530_000, id="day after"),
    ],
)
def test_thanh_hoa_support_is_a_share_of_the_base_salary_of_the_day(
    thanh_hoa: Law, series: SeriesBook, title: str, village_class: str, rate: str, on: date, base: int
) -> None:
    assert line(thanh_hoa, member(title, village_class), series, on).amount_vnd == Fraction(rate) * base


def test_the_words_of_a_share_show_rate_base_decree_and_result(thanh_hoa: Law, series: SeriesBook) -> None:
    words = line(thanh_hoa, member("to_truong"), series).why.sentences()
    assert words == [
        "Tổ trưởng, loại 1: 0,70 × lương cơ sở 2.340.000\u00a0đồng (Nghị định 73/2024/NĐ-CP, từ 01/07/2024)"
        " = 1.638.000\u00a0đồng",
        "Căn cứ Nghị quyết năm 2024 của HĐND tỉnh Thanh Hóa, số hiệu chưa xác minh"
        " (số điều, khoản chưa xác minh); Luật 30/2023/QH15, Điều 23 khoản 1",
        "Căn cứ Nghị định 73/2024/NĐ-CP (số điều, khoản chưa xác minh)",
    ]


def test_unseen_levels_are_refused_and_not_zero(thanh_hoa: Law, series: SeriesBook) -> None:
    answers = monthly_lines(thanh_hoa, member("to_vien"), DAY, series)
    assert [type(answer) for answer in answers] == [Line, Refusal, Refusal]


def test_a_missing_title_is_asked_for(binh_dinh: Law, series: SeriesBook) -> None:
    asked = refusal(binh_dinh, {}, series).sentence
    assert asked == "Bổ sung chức danh trong Tổ để tính hỗ trợ hằng tháng."


def test_support_of_a_premium_is_only_for_those_who_pay_one(binh_dinh: Law, series: SeriesBook) -> None:
    facts = {"member.title": "to_vien", "member.bhxh_tu_nguyen": "khong", "member.bhyt": "khong"}
    answers = monthly_lines(binh_dinh, facts, DAY, series)
    assert [answer.component for answer in answers] == ["ho_tro_hang_thang"]


def test_a_premium_that_nobody_has_told_of_is_asked_for(binh_dinh: Law, series: SeriesBook) -> None:
    asked = refusal(binh_dinh, {"member.title": "to_vien"}, series, place=1).sentence
    assert asked == "Bổ sung tham gia BHXH tự nguyện để tính hỗ trợ đóng bảo hiểm xã hội tự nguyện."


def test_evaluate_gives_plain_json(binh_dinh: Law, series: SeriesBook) -> None:
    facts: Facts = {"village.kind": "thon", "village.households": 420, **member("to_pho")}
    answer = evaluate(binh_dinh, facts, DAY, series)
    assert json.loads(json.dumps(answer)) == answer
    size = {key: value for key, value in answer["team_size"].items() if key != "why"}
    assert size == {"exists": True, "min": None, "max": 4, "exact": False}
    assert [(row["component"], row["amount_vnd"]) for row in answer["lines"]] == [
        ("ho_tro_hang_thang", 1_260_000),
        ("ho_tro_bhxh", 165_000),
    ]
    assert answer["lines"][0]["article"] == (
        "Nghị quyết số 03/2024/NQ-HĐND (số điều, khoản chưa xác minh); Luật 30/2023/QH15, Điều 23 khoản 1"
    )
    assert answer["lines"][0]["why"].startswith("Tổ phó: 1.260.000\u00a0đồng. Căn cứ Nghị quyết")
    assert [row["component"] for row in answer["refusals"]] == ["ho_tro_bhyt"]


def test_a_refused_team_size_stands_among_the_refusals(binh_dinh: Law, series: SeriesBook) -> None:
    answer = evaluate(binh_dinh, member("to_vien"), DAY, series)
    assert answer["team_size"] is None
    assert [row["component"] for row in answer["refusals"]] == ["team_size", "ho_tro_bhyt"]


def test_a_base_and_its_supplements_add_up() -> None:
    supplement = "{table: [{when: {fact: member.title, is: to_truong}, value: {vnd: 300000, cite: sure}}]}"
    law = a_law(f"{{sum: [{{vnd: 2520000, cite: sure}}, {supplement}]}}")
    owed = line(law, {"member.title": "to_truong"}, a_book())
    assert owed.amount_vnd == 2_820_000
    assert owed.why.sentences()[:2] == [
        "2.520.000\u00a0đồng + 300.000\u00a0đồng = 2.820.000\u00a0đồng",
        "Tổ trưởng: 300.000\u00a0đồng",
    ]


def test_a_rule_may_point_at_a_national_rate_and_nest_shares() -> None:
    law = a_law(
        "{share: 1/3, of: {share: {series: ty_le, cite: sure}, of: {series: luong}, cite: sure}, cite: sure}"
    )
    owed = line(law, {}, a_book())
    assert owed.amount_vnd == 15_000
    assert owed.why.sentences()[:2] == [
        "1/3 × 45.000\u00a0đồng = 15.000\u00a0đồng",
        "Tỷ lệ mẫu 4,5% (Nghị định mẫu, từ 01/07/2024) × lương mẫu 1.000.000\u00a0đồng"
        " (Nghị định mẫu, từ 01/07/2024) = 45.000\u00a0đồng",
    ]


def test_the_amount_of_a_series_can_be_owed_itself() -> None:
    owed = line(a_law("{series: luong}"), {}, a_book())
    assert (owed.amount_vnd, owed.citation.document) == (1_000_000, "Nghị định mẫu")


def test_a_sum_that_is_not_whole_is_refused_without_a_rule_of_rounding() -> None:
    law = a_law("{share: 1/3, of: {vnd: 1000, cite: sure}, cite: sure}")
    assert refusal(law, {}, a_book()).sentence == (
        "Bổ sung quy định làm tròn: 1/3 × 1.000\u00a0đồng = 1000/3 đồng không tròn đồng."
    )


@pytest.mark.parametrize(
    ("vnd", "unit", "rounded"), [(1000, 1, 333), (1001, 1, 334), (4499, 1000, 1000), (4500, 1000, 2000)]
)
def test_rounding_happens_once_where_the_file_says(vnd: int, unit: int, rounded: int) -> None:
    law = a_law(
        f"{{share: 1/3, of: {{vnd: {vnd}, cite: sure}}, cite: sure}}", rounding=f", round_to_vnd: {unit}"
    )
    owed = line(law, {}, a_book())
    assert owed.amount_vnd == owed.why.recompute() == rounded


def test_the_sentence_of_a_rounded_sum_tells_both_sums_and_the_unit() -> None:
    law = a_law("{share: 1/3, of: {vnd: 4499, cite: sure}, cite: sure}", rounding=", round_to_vnd: 1000")
    assert line(law, {}, a_book()).why.sentences()[0] == (
        "1/3 × 4.499\u00a0đồng = 4499/3 đồng, làm tròn đến 1.000\u00a0đồng: 1.000\u00a0đồng"
    )


def test_a_refused_component_keeps_its_key_and_its_name() -> None:
    refused = refusal(a_law("{vnd: 5, cite: open}"), {}, a_book())
    assert (refused.component, refused.name) == ("khoan", "Khoản mẫu")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("{vnd: 5, cite: open}", "chưa đọc được điều này"),
        ("{share: 0.5, of: {vnd: 5, cite: sure}, cite: open}", "chưa đọc được điều này"),
        ("{share: 0.5, of: {vnd: 6, cite: open}, cite: sure}", "chưa đọc được điều này"),
        ("{series: luong, cite: open}", "chưa đọc được điều này"),
        ("{sum: [{vnd: 5, cite: sure}, {vnd: 5, cite: open}]}", "chưa đọc được điều này"),
        ("{unknown: chưa rõ mức, cite: open}", "chưa rõ mức"),
        ("{series: ty_le}", "chưa có mức tỷ lệ mẫu"),
        ("{share: {series: luong}, of: {vnd: 5, cite: sure}, cite: sure}", "chưa có lương mẫu"),
    ],
)
def test_no_number_comes_out_of_an_unverified_figure(value: str, reason: str) -> None:
    said = refusal(a_law(value), {}, a_book()).sentence
    assert said == f"Chưa có quy định được xác minh về khoản mẫu: {reason}"


def test_an_unverified_value_of_a_series_is_refused_from_its_day_on() -> None:
    law = a_law("{series: luong}")
    assert line(law, {}, a_book(), date(2024, 12, 31)).amount_vnd == 1_000_000
    assert refusal(law, {}, a_book(), date(2025, 1, 1)).sentence.endswith("chưa có mức lương mẫu")


def test_a_series_that_nobody_has_loaded_is_asked_for() -> None:
    said = refusal(a_law("{series: luong_vung}"), {}, a_book()).sentence
    assert said == "Bổ sung luong_vung: chưa có mức có hiệu lực ngày 01/08/2024."


def row(title: str, vnd: int) -> str:
    return f"{{when: {{fact: member.title, is: {title}}}, value: {{vnd: {vnd}, cite: sure}}}}"


def test_a_case_that_the_text_does_not_name_is_refused() -> None:
    law = a_law(f"{{table: [{row('to_truong', 5)}]}}")
    assert refusal(law, {"member.title": "to_vien"}, a_book()).sentence == (
        "Kiểm tra dữ kiện: văn bản không nêu khoản mẫu cho trường hợp Tổ viên."
    )


def test_two_rows_that_both_apply_are_refused() -> None:
    law = a_law(f"{{table: [{row('to_vien', 5)}, {row('to_vien', 6)}]}}")
    said = refusal(law, {"member.title": "to_vien"}, a_book()).sentence
    assert said == "Sửa tệp quy định: nhiều dòng cùng áp dụng khi tính khoản mẫu."


@given(seed=st.integers(0, 1000), title=st.sampled_from((*TITLES, None)))
def test_the_order_of_rows_has_no_meaning(seed: int, title: str | None) -> None:
    rows = [row(name, vnd) for name, vnd in zip(TITLES, (3, 2, 1), strict=True)]
    mixed = random.Random(seed).sample(rows, len(rows))
    straight, shuffled = (a_law(f"{{table: [{', '.join(order)}]}}") for order in (rows, mixed))
    facts: Facts = {"member.title": title}
    assert evaluate(straight, facts, DAY, a_book()) == evaluate(shuffled, facts, DAY, a_book())


@given(
    title=st.sampled_from(TITLES),
    village_class=st.sampled_from(CLASSES),
    on=st.dates(min_value=date(2024, 7, 1), max_value=date(2030, 1, 1)),
)
def test_every_explained_sum_can_be_computed_again_from_its_leaves(
    binh_dinh: Law, thanh_hoa: Law, series: SeriesBook, title: str, village_class: str, on: date
) -> None:
    for law in (binh_dinh, thanh_hoa):
        for answer in monthly_lines(law, member(title, village_class), on, series):
            assert isinstance(answer, Refusal) or answer.why.recompute() == answer.amount_vnd
