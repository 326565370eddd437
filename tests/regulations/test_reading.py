"""A law file in the words of an official: every block, every condition."""

from __future__ import annotations

import pytest

from regulations.engine import Law, load_law
from regulations.guide.money_shapes import MONEY_SHAPES
from regulations.guide.shape import Shape, whole_file
from regulations.guide.size_shapes import SIZE_SHAPES
from regulations.reading import RuleRow, rules_of
from tests.regulations.engine.samples import a_book, a_law, a_law_with, a_size

THREE = "{exactly: 3, cite: sure}"


def rows(law: Law, name: str) -> list[tuple[str, str]]:
    rule = next(rule for rule in rules_of(law, a_book()) if rule.name == name)
    return [(row.when, row.value) for row in rule.rows]


def size(text: str, rule: str = "") -> list[tuple[str, str]]:
    return rows(a_size(text, rule=rule), "Số lượng thành viên Tổ")


def money(text: str) -> list[tuple[str, str]]:
    return rows(a_law(text), "Khoản mẫu")


def shape(title: str) -> Law:
    found: Shape = next(each for each in SIZE_SHAPES + MONEY_SHAPES if each.title.startswith(title))
    return load_law(whole_file(found), "mau.yaml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (THREE, [("Mọi nơi", "3 người")]),
        ("{at_most: 5, cite: sure}", [("Mọi nơi", "tối đa 5 người")]),
        ("{at_least: 3, at_most: 5, cite: sure}", [("Mọi nơi", "từ 3 đến 5 người")]),
        (
            f"{{for_each: {{count: village.households, beyond: 350, each: 200}}, add: {THREE}}}",
            [("Mọi nơi", "3 người mỗi lần số hộ vượt 350 hộ, cứ đủ 200 hộ")],
        ),
        (
            "{for_each: {count: village.households, beyond: 500, each_share: 1/3, at_most: 2},"
            f" add: {THREE}}}",
            [("Mọi nơi", "3 người mỗi lần số hộ vượt 500 hộ, cứ đủ 1/3 của 500 hộ (tối đa 2 lần)")],
        ),
        (
            f"{{limit: {THREE}, at_least: {THREE}, at_most: {THREE}}}",
            [("Mọi nơi", "3 người, không quá 3 người, không dưới 3 người")],
        ),
        (
            f"{{sum: [{THREE}, {{when: {{fact: commune.border, is: true}}, value: {THREE}}}]}}",
            [("cộng", "3 người"), ("xã biên giới (cộng)", "3 người")],
        ),
        (
            f"{{largest_of: [{THREE}, {{when: {{fact: village.area, above: 3 km2}}, value: {THREE}}}]}}",
            [
                ("lấy mức cao nhất", "3 người"),
                ("diện tích thôn, tổ dân phố trên 3 km² (lấy mức cao nhất)", "3 người"),
            ],
        ),
        (
            f"{{smallest_of: [{THREE}, {{when: {{fact: commune.border, is: true}}, value: {THREE}}}]}}",
            [("Mọi nơi", "mức thấp nhất trong: 3 người; 3 người nếu xã biên giới")],
        ),
        (
            "{table: [{when: {not: {fact: commune.border, is: true}}, gap_note: bỏ ngỏ, cite: open}],"
            f" otherwise: {THREE}}}",
            [
                ("không phải (xã biên giới)", "Chưa có quy định được xác minh: bỏ ngỏ"),
                ("các trường hợp còn lại", "3 người"),
            ],
        ),
        (
            f"{{dated: [{{valid_from: 2024-07-01, valid_to: 2025-01-01, value: {THREE}}},"
            f" {{valid_from: 2025-01-01, value: {THREE}}}]}}",
            [("từ 01/07/2024 đến trước 01/01/2025", "3 người"), ("từ 01/01/2025", "3 người")],
        ),
        ("{unknown: chưa thấy, cite: open}", [("Mọi nơi", "Chưa có quy định được xác minh: chưa thấy")]),
    ],
)
def test_a_size_in_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert size(text) == expected


