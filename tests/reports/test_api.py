"""The budget report through the API: the figures of the page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from allowances import posting, services
from allowances.models import LedgerLine
from teams.models import Team
from territory.models import Unit
from tests.conftest import MakeApi

BUDGET = "/api/v1/budget-report/"
JULY = {"first_month": "2024-07", "last_month": "2024-07"}


@pytest.fixture
def posted_vnd(law: None, active_team: Team, province: Unit, province_police: User) -> int:
    """July 2024 is computed for the province; the sum of all lines."""
    run = services.run_start(actor=province_police, unit=province, month=date(2024, 7, 1))
    for batch in run.batches.all():
        posting.batch_compute(batch_id=batch.pk)
    return sum(LedgerLine.objects.values_list("amount_vnd", flat=True))


def report(api: Client, unit: str, **months: str) -> dict[str, Any]:
    answer = api.get(BUDGET, {"unit": unit, **JULY, **months})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_every_level_tells_the_same_total(make_api: MakeApi, province: Unit, posted_vnd: int) -> None:
    api = make_api(province, "budget")
    totals = [report(api, unit)["total"]["total_vnd"] for unit in ("52", "550", "21961")]
    assert totals == [posted_vnd] * 3
    assert posted_vnd > 0


def test_rows_are_the_units_below_and_the_teams_of_a_commune(
    make_api: MakeApi, province: Unit, active_team: Team, posted_vnd: int
) -> None:
    api = make_api(province, "budget")
    of_district, of_commune = report(api, "550"), report(api, "21961")
    assert [row["unit"] for row in of_district["rows"]] == ["21961"]
    assert [(row["unit"], row["name"]) for row in of_commune["rows"]] == [(None, active_team.name)]
    row = of_commune["rows"][0]
    assert (row["people"], row["locked_vnd"]) == (4, 0)
    assert sum(part["amount_vnd"] for part in row["amounts"]) == row["total_vnd"] == posted_vnd
    assert [part["component"] for part in row["amounts"]] == [
        component["key"] for component in of_commune["components"]
    ]


def test_months_without_a_line_are_empty(make_api: MakeApi, commune: Unit, posted_vnd: int) -> None:
    empty = report(make_api(commune, "budget"), "21961", first_month="2024-08", last_month="2024-12")
    assert (empty["rows"], empty["components"], empty["total"]["total_vnd"]) == ([], [], 0)


@pytest.mark.parametrize("unit", ["52", "550", "21964", "không có"])
def test_a_unit_out_of_reach_is_not_there(
    make_api: MakeApi, commune: Unit, neighbour_commune: Unit, unit: str
) -> None:
    answer = make_api(commune, "budget").get(BUDGET, {"unit": unit, **JULY})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("parameters", "field", "words"),
    [
        ({"last_month": "2024-06"}, "last_month", "không trước tháng đầu"),
        ({"first_month": "07/2024"}, "first_month", "2024-07"),
        ({"first_month": ""}, "first_month", "2024-07"),
        ({"last_month": "9999-12"}, "last_month", "2024-07"),
        ({"unit": ""}, "unit", "Nhập đơn vị"),
        ({"month": "2024-07"}, "month", "Có phải"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(
    make_api: MakeApi, commune: Unit, parameters: dict[str, str], field: str, words: str
) -> None:
    answer = make_api(commune, "budget").get(BUDGET, {"unit": "21961", **JULY, **parameters})
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert words in answer.json()["message"]
