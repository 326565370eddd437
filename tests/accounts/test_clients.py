"""The administrator's pages for other systems: a token shown once, ended at once."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from accounts.models import ApiClient
from territory.models import Unit

CLIENTS = "/quan-tri/he-thong/"
UNITS = "/api/v1/units/"


def typed(unit: Unit, /, **changes: str | list[str]) -> dict[str, str | list[str]]:
    values: dict[str, str | list[str]] = {
        "name": "Kho dữ liệu tỉnh",
        "unit": str(unit.pk),
        "scopes": ["units", "ledger"],
        "valid_from": "18/07/2024",
        "last_day": "",
    }
    return values | changes


def token_of(html: str) -> str:
    found = re.search(r'<code id="token">([^<]+)</code>', html)
    assert found is not None
    return found[1]


def units_with(token: str) -> int:
    return Client().get(UNITS, headers={"authorization": f"Bearer {token}"}).status_code


def test_a_new_system_reads_with_the_token_that_is_shown_once(admin_client: Client, commune: Unit) -> None:
    answer = admin_client.post(f"{CLIENTS}moi/", typed(commune))
    token = token_of(answer.content.decode())
    assert units_with(token) == 200
    assert token not in admin_client.get(CLIENTS).content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert token not in str(ApiClient.objects.values())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Nhập tên hệ thống."),
        ({"scopes": []}, "Chọn phạm vi được đọc."),
        ({"scopes": ["all"]}, "Chọn phạm vi trong danh sách."),
        ({"unit": "0"}, "Chọn đơn vị trong danh sách."),
        ({"last_day": "01/07/2024"}, "Nhập ngày cuối không trước ngày đầu."),
    ],
)
def test_a_wrong_answer_is_refused_in_words(
    admin_client: Client, commune: Unit, changes: dict[str, str | list[str]], words: str
) -> None:
    answer = admin_client.post(f"{CLIENTS}moi/", typed(commune, **changes))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not ApiClient.objects.exists()


def test_two_systems_of_one_name_are_refused_in_words(admin_client: Client, commune: Unit) -> None:
    admin_client.post(f"{CLIENTS}moi/", typed(commune))
    again = admin_client.post(f"{CLIENTS}moi/", typed(commune))
    assert (again.status_code, "đã có hệ thống mang tên này" in again.content.decode()) == (422, True)


@pytest.mark.parametrize("begun", ["18/07/2024", "01/07/2024", "01/08/2024"])
def test_a_system_that_is_ended_reads_no_more(admin_client: Client, commune: Unit, begun: str) -> None:
    answer = admin_client.post(f"{CLIENTS}moi/", typed(commune, valid_from=begun))
    token = token_of(answer.content.decode())
    made = ApiClient.objects.get()
    assert admin_client.post(f"{CLIENTS}{made.pk}/ngung/").status_code == 302
    assert units_with(token) == 401
    ApiClient.objects.update(valid_from=date(2024, 1, 1), valid_to=None)
    assert units_with(token) == 401


def test_a_system_is_ended_once(admin_client: Client, commune: Unit) -> None:
    admin_client.post(f"{CLIENTS}moi/", typed(commune, valid_from="01/07/2024"))
    made = ApiClient.objects.get()
    admin_client.post(f"{CLIENTS}{made.pk}/ngung/")
    again = admin_client.post(f"{CLIENTS}{made.pk}/ngung/")
    assert (again.status_code, "đã hết hạn" in again.content.decode()) == (422, True)


def test_a_system_of_another_province_is_not_there(admin_client: Client, elsewhere: Unit) -> None:
    other = ApiClient.objects.create(
        name="Xa", unit=elsewhere, scopes=["units"], token_digest="x", valid_from=date(2024, 1, 1)
    )
    assert admin_client.post(f"{CLIENTS}{other.pk}/ngung/").status_code == 404
    assert "Xã Xa" not in admin_client.get(CLIENTS).content.decode()
    assert "Xã Xa" not in admin_client.get(f"{CLIENTS}moi/").content.decode()
