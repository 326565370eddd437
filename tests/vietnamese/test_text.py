from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.text import name_sort_key, nfc, person_sort_key, without_marks


def test_decomposed_text_becomes_composed() -> None:
    assert nfc(unicodedata.normalize("NFD", "Nguyễn Đệ")) == "Nguyễn Đệ"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Nguyễn Đình Đạt", "nguyen dinh dat"),
        ("TRƯƠNG THỊ ƯỚC", "truong thi uoc"),
        ("Tổ 2 - Ấp Bốn", "to 2 - ap bon"),
        ("Ê Ƀan Kƀúr", "e ban kbur"),
        (unicodedata.normalize("NFD", "Lê Quý"), "le quy"),
    ],
)
def test_search_form_has_no_marks(text: str, bare: str) -> None:
    assert without_marks(text) == bare


def test_people_sort_by_given_name_before_family_name() -> None:
    names = ["Trần Văn Bình", "Nguyễn Thị Ánh", "Phạm An", "Lê Văn An", "Đỗ Ân", "Bùi Ấn", "Ân"]
    assert sorted(names, key=person_sort_key) == [
        "Phạm An", "Lê Văn An", "Nguyễn Thị Ánh", "Ân", "Đỗ Ân", "Bùi Ấn", "Trần Văn Bình",
    ]  # fmt: skip


def test_middle_names_decide_before_family_names() -> None:
    names = ["Vũ An Hoa", "Bùi Văn Thành Hoa", "An Văn Hoa", "Đinh Hoa", "An Anh Hoa"]
    assert sorted(names, key=person_sort_key) == [
        "Đinh Hoa", "Vũ An Hoa", "An Anh Hoa", "An Văn Hoa", "Bùi Văn Thành Hoa",
    ]  # fmt: skip


def test_letters_follow_the_vietnamese_alphabet() -> None:
    alphabet = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    by_code_point = sorted(alphabet)
    assert sorted(by_code_point, key=person_sort_key) == alphabet


def test_tones_follow_ngang_huyen_hoi_nga_sac_nang() -> None:
    syllables = ["ma", "mà", "mả", "mã", "má", "mạ"]
    by_code_point = sorted(syllables)
    assert sorted(by_code_point, key=person_sort_key) == syllables


def test_letters_count_before_tones() -> None:
    assert sorted(["Hạnh", "Hành", "Hạn", "Hanh"], key=person_sort_key) == ["Hạn", "Hanh", "Hành", "Hạnh"]


@pytest.mark.parametrize(("left", "right"), [("Hoà", "Hòa"), ("THÚY", "thuý"), ("Lê  Hoà", " Lê Hòa ")])
def test_spelling_variants_of_one_name_share_a_key(left: str, right: str) -> None:
    assert person_sort_key(left) == person_sort_key(right)


def test_names_of_ethnic_groups_have_a_key() -> None:
    names = ["H'Nga Niê", "Y Ñăm", "Ê Ƀan", "Y Čar"]
    assert sorted(names, key=person_sort_key) == ["Ê Ƀan", "Y Čar", "Y Ñăm", "H'Nga Niê"]


def test_an_empty_name_has_a_key_that_sorts_first() -> None:
    assert person_sort_key("") < person_sort_key("A")


def test_numbers_in_unit_names_sort_by_value() -> None:
    names = ["Tổ số 10", "Tổ số 2", "Tổ số 2a", "Tổ dân phố 3", "Tổ số 02b", "Tổ số 1", "Tổ"]
    assert sorted(names, key=name_sort_key) == [
        "Tổ", "Tổ dân phố 3", "Tổ số 1", "Tổ số 2", "Tổ số 2a", "Tổ số 02b", "Tổ số 10",
    ]  # fmt: skip


def test_punctuation_does_not_order_units() -> None:
    assert name_sort_key("Thôn An-Hoà (1)") == name_sort_key("thôn an hòa 1")


@given(st.text())
def test_keys_are_plain_ascii(text: str) -> None:
    assert (person_sort_key(text) + name_sort_key(text)).isascii()


@given(st.lists(st.integers(min_value=0, max_value=10**6)))
def test_numbered_teams_always_sort_by_number(numbers: list[int]) -> None:
    assert [int(t[3:]) for t in sorted((f"Tổ {n}" for n in numbers), key=name_sort_key)] == sorted(numbers)
