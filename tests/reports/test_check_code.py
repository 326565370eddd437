"""Check codes are readable and forgive how they are typed."""

from __future__ import annotations

import pytest

from reports.check_code import new_code, read_code


def test_a_code_is_three_groups_of_four_without_ambiguous_signs() -> None:
    codes = [new_code() for _ in range(500)]
    assert all(len(code) == 14 and code.count("-") == 2 for code in codes)
    assert not set("".join(codes)) & set("01IO")
    assert len(set(codes)) == 500


@pytest.mark.parametrize("typed", ["7KQM-2XHD-R9TA", "7kqm 2xhd r9ta", " 7kqm2xhdr9ta "])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "7KQM-2XHD-R9TA"


@pytest.mark.parametrize("typed", ["", "7KQM-2XHD", "7KQM-2XHD-R9T0", "7KQM-2XHD-R9TÀ", "x" * 500])
def test_anything_else_is_no_code(typed: str) -> None:
    assert read_code(typed) == ""
