from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.money import dong, grouped, in_words, millions, parse_grouped


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0"), (999, "999"), (1_250_000, "1.250.000"), (-1_000, "-1.000")]
)
def test_thousands_are_grouped_by_dots(n: int, text: str) -> None:
    assert grouped(n) == text


@pytest.mark.parametrize(
    ("vnd", "text"),
    [
        (0, "0,0"),
        (49_999, "0,0"),
        (50_000, "0,1"),
        (31_750_000, "31,8"),
        (31_950_000, "32,0"),
        (1_234_560_000, "1.234,6"),
        (-31_750_000, "-31,8"),
        (-1, "0,0"),
    ],
)
def test_millions_are_rounded_to_one_decimal(vnd: int, text: str) -> None:
    assert millions(vnd) == text


def test_an_amount_never_breaks_before_its_unit() -> None:
    assert dong(1_250_000) == "1.250.000\u00a0đồng"


@pytest.mark.parametrize(
    ("vnd", "words"),
    [
        (0, "Không đồng"),
        (4, "Bốn đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (55, "Năm mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (104, "Một trăm linh bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (1_050, "Một nghìn không trăm năm mươi đồng"),
        (165_000, "Một trăm sáu mươi lăm nghìn đồng"),
        (1_250_000, "Một triệu hai trăm năm mươi nghìn đồng"),
        (1_310_400, "Một triệu ba trăm mười nghìn bốn trăm đồng"),
        (1_000_001, "Một triệu không trăm linh một đồng"),
        (10**9, "Một tỷ đồng"),
        (18_430_000_000, "Mười tám tỷ bốn trăm ba mươi triệu đồng"),
        (1_002_000_000, "Một tỷ không trăm linh hai triệu đồng"),
        (2_313_000_000_000, "Hai nghìn ba trăm mười ba tỷ đồng"),
        (1_005_000_000_000, "Một nghìn không trăm linh năm tỷ đồng"),
        (10**18 + 10**9, "Một tỷ không trăm linh một tỷ đồng"),
        (-21_000, "Âm hai mươi mốt nghìn đồng"),
    ],
)
def test_amounts_are_read_as_officials_read_them(vnd: int, words: str) -> None:
    assert in_words(vnd) == words


@pytest.mark.parametrize("text", ["1.250.000", "1,250,000", "1250000", " 1.250.000 "])
def test_typed_amounts_are_understood(text: str) -> None:
    assert parse_grouped(text) == 1_250_000


@pytest.mark.parametrize(
    "text", ["", "12.50", "1.250,000", "1.25.000", "-5", "1e3", "một", "٣", "1 250", "1.5", "9" * 19]
)
def test_other_texts_are_refused_in_vietnamese(text: str) -> None:
    with pytest.raises(ValueError, match="Nhập số tiền"):
        parse_grouped(text)


@given(st.integers(min_value=0, max_value=10**15))
def test_what_is_written_is_read_back(vnd: int) -> None:
    assert parse_grouped(grouped(vnd)) == vnd


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=10**12))
def test_two_amounts_never_read_alike(one: int, other: int) -> None:
    assert (in_words(one) == in_words(other)) == (one == other)
