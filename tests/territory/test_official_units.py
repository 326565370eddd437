from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from territory.models import DataQuestion, Unit, UnitSuccession
from territory.official import CHANGE, OfficialLists
from territory.services import UnitsLoad, units_load

pytestmark = pytest.mark.django_db

LAST_DAY = date(2025, 6, 30)
UNTOUCHED = ("01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46")


def standing(day: date) -> dict[str, int]:
    on_day = Unit.objects.on(day)
    return {level: on_day.filter(level=level).count() for level in Unit.Level.values}


@pytest.mark.usefixtures("units")
def test_the_country_stands_in_three_levels_before_the_change() -> None:
    assert standing(LAST_DAY) == {"province": 63, "district": 696, "commune": 10_051}
    assert standing(date(2004, 7, 8)) == standing(LAST_DAY)


@pytest.mark.usefixtures("units")
def test_the_country_stands_in_two_levels_from_the_change() -> None:
    assert standing(CHANGE) == {"province": 34, "district": 0, "commune": 3_321}


@pytest.mark.usefixtures("units")
def test_binh_dinh_had_11_districts_and_155_communes() -> None:
    below = Unit.objects.on(LAST_DAY).filter(path__startswith="52.")
    assert below.filter(level=Unit.Level.DISTRICT).count() == 11
    assert below.communes().count() == 155


@pytest.mark.usefixtures("units")
def test_binh_dinh_went_into_58_communes_and_three_were_split() -> None:
    moves = UnitSuccession.objects.filter(old__path__startswith="52.", old__level="commune")
    split = moves.filter(extent="partial").values_list("old__key", flat=True)
    assert moves.values("new").distinct().count() == 58
    assert set(split) == {"21634", "21997", "22000"}


@pytest.mark.usefixtures("units")
def test_code_52_is_binh_dinh_before_and_gia_lai_after() -> None:
    before, after = (Unit.objects.on(day).get(code="52") for day in (LAST_DAY, CHANGE))
    assert (before.key, before.name, before.valid_to) == ("52", "Tỉnh Bình Định", CHANGE)
    assert (after.key, after.name, after.valid_from) == ("52-20250701", "Tỉnh Gia Lai", CHANGE)


@pytest.mark.usefixtures("units")
def test_a_merged_province_has_its_successors_from_its_communes() -> None:
    sources = UnitSuccession.objects.filter(new__key="52-20250701")
    assert set(sources.values_list("old__key", "extent")) == {("52", "whole"), ("64", "whole")}


@pytest.mark.usefixtures("units")
def test_eleven_untouched_provinces_are_one_row_without_end() -> None:
    lasting = Unit.objects.filter(level="province", valid_to=None, valid_from=None)
    assert set(lasting.values_list("key", flat=True)) == {*UNTOUCHED}
    assert not UnitSuccession.objects.filter(old__in=lasting).exists()


@pytest.mark.usefixtures("units")
@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("21961", "52.550.21961."),
        ("21553-20250701", "52-20250701.21553-20250701."),
        ("14758-20250701", "38.14758-20250701."),
        ("38", "38."),
    ],
)
def test_a_path_joins_the_keys_down_to_the_unit(key: str, path: str) -> None:
    assert Unit.objects.get(key=key).path == path


@pytest.mark.usefixtures("units")
def test_every_path_is_the_parents_path_and_the_own_key() -> None:
    for key, path, above in Unit.objects.values_list("key", "path", "parent__path"):
        assert path == f"{above or ''}{key}."


@pytest.mark.usefixtures("units")
def test_units_sort_by_their_proper_names_and_numbers_by_value() -> None:
    names = list(Unit.objects.filter(parent__key="540").values_list("name", flat=True))
    assert names[:4] == ["Phường Bùi Thị Xuân", "Phường Đống Đa", "Phường Ghềnh Ráng", "Phường Hải Cảng"]
    wards = Unit.objects.filter(parent__key="764", name__regex=r"^Phường \d").values_list("name", flat=True)
    assert list(wards) == sorted(wards, key=lambda name: int(name.split()[1]))


@pytest.mark.usefixtures("units")
def test_the_flaws_of_the_lists_are_questions() -> None:
    texts = list(DataQuestion.objects.values_list("question", flat=True))
    flaws = ("đơn vị kế thừa.", "danh mục cũ không có mã.", "đơn vị cấp xã cũ.", "tên là")
    assert [sum(flaw in text for text in texts) for flaw in flaws] == [28, 10, 5, 2]
    assert len(texts) == 45


@pytest.mark.usefixtures("units")
def test_a_commune_in_question_gets_no_guessed_successor() -> None:
    assert not UnitSuccession.objects.filter(old__key="01651").exists()
    assert not UnitSuccession.objects.filter(new__key="21548-20250701").exists()
    assert DataQuestion.objects.filter(subject="Xã Mỹ Hưng (01651), Tỉnh Cao Bằng").count() == 1


@pytest.mark.usefixtures("units")
def test_a_second_load_writes_nothing(lists: OfficialLists) -> None:
    assert units_load(lists) == UnitsLoad(units=0, successions=0, questions=0)


@pytest.mark.usefixtures("units")
def test_a_row_that_differs_from_the_list_is_put_right(lists: OfficialLists) -> None:
    Unit.objects.filter(key="21961").update(name="Xã Khác")
    assert units_load(lists).units == 1
    assert Unit.objects.get(key="21961").name == "Xã Phước Hưng"


@pytest.mark.usefixtures("units")
def test_the_command_says_what_it_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    Unit.objects.filter(key="21961").update(valid_to=None)
    call_command("units_load")
    assert "ghi 1 đơn vị, 0 kế thừa, 0 câu hỏi" in capsys.readouterr().out


@pytest.mark.usefixtures("units")
def test_the_database_refuses_a_code_twice_on_one_day() -> None:
    with pytest.raises(IntegrityError, match="unit_code_once_a_day"), transaction.atomic():
        Unit.objects.create(
            key="52-x", code="52", level="province", kind="tinh", name="Tỉnh Hai", path="52-x.",
            sort_key="", valid_from=LAST_DAY,
        )  # fmt: skip


@pytest.mark.usefixtures("units")
def test_the_database_refuses_a_path_without_its_dot() -> None:
    with pytest.raises(IntegrityError, match="unit_path_ends_with_dot"), transaction.atomic():
        Unit.objects.filter(key="52").update(path="52")
