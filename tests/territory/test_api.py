"""Units and villages through the API: within reach, filtered, paged, in a constant number of statements."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from territory.models import Unit, Village
from tests.conftest import MakeApi, MakeVillage

UNITS = "/api/v1/units/"
VILLAGES = "/api/v1/villages/"


@pytest.fixture
def api(make_api: MakeApi, district: Unit) -> Client:
    """A client of huyện Tuy Phước that may read units."""
    return make_api(district, "units")


def ids(api: Client, address: str, **parameters: str | int) -> list[str]:
    answer = api.get(address, parameters)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_a_client_sees_its_unit_and_those_below(api: Client, commune: Unit, neighbour_commune: Unit) -> None:
    assert ids(api, UNITS) == ["550", commune.key, neighbour_commune.key]


def test_a_unit_is_found_by_its_id(api: Client, commune: Unit) -> None:
    assert api.get(f"{UNITS}{commune.key}/").json() == {
        "id": "21961",
        "code": "21961",
        "level": "commune",
        "kind": "xa",
        "name": "Xã Phước Hưng",
        "parent": "550",
        "facts": [],
        "valid_from": None,
        "valid_to": "2025-07-01",
    }


def test_a_unit_above_is_not_there(api: Client, province: Unit) -> None:
    answer = api.get(f"{UNITS}{province.key}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"code": "21964"}, ["21964"]),
        ({"level": "district"}, ["550"]),
        ({"kind": "xa"}, ["21961", "21964"]),
        ({"parent": "550"}, ["21961", "21964"]),
        ({"parent": "52"}, ["550"]),
        ({"name": "phuoc quang"}, ["21964"]),
        ({"name": "Phước Quang"}, ["21964"]),
        ({"on": "2025-06-30", "level": "district"}, ["550"]),
        ({"on": "2025-07-01"}, []),
    ],
)
def test_units_are_filtered(
    api: Client, commune: Unit, neighbour_commune: Unit, parameters: dict[str, str], expected: list[str]
) -> None:
    assert ids(api, UNITS, **parameters) == expected


@pytest.mark.parametrize(
    ("parameters", "code", "field", "words"),
    [
        ({"on": "18/07/2024"}, "invalid", "on", "2024-07-18"),
        ({"level": "village"}, "invalid_choice", "level", "village"),
        ({"levl": "district"}, "unknown_parameter", "levl", "Có phải level?"),
        ({"page_size": "0"}, "invalid", "page_size", "từ 1 đến 1000"),
        ({"page_size": "1001"}, "invalid", "page_size", "từ 1 đến 1000"),
        ({"page_size": "mười"}, "invalid", "page_size", "từ 1 đến 1000"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_refused_in_words(
    api: Client, parameters: dict[str, str], code: str, field: str, words: str
) -> None:
    answer = api.get(UNITS, parameters)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (400, code, field)
    assert words in problem["message"]


def test_pages_follow_each_other_without_gap_or_repeat(
    api: Client, commune: Unit, neighbour_commune: Unit
) -> None:
    pages = [ids(api, UNITS, page_size=1, page=number) for number in (1, 2, 3)]
    assert pages == [["550"], ["21961"], ["21964"]]
    answer = api.get(UNITS, {"page_size": 1, "page": 4})
    assert (answer.status_code, answer.json()["message"]) == (404, "Chọn một trang có trong danh sách.")


@pytest.mark.parametrize("rows", [10, 100])
@pytest.mark.parametrize("address", [UNITS, VILLAGES])
def test_a_page_costs_the_same_statements_for_10_and_100_rows(
    api: Client,
    commune: Unit,
    make_village: MakeVillage,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    rows: int,
) -> None:
    for number in range(rows):
        make_village(commune, f"Số {number}")
        Unit.objects.create(
            key=f"x{number}",
            code=f"{number:05d}",
            level=Unit.Level.COMMUNE,
            kind=Unit.Kind.XA,
            name=f"Xã {number}",
            parent=commune.parent,
            path=f"52.550.x{number}.",
            sort_key=f"{number:05d}",
        )
    # The client, the count, the rows; villages also their facts.
    with django_assert_num_queries(4):
        assert len(ids(api, address, page_size=1000)) >= rows


def test_a_village_carries_its_dated_figures(api: Client, village: Village) -> None:
    Village.objects.filter(pk=village.pk).update(is_sample=True)
    assert api.get(f"{VILLAGES}{village.code}/").json() == {
        "id": village.code,
        "kind": "thon",
        "name": "Háo Lễ",
        "commune": "21961",
        "facts": [
            {
                "valid_from": "2024-01-01",
                "valid_to": None,
                "households": 412,
                "persons": 1648,
                "temporary_residents": None,
                "area": None,
                "village_class": "",
                "special": None,
                "hotspot": None,
                "hardship": None,
                "merged": None,
                "source": "UBND xã, 01/2024",
            }
        ],
        "is_sample": True,
    }


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"commune": "21961"}, ["Háo Lễ"]),
        ({"commune": "21964"}, ["Định Thiện"]),
        ({"kind": "khu_pho"}, []),
        ({"name": "dinh thien"}, ["Định Thiện"]),
        ({"on": "2023-12-31"}, []),
        ({"on": "2024-01-01"}, ["Định Thiện", "Háo Lễ"]),
    ],
)
def test_villages_are_filtered(
    api: Client,
    village: Village,
    neighbour_commune: Unit,
    make_village: MakeVillage,
    parameters: dict[str, str],
    expected: list[str],
) -> None:
    make_village(neighbour_commune, "Định Thiện")
    rows = api.get(VILLAGES, parameters).json()["results"]
    assert [row["name"] for row in rows] == expected


def test_a_village_of_another_unit_is_not_there(
    make_api: MakeApi, village: Village, neighbour_commune: Unit
) -> None:
    stranger = make_api(neighbour_commune, "units")
    assert stranger.get(f"{VILLAGES}{village.code}/").status_code == 404
    assert ids(stranger, VILLAGES) == []
