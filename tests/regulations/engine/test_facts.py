from __future__ import annotations

import unicodedata

import pytest

from regulations.engine import VOCABULARY, FactError, FactSpec, check_facts, village_kind
from regulations.engine.facts import FactValue
from regulations.engine.vocabulary import _area, _choice, _flag, _number, _vnd


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("thôn", "thon"),
        ("Làng", "thon"),
        ("khu  vực", "khu_pho"),
        ("Khối phố", "khu_pho"),
        ("Tổ dân phố", "to_dan_pho"),
        (unicodedata.normalize("NFD", "ấp"), "ap"),
        ("bản", "ban"),
        ("huyện", None),
    ],
)
def test_kinds_of_villages_are_known_by_their_words(words: str, kind: str | None) -> None:
    assert village_kind(words) == kind


@pytest.mark.parametrize("name", list(VOCABULARY))
def test_every_fact_may_be_not_known(name: str) -> None:
    check_facts({name: None})


def test_the_short_forms_of_the_table_declare_whole_facts() -> None:
    area = {"m2": 1, "ha": 10_000, "km2": 1_000_000}
    assert _choice("nhom", "nhóm", a="nhóm A") == FactSpec("nhom", "choice", "nhóm", allowed={"a": "nhóm A"})
    assert _number("so", "số lần", "lần", 9) == FactSpec("so", "int", "số lần", "lần", maximum=9)
    assert _number("so", "số lần", "lần", 9, 1) == FactSpec(
        "so", "int", "số lần", "lần", minimum=1, maximum=9
    )
    assert _area("dt", "diện tích") == FactSpec("dt", "int", "diện tích", "m²", maximum=10**11, units=area)
    assert _vnd("tien", "số tiền") == FactSpec("tien", "int", "số tiền", "đồng", maximum=10**12)
    assert _flag("co", "có", "không") == FactSpec("co", "bool", "có", otherwise="không")


def possible_values(spec: FactSpec) -> list[FactValue]:
    """The ends of what a fact may be."""
    ends: dict[str, list[FactValue]] = {
        "choice": [*spec.allowed],
        "int": [spec.minimum, spec.maximum],
        "bool": [True, False],
        "code": ["52", "00547"],
    }
    return ends[spec.type]


@pytest.mark.parametrize("spec", VOCABULARY.values(), ids=lambda spec: spec.name)
def test_every_fact_has_a_vietnamese_meaning_and_words(spec: FactSpec) -> None:
    for value in possible_values(spec):
        check_facts({spec.name: value})
        assert spec.words(value)
    assert spec.meaning


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "village.household",
            3,
            "Bỏ “village.household”: không có trong bảng từ; gần nhất là “village.households”.",
        ),
        ("x", 3, "Bỏ “x”: không có trong bảng từ."),
        ("village.households", -1, "Sửa số hộ (village.households): ghi số nguyên từ 0 đến 100.000."),
        ("village.households", 100_001, "Sửa số hộ"),
        ("village.households", "12", "Sửa số hộ"),
        ("village.households", True, "Sửa số hộ"),
        ("village.persons", 1_000_001, "Sửa số nhân khẩu"),
        ("member.title", "to_trưởng", "gần nhất là “to_truong”."),
        ("member.title", 1, "ghi một trong các giá trị to_truong, to_pho, to_vien."),
        ("commune.border", 1, "Sửa xã biên giới (commune.border): ghi true hoặc false."),
        ("commune.border", "true", "ghi true hoặc false."),
        ("district.code", 547, "ghi mã đơn vị bằng chữ số trong ngoặc kép."),
        ("district.code", "a47", "ghi mã đơn vị bằng chữ số trong ngoặc kép."),
        ("village.area", -1, "ghi số nguyên từ 0 đến 100.000.000.000, hoặc kèm đơn vị m2, ha, km2."),
        ("village.area", "3 km2", "Sửa diện tích thôn, tổ dân phố"),
        ("member.title", "", "Sửa chức danh trong Tổ (member.title)"),
    ],
)
def test_a_wrong_fact_is_refused_by_name(name: str, value: FactValue, message: str) -> None:
    with pytest.raises(FactError) as caught:
        check_facts({"commune.kind": "xa", name: value})
    assert caught.value.fact == name
    assert caught.value.code == "fact_invalid"
    assert message in caught.value.message_vi


@pytest.mark.parametrize(
    ("square_metres", "words"),
    [
        (3_000_000, "3 km²"),
        (3_250_000, "3,25 km²"),
        (1_003_000, "100,3 ha"),
        (12_000, "1,2 ha"),
        (9_999, "9.999 m²"),
        (3_000_001, "3.000.001 m²"),
        (0, "0 m²"),
    ],
)
def test_an_area_is_shown_in_the_largest_unit_that_fits(square_metres: int, words: str) -> None:
    assert VOCABULARY["village.area"].words(square_metres) == words


@pytest.mark.parametrize(
    ("written", "square_metres"),
    [(7, 7), ("3 km2", 3_000_000), ("2.5ha", 25_000), ("0.00001 ha", None), ("3 hộ", None), ("x", None)],
)
def test_a_bound_may_carry_a_unit(written: int | str, square_metres: int | None) -> None:
    assert VOCABULARY["village.area"].bound(written) == square_metres
