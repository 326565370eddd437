"""Five real files, each broken in ten ways: a fault is told once, with line, field and what to write."""

from __future__ import annotations

import pytest

from regulations.engine import Problem, check_file
from tests.law.tables import LAW, SERIES

FILES = ("binh-dinh-nq-03-2024", "thanh-hoa-2024", "tp-ho-chi-minh-2024", "hai-duong-2024", "gia-lai-2024")
# What stands in the file, what is written instead, the field that is named, words of the sentence.
WAYS = [
    ("valid_from:", "valid_form:", "valid_form", "gần nhất là “valid_from”"),
    ("  title:", "  tittle:", "document.tittle", "gần nhất là “title”"),
    ("components:", "component:", "component", "gần nhất là “components”"),
    ("team_size:", "team_sizes:", "team_sizes", "gần nhất là “team_size”"),
    ("  - key: ", "  - kei: ", "components.0.kei", "gần nhất là “key”"),
    (
        "status: adopted",
        "status: adoptd",
        "status",
        "ghi một trong các giá trị adopted, draft; gần nhất là “adopted”",
    ),
    ("kind: nghi_quyet", "kind: luat", "document.kind", "nghi_quyet, quyet_dinh, nghi_dinh"),
    ("review_date: 2026-12-31", "review_date: mai", "review_date", "Ghi ngày dạng 2024-07-01."),
    ('province_code: "', 'province_code: "A', "territory.province_code", "mã tỉnh gồm hai chữ số"),
    ("    verified: true", "    verified: yes", "verified", "Ghi true hoặc false."),
]


def faults(text: str) -> tuple[Problem, ...]:
    """What keeps the text from being used."""
    return tuple(each for each in check_file(text, "tệp", SERIES).problems if each.severity == "error")


def original(name: str) -> str:
    return (LAW / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("before", "after", "field", "words"), WAYS)
def test_a_fault_names_line_and_field_and_proposes_what_to_write(
    name: str, before: str, after: str, field: str, words: str
) -> None:
    text = original(name)
    line = text[: text.index(before)].count("\n") + 1
    found = faults(text.replace(before, after, 1))
    told = [each for each in found if each.field.endswith(field)]
    assert [(each.line, words in each.message) for each in told] == [(line, True)]
    # A misspelt key is told, and that the right one is missing; nothing follows from either.
    missing = [each for each in found if each.message == "Bổ sung khóa này."]
    assert len(found) == 1 + len(missing)
    assert len(missing) <= 1


@pytest.mark.parametrize("name", FILES)
def test_all_faults_of_a_file_are_told_at_once_by_line(name: str) -> None:
    text = original(name)
    for before, after, _, _ in WAYS[-5:]:
        text = text.replace(before, after, 1)
    found = faults(text)
    assert {each.field.rsplit(".", 1)[-1] for each in found} >= {
        "status",
        "kind",
        "review_date",
        "province_code",
        "verified",
    }
    assert [each.line for each in found] == sorted(each.line for each in found)


@pytest.mark.parametrize(
    ("before", "after", "field", "words"),
    [
        ("valid_to: null", "valid_to: 2024-07-01", "valid_to", "Ghi valid_to sau valid_from."),
        ("key: ho_tro_bhxh", "key: ho_tro_hang_thang", "components.1.key", "“ho_tro_hang_thang” đã dùng"),
        ("key: ho_tro_bhxh", "key: Hỗ trợ", "components.1.key", "chữ thường không dấu"),
        ("share: 0.03", "share: ba", "components.2.value.share", "Ghi hệ số dạng 0.70 hoặc 1/3."),
        (
            "    article_verified: false",
            "    article_verified: true",
            "citations.tieu_chi",
            "article_verified",
        ),
        ("cite: tieu_chi}", "cite: tieu_ch}", "team_size.size.table.0.value.cite", "gần nhất là “tieu_chi”"),
        ("is: to_truong", "is: to_truonng", "components.0.value.table.0.when", "gần nhất là “to_truong”"),
        ("village.households", "village.household", "when.all.1.fact", "gần nhất là “village.households”"),
    ],
)
def test_a_fault_inside_a_rule_is_told_once_at_its_own_place(
    before: str, after: str, field: str, words: str
) -> None:
    [fault] = faults(original(FILES[0]).replace(before, after, 1))
    assert fault.field.endswith(field)
    assert words in fault.message
    assert fault.line > 1
