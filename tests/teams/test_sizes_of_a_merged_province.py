"""The size of a team follows the text of its own area, wherever its commune went."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from regulations.engine import Refusal, TeamSize
from regulations.models import LawVersion
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village
from tests.conftest import START, MakeVillage
from tests.merged import MERGED, Merged, adopt, adopt_whole, move, succeed
from tests.regulations.texts import law_text
from tests.teams.sizes import size_at

BOTH = ("03/2024/NQ-HĐND", "7/2025/NQ-HĐND")


@pytest.fixture
def villages(merged: Merged, commune: Unit, make_village: MakeVillage) -> dict[str, Village]:
    """Of phường An Khê, 340 households each; the highlands give five people from 300 on since 01/07/2025."""
    succeed(commune, merged.hills, "partial")
    LawVersion.objects.filter(number="05/2024/NQ-HĐND").update(valid_to=MERGED)
    text = law_text(BOTH[1], valid_from="2025-07-01", code="64")
    adopt(text.replace("below: 350", "below: 300").replace("from: 350", "from: 300"))
    found = {
        "coast": make_village(commune, "Biển", 340),
        "hills": make_village(merged.old_hills, "Núi", 340),
        "unknown": make_village(merged.hills, "Mới", 340),
    }
    move(found["coast"], merged.hills)
    move(found["hills"], merged.hills)
    found["unknown"].placements.update(valid_from=MERGED)
    for village in found.values():
        village.refresh_from_db()
    return found


def most(village: Village, on: date) -> int:
    size = size_at(village, on)
    assert isinstance(size, TeamSize)
    return size.maximum


def test_two_villages_of_one_commune_keep_to_their_texts(villages: dict[str, Village]) -> None:
    assert (most(villages["coast"], MERGED), most(villages["hills"], MERGED)) == (3, 4)
    assert most(villages["hills"], date(2025, 6, 30)) == 3


def test_a_village_under_two_texts_is_told_both(villages: dict[str, Village]) -> None:
    size = size_at(villages["unknown"], MERGED)
    assert isinstance(size, Refusal)
    assert all(number in size.sentence for number in BOTH)
    assert size.kind == "conflict"


def test_the_resolution_of_the_whole_province_ends_the_difference(
    villages: dict[str, Village], officer: User, second_officer: User
) -> None:
    adopt_whole(officer, second_officer)
    day = date(2026, 7, 1)
    assert {most(village, day) for village in villages.values()} == {3}


def test_the_list_of_teams_shows_each_its_own(
    client: Client, officer: User, villages: dict[str, Village], settings: Settings
) -> None:
    settings.PORTAL_TODAY = "2025-07-18"
    for name, village in villages.items():
        team = Team.objects.create(commune=village.commune, name=name, status="active", sort_key=name)
        TeamCoverage.objects.create(team=team, village=village, valid_from=START)
    client.force_login(officer)
    rows = {row.name: row.ceiling for row in client.get("/to/").context["rows"]}
    assert rows == {"coast": 3, "hills": 4, "unknown": None}
