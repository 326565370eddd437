from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from territory.models import DataQuestion, Unit, UnitSuccession, Village, VillageFacts
from tests.conftest import MakeVillage


def text(client: Client, user: User, url: str, status: int = 200) -> str:
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_first_page_is_the_own_unit_with_its_villages(
    client: Client, clerk: User, village: Village
) -> None:
    shown = text(client, clerk, "/dia-ban/")
    assert "<h1>Xã Phước Hưng</h1>" in shown
    assert "thuộc huyện Tuy Phước, tỉnh Bình Định" in shown
    assert "Thôn Háo Lễ" in shown
    assert "1.648" in shown  # persons: 412 households of four


def test_a_page_above_lists_the_units_below(
    client: Client, province_police: User, commune: Unit, village: Village
) -> None:
    assert "/dia-ban/550/" in text(client, province_police, "/dia-ban/")
    shown = text(client, province_police, "/dia-ban/550/")
    assert "/dia-ban/21961/" in shown
    assert ">Tỉnh Bình Định</a>" in shown  # the way back


def test_the_way_back_ends_where_the_own_unit_begins(client: Client, clerk: User, village: Village) -> None:
    assert "/dia-ban/550/" not in text(client, clerk, f"/dia-ban/thon/{village.pk}/")


def test_a_unit_that_does_not_stand_on_the_day_is_not_listed(
    client: Client, province_police: User, commune: Unit
) -> None:
    Unit.objects.filter(pk=commune.pk).update(valid_to=date(2024, 7, 1))
    assert "/dia-ban/21961/" not in text(client, province_police, "/dia-ban/550/")


@pytest.mark.parametrize("key", ["21964", "550", "52", "unknown"])
def test_a_unit_beyond_the_reach_is_not_found(
    client: Client, clerk: User, neighbour_commune: Unit, key: str
) -> None:
    text(client, clerk, f"/dia-ban/{key}/", status=404)


def test_a_village_shows_its_facts_through_time(client: Client, clerk: User, village: Village) -> None:
    facts = village.facts.get()
    VillageFacts.objects.filter(pk=facts.pk).update(valid_to=date(2024, 7, 1))
    VillageFacts.objects.create(
        village=village, households=415, persons=1650, source="Rà soát", valid_from=date(2024, 7, 1)
    )
    shown = text(client, clerk, f"/dia-ban/thon/{village.pk}/")
    assert shown.index("415") < shown.index("412")
    assert "30/06/2024" in shown


def test_a_village_beyond_the_reach_is_not_found(
    client: Client, neighbour_clerk: User, village: Village
) -> None:
    text(client, neighbour_clerk, f"/dia-ban/thon/{village.pk}/", status=404)


def test_a_village_without_numbers_says_so(
    client: Client, clerk: User, commune: Unit, make_village: MakeVillage
) -> None:
    make_village(commune, "Tân Hội", households=None)
    assert "Chưa có số liệu" in text(client, clerk, "/dia-ban/")


def test_a_unit_names_what_became_of_it(client: Client, clerk: User, commune: Unit) -> None:
    new = Unit.objects.create(
        key="52-20250701", code="52", level="province", kind="tinh", name="Tỉnh Gia Lai",
        path="52-20250701.", sort_key="", valid_from=date(2025, 7, 1),
    )  # fmt: skip
    UnitSuccession.objects.create(old=commune, new=new, extent="partial")
    shown = text(client, clerk, "/dia-ban/")
    assert "một phần" in shown
    assert "Tỉnh Gia Lai (52)" in shown


@pytest.mark.parametrize("role", ["province_police", "auditor", "administrator"])
def test_questions_are_for_those_who_can_settle_them(
    client: Client, request: pytest.FixtureRequest, role: str
) -> None:
    user = request.getfixturevalue(role)
    DataQuestion.objects.create(source="Danh mục", subject="Xã Mỹ Hưng (01651)", question="Xác minh.")
    assert "Xã Mỹ Hưng (01651)" in text(client, user, "/dia-ban/cau-hoi/")


@pytest.mark.parametrize("role", ["clerk", "chairman", "district_officer", "province_finance"])
def test_questions_are_closed_to_the_others(
    client: Client, request: pytest.FixtureRequest, role: str
) -> None:
    text(client, request.getfixturevalue(role), "/dia-ban/cau-hoi/", status=403)


def test_a_stranger_is_sent_to_sign_in(client: Client, commune: Unit) -> None:
    assert client.get("/dia-ban/21961/").headers["Location"].startswith("/dang-nhap/")


@pytest.mark.parametrize("role", ["clerk", "province_police"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    client: Client,
    request: pytest.FixtureRequest,
    commune: Unit,
    make_village: MakeVillage,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    role: str,
) -> None:
    client.force_login(request.getfixturevalue(role))
    url = "/dia-ban/" if role == "clerk" else "/dia-ban/550/"
    for number in range(12):
        make_village(commune, f"Thôn {number}")
    with django_assert_max_num_queries(10):
        assert client.get(url).status_code == 200
