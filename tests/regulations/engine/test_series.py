from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from regulations.engine import LawFileError, NoValueInForce, SeriesBook, load_series
from regulations.engine.rates import exact_words, percent_words
from tests.regulations.engine.samples import SERIES, a_book
from vietnamese.dates import Span


@pytest.mark.parametrize(
    ("on", "vnd"),
    [
        (date(2023, 6, 30), 1_490_000),
        (date(2023, 7, 1), 1_800_000),
        (date(2024, 6, 30), 1_800_000),
        (date(2024, 7, 1), 2_340_000),
        (date(2024, 7, 2), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
        (date(2026, 7, 2), 2_530_000),
    ],
)
def test_the_base_salary_changes_on_the_day_its_decree_takes_effect(
    series: SeriesBook, on: date, vnd: int
) -> None:
    assert series.value("luong_co_so", on).vnd == vnd


@pytest.mark.parametrize(
    ("on", "document"),
    [(date(2024, 7, 1), "Nghị định 73/2024/NĐ-CP"), (date(2026, 7, 1), "Nghị định 161/2026/NĐ-CP")],
)
def test_a_value_names_its_decree(series: SeriesBook, on: date, document: str) -> None:
    assert series.value("luong_co_so", on).citation.document == document


@pytest.mark.parametrize(
    ("on", "vnd"), [(date(2025, 12, 31), 1_500_000), (date(2026, 1, 1), None), (date(2026, 1, 2), None)]
)
def test_the_poverty_line_after_2025_is_not_known(series: SeriesBook, on: date, vnd: int | None) -> None:
    assert series.value("chuan_ngheo_nong_thon", on).vnd == vnd


@pytest.mark.parametrize(
    ("key", "rate"), [("ty_le_bhxh_tu_nguyen", Fraction(22, 100)), ("ty_le_bhyt", Fraction(45, 1000))]
)
def test_premium_rates_are_exact(series: SeriesBook, key: str, rate: Fraction) -> None:
    assert series.value(key, date(2025, 8, 1)).rate == rate


@pytest.mark.parametrize(("key", "name"), [("luong_co_so", "lương cơ sở"), ("khong_co", "khong_co")])
def test_a_day_without_a_value_is_refused_in_words(series: SeriesBook, key: str, name: str) -> None:
    with pytest.raises(NoValueInForce) as caught:
        series.value(key, date(2020, 1, 1))
    assert caught.value.message_vi == f"Bổ sung {name}: chưa có mức có hiệu lực ngày 01/01/2020."
    assert caught.value.code == "no_value_in_force"


def test_each_entry_holds_until_the_next() -> None:
    assert a_book().spans() == (
        Span(date(2024, 7, 1), date(2025, 1, 1)),
        Span(date(2025, 1, 1)),
        Span(date(2024, 7, 1)),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("valid_from: 2025-01-01", "valid_from: 2024-07-01", "Xếp các mức theo ngày tăng dần: 01/07/2024"),
        ("vnd: 1000000", "rate: 0.5", "Ghi mức từ 01/07/2024 theo đơn vị vnd."),
        ("rate: 0.045", "vnd: 5", "Ghi mức từ 01/07/2024 theo đơn vị rate."),
        ("vnd: 1000000, ", "", "Ghi mức từ 01/07/2024, hoặc trích dẫn với verified: false."),
        ("rate: 0.045", 'rate: "4,5%"', "Ghi hệ số dạng 0.70 hoặc 1/3."),
        ("rate: 0.045", "rate: 1/0", "Ghi hệ số dạng 0.70 hoặc 1/3."),
        ("vnd: 1000000", "vnd: 1000000.5", "Ghi số nguyên."),
        ("key: ty_le", "key: luong", "Đặt cho mỗi chuỗi số một khóa (key) riêng."),
    ],
)
def test_a_series_that_cannot_be_is_refused(old: str, new: str, message: str) -> None:
    assert old in SERIES
    with pytest.raises(LawFileError) as caught:
        load_series(SERIES.replace(old, new, 1), "series.yaml")
    assert message in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (Fraction(22, 100), "22%"),
        (Fraction(45, 1000), "4,5%"),
        (Fraction(1, 3), "100/3%"),
    ],
)
def test_rates_are_told_as_percentages(rate: Fraction, words: str) -> None:
    assert percent_words(rate) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1_250, "1.250"),
        (Fraction(11, 2), "5,5"),
        (Fraction(1, 10_000), "0,0001"),
        (Fraction(1, 100_000), "1/100000"),
        (Fraction(500, 3), "500/3"),
    ],
)
def test_a_number_reads_with_at_most_four_decimals(value: int | Fraction, words: str) -> None:
    assert exact_words(value) == words
