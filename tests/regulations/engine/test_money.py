"""The shapes of a sum: references, remainders, limits, supplements, facts, frozen values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import Facts, Law, LawFileError, Line, Refusal, load_law, load_series, monthly_lines
from tests.regulations.engine.samples import DAY, HEAD, SERIES, SIZE, a_book, a_law

CITED = "cite: sure"
OTHER = "cite: {document: Luật mẫu, article: Điều 9, verified: true, source: mẫu}"


def owed(law: Law, facts: Facts, on: date = DAY, place: int = -1) -> Line:
    answer = monthly_lines(law, facts, on, a_book())[place]
    assert isinstance(answer, Line), answer
    assert answer.why.recompute() == answer.amount_vnd
    return answer


def refused(law: Law, facts: Facts, place: int = -1) -> str:
    answer = monthly_lines(law, facts, DAY, a_book())[place]
    assert isinstance(answer, Refusal), answer
    return answer.sentence


def a_file(*sections: str) -> Law:
    return load_law(HEAD + SIZE + "\n".join(sections) + "\n", "mau.yaml")


SUPPORT = """\
components:
  - key: ho_tro
    name: Hỗ trợ hằng tháng
    applies_when: {fact: member.other_post, is: khong}
    value:
      table:
        - {when: {fact: member.title, is: to_truong}, value: {vnd: 6500000, cite: sure}}
      otherwise: {vnd: 6000000, cite: sure}
  - key: bhxh
    name: Hỗ trợ BHXH
    value: {share: {series: ty_le}, of: {ref: ho_tro}, cite: sure}
"""


def test_a_share_of_the_persons_own_support() -> None:
    line = owed(a_file(SUPPORT), {"member.title": "to_truong", "member.other_post": "khong"})
    assert line.amount_vnd == 292_500
    assert line.why.sentences()[:2] == [
        "Tỷ lệ mẫu 4,5% (Nghị định mẫu, từ 01/07/2024) × hỗ trợ hằng tháng 6.500.000\u00a0đồng"
        " = 292.500\u00a0đồng",
        "Tổ trưởng: 6.500.000\u00a0đồng",
    ]


def test_a_share_of_what_does_not_apply_is_nothing() -> None:
    line = owed(a_file(SUPPORT), {"member.title": "to_truong", "member.other_post": "khac"})
    assert line.amount_vnd == 0
    assert "hỗ trợ hằng tháng: không được hưởng" in line.why.sentences()[0]


def test_what_another_part_cannot_tell_cannot_be_shared() -> None:
    assert refused(a_file(SUPPORT), {"member.other_post": "khong"}) == (
        "Bổ sung chức danh trong Tổ để tính hỗ trợ BHXH."
    )


REMAINDER = """\
values:
  - {key: phi, name: Mức đóng tối thiểu, value: {share: 0.22, of: {vnd: 1500000, cite: sure}, cite: sure}}
components:
  - key: bhxh
    name: Hỗ trợ BHXH
    value:
      rest_of: {ref: phi, cite: sure}
      less:
        - when: {fact: member.bhxh_group, is: ho_ngheo}
          value: {share: 0.3, of: {ref: phi}, cite: sure}
        - when: {not: {fact: member.bhxh_group, is: ho_ngheo}}
          value: {share: 0.1, of: {ref: phi}, cite: sure}
