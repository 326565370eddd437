"""Members through the API: who serves where and when, and never an identity number."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from members.models import Membership, Person
from teams.models import Team
from territory.models import Unit
from tests.conftest import MakeApi, MakePerson

MEMBERS = "/api/v1/members/"


@pytest.fixture
def api(make_api: MakeApi, commune: Unit) -> Client:
    """A client of xã Phước Hưng that may read members."""
    return make_api(commune, "members")


def names(api: Client, **parameters: str | int) -> list[str]:
    answer = api.get(MEMBERS, parameters)
    assert answer.status_code == 200, answer.content
    return [row["person"]["full_name"] for row in answer.json()["results"]]


def test_a_membership_carries_its_person_without_the_identity_number(api: Client, active_team: Team) -> None:
    row = active_team.memberships.get(title="to_truong")
    Person.objects.filter(pk=row.person_id).update(is_sample=True)
    assert api.get(f"{MEMBERS}{row.pk}/").json() == {
        "id": row.pk,
        "person": {
            "id": row.person_id,
            "full_name": "Trần Văn An",
            "birth_date": "1990-05-17",
            "is_sample": True,
        },
        "team": active_team.pk,
        "commune": "21961",
        "title": "to_truong",
        "status": "recognised",
        "valid_from": "2024-07-01",
        "valid_to": None,
    }


def test_members_of_another_commune_are_not_there(
    make_api: MakeApi, neighbour_commune: Unit, active_team: Team
) -> None:
    stranger = make_api(neighbour_commune, "members")
    row = active_team.memberships.first()
    assert row is not None
    assert stranger.get(f"{MEMBERS}{row.pk}/").status_code == 404
    assert names(stranger) == []


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"title": "to_truong"}, ["Trần Văn An"]),
        ({"status": "proposed"}, []),
        ({"commune": "21964"}, []),
        ({"commune": "21961", "title": "to_pho"}, ["Lê Thị Bình"]),
        ({"on": "2024-06-30"}, []),
        ({"on": "2024-07-01", "title": "to_pho"}, ["Lê Thị Bình"]),
    ],
)
def test_members_are_filtered(
    api: Client, active_team: Team, parameters: dict[str, str], expected: list[str]
) -> None:
    assert names(api, **parameters) == expected


def test_members_are_filtered_by_team(api: Client, active_team: Team) -> None:
    assert len(names(api, team=active_team.pk)) == 4
    assert names(api, team=active_team.pk + 1) == []


@pytest.mark.parametrize("team", ["một", "1.5", "99999999999999999999"])
def test_a_team_that_cannot_be_is_never_an_error_of_the_portal(
    api: Client, active_team: Team, team: str
) -> None:
    assert api.get(MEMBERS, {"team": team}).status_code in {200, 400}


@pytest.mark.parametrize("rows", [10, 100])
def test_a_page_costs_the_same_statements_for_10_and_100_members(
    api: Client,
    commune: Unit,
    make_person: MakePerson,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    team = Team.objects.create(commune=commune, name="Tổ", sort_key="x")
    for _ in range(rows):
        Membership.objects.create(
            person=make_person(commune), team=team, title="to_vien", valid_from=date(2024, 7, 1)
        )
    # The client, the count, the memberships.
    with django_assert_num_queries(3):
        assert len(names(api)) == rows


def test_members_are_found_by_a_part_of_the_name_with_or_without_marks(
    make_api: MakeApi, province: Unit, active_team: Team
) -> None:
    api = make_api(province, "members")
    for typed, found in (("binh", 1), ("Bình", 1), ("thi", 2), ("không có", 0)):
        assert api.get(MEMBERS, {"q": typed}).json()["count"] == found
