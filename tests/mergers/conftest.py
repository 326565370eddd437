"""Two communes of tỉnh Bình Định and what they became on 01/07/2025: one whole, one divided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from teams.models import Team, TeamCoverage
from territory.models import Unit, UnitSuccession, Village
from tests.conftest import END_OF_DISTRICTS, START, MakePerson, MakeVillage, make_unit
from vietnamese.text import name_sort_key

DAY = END_OF_DISTRICTS
LAST = date(2025, 6, 30)
WHOLE, PARTIAL = UnitSuccession.Extent.WHOLE, UnitSuccession.Extent.PARTIAL


@dataclass(frozen=True, slots=True)
class Change:
    """Phước Hưng went whole into ``east``; Phước Quang was divided between ``east`` and ``west``."""

    province: Unit
    east: Unit
    west: Unit


def new_unit(code: str, level: str, kind: str, name: str, parent: Unit | None = None) -> Unit:
    key = f"{code}-{DAY:%Y%m%d}"
    return Unit.objects.create(
        key=key,
        code=code,
        level=level,
        kind=kind,
        name=name,
        parent=parent,
        path=f"{parent.path if parent else ''}{key}.",
        sort_key=name_sort_key(name),
        valid_from=DAY,
    )


def succeed(old: Unit, new: Unit, extent: str = WHOLE) -> UnitSuccession:
    return UnitSuccession.objects.create(old=old, new=new, extent=extent)


@pytest.fixture
def change(province: Unit, commune: Unit, neighbour_commune: Unit) -> Change:
    gia_lai = new_unit("52", Unit.Level.PROVINCE, Unit.Kind.TINH, "Tỉnh Gia Lai")
    east = new_unit("21970", Unit.Level.COMMUNE, Unit.Kind.XA, "Xã Tuy Phước Đông", gia_lai)
    west = new_unit("21952", Unit.Level.COMMUNE, Unit.Kind.XA, "Xã Tuy Phước Tây", gia_lai)
    old_gia_lai = make_unit("64", Unit.Level.PROVINCE, Unit.Kind.TINH, "Tỉnh Gia Lai", None)
    succeed(province, gia_lai)
    succeed(old_gia_lai, gia_lai)
    succeed(commune, east)
    succeed(neighbour_commune, east, PARTIAL)
    succeed(neighbour_commune, west, PARTIAL)
    return Change(gia_lai, east, west)


@pytest.fixture
def divided_team(neighbour_commune: Unit, make_village: MakeVillage, make_person: MakePerson) -> Team:
    """The team of thôn Lương Quang of the divided commune, with two people."""
    return team_of(neighbour_commune, make_village(neighbour_commune, "Lương Quang"), make_person)


def team_of(commune: Unit, village: Village, make_person: MakePerson, people: int = 2) -> Team:
    name = f"Tổ bảo vệ ANTT {village}"
    team = Team.objects.create(
        commune=commune, name=name, status=Team.Status.ACTIVE, sort_key=name_sort_key(name)
    )
    TeamCoverage.objects.create(team=team, village=village, valid_from=START)
    for title in ("to_truong", "to_pho", "to_vien")[:people]:
        team.memberships.create(
            person=make_person(commune), title=title, status="recognised", valid_from=START
        )
    return team
