"""Cells mean what an official wrote, whatever Excel made of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spreadsheets.cells import day_of, identity_of, text_of, whole_of
from spreadsheets.reading import Cell
from spreadsheets.refusals import CellFault
from vietnamese.dates import ngay

LOST = "Excel đã đổi thành số và bỏ số 0 ở đầu"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Nguyễn \u00a0 Văn\tThử ", "Nguyễn Văn Thử"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Thử\u200b", "Thử"),
        (12.0, "12"),
        (1.5, "1.5"),
        (date(2024, 7, 1), "01/07/2024"),
        (True, "TRUE"),
    ],
)
def test_text_is_one_line_in_composed_form(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(
    "cell", ["01/07/2024", "1/7/2024", "01-07-2024", "1.7.2024", " 01 / 07 / 2024 ", 45474, 45474.0]
)
def test_a_day_as_officials_write_it_and_as_excel_counts_it(cell: Cell) -> None:
    assert day_of(cell) == date(2024, 7, 1)


@pytest.mark.parametrize(
    "cell", ["31/02/2024", "2024-07-01", "07/2024", "1/7/24", "mai", "", 45474.5, 3, True, 2e9]
)
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    with pytest.raises(CellFault, match="Nhập ngày theo dạng"):
        day_of(cell)


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1)])
def test_a_year_that_is_a_slip_is_refused(day: date) -> None:
    with pytest.raises(CellFault):
        day_of(ngay(day))


@given(st.dates(date(1900, 3, 1), date(2199, 12, 31)))
def test_a_day_survives_its_writing(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert day_of(ngay(day)) == day_of(day) == day_of(serial) == day


@pytest.mark.parametrize(
    ("cell", "number"), [("1.250", 1250), ("1,250", 1250), ("412", 412), (412.0, 412), (0, 0)]
)
def test_a_whole_number_however_typed(cell: Cell, number: int) -> None:
    assert whole_of(cell) == number


@pytest.mark.parametrize("cell", ["-1", "1,5", 1.5, "bốn", "", True, -1, 3_000_000_000])
def test_what_is_no_whole_number_is_refused(cell: Cell) -> None:
    with pytest.raises(CellFault):
        whole_of(cell)


@pytest.mark.parametrize(
    "cell", ["012345678901", "012 345 678 901", "012.345.678.901", "'012345678901", 112345678901.0]
)
def test_an_identity_number_is_twelve_digits(cell: Cell) -> None:
    digits = identity_of(cell)
    assert len(digits) == 12
    assert digits.endswith("12345678901")


@given(st.integers(0, 999_999_999_999))
def test_a_number_never_becomes_an_identity_it_was_not(number: int) -> None:
    digits = f"{number:012d}"
    assert identity_of(digits) == digits
    if number < 100_000_000_000:
        with pytest.raises(CellFault):
            identity_of(float(number))
    else:
        assert identity_of(float(number)) == digits


@pytest.mark.parametrize("cell", [12345678901.0, 12345678901])
def test_a_number_that_lost_its_zeros_says_what_excel_did(cell: Cell) -> None:
    with pytest.raises(CellFault, match=LOST):
        identity_of(cell)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("12345678901", "mất số 0 ở đầu"),
        ("0123456789012", "gồm 12 chữ số"),
        ("०१२३४५६७८९०१", "gồm 12 chữ số"),
        (1.5, "gồm 12 chữ số"),
        (-112345678901.0, "gồm 12 chữ số"),
        (True, "gồm 12 chữ số"),
        (date(2024, 7, 1), "gồm 12 chữ số"),
    ],
)
def test_what_is_no_identity_number_is_refused(cell: Cell, sentence: str) -> None:
    with pytest.raises(CellFault, match=sentence):
        identity_of(cell)
