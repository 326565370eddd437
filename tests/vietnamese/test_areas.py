"""Areas as they are typed and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.areas import area_words, parse_area


@pytest.mark.parametrize(
    ("typed", "metres"),
    [
        ("3,25 km²", 3_250_000),
        ("3 km2", 3_000_000),
        ("320 ha", 3_200_000),
        ("0,5ha", 5_000),
        ("50.000 m²", 50_000),
        ("1.250,75 HA", 12_507_500),
    ],
)
def test_an_area_is_read_with_its_unit(typed: str, metres: int) -> None:
    assert parse_area(typed) == metres


@pytest.mark.parametrize(
    "typed", ["", "320", "3.2 km²", "3,25,1 km²", "-1 ha", "0,5 m²", "3 dặm", "1,0000005 km²"]
)
def test_what_is_no_area_is_asked_for_again(typed: str) -> None:
    with pytest.raises(ValueError, match="Nhập diện tích kèm đơn vị"):
        parse_area(typed)


@pytest.mark.parametrize(
    ("metres", "words"),
    [(3_250_000, "3,25 km²"), (3_000_000, "3 km²"), (3_255_000, "325,5 ha"), (999, "999 m²"), (0, "0 m²")],
)
def test_an_area_is_written_in_the_largest_fitting_unit(metres: int, words: str) -> None:
    assert area_words(metres) == words


@given(st.integers(0, 10**11))
def test_what_is_written_is_read_again(metres: int) -> None:
    assert parse_area(area_words(metres)) == metres
