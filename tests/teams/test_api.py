"""Teams through the API."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from regulations.engine import Why
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village
from tests.conftest import MakeApi, MakeVillage, give_quota

TEAMS = "/api/v1/teams/"


@pytest.fixture
def api(make_api: MakeApi, commune: Unit) -> Client:
    """A client of xã Phước Hưng that may read teams."""
    return make_api(commune, "teams")


def names(api: Client, **parameters: str | int) -> list[str]:
    answer = api.get(TEAMS, parameters)
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def test_a_team_carries_the_villages_it_serves(api: Client, active_team: Team, village: Village) -> None:
    Team.objects.filter(pk=active_team.pk).update(is_sample=True)
    give_quota(active_team, 5)
    assert api.get(f"{TEAMS}{active_team.pk}/").json() == {
        "id": active_team.pk,
        "name": "Tổ bảo vệ ANTT thôn Háo Lễ",
        "commune": "21961",
        "status": "active",
        "ceiling": None,
        "quota": 5,
        "actual": 4,
        "villages": [
            {"village": village.code, "name": "Thôn Háo Lễ", "valid_from": "2024-07-01", "valid_to": None}
        ],
        "is_sample": True,
    }


def test_a_team_of_another_commune_is_not_there(
    make_api: MakeApi, neighbour_commune: Unit, active_team: Team
) -> None:
    stranger = make_api(neighbour_commune, "teams")
    assert stranger.get(f"{TEAMS}{active_team.pk}/").status_code == 404
    assert names(stranger) == []


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"commune": "21961"}, True),
        ({"commune": "21964"}, False),
        ({"status": "active"}, True),
        ({"status": "dissolved"}, False),
        ({"on": "2024-06-30"}, False),
        ({"on": "2024-07-01"}, True),
    ],
)
def test_teams_are_filtered(api: Client, active_team: Team, parameters: dict[str, str], found: bool) -> None:
    assert names(api, **parameters) == ([active_team.name] if found else [])


@pytest.mark.parametrize("rows", [10, 100])
def test_a_page_costs_the_same_statements_for_10_and_100_teams(
    api: Client,
    commune: Unit,
    make_village: MakeVillage,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for number in range(rows):
        team = Team.objects.create(commune=commune, name=f"Tổ {number}", sort_key="x")
        TeamCoverage.objects.create(
            team=team, village=make_village(commune, f"Số {number}"), valid_from=date(2024, 7, 1)
        )
    names(api)  # the first page of a process also reads the law
    # The client, the count, the teams, their coverages with villages; then for the numbers the teams, how
    # many people each has, the series, places with facts, stays and facts of communes, quotas of teams,
    # places again, quotas of villages, the law.
    with django_assert_num_queries(15):
        assert len(names(api)) == rows


def test_the_size_of_a_team_is_explained_in_sentences_and_as_a_tree(
    api: Client, law: None, active_team: Team
) -> None:
    answer = api.get(f"{TEAMS}{active_team.pk}/size/", {"on": "2024-07-18"}).json()
    assert (answer["on"], answer["exists"], answer["min"], answer["max"], answer["exact"]) == (
        "2024-07-18",
        True,
        None,
        4,
        False,
    )
    assert answer["sentences"][0].startswith("Thôn, 412 hộ (từ 350 đến 700): tối đa 4 người")
    assert answer["sentences"][-1].startswith("Căn cứ Nghị quyết số 03/2024/NQ-HĐND")
    assert Why.from_json(answer["why"]).recompute() == 4
    assert answer["refusal"] is None


def test_a_size_that_cannot_be_told_says_why_to_programs_too(
    api: Client, law: None, active_team: Team
) -> None:
    answer = api.get(f"{TEAMS}{active_team.pk}/size/", {"on": "2024-06-30"}).json()
    assert (answer["max"], answer["why"]) == (None, None)
    assert answer["refusal"]["kind"] == "missing_fact"
    assert answer["sentences"] == [answer["refusal"]["why"]]


@pytest.mark.parametrize(
    ("parameters", "field"), [({"on": "18/07/2024"}, "on"), ({"onn": "2024-07-18"}, "onn")]
)
def test_a_day_that_cannot_be_read_is_refused_by_name(
    api: Client, law: None, active_team: Team, parameters: dict[str, str], field: str
) -> None:
    answer = api.get(f"{TEAMS}{active_team.pk}/size/", parameters)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_the_size_of_a_team_of_another_commune_is_not_there(
    make_api: MakeApi, neighbour_commune: Unit, law: None, active_team: Team
) -> None:
    assert make_api(neighbour_commune, "teams").get(f"{TEAMS}{active_team.pk}/size/").status_code == 404
