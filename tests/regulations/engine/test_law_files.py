from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import Law, LawFileError, Problem, load_law
from tests.regulations.engine.samples import HEAD, SIZE
from vietnamese.dates import Span

COMPONENTS = """\
components:
  - key: khoan
    name: Khoản mẫu
    value: {vnd: 5, cite: sure}
"""
GOOD = HEAD + SIZE + COMPONENTS


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(LawFileError) as caught:
        load_law(text, "mau.yaml")
    return caught.value.problems


def the_problem(old: str, new: str) -> Problem:
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))
    assert len(found) == 1, found
    return found[0]


def test_a_good_file_has_its_parts() -> None:
    law = load_law(GOOD, "mau.yaml")
    assert law.document.words() == "Nghị quyết số 1/2024/NQ-HĐND"
    assert (law.territory.province_code, law.territory.on) == ("52", date(2024, 7, 1))
    assert (law.status, law.review_date, law.part_month) == ("adopted", date(2025, 1, 1), None)
    assert [(c.key, c.name) for c in law.components] == [("khoan", "Khoản mẫu")]
    assert law.payable == {"khoan": "Khoản mẫu"}
    assert law.span == Span(date(2024, 7, 1), date(2025, 7, 1))


@pytest.mark.parametrize(
    ("on", "covered"),
    [
        (date(2024, 6, 30), False),
        (date(2024, 7, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
    ],
)
def test_a_law_covers_its_span(on: date, covered: bool) -> None:
    assert load_law(GOOD, "mau.yaml").covers(on) is covered


def test_a_document_ends_others_by_number_or_by_id() -> None:
    text = GOOD.replace("issued: 2024-06-01", "issued: 2024-06-01, replaces: [9/2020/NQ-HĐND, cu]")
    document = load_law(text, "mau.yaml").document
    assert document.ends("9/2020/NQ-HĐND", "khac")
    assert document.ends(None, "cu")
    assert not document.ends("8/2020/NQ-HĐND", "khac")
    assert document.not_among([("9/2020/NQ-HĐND", "khac"), (None, "moi")]) == ("cu",)
    assert document.not_among([("9/2020/NQ-HĐND", "cu")]) == ()


def test_equal_laws_are_one_key() -> None:
    assert len({load_law(GOOD, "mau.yaml"), load_law(GOOD, "khac.yaml")}) == 1


def test_a_law_of_other_days_is_another_key() -> None:
    other = GOOD.replace("valid_to: 2025-07-01", "valid_to: 2025-06-01")
    assert hash(load_law(GOOD, "mau.yaml")) != hash(load_law(other, "mau.yaml"))


@pytest.mark.parametrize(
    ("law", "code", "components"),
    [
        ("binh_dinh", "52", ["ho_tro_hang_thang", "ho_tro_bhxh", "ho_tro_bhyt"]),
        ("thanh_hoa", "38", ["ho_tro_hang_thang", "ho_tro_bhxh", "ho_tro_bhyt"]),
    ],
)
def test_the_shipped_laws_hold_from_july_2024(
    request: pytest.FixtureRequest, law: str, code: str, components: list[str]
) -> None:
    shipped: Law = request.getfixturevalue(law)
    assert (shipped.territory.province_code, shipped.valid_from) == (code, date(2024, 7, 1))
    assert [component.key for component in shipped.components] == components
    assert shipped.part_month is None


def test_a_resolution_whose_number_was_not_seen_says_so(thanh_hoa: Law) -> None:
    assert (
        thanh_hoa.document.words()
        == "Nghị quyết của Hội đồng nhân dân tỉnh Thanh Hóa (số hiệu chưa xác minh)"
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "message"),
    [
        (
            "status:",
            "statsu: x\nstatus:",
            3,
            "statsu",
            "Bỏ khóa “statsu”: không có trong bảng từ; gần nhất là “status”.",
        ),
        (
            "status: adopted",
            "status: passed",
            3,
            "status",
            "Sửa “passed”: ghi một trong các giá trị adopted, draft.",
        ),
        ("status: adopted\n", "", 1, "status", "Bổ sung khóa này."),
        ("issued: 2024-06-01", "issued: 01/06/2024", 1, "document.issued", "Ghi ngày dạng 2024-07-01."),
        ("issued: 2024-06-01", "issued: 2024-06-31", 1, "document.issued", "Ghi ngày dạng 2024-07-01."),
        ('"52"', "52", 2, "territory.province_code", "Ghi dạng chữ (đặt trong ngoặc kép nếu chỉ có chữ số)."),
        ("verified: false,", "verified: no,", 10, "citations.open.verified", "Ghi true hoặc false."),
        (
            "exactly: 3",
            "exacly: 3",
            11,
            "team_size.size.exacly",
            "Bỏ khóa “exacly”: không có trong bảng từ; gần nhất là “exactly”.",
        ),
        ("exactly: 3", "exactly: 3, at_most: 4", 11, "team_size.size", "Ghi hoặc exactly, hoặc at_most."),
        ("exactly: 3", "at_least: 5, at_most: 4", 11, "team_size.size", None),
        ("exactly: 3", "exactly: 3, at_least: 2", 11, "team_size.size", None),
        ("exactly: 3", "exactly: 0", 11, "team_size.size.exactly", None),
        ("exactly: 3, cite: sure", "table: []", 11, "team_size.size.table", "Ghi ít nhất một mục."),
        ("vnd: 5", "vnd: 5.5", 15, "components.0.value.vnd", "Ghi số nguyên."),
        ("vnd: 5", "vnd: " + "9" * 5000, 15, "components.0.value.vnd", "Ghi số nguyên."),
        ("vnd: 5", 'vnd: "5"', 15, "components.0.value.vnd", "Ghi số nguyên."),
        ("vnd: 5, cite: sure", "sum: 5", 15, "components.0.value.sum", None),
        ("vnd: 5, cite: sure", "sum: [{vnd: 5}]", 15, "components.0.value.sum.0.cite", "Bổ sung khóa này."),
        ("vnd: 5, cite: sure", "", 15, "components.0.value", None),
        ("{vnd: 5, cite: sure}", "5", 15, "components.0.value", None),
        ("{vnd: 5, cite: sure}", "{vnd: 5, cite: sur}", 15, "components.0.value.cite", None),
        ("{vnd: 5, cite: sure}", "{share: 70%, of: {vnd: 5, cite: sure}, cite: sure}", 15, None, None),
        (
            "article: Điều 2,",
            "article: null,",
            9,
            "citations.sure",
            "Ghi số điều, khoản, hoặc ghi article_verified: false.",
        ),
        (", source: mẫu}", "}", 9, "citations.sure", "Ghi nguồn (source) của nội dung đã xác minh."),
        ("valid_to: 2025-07-01", "valid_to: 2024-07-01", 5, "valid_to", "Ghi valid_to sau valid_from."),
        ("part_month: null", "part_month: {convention: by_hour}", 7, "part_month.convention", None),
        ("  - key: khoan", "  - key: khoan\n    key: khoan", 14, "components.0.key", "Bỏ khóa ghi hai lần."),
        ("name: Khoản mẫu", 'name: ""', 14, "components.0.name", "Ghi nội dung, không để trống."),
        ("components:", "components: []\nkhac:", 12, "components", "Ghi ít nhất một mục."),
    ],
)
def test_a_fault_is_named_with_its_line_and_field(
    old: str, new: str, line: int, field: str | None, message: str | None
) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))
    assert (line, True) in {(p.line, field is None or p.field == field) for p in found}, found
    assert message is None or message in {p.message for p in found}, found


