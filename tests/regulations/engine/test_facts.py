from __future__ import annotations

import unicodedata

import pytest

from regulations.engine import VOCABULARY, FactError, check_facts, village_kind
from regulations.engine.facts import FactValue


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


@pytest.mark.parametrize("spec", VOCABULARY.values(), ids=lambda spec: spec.name)
def test_every_fact_has_a_vietnamese_meaning_and_words(spec: object) -> None:
    known = VOCABULARY[spec.name]  # type: ignore[attr-defined]
    values: list[FactValue] = [*known.allowed] if known.type == "choice" else [known.minimum, known.maximum]
    check_facts({known.name: values[0]})
    check_facts({known.name: values[-1]})
    assert known.meaning
    assert all(known.words(value) for value in values)


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
        ("member.title", "", "Sửa chức danh trong Tổ (member.title)"),
    ],
)
def test_a_wrong_fact_is_refused_by_name(name: str, value: FactValue, message: str) -> None:
    with pytest.raises(FactError) as caught:
        check_facts({"commune.kind": "xa", name: value})
    assert caught.value.fact == name
    assert caught.value.code == "fact_invalid"
    assert message in caught.value.message_vi
