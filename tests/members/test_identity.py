"""The form of an identity number."""

from __future__ import annotations

import pytest

from members.identity import normalised


@pytest.mark.parametrize("typed", ["998000000777", "998 000 000 777", "998.000.000.777"])
def test_blanks_and_dots_do_not_count(typed: str) -> None:
    assert normalised(typed) == "998000000777"


@pytest.mark.parametrize(
    "typed", ["99800000077", "٩٩٨٠٠٠٠٠٠٧٧٧", "９９８００００００７７７", "998-000-000-777"]
)
def test_only_twelve_ascii_digits_are_a_number(typed: str) -> None:
    with pytest.raises(ValueError, match="12 chữ số"):
        normalised(typed)