def test_the_rest_of_the_size_rule_in_words() -> None:
    rule = (
        ", exists_when: {any: [{fact: village.kind, in: [thon, ap]}, {fact: village.persons, from: 9}]},"
        " counted: {first: 2024-07-01, every_years: 5, cite: sure}, quota: sure,"
        f" villages: {{at_most: 2, cite: sure}}, teams: {THREE}"
    )
    assert size(THREE, rule) == [
        ("thôn hoặc ấp hoặc từ 9 nhân khẩu", "Thành lập Tổ"),
        ("Mọi nơi", "3 người"),
        ("Một thôn, tổ dân phố", "3 Tổ"),
        ("Một Tổ phụ trách", "tối đa 2 thôn, tổ dân phố"),
        ("Mọi nơi", "Tính theo số liệu ngày 01/07/2024, 5 năm một lần"),
        ("UBND tỉnh đã giao chỉ tiêu", "Theo chỉ tiêu được giao"),
    ]
    once = size(THREE, ", counted: {first: 2024-07-01, cite: sure}")
    assert once[-1] == ("Mọi nơi", "Tính theo số liệu ngày 01/07/2024")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{vnd: 5000, cite: sure}", "5.000\u00a0đồng"),
        ("{series: luong}", "lương mẫu"),
        ("{series: la, on: 2024-07-01}", "la ngày 01/07/2024"),
        ("{amount_of: event.cost_vnd, cite: sure}", "chi phí thực tế có chứng từ"),
        ("{share: 0.5, of: {series: luong}, cite: sure}", "0,5 × lương mẫu"),
        ("{share: {series: ty_le}, of: {series: luong}, cite: sure}", "tỷ lệ mẫu × lương mẫu"),
        (
            "{share: 2, of: {rest_of: {vnd: 5, cite: sure}, less: [{vnd: 3, cite: sure}]}, cite: sure}",
            "2 × (5\u00a0đồng trừ 3\u00a0đồng)",
        ),
        (
            "{share: 2, of: {sum: [{vnd: 5, cite: sure}, {vnd: 3, cite: sure}]}, cite: sure}",
            "2 × (5\u00a0đồng + 3\u00a0đồng)",
        ),
        (
            "{share: 2, of: {largest_of: [{vnd: 5, cite: sure}, {vnd: 3, cite: sure}]}, cite: sure}",
            "2 × (mức cao nhất trong: 5\u00a0đồng; 3\u00a0đồng)",
        ),
        (
            "{share: 2, cite: sure, of: {table: [{when: {fact: commune.border, is: true},"
            " value: {vnd: 5, cite: sure}}], otherwise: {vnd: 3, cite: sure}}}",
            "2 × (xã biên giới: 5\u00a0đồng; còn lại: 3\u00a0đồng)",
        ),
        (
            "{share: 2, cite: sure, of: {table: [{when: {fact: commune.border, is: true},"
            " value: {vnd: 5, cite: sure}}]}}",
            "2 × (xã biên giới: 5\u00a0đồng)",
        ),
        (
            "{share: 2, cite: sure, of: {dated: [{valid_from: 2024-07-01, value: {vnd: 5, cite: sure}}]}}",
            "2 × (từ 01/07/2024: 5\u00a0đồng)",
        ),
        (
            "{for_each: {count: member.service_months, each: 12, parts: [{from: 7, counts: 1},"
            " {from: 1, counts: 1/2}]}, add: {vnd: 5, cite: sure}}",
            "5\u00a0đồng mỗi lần thời gian tham gia liên tục, cứ đủ 12 tháng"
            " (số lẻ từ 1 tính 1/2, từ 7 tính 1)",
        ),
        (
            "{for_each: {count: member.service_months, each: 12, parts: exact}, add: {vnd: 5, cite: sure}}",
            "5\u00a0đồng mỗi lần thời gian tham gia liên tục, cứ 12 tháng",
        ),
    ],
)
def test_a_sum_in_words(text: str, expected: str) -> None:
    assert money(text) == [("Mọi thành viên", expected)]


