"""Law files in the database: loaded once, kept, in force where and when they say."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client

from accounts.models import User
from regulations.engine import PartMonth, Refusal, TeamSize, part_month
from regulations.models import LawVersion, ProvinceSetting, ReferenceValue
from regulations.selectors import conventions_between, law_in, series_book
from regulations.services import LAW_FOLDER, SERIES_FILE, law_load
from territory.models import Unit, Village
from territory.services import units_load
from tests.conftest import MakeVillage, load_two_laws, settle
from tests.teams.sizes import size_at

START = date(2024, 7, 1)


def test_loading_again_adds_nothing(law: None) -> None:
    loaded = load_two_laws()
    assert (loaded.laws, loaded.values) == (0, 0)


def test_an_adopted_text_is_never_rewritten_by_a_file_that_changed(law: None, tmp_path: Path) -> None:
    before = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
    changed = before.text.replace("vnd: 1440000", "vnd: 1450000")
    (tmp_path / "nghi-quyet.yaml").write_text(changed, encoding="utf-8")
    shutil.copy(LAW_FOLDER / SERIES_FILE, tmp_path)
    loaded = law_load(tmp_path)
    assert (loaded.laws, loaded.kept) == (0, ("nghi-quyet.yaml",))
    assert LawVersion.objects.get(document_id="binh-dinh-nq-03-2024").text == before.text


@pytest.mark.parametrize(
    ("on", "number"),
    [
        pytest.param(date(2024, 6, 30), None, id="the day before it takes effect"),
        pytest.param(START, "03/2024/NQ-HĐND", id="the day it takes effect"),
    ],
)
def test_the_law_of_a_province_holds_from_its_first_day(
    law: None, province: Unit, on: date, number: str | None
) -> None:
    held = law_in(province, on)
    assert (held.version.number if held else None) == number


def test_another_province_has_its_own_law(law: None) -> None:
    held = law_in(Unit.objects.get(code="38"), START)
    assert held is not None
    assert held.law.document.id == "thanh-hoa-2024"


@pytest.mark.parametrize(("on", "vnd"), [(date(2024, 6, 30), 1_800_000), (START, 2_340_000)])
def test_reference_values_come_from_the_rows(law: None, on: date, vnd: int) -> None:
    book = series_book()
    assert book is not None
    assert book.value("luong_co_so", on).vnd == vnd


@pytest.mark.parametrize(
    ("households", "maximum", "exact"), [(349, 3, True), (350, 4, False), (700, 4, False), (701, 5, False)]
)
def test_the_size_of_a_team_follows_the_households(
    law: None, commune: Unit, make_village: MakeVillage, households: int, maximum: int, exact: bool
) -> None:
    size = size_at(make_village(commune, f"Thôn {households}", households), START)
    assert isinstance(size, TeamSize)
    assert (size.maximum, size.exact) == (maximum, exact)
    assert any("Điều 14 khoản 3" in sentence for sentence in size.why.sentences())


def test_a_lang_counts_as_a_thon(law: None, commune: Unit, make_village: MakeVillage) -> None:
    size = size_at(make_village(commune, "Kon Blo", 350, Village.Kind.LANG), START)
    assert isinstance(size, TeamSize)
    assert size.maximum == 4


def test_unknown_households_are_asked_for(law: None, commune: Unit, make_village: MakeVillage) -> None:
    size = size_at(make_village(commune, "Mới", None), START)
    assert isinstance(size, Refusal)
    assert "số hộ" in size.sentence


class TestTheDatabaseRefuses:
    """A month that was computed must always be readable again."""

    def test_two_adopted_laws_on_one_day(self, law: None) -> None:
        version = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
        version.pk, version.digest = None, "other"
        with pytest.raises(IntegrityError, match="one_adopted_law_a_day"), transaction.atomic():
            version.save(force_insert=True)

    def test_two_reference_values_on_one_day(self, law: None) -> None:
        value = ReferenceValue.objects.filter(series="luong_co_so").latest("valid_from")
        value.pk, value.valid_from = None, date(2027, 1, 1)
        with pytest.raises(IntegrityError, match="one_reference_value_a_day"), transaction.atomic():
            value.save(force_insert=True)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE regulations_lawversion SET text = ''",
            "DELETE FROM regulations_lawversion",
            "UPDATE regulations_referencevalue SET amount_vnd = 1",
            "DELETE FROM regulations_referencevalue",
        ],
    )
    def test_a_change_to_law_that_was_loaded(self, law: None, statement: str) -> None:
        with (
            connection.cursor() as cursor,
            pytest.raises(InternalError, match="pgtrigger"),
            transaction.atomic(),
        ):
            cursor.execute(statement)


def test_the_page_of_a_law_names_articles_and_what_is_not_verified(
    client: Client, law: None, auditor: User
) -> None:
    client.force_login(auditor)
    version = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
    page = client.get(f"/phap-luat/{version.pk}/").content.decode()
    assert "Từ 350 đến 700 hộ" in page or "từ 350 đến 700 hộ" in page
    assert "Luật 30/2023/QH15, Điều 23 khoản 1" in page
    assert "chưa xác minh, không dùng để tính" in page


def test_the_list_of_laws_shows_every_reference_value(client: Client, law: None, auditor: User) -> None:
    client.force_login(auditor)
    page = client.get("/phap-luat/").content.decode()
    assert "2.530.000" in page
    assert "chưa xác minh" in page


@pytest.mark.parametrize(
    ("convention", "days"), [("by_day", None), ("half_month", 15), ("whole_month_from", 10), ("none", None)]
)
def test_every_choice_that_a_province_can_record_can_be_computed_with(
    law: None, province: Unit, convention: str, days: int | None
) -> None:
    ProvinceSetting.objects.update(part_month=convention, part_month_days=days)
    [chosen] = conventions_between(province, START, None)
    assert (chosen.rule.convention, chosen.rule.from_days) == (convention, days)


def test_a_choice_of_the_province_is_never_told_as_a_ground_of_law(law: None, province: Unit) -> None:
    [chosen] = conventions_between(province, START, None)
    month = part_month(900, 10, 31, chosen.rule)
    assert isinstance(month, PartMonth)
    told = month.why.sentences()[-1]
    assert told.startswith("Theo lựa chọn của tỉnh khi chưa có quy định (")


@pytest.mark.parametrize(
    ("convention", "days"), [("by_day", 15), ("half_month", None), ("whole_month_from", None), ("none", 15)]
)
def test_a_choice_without_its_number_of_days_is_refused(
    law: None, province: Unit, convention: str, days: int | None
) -> None:
    with pytest.raises(IntegrityError, match="setting_days_only_for_threshold"), transaction.atomic():
        ProvinceSetting.objects.update(part_month=convention, part_month_days=days)


def test_the_command_loads_every_file_over_the_official_units_once(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    units_load()
    settle()
    call_command("law_load")
    files = len(list(LAW_FOLDER.glob("*.yaml"))) - 1
    assert LawVersion.objects.count() == files
    old, new = LawVersion.objects.filter(territory__code="56").order_by("valid_from")
    assert old.territory_id != new.territory_id
    assert old.replaced_by == new
    capsys.readouterr()
    call_command("law_load")
    assert capsys.readouterr().out == "Quy định: thêm 0 văn bản, 0 mức tham chiếu.\n"