"""


@pytest.mark.parametrize(
    ("group", "vnd", "words"), [("ho_ngheo", 231_000, "99.000"), ("khac", 297_000, "33.000")]
)
def test_what_remains_of_a_premium_after_the_share_of_the_state(group: str, vnd: int, words: str) -> None:
    line = owed(a_file(REMAINDER), {"member.bhxh_group": group})
    assert line.amount_vnd == vnd
    rest, _, share, *_ = line.why.sentences()
    assert rest.startswith(f"Mức đóng tối thiểu 330.000\u00a0đồng - {words}\u00a0đồng = ")
    assert share.endswith(f" × mức đóng tối thiểu 330.000\u00a0đồng = {words}\u00a0đồng")


def test_a_remainder_reads_as_a_subtraction() -> None:
    line = owed(a_law("{rest_of: {vnd: 9, cite: sure}, less: [{vnd: 4, cite: sure}]}"), {})
    assert line.why.sentences()[0] == "9\u00a0đồng - 4\u00a0đồng = 5\u00a0đồng"


def test_a_remainder_is_never_below_nothing() -> None:
    law = a_law("{rest_of: {vnd: 5, cite: sure}, less: [{vnd: 3, cite: sure}, {vnd: 4, cite: sure}]}")
    assert owed(law, {}).amount_vnd == 0


@pytest.mark.parametrize(("days", "vnd"), [(1, 200_000), (3, 210_000), (15, 1_050_000), (16, 1_050_000)])
def test_floors_and_caps_in_money(days: int, vnd: int) -> None:
    law = a_law(
        "{limit: {for_each: {count: event.days, at_most: 15}, add: {vnd: 70000, cite: sure}},"
        " at_least: {vnd: 200000, cite: sure}, at_most: {series: luong, cite: sure}}"
    )
    assert owed(law, {"event.days": days}).amount_vnd == min(max(vnd, 200_000), 1_000_000)


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        ("at_most: {vnd: 7, cite: sure}", "5\u00a0đồng (không quá 7\u00a0đồng)"),
        ("at_least: {vnd: 3, cite: sure}", "5\u00a0đồng (không dưới 3\u00a0đồng)"),
        (
            "at_most: {vnd: 3, cite: sure}",
            "5\u00a0đồng, vượt mức tối đa 3\u00a0đồng nên tính 3\u00a0đồng",
        ),
        (
            "at_least: {vnd: 7, cite: sure}",
            "5\u00a0đồng, thấp hơn mức tối thiểu 7\u00a0đồng nên tính 7\u00a0đồng",
        ),
    ],
)
def test_a_bound_says_whether_it_changed_the_sum(bound: str, words: str) -> None:
    assert owed(a_law(f"{{limit: {{vnd: 5, cite: sure}}, {bound}}}"), {}).why.sentence == words


def test_a_cap_says_what_it_cuts() -> None:
    law = a_law("{limit: {vnd: 9, cite: sure}, at_most: {vnd: 5, cite: sure}}")
    assert owed(law, {}).why.sentences()[0] == "9\u00a0đồng, vượt mức tối đa 5\u00a0đồng nên tính 5\u00a0đồng"


def test_a_share_of_the_allowance_of_another_post() -> None:
    law = a_law("{share: 0.5, of: {amount_of: member.other_post_vnd, cite: sure}, cite: sure}")
    assert owed(law, {"member.other_post_vnd": 900_000}).amount_vnd == 450_000
    assert refused(law, {}) == "Bổ sung phụ cấp của chức danh kiêm nhiệm để tính khoản mẫu."


def test_an_amount_may_stay_at_the_value_of_an_earlier_day() -> None:
    law = a_law("{share: 36, of: {series: luong, on: 2024-07-01}, cite: sure}")
    assert owed(law, {}, date(2025, 3, 1)).amount_vnd == 36_000_000


def test_a_supplement_by_years_of_service() -> None:
    law = a_law(
        "{sum: [{vnd: 1000000, cite: sure}, {for_each: {count: member.service_years, each: 5, at_most: 3},"
        " add: {share: 0.05, of: {series: luong}, cite: sure}}]}"
    )
    months = [owed(law, {"member.service_years": years}).amount_vnd for years in (4, 5, 14, 40)]
    assert months == [1_000_000, 1_050_000, 1_100_000, 1_150_000]


def test_supplements_that_nobody_gets_come_to_nothing_and_still_name_their_article() -> None:
    law = a_law("{sum: [{when: {fact: member.title, is: to_pho}, value: {vnd: 5, cite: sure}}]}")
    line = owed(law, {"member.title": "to_vien"})
    assert (line.amount_vnd, line.citation.article) == (0, "Điều 2")
    assert line.why.sentences()[0] == "Khoản mẫu: không thuộc trường hợp nào được tính: 0\u00a0đồng"


def test_a_fact_that_is_nothing_is_paid_as_nothing() -> None:
    line = owed(a_law("{amount_of: event.cost_vnd, cite: sure}"), {"event.cost_vnd": 0})
    assert (line.amount_vnd, line.why.sources()) == (0, ["Nghị quyết mẫu, Điều 2"])


@pytest.mark.parametrize("post", ["khong", "khac"])
def test_the_article_that_points_at_another_part_is_told(post: str) -> None:
    law = a_file(SUPPORT, f"  - {{key: them, name: Thêm, value: {{ref: ho_tro, {OTHER}}}}}")
    line = owed(law, {"member.title": "to_vien", "member.other_post": post})
    assert line.why.sources()[0] == "Luật mẫu, Điều 9"


def test_the_decree_that_set_a_rate_is_told() -> None:
    line = owed(a_file(SUPPORT), {"member.title": "to_truong", "member.other_post": "khong"})
    assert "Nghị định mẫu, Điều 1" in line.why.sources()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("{series: luong}", "Chưa có quy định được xác minh về khoản mẫu: chưa có mức lương mẫu"),
        (
            "{share: {series: ty_le}, of: {vnd: 100, cite: sure}, cite: sure}",
            "Chưa có quy định được xác minh về khoản mẫu: chưa có tỷ lệ mẫu",
        ),
    ],
)
def test_a_reference_value_that_nobody_verified_refuses_with_its_decree(value: str, sentence: str) -> None:
    later = SERIES + "      - {valid_from: 2025-01-01, cite: open}\n"
    book = load_series(later, "series.yaml")
    (answer,) = monthly_lines(a_law(value), {}, date(2025, 1, 1), book)
    assert isinstance(answer, Refusal)
    assert answer.sentence == sentence
    assert answer.citation is not None
    assert answer.citation.words() == "Nghị định mẫu, Điều 2"


def test_the_article_of_a_row_is_told() -> None:
    row = f"{{when: {{fact: commune.border, is: true}}, value: {{vnd: 5, cite: sure}}, {OTHER}}}"
    line = owed(a_law(f"{{table: [{row}]}}"), {"commune.border": True})
    assert line.why.sources() == ["Luật mẫu, Điều 9", "Nghị quyết mẫu, Điều 2"]


def test_a_gap_of_the_text_refuses_with_its_article() -> None:
    row = f"{{when: {{fact: commune.border, is: true}}, gap_note: bỏ ngỏ, {OTHER}}}"
    (answer,) = monthly_lines(a_law(f"{{table: [{row}]}}"), {"commune.border": True}, DAY, a_book())
    assert isinstance(answer, Refusal)
    assert answer.sentence == "Chưa có quy định được xác minh về khoản mẫu: bỏ ngỏ"
    assert answer.citation is not None
    assert answer.citation.words() == "Luật mẫu, Điều 9"


def test_supplements_that_nobody_gets_are_told_by_name() -> None:
    part = "{when: {fact: commune.border, is: true}, value: {vnd: 5, cite: sure}}"
    line = owed(a_law(f"{{sum: [{part}]}}"), {"commune.border": False})
    assert line.why.sentence == "khoản mẫu: không thuộc trường hợp nào được tính: 0\u00a0đồng"


def test_a_choice_is_told_from_its_first_word_on() -> None:
    parts = "[{vnd: 5, cite: sure}, {vnd: 7, cite: sure}]"
    lowest, highest = (owed(a_law(f"{{{name}: {parts}}}"), {}) for name in ("smallest_of", "largest_of"))
    assert lowest.why.sentence.startswith("lấy mức thấp nhất là 5\u00a0đồng trong các mức: 5\u00a0đồng; ")
    assert highest.why.sentence.startswith("lấy mức cao nhất là 7\u00a0đồng trong các mức: 5\u00a0đồng; ")


def test_the_best_of_two_bases() -> None:
    law = a_law("{largest_of: [{vnd: 900000, cite: sure}, {series: luong, cite: sure}]}")
    assert owed(law, {}).amount_vnd == 1_000_000


def test_a_choice_of_one_needs_no_words() -> None:
    law = a_law(
        "{largest_of: [{vnd: 9, cite: sure},"
        " {when: {fact: commune.border, is: true}, value: {vnd: 10, cite: sure}}]}"
    )
    assert owed(law, {"commune.border": False}).why.sentences()[0] == "Khoản mẫu: 9\u00a0đồng"


def test_a_sum_may_already_hold_another_part() -> None:
    component = (
        "components:\n  - {key: k, name: Hỗ trợ, includes: hỗ trợ đóng BHXH, value: {vnd: 5, cite: sure}}"
    )
    assert owed(a_file(component), {}).why.sentences()[0] == (
        "Hỗ trợ: 5\u00a0đồng (đã bao gồm hỗ trợ đóng BHXH)"
    )


def test_a_component_may_split_a_month_in_its_own_way() -> None:
    law = a_file(
        "components:\n  - {key: a, name: A, value: {vnd: 5, cite: sure}}\n"
        "  - {key: b, name: B, part_month: {convention: none, cite: sure}, value: {vnd: 5, cite: sure}}"
    )
    own = law.part_month_of("b")
    assert own is not None
    assert (own.convention, law.part_month_of("a"), law.part_month_of("khac")) == ("none", None, None)


def test_wage_regions_that_differ_by_district() -> None:
    law = a_law(
        "{share: 0.4, cite: sure, of: {table: ["
        "{when: {fact: district.code, in: ['540', '541']}, value: {vnd: 3860000, cite: sure}}],"
        " otherwise: {vnd: 3450000, cite: sure}}}"
    )
    assert [owed(law, {"district.code": code}).amount_vnd for code in ("541", "542")] == [
        1_544_000,
        1_380_000,
    ]


@pytest.mark.parametrize("value", ["{ref: phi, cite: open}", "{amount_of: event.cost_vnd, cite: open}"])
def test_an_unverified_article_of_a_reference_refuses(value: str) -> None:
    named = "values:\n  - {key: phi, name: Phí, value: {vnd: 5, cite: sure}}"
    law = a_file(named, f"components:\n  - {{key: k, name: Hỗ trợ, value: {value}}}")
    assert refused(law, {"event.cost_vnd": 5}).endswith("chưa đọc được điều này")


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(LawFileError) as caught:
        load_law(text, "mau.yaml")
    return [(problem.field, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("value", "field", "message"),
    [
        ("{exactly: 3, cite: sure}", "", "Ghi số tiền (vnd, share, series), không ghi số người."),
        ("{ref: khoang}", ".ref", "Không có khoản “khoang” trong values và components; gần nhất là “khoan”."),
        ("{ref: khoan}", None, "Bỏ vòng tham chiếu: “khoan” dựa vào chính nó."),
        ("{amount_of: village.households, cite: sure}", ".amount_of", None),
        ("{limit: {vnd: 5, cite: sure}}", "", "Ghi at_least (mức sàn) hoặc at_most (mức trần)."),
        ("{for_each: {count: village.kind}, add: {vnd: 5, cite: sure}}", ".for_each.count", None),
        ("{for_each: {count: village.househols}, add: {vnd: 5, cite: sure}}", ".for_each.count", None),
        (
            "{for_each: {count: [village.households, village.persons]}, add: {vnd: 5, cite: sure}}",
            ".for_each.count",
            "Chỉ cộng các dữ kiện cùng đơn vị tính.",
        ),
        ("{for_each: {count: village.area, each: 3 hộ}, add: {vnd: 5, cite: sure}}", ".for_each", None),
        ("{for_each: {count: event.days, each: 0}, add: {vnd: 5, cite: sure}}", ".for_each", None),
        ("{for_each: {count: event.days, beyond: -1}, add: {vnd: 5, cite: sure}}", ".for_each", None),
        ("{for_each: {count: event.days, each_share: 1/2}, add: {vnd: 5, cite: sure}}", ".for_each", None),
        (
            "{for_each: {count: event.days, each: 2, each_share: 1/2}, add: {vnd: 5, cite: sure}}",
            ".for_each",
            None,
        ),
        (
            "{for_each: {count: event.days, each: 2, parts: [{from: 2, counts: 1}]},"
            " add: {vnd: 5, cite: sure}}",
            ".for_each",
            "Ghi mỗi mức lẻ (parts.from) một lần và nhỏ hơn bước.",
        ),
        (
            "{for_each: {count: event.days, each: 9, parts: [{from: 2, counts: 1}, {from: 2, counts: 1}]},"
            " add: {vnd: 5, cite: sure}}",
            ".for_each",
            "Ghi mỗi mức lẻ (parts.from) một lần và nhỏ hơn bước.",
        ),
        ("{table: [{when: {fact: commune.border, is: true}}]}", ".table.0", "Ghi hoặc value, hoặc gap_note."),
        (
            "{dated: [{valid_from: 2024-07-01, value: {vnd: 5, cite: sure}},"
            " {valid_from: 2025-07-01, value: {vnd: 5, cite: sure}}]}",
            "",
            "Tách các khoảng ngày: hai khoảng cùng chứa ngày 01/07/2025.",
        ),
        (
            "{dated: [{valid_from: 2024-07-01, valid_to: 2024-07-01, value: {vnd: 5, cite: sure}}]}",
            ".dated.0.valid_to",
            "Ghi valid_to sau valid_from.",
        ),
        (
            "{table: [{when: {fact: [village.kind, village.persons], from: 3},"
            " value: {vnd: 5, cite: sure}}]}",
            ".table.0.when.fact",
            None,
        ),
        (
            "{table: [{when: {fact: village.area, from: 3 hộ}, value: {vnd: 5, cite: sure}}]}",
            ".table.0.when",
            "Sửa diện tích thôn, tổ dân phố: ghi số nguyên từ 0 đến 100.000.000.000,"
            " hoặc kèm đơn vị m2, ha, km2.",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused_where_it_stands(
    value: str, field: str | None, message: str | None
) -> None:
    text = HEAD + SIZE + f"components:\n  - {{key: khoan, name: Khoản mẫu, value: {value}}}\n"
    found = problems(text)
    assert field is None or any(place == f"components.0.value{field}" for place, _ in found), found
    assert message is None or message in {said for _, said in found}, found


def test_money_is_refused_in_the_place_of_a_size() -> None:
    size = "team_size: {cite: sure, size: {sum: [{exactly: 3, cite: sure}, {series: luong}]}}\n"
    text = HEAD + size + "components:\n  - {key: khoan, name: Khoản, value: {vnd: 5, cite: sure}}\n"
    assert problems(text) == [("team_size.size.sum.1", "Ghi số người (exactly, at_most), không ghi số tiền.")]


def test_a_circle_over_two_values_is_found() -> None:
    values = "values:\n  - {key: a, name: A, value: {ref: b}}\n  - {key: b, name: B, value: {ref: a}}\n"
    text = HEAD + SIZE + values + "components:\n  - {key: k, name: K, value: {ref: a}}\n"
    assert [place for place, _ in problems(text)] == ["values.0", "values.1"]


PARTS = st.lists(
    st.integers(0, 3).map(lambda n: (("to_truong", "to_pho", "to_vien", None)[n], 10**n)), min_size=1
)


@given(
    parts=PARTS,
    seed=st.randoms(use_true_random=False),
    title=st.sampled_from(["to_truong", "to_pho", "to_vien"]),
)
def test_the_order_of_parts_never_changes_a_sum(
    parts: list[tuple[str | None, int]], seed: object, title: str
) -> None:
    def text(ordered: list[tuple[str | None, int]]) -> str:
        written = [
            f"{{vnd: {vnd}, cite: sure}}"
            if who is None
            else f"{{when: {{fact: member.title, is: {who}}}, value: {{vnd: {vnd}, cite: sure}}}}"
            for who, vnd in ordered
        ]
        return f"{{sum: [{', '.join(written)}]}}"

    mixed = list(parts)
    seed.shuffle(mixed)  # type: ignore[attr-defined]
    facts: Facts = {"member.title": title}
    assert owed(a_law(text(parts)), facts).amount_vnd == owed(a_law(text(mixed)), facts).amount_vnd
