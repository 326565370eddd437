"""Two people at one form: nobody writes over what he has not seen, and nothing typed is lost."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from members.models import FiledPaper
from teams.models import Quota, Team
from territory.models import Unit, Village, VillageFacts
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db
WHO = "Trần Thị Cán Bộ"
TODAY = {"valid_from": "18/07/2024", "source": "Báo cáo thử"}
# Address, what the first wrote, what the second typed, what the second is shown of the first, and of himself.
FORMS: dict[str, tuple[dict[str, str], dict[str, str], list[str]]] = {
    "facts:village": (
        TODAY | {"households": "412", "persons": "1600"},
        TODAY | {"valid_from": "19/07/2024", "households": "415", "persons": "1600"},
        ["412", "415", "19/07/2024"],
    ),
    "facts:commune": (
        TODAY | {"border": "co"},
        TODAY | {"valid_from": "19/07/2024", "border": "khong"},
        ["19/07/2024"],
    ),
    "members:papers": ({"mau_01": "01/07/2024"}, {"mau_02": "02/07/2024"}, ["01/07/2024", "02/07/2024"]),
    "members:evidence_add": (
        {"answer": "du", "basis": "paper", "number": "12/GKSK", "issued_on": "01/07/2024"},
        {"answer": "khong_du", "basis": "claim"},
        ["12/GKSK", "Không đủ sức khỏe", "Đủ sức khỏe"],
    ),
    "members:fact_add": (
        TODAY | {"value": "co"},
        TODAY | {"value": "khong", "valid_from": "19/07/2024"},
        ["19/07/2024"],
    ),
}


@pytest.fixture
def two(clerk: User, make_user: MakeUser, commune: Unit) -> tuple[Client, Client]:
    """Two clerks of one commune, each at his own computer."""
    first, second = Client(), Client()
    first.force_login(make_user(Role.COMMUNE_CLERK, commune, WHO))
    second.force_login(clerk)
    return first, second


def mark(html: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{16})"', html)
    assert found is not None
    return found[1]


def open_page(client: Client, address: str) -> str:
    return mark(client.get(address).content.decode())


@pytest.fixture
def addresses(active_team: Team, village: Village, commune: Unit) -> dict[str, str]:
    person = active_team.memberships.earliest("pk").person_id
    return {
        "facts:village": reverse("facts:village", args=[village.pk]),
        "facts:commune": reverse("facts:commune", args=[commune.key]),
        "members:papers": reverse("members:papers", args=[person]),
        "members:evidence_add": reverse("members:evidence_add", args=[person, "health"]),
        "members:fact_add": reverse("members:fact_add", args=[person, "ethnic_minority"]),
    }


@pytest.mark.parametrize("name", FORMS)
def test_who_saves_second_sees_both_and_who_was_first(
    two: tuple[Client, Client], addresses: dict[str, str], name: str
) -> None:
    (first, second), address = two, addresses[name]
    theirs, mine, shown = FORMS[name]
    seen = open_page(second, address)
    saved = first.post(address, theirs | {"seen": open_page(first, address)})
    assert saved.status_code == 302, saved.content.decode()
    refused = second.post(address, mine | {"seen": seen})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert f"<b>{WHO} đã sửa lúc " in html
    box = html[html.index('id="overtaken"') : html.index("<form method", html.index('id="overtaken"'))]
    assert [words for words in shown if words not in box] == []
    # What he typed stands in the form, and the form is good to be sent again.
    assert second.post(address, mine | {"seen": mark(html)}).status_code == 302


def test_a_form_with_a_fault_still_remembers_what_its_reader_saw(
    two: tuple[Client, Client], addresses: dict[str, str]
) -> None:
    (first, second), address = two, addresses["members:papers"]
    seen = open_page(second, address)
    first.post(address, {"mau_01": "01/07/2024", "seen": open_page(first, address)})
    again = second.post(address, {"mau_02": "không phải ngày", "seen": seen}).content.decode()
    assert mark(again) == seen
    assert second.post(address, {"mau_02": "02/07/2024", "seen": mark(again)}).status_code == 422


def test_a_quota_that_another_gave_meanwhile_is_not_written_over(
    province: Unit, province_police: User, make_user: MakeUser, commune: Unit, active_team: Team
) -> None:
    first, second = Client(), Client()
    first.force_login(make_user(Role.PROVINCE_POLICE, province, WHO))
    second.force_login(province_police)
    address = reverse("teams:quotas", args=[commune.key])
    decision = {"number": "1/QĐ-UBND", "decided_on": "01/07/2024", "valid_from": "18/07/2024"}
    seen = open_page(second, address)
    box = f"team-{active_team.pk}"
    saved = first.post(address, decision | {box: "4", "seen": open_page(first, address)})
    assert saved.status_code == 302
    refused = second.post(address, decision | {box: "3", "seen": seen})
    assert WHO in refused.content.decode()
    assert Quota.objects.get(team=active_team).people == 4


def test_a_changed_team_is_told_before_a_change_is_asked_for(
    two: tuple[Client, Client], active_team: Team
) -> None:
    address = reverse("teams:change", args=[active_team.pk])
    seen = open_page(two[1], address)
    Team.objects.filter(pk=active_team.pk).update(name="Tổ đã đổi tên")
    typed = {"new_name": "Tổ khác", "start_on": "01/09/2024", "reason": "Đổi tên thôn", "seen": seen}
    html = two[1].post(address, typed).content.decode()
    assert "Tổ đã đổi tên" in html
    assert 'value="Tổ khác"' in html


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told(
    two: tuple[Client, Client], addresses: dict[str, str]
) -> None:
    address = addresses["members:papers"]
    seen = open_page(two[0], address)

    def save(each: tuple[Client, dict[str, Any]]) -> int:
        try:
            return each[0].post(address, each[1] | {"seen": seen}).status_code
        finally:
            connection.close()

    typed = [{"mau_01": "01/07/2024"}, {"mau_02": "02/07/2024"}]
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(save, zip(two, typed, strict=True)))
    assert answers == [302, 422]
    assert FiledPaper.objects.count() == 1


def test_a_page_without_a_mark_is_saved_as_before(two: tuple[Client, Client], village: Village) -> None:
    address = reverse("facts:village", args=[village.pk])
    typed = TODAY | {"households": "412", "persons": "1600"}
    assert two[0].post(address, typed).status_code == 302
    assert VillageFacts.objects.get(village=village, valid_from=date(2024, 7, 18)).households == 412