def test_sums_of_several_facts_and_codes_in_words() -> None:
    both = "{fact: [village.persons, village.temporary_residents], from: 10, below: 20}"
    table = f"{{table: [{{when: {{all: [{both}, {{fact: district.code, is: '540'}}]}}, value: {THREE}}}]}}"
    both = "số nhân khẩu và số nhân khẩu tạm trú từ 10 đến dưới 20 nhân khẩu"
    assert size(table) == [(f"{both}, huyện mã 540", "3 người")]


def test_named_values_references_and_what_a_sum_includes() -> None:
    law = shape("What remains of a premium")
    assert rows(law, "Mức đóng BHXH tự nguyện")[0][0] == "Mức làm căn cứ"
    assert rows(law, "Hỗ trợ đóng BHXH tự nguyện")[0] == (
        "có tham gia BHXH tự nguyện",
        "(mức đóng BHXH tự nguyện trừ 0,3 × mức đóng BHXH tự nguyện nếu hộ nghèo và"
        " 0,1 × mức đóng BHXH tự nguyện nếu hộ cận nghèo hoặc dân tộc thiểu số hoặc đối tượng khác),"
        " không quá 100.000\u00a0đồng",
    )
    assert rows(law, "Hỗ trợ đóng BHXH tự nguyện")[-1][1] == "Làm tròn đến 1\u00a0đồng"
    included = rows(shape("A sum that already holds"), "Hỗ trợ hằng tháng")
    assert included[-1] == ("Mọi thành viên", "Đã bao gồm hỗ trợ đóng BHXH tự nguyện và BHYT")


def test_duty_and_its_limits_in_words() -> None:
    law = shape("Nights at most 10")
    assert rows(law, "Làm nhiệm vụ ban đêm") == [
        ("làm nhiệm vụ từ 22 giờ đến 06 giờ, từ 240 phút: cộng", "150.000\u00a0đồng mỗi đêm"),
        ("làm nhiệm vụ từ 22 giờ đến 06 giờ, từ 240 phút: xã biên giới (cộng)", "70.000\u00a0đồng mỗi đêm"),
    ]
    assert [value for _, value in rows(law, "Giới hạn mức bồi dưỡng")] == [
        "Tối đa 10 lần mỗi tháng",
        "Mỗi ngày hưởng một mức cao nhất",
        "Tối đa 2.000.000\u00a0đồng mỗi tháng",
    ]
    assert rows(shape("At most 7 days"), "Giới hạn mức bồi dưỡng") == [
        (
            "Làm nhiệm vụ ban đêm; Công việc nặng nhọc, độc hại",
            "Tối đa 7 lần mỗi tháng, tính từ ngày sớm nhất",
        )
    ]


def test_duty_of_every_kind_in_words() -> None:
    law = a_law_with("tariffs:\n  - {key: a, name: Trực, per: shift, value: {vnd: 5, cite: sure}}\n")
    assert rows(law, "Trực") == [("Mọi nhiệm vụ", "5\u00a0đồng mỗi ca")]


def test_a_row_that_is_not_verified_says_why() -> None:
    rule = rules_of(
        a_law("{sum: [{vnd: 5, cite: sure}, {share: 1, of: {vnd: 6, cite: open}, cite: sure}]}"), None
    )[1]
    assert [row.is_verified for row in rule.rows] == [True, False]
    assert rule.rows[1].note == "chưa đọc được điều này"


def test_a_row_without_an_article_is_empty_there() -> None:
    row = RuleRow("a", "b", None)
    assert (row.article, row.is_verified) == ("", True)
