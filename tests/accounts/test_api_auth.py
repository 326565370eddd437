"""Who may call the API: tokens, their days, their scopes, and the one shape of refusals."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from territory.models import Unit
from tests.conftest import MakeApi

UNITS = "/api/v1/units/"


def test_without_a_token_the_answer_is_401_in_json_and_no_redirect(client: Client, db: None) -> None:
    answer = client.get(UNITS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json() == {
        "code": "not_authenticated",
        "message": "Gửi mã truy cập trong tiêu đề Authorization: Bearer.",
        "field": "",
    }


def test_a_session_opens_no_list_of_the_api(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    assert client.get(UNITS).status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer sai", "Bearer sai sai", "Bearer \xff"])
def test_an_unknown_token_is_refused(client: Client, db: None, header: str) -> None:
    answer = client.get(UNITS, headers={"authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "status"),
    [
        (date(2024, 7, 18), None, 200),
        (date(2024, 7, 19), None, 401),
        (date(2024, 7, 1), date(2024, 7, 19), 200),
        (date(2024, 7, 1), date(2024, 7, 18), 401),
    ],
)
def test_a_token_opens_only_on_its_days(
    make_api: MakeApi, commune: Unit, valid_from: date, valid_to: date | None, status: int
) -> None:
    api = make_api(commune, "units", valid_from=valid_from, valid_to=valid_to)
    assert api.get(UNITS).status_code == status


def test_a_client_without_the_scope_is_refused_in_words(make_api: MakeApi, commune: Unit) -> None:
    answer = make_api(commune, "teams", "members").get(UNITS)
    assert answer.status_code == 403
    assert answer.json() == {
        "code": "scope_missing",
        "message": "Đề nghị quản trị cấp phạm vi truy cập này cho hệ thống.",
        "field": "",
    }


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_the_api_only_reads(make_api: MakeApi, commune: Unit, verb: str) -> None:
    answer = getattr(make_api(commune, "units"), verb)(f"{UNITS}{commune.key}/")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_answers_of_the_api_are_stored_nowhere(make_api: MakeApi, client: Client, commune: Unit) -> None:
    for answer in (make_api(commune, "units").get(UNITS), client.get(UNITS)):
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["", "unit/", "units/x%00/", "teams/1.5/", "units/21961/more/"])
def test_an_address_that_does_not_exist_is_refused_in_json(
    make_api: MakeApi, commune: Unit, address: str
) -> None:
    answer = make_api(commune, "units").get(f"/api/v1/{address}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("name=%00", 400),
        ("name=" + "x" * 5000, 200),
        ("on=0001-01-01", 200),
        ("on=9999-12-31", 200),
        ("page=99999999999999999999", 404),
        ("page=%C3%A1", 404),
        ("page_size=%D9%A1", 400),
        ("code=%F0%9F%98%80", 200),
    ],
)
def test_an_odd_parameter_is_never_an_error_of_the_portal(
    make_api: MakeApi, commune: Unit, query: str, status: int
) -> None:
    assert make_api(commune, "units").get(f"{UNITS}?{query}").status_code == status
