"""What a law rests on: verified figures and articles, and reference values on every needed day."""

from __future__ import annotations

import pytest

from regulations.engine import load_series
from regulations.engine.checker import Report, check_file, check_law
from tests.regulations.engine.samples import HEAD, ONE_COMPONENT, SERIES, SIZE, a_book


def errors(report: Report) -> list[tuple[str, str]]:
    return [(each.field, each.message) for each in report.problems if each.severity == "error"]


def component(value: str, head: str = HEAD) -> Report:
    text = f"{head}{SIZE}components:\n  - {{key: k, name: K, value: {value}}}\n"
    return check_law(text, "mau.yaml", a_book())


@pytest.mark.parametrize(
    ("value", "field", "message"),
    [
        ("{series: luong_}", "series", "Không có chuỗi số “luong_”; gần nhất là “luong”."),
        ("{series: ty_le}", "series", "Chọn chuỗi số là số tiền: tỷ lệ mẫu là tỷ lệ."),
        (
            "{share: {series: luong}, of: {vnd: 5, cite: sure}, cite: sure}",
            "share.series",
            "Chọn chuỗi số là tỷ lệ: lương mẫu là số tiền.",
        ),
        (
            "{series: luong, on: 2024-06-30}",
            "series",
            "Bổ sung lương mẫu: chưa có mức cho các ngày từ 30/06/2024 đến trước 01/07/2024.",
        ),
    ],
)
def test_a_series_must_have_a_figure_on_every_needed_day(value: str, field: str, message: str) -> None:
    assert errors(component(value)) == [(f"components.0.value.{field}", message)]


def test_a_law_older_than_its_series_is_told() -> None:
    report = component("{series: luong}", HEAD.replace("valid_from: 2024-07-01", "valid_from: 2024-01-01"))
    assert errors(report)[0][1] == (
        "Bổ sung lương mẫu: chưa có mức cho các ngày từ 01/01/2024 đến trước 01/07/2024."
    )


def warnings(report: Report) -> list[tuple[str, str]]:
    return [(each.field, each.message) for each in report.problems if each.severity == "warning"]


def test_an_unverified_value_of_a_series_is_a_warning_from_its_day_on() -> None:
    assert warnings(component("{series: luong}")) == [
        ("components.0.value.series", "Mức lương mẫu từ 01/01/2025 chưa xác minh, không dùng để tính.")
    ]
    assert not warnings(component("{series: luong, on: 2024-12-31}"))


def test_without_series_they_are_not_looked_at() -> None:
    text = f"{HEAD}{SIZE}components:\n  - {{key: k, name: K, value: {{series: khac}}}}\n"
    assert not check_law(text, "mau.yaml", None).has_errors


def test_figures_and_articles_that_nobody_verified_are_warned_of_once() -> None:
    head = HEAD.replace(
        "  open:",
        "  half: {document: D, article: null, article_verified: false, verified: true, source: m}\n  open:",
    )
    inline = "{document: E, article: Điều 1, verified: false}"
    parts = ", ".join(f"{{vnd: 5, cite: {cite}}}" for cite in ("half", "half", "open", inline))
    value = f"{{sum: [{parts}]}}"
    assert warnings(component(value, head)) == [
        ("citations.half", "Số điều, khoản chưa xác minh."),
        ("citations.open", "Nội dung chưa xác minh: không dùng để tính."),
        ("components.0.value.sum.3.cite", "Nội dung chưa xác minh: không dùng để tính."),
    ]


def test_files_of_series_are_checked_too() -> None:
    report = check_file(SERIES, "series.yaml", None)
    assert [str(each) for each in report.problems] == [
        "series.yaml, dòng 11, series.0.values.1: Cảnh báo: Mức lương mẫu chưa xác minh, không dùng để tính."
    ]
    assert check_file("series: 5", "series.yaml", None).has_errors
    assert check_file(HEAD + SIZE + ONE_COMPONENT, "mau.yaml", None).law is not None


def test_a_value_that_was_verified_before_the_law_begins_leaves_no_warning() -> None:
    older = SERIES.replace(
        "      - {valid_from: 2024-07-01, vnd: 1000000, cite: sure}\n",
        "      - {valid_from: 2023-07-01, vnd: 900000, cite: open}\n"
        "      - {valid_from: 2024-07-01, vnd: 1000000, cite: sure}\n",
    ).replace("vnd: 2000000, cite: open", "vnd: 2000000, cite: sure")
    text = f"{HEAD}{SIZE}components:\n  - {{key: k, name: K, value: {{series: luong}}}}\n"
    report = check_law(text, "mau.yaml", load_series(older, "series.yaml"))
    assert not warnings(report)
    assert not report.has_errors


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("{series: luong}", "lương mẫu"),
        ("{share: {series: ty_le}, of: {vnd: 5, cite: sure}, cite: sure}", "tỷ lệ mẫu"),
    ],
)
def test_a_law_that_ended_before_its_series_began_is_told_its_own_days(value: str, name: str) -> None:
    head = HEAD.replace(
        "valid_from: 2024-07-01\nvalid_to: 2025-07-01", "valid_from: 2024-01-01\nvalid_to: 2024-03-01"
    )
    (_, message), *more = errors(component(value, head))
    assert message == f"Bổ sung {name}: chưa có mức cho các ngày từ 01/01/2024 đến trước 01/03/2024."
    assert not more


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1", "document: Bổ sung khóa này."),
        ("series: 5", "series: Ghi dạng danh sách, mỗi dòng bắt đầu bằng dấu gạch."),
        (f"{HEAD}{SIZE}{ONE_COMPONENT}series: 5", "series: Bỏ khóa “series”: không có trong bảng từ."),
        (
            f"{HEAD}{SIZE}components:\n  - {{key: k, name: K, value: {{series: luong_}}}}\n",
            "components.0.value.series: Không có chuỗi số “luong_”; gần nhất là “luong”.",
        ),
    ],
)
def test_each_kind_of_file_is_told_its_own_faults(text: str, said: str) -> None:
    found = check_file(text, "tep.yaml", a_book()).problems
    assert said in {f"{each.field}: {each.message}" for each in found}
    assert {each.file for each in found} == {"tep.yaml"}