def test_all_faults_are_listed_by_line_at_once() -> None:
    text = (
        GOOD.replace("status: adopted", "status: x").replace("vnd: 5", "vnd: x").replace("exactly", "exactl")
    )
    assert [p.line for p in problems(text)] == [3, 11, 15]


def test_two_components_never_share_a_key() -> None:
    twice = GOOD + COMPONENTS.removeprefix("components:\n")
    assert [p.message for p in problems(twice)] == ["Đặt khóa (key) riêng: “khoan” đã dùng ở trên."]


def test_citations_must_be_named() -> None:
    head, _, tail = GOOD.partition("citations:\n")
    rest = tail[tail.index("team_size") :]
    found = problems(f"{head}citations: [a]\n{rest}")
    assert (8, "citations", "Ghi dạng các cặp khóa: giá trị.") in {
        (p.line, p.field, p.message) for p in found
    }


def test_a_citation_may_be_written_in_place() -> None:
    inline = "{document: Luật 30/2023/QH15, article: Điều 23, verified: true, source: mẫu}"
    law = load_law(GOOD.replace("vnd: 5, cite: sure", f"vnd: 5, cite: {inline}"), "mau.yaml")
    assert law.components[0].value.cite.words() == "Luật 30/2023/QH15, Điều 23"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: [1, 2\nb: }", 2, "Sửa cú pháp YAML ở gần dòng này."),
        ("a: \x00", 1, "Sửa cú pháp YAML ở gần dòng này."),
        ("a: &x [1]\nb: *x", 2, "Bỏ ký hiệu & và *: viết lại nội dung đầy đủ."),
        ("a:\n  " + "[" * 50 + "]" * 50, 2, "Giảm số cấp lồng nhau: nhiều hơn 40 cấp."),
        ("", 1, "Ghi dạng các cặp khóa: giá trị."),
        ("- 1", 1, "Ghi dạng các cặp khóa: giá trị."),
    ],
)
def test_a_text_that_is_no_law_at_all(text: str, line: int, message: str) -> None:
    assert [(p.line, p.message) for p in problems(text)] == [(line, message)]


def test_a_problem_reads_as_one_line() -> None:
    problem = the_problem("vnd: 5", "vnd: x")
    assert str(problem) == "mau.yaml, dòng 15, components.0.value.vnd: Ghi số nguyên."


def test_the_error_counts_its_problems() -> None:
    with pytest.raises(LawFileError, match="Sửa tệp quy định, có 1 lỗi") as caught:
        load_law(GOOD.replace("vnd: 5", "vnd: x"), "mau.yaml")
    assert caught.value.code == "law_file_invalid"


def test_the_error_lists_its_problems_one_a_line() -> None:
    with pytest.raises(LawFileError) as caught:
        load_law(GOOD.replace("vnd: 5", "vnd: x").replace("status: adopted", "status: x"), "mau.yaml")
    first, second = caught.value.problems
    assert caught.value.message_vi == f"Sửa tệp quy định, có 2 lỗi:\n{first}\n{second}"


@given(st.text())
def test_any_text_is_a_law_or_a_list_of_problems(text: str) -> None:
    assert problems(text)


@given(st.data())
def test_damage_to_a_good_file_is_never_more_than_a_list_of_problems(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(GOOD) - 1))
    length = data.draw(st.integers(0, 40))
    damaged = GOOD[:place] + data.draw(st.text(max_size=8)) + GOOD[place + length :]
    with suppress(LawFileError):
        assert load_law(damaged, "mau.yaml").components
