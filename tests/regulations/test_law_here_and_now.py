"""Which law holds at a place on a day, also where a province of today is made of former ones."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from accounts.roles import Role
from regulations import adoption
from regulations.engine import TeamSize, load_law
from regulations.errors import LawConflict
from regulations.models import LawVersion
from regulations.selectors import law_at, law_in, laws_in
from regulations.services import version_of
from territory.models import Unit, UnitSuccession, Village, VillagePlacement
from tests.conftest import MakeUser, MakeVillage
from tests.merged import MERGED, WHOLE, Merged, adopt, adopt_whole, unit_today
from tests.regulations.texts import law_text
from tests.teams.sizes import size_at

DAY_BEFORE = date(2025, 6, 30)
BINH_DINH, GIA_LAI = "03/2024/NQ-HĐND", "05/2024/NQ-HĐND"


def number_in(unit: Unit, on: date) -> str | None:
    held = law_in(unit, on)
    return held.version.number if held else None


def numbers(province: Unit, on: date) -> list[str]:
    return [held.version.number for held in laws_in(province, on)]


class TestTwoResolutionsSideBySide:
    def test_each_holds_on_its_former_territory(self, merged: Merged) -> None:
        assert numbers(merged.province, MERGED) == [BINH_DINH, GIA_LAI]
        assert number_in(merged.coast, MERGED) == BINH_DINH
        assert number_in(merged.hills, MERGED) == GIA_LAI

    def test_a_former_province_keeps_its_own_before_and_after_the_merger(
        self, merged: Merged, province: Unit
    ) -> None:
        for day in (DAY_BEFORE, MERGED):
            assert numbers(province, day) == [BINH_DINH]
            assert numbers(merged.gia_lai, day) == [GIA_LAI]

    def test_a_former_commune_keeps_the_law_of_its_province(self, merged: Merged, commune: Unit) -> None:
        for day in (DAY_BEFORE, MERGED):
            assert number_in(commune, day) == BINH_DINH
            assert number_in(merged.old_hills, day) == GIA_LAI

    def test_a_commune_without_a_known_predecessor_gets_no_guess(self, merged: Merged) -> None:
        assert number_in(unit_today("21999", "commune", "xa", "Xã Chưa Rõ", merged.province), MERGED) is None


class TestACommuneMadeOfTwoFormerProvinces:
    def test_is_a_conflict_that_names_both_documents(self, merged: Merged, commune: Unit) -> None:
        UnitSuccession.objects.create(old=commune, new=merged.hills, extent="partial")
        with pytest.raises(LawConflict) as refused:
            law_in(merged.hills, MERGED)
        assert BINH_DINH in refused.value.message
        assert GIA_LAI in refused.value.message

    def test_a_village_stays_under_the_law_of_its_former_commune(
        self, merged: Merged, commune: Unit, village: Village
    ) -> None:
        UnitSuccession.objects.create(old=commune, new=merged.hills, extent="partial")
        village.placements.update(valid_to=MERGED)
        VillagePlacement.objects.create(village=village, commune=merged.hills, valid_from=MERGED)
        for day in (DAY_BEFORE, MERGED):
            held = law_at(village, day)
            assert held is not None
            assert held.version.number == BINH_DINH

    def test_a_village_that_only_knows_the_new_commune_is_a_conflict(
        self, merged: Merged, commune: Unit, village: Village
    ) -> None:
        UnitSuccession.objects.create(old=commune, new=merged.hills, extent="partial")
        village.placements.update(commune=merged.hills, valid_from=MERGED)
        with pytest.raises(LawConflict):
            law_at(village, MERGED)


class TestTheResolutionOfTheMergedProvince:
    def test_ends_both_former_ones_everywhere(
        self, merged: Merged, officer: User, second_officer: User, commune: Unit
    ) -> None:
        whole = adopt_whole(officer, second_officer)
        last_day, first_day = date(2026, 6, 30), date(2026, 7, 1)
        assert numbers(merged.province, last_day) == [BINH_DINH, GIA_LAI]
        assert numbers(merged.province, first_day) == [WHOLE]
        assert [number_in(unit, last_day) for unit in (merged.coast, merged.hills)] == [BINH_DINH, GIA_LAI]
        for unit in (merged.coast, merged.hills, commune):
            assert number_in(unit, first_day) == WHOLE
        assert {old.number for old in whole.replaces.all()} == {BINH_DINH, GIA_LAI}

    def test_beside_a_former_one_still_open_is_a_conflict_that_names_both(
        self, merged: Merged, province: Unit
    ) -> None:
        adopt(law_text(WHOLE, valid_from="2026-07-01", code="52", on="2025-07-01"))
        for ask in (
            lambda: law_in(merged.coast, date(2026, 7, 1)),
            lambda: laws_in(merged.province, date(2026, 7, 1)),
            lambda: laws_in(province, date(2026, 7, 1)),
        ):
            with pytest.raises(LawConflict, match=f"{BINH_DINH} và văn bản .*cùng có hiệu lực"):
                ask()
        assert number_in(merged.coast, date(2026, 6, 30)) == BINH_DINH

    def test_refuses_a_new_text_for_a_former_territory(
        self, merged: Merged, officer: User, second_officer: User
    ) -> None:
        adopt_whole(officer, second_officer)
        text = law_text("7/2027/NQ-HĐND", valid_from="2027-01-01", code="64")
        version = adoption.law_upload(actor=officer, text=text)
        with pytest.raises(LawConflict) as refused:
            adoption.law_adopt(actor=second_officer, version_id=version.pk)
        assert WHOLE in refused.value.message

    def test_leaves_a_former_territory_free_to_change_until_then(
        self, merged: Merged, officer: User, second_officer: User
    ) -> None:
        version = adoption.law_upload(
            actor=officer, text=law_text("7/2025/NQ-HĐND", valid_from="2025-10-01", code="64")
        )
        adoption.law_adopt(actor=second_officer, version_id=version.pk)
        assert number_in(merged.hills, date(2025, 9, 30)) == GIA_LAI
        assert number_in(merged.hills, date(2025, 10, 1)) == "7/2025/NQ-HĐND"
        assert number_in(merged.coast, date(2025, 10, 1)) == BINH_DINH


def test_the_size_of_a_team_of_a_merged_commune_follows_its_former_province(
    merged: Merged, make_village: MakeVillage
) -> None:
    size = size_at(make_village(merged.coast, "Háo Lễ Mới", 412), MERGED)
    assert isinstance(size, TeamSize)
    assert size.maximum == 4


def test_a_village_moved_between_communes_of_today_keeps_to_the_law_of_where_it_began(
    merged: Merged, village: Village
) -> None:
    village.placements.update(valid_to=MERGED)
    second = date(2026, 1, 1)
    VillagePlacement.objects.create(village=village, commune=merged.coast, valid_from=MERGED, valid_to=second)
    VillagePlacement.objects.create(village=village, commune=merged.hills, valid_from=second)
    held = law_at(village, second)
    assert held is not None
    assert held.version.number == BINH_DINH


def test_a_draft_of_the_projects_files_is_seen_by_its_province_and_the_one_it_went_into_alone(
    merged: Merged, officer: User, make_user: MakeUser, province: Unit
) -> None:
    text = law_text("12/2024/NQ-HĐND", code="64", status="draft")
    law = load_law(text, "tệp")
    version = version_of(law, text, merged.gia_lai)
    version.save()
    here = make_user(Role.PROVINCE_POLICE, merged.gia_lai)
    stranger = make_user(Role.PROVINCE_POLICE, Unit.objects.get(key="38"))
    clerk = make_user(Role.COMMUNE_CLERK, merged.hills)

    def sees(viewer: User) -> bool:
        return LawVersion.objects.visible_to(viewer).filter(pk=version.pk).exists()

    assert [sees(viewer) for viewer in (here, officer, stranger, clerk)] == [True, True, False, False]
