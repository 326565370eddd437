"""The resolution that a decision cites is the one of the villages it is about."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from regulations.errors import LawConflict
from reports.legal_bases import MissingLegalBasis, cited, resolution_in_force
from territory.models import Unit, Village
from tests.conftest import MakeVillage
from tests.merged import MERGED, WHOLE, Merged, adopt_whole, move, succeed


@pytest.fixture
def coast(merged: Merged, commune: Unit, make_village: MakeVillage) -> Village:
    """A village of phường An Khê that came from xã Phước Hưng of Bình Định."""
    succeed(commune, merged.hills, "partial")
    village = make_village(commune, "Biển")
    move(village, merged.hills)
    return village


@pytest.fixture
def hills(merged: Merged, make_village: MakeVillage) -> Village:
    """A village of phường An Khê that came from phường An Bình of the former Gia Lai."""
    village = make_village(merged.old_hills, "Núi")
    move(village, merged.hills)
    return village


def test_each_area_cites_its_own_before_and_after_the_merger(coast: Village, hills: Village) -> None:
    for day in (date(2025, 6, 30), MERGED):
        assert "03/2024/NQ-HĐND" in cited(resolution_in_force([coast], day))
        assert "05/2024/NQ-HĐND" in cited(resolution_in_force([hills], day))


def test_the_resolution_of_the_whole_province_is_cited_by_all(
    coast: Village, hills: Village, officer: User, second_officer: User
) -> None:
    adopt_whole(officer, second_officer)
    assert WHOLE in cited(resolution_in_force([coast, hills], date(2026, 7, 1)))


def test_villages_under_two_texts_have_no_common_basis(coast: Village, hills: Village) -> None:
    with pytest.raises(LawConflict, match="03/2024/NQ-HĐND và văn bản 05/2024/NQ-HĐND"):
        resolution_in_force([coast, hills], MERGED)


def test_a_village_under_no_text_keeps_the_decision_from_being_issued(
    coast: Village, merged: Merged, make_village: MakeVillage
) -> None:
    merged.coast.predecessors.all().delete()
    with pytest.raises(MissingLegalBasis):
        resolution_in_force([coast, make_village(merged.coast, "Lạc")], MERGED)
