"""Over and under strength: a team against each of the three numbers, added up by unit."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from accounts.models import User
from regulations.engine import Refusal, TeamSize, Why
from teams.models import Team, TeamCoverage
from teams.rules import Gap, gap
from teams.strength import strength_list
from territory.clock import today
from territory.models import Unit
from tests.conftest import START, MakeVillage, give_quota

UNKNOWN = Refusal("team_size", "Số lượng", "Chưa có quy định.", None)


def size(most: int, least: int | None = None, *, exact: bool = False) -> TeamSize:
    return TeamSize(True, least, most, exact, Why("people", "x", most))


@pytest.mark.parametrize(
    ("count", "of", "quota", "expected"),
    [
        (4, size(4), 4, Gap()),
        (5, size(4), None, Gap(over_ceiling=1)),
        (5, size(4), 3, Gap(over_ceiling=1, over_quota=2)),
        (3, size(4), 4, Gap(under_quota=1)),
        (2, size(4), None, Gap(under_minimum=1)),
        (4, size(7, 5), 7, Gap(under_quota=3, under_minimum=1)),
        (6, size(5, exact=True), None, Gap(over_ceiling=1)),
        (4, size(5, exact=True), None, Gap(under_minimum=1)),
        (9, UNKNOWN, None, Gap()),
        (9, UNKNOWN, 8, Gap(over_quota=1)),
    ],
)
def test_each_number_is_held_against_the_people_by_itself(
    count: int, of: TeamSize | Refusal, quota: int | None, expected: Gap
) -> None:
    assert gap(count, of, quota) == expected


@pytest.mark.django_db
def test_surplus_and_lack_of_two_teams_are_not_set_off(
    law: None,
    province_police: User,
    province: Unit,
    district: Unit,
    active_team: Team,
    neighbour_commune: Unit,
    make_village: MakeVillage,
) -> None:
    give_quota(active_team, 3)
    empty = Team.objects.create(commune=neighbour_commune, name="Tổ trống", status="active", sort_key="t")
    TeamCoverage.objects.create(
        team=empty, village=make_village(neighbour_commune, "Định Thiện", 300), valid_from=START
    )
    give_quota(empty, 3)
    found = strength_list(viewer=province_police, unit=province, on=today())
    assert [(row.name, row.teams) for row in found.rows] == [("Huyện Tuy Phước", 2)]
    total = found.total
    assert (total.ceiling, total.quota, total.actual) == (7, 6, 4)
    assert (total.over_quota, total.under_quota, total.over_ceiling, total.under_minimum) == (1, 3, 0, 3)
    below = strength_list(viewer=province_police, unit=district, on=today())
    assert [row.name for row in below.rows] == ["Xã Phước Hưng", "Xã Phước Quang"]


@pytest.mark.django_db
def test_page_and_workbook_show_the_same_teams(
    client: Client, law: None, clerk: User, active_team: Team
) -> None:
    give_quota(active_team, 3)
    client.force_login(clerk)
    assert active_team.name in client.get("/to/so-luong/").content.decode()
    book = CalamineWorkbook.from_filelike(BytesIO(client.get("/to/so-luong.xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert ["", "Xã Phước Hưng", 4.0, 3.0, 4.0, 0.0, 1.0, 0.0, 0.0] in rows
    assert [1.0, active_team.name, 4.0, 3.0, 4.0, 0.0, 1.0, 0.0, 0.0] in rows
    assert client.get("/to/so-luong/", {"unit": "38"}).status_code == 404


@pytest.mark.django_db
def test_a_list_costs_the_same_statements_for_1_and_20_teams(
    law: None, clerk: User, active_team: Team, commune: Unit, make_village: MakeVillage
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            strength_list(viewer=User.objects.get(pk=clerk.pk), unit=commune, on=today())
        return len(queries)

    statements()  # the first of a process also reads the law
    one = statements()
    for number in range(20):
        team = Team.objects.create(commune=commune, name=f"Tổ {number}", status="active", sort_key="x")
        village = make_village(commune, f"Số {number}")
        TeamCoverage.objects.create(team=team, village=village, valid_from=START)
    assert statements() == one
