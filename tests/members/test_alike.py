"""People who may be one person under two numbers: found, shown, told apart, never held back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from members import alike
from members.models import Membership, Person, ToldApart
from teams import services as teams
from territory.models import Unit, Village
from tests.conftest import START, MakePerson, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(commune: Unit, make_person: MakePerson) -> Person:
    return make_person(commune, "Trần Văn Hòa")


@pytest.fixture
def there(neighbour_commune: Unit, make_person: MakePerson) -> Person:
    """The same name with the tone mark in another place, and the same birth date."""
    return make_person(neighbour_commune, "Trần Văn Hoà")


@pytest.fixture
def elsewhere(db: None, make_person: MakePerson) -> Person:
    """One of that name and birth date in another province."""
    province = make_unit("38", Unit.Level.PROVINCE, Unit.Kind.TINH, "Tỉnh Thanh Hóa", None)
    district = make_unit("401", Unit.Level.DISTRICT, Unit.Kind.HUYEN, "Huyện Hoằng Hóa", province)
    return make_person(
        make_unit("16021", Unit.Level.COMMUNE, Unit.Kind.XA, "Xã Hoằng Đức", district), "Trần Văn Hòa"
    )


def others(person: Person, viewer: User) -> tuple[Person, ...]:
    (row,) = alike.with_others([person], viewer)
    found = alike.alike_among(Person.objects.filter(pk=person.pk), viewer)
    assert bool(found) == bool(row.others)  # the list and the page agree
    return row.others


def tell(actor: User, person: Person, other: Person) -> ToldApart:
    return alike.tell_apart(actor=actor, person_id=person.pk, other_id=other.pk, reason="Đã đối chiếu thẻ")


def test_a_namesake_of_one_birth_date_in_another_commune_is_found(
    clerk: User, here: Person, there: Person
) -> None:
    assert others(here, clerk) == (there,)


@pytest.mark.usefixtures("elsewhere")
def test_another_province_is_not_looked_into(clerk: User, here: Person) -> None:
    assert others(here, clerk) == ()


@pytest.mark.parametrize(
    ("name", "born"),
    [
        pytest.param("Trần Văn Hòa", date(1990, 5, 18), id="another day"),
        pytest.param("Trần Văn Hoa Em", date(1990, 5, 17), id="a longer name"),
    ],
)
def test_who_differs_in_name_or_day_is_not_alike(
    clerk: User, here: Person, neighbour_commune: Unit, make_person: MakePerson, name: str, born: date
) -> None:
    make_person(neighbour_commune, name, birth_date=born)
    assert others(here, clerk) == ()


def test_each_is_told_apart_once_and_for_both(
    clerk: User, neighbour_clerk: User, here: Person, there: Person
) -> None:
    said = tell(neighbour_clerk, there, here)
    assert (said.said_by, said.reason, said.said_at.tzinfo is None) == (
        neighbour_clerk,
        "Đã đối chiếu thẻ",
        False,
    )
    assert others(here, clerk) == others(there, neighbour_clerk) == ()
    with pytest.raises(DomainError, match="Mở lại trang"):
        tell(clerk, here, there)


def test_telling_two_apart_leaves_the_third(
    clerk: User, here: Person, there: Person, commune: Unit, make_person: MakePerson
) -> None:
    third = make_person(commune, "TRẦN VĂN HÒA")
    tell(clerk, here, there)
    assert others(here, clerk) == (third,)
    assert set(others(third, clerk)) == {here, there}


def test_who_is_beyond_the_reach_cannot_be_told_apart(
    clerk: User, chairman: User, here: Person, there: Person
) -> None:
    with pytest.raises(NotAllowed):
        tell(clerk, there, here)
    with pytest.raises(NotAllowed):
        tell(chairman, here, there)


def test_what_was_said_is_kept(clerk: User, here: Person, there: Person) -> None:
    said = tell(clerk, here, there)
    with pytest.raises(InternalError, match="pgtrigger: Cannot"), transaction.atomic():
        ToldApart.objects.filter(pk=said.pk).update(reason="Khác")
    with pytest.raises(InternalError, match="pgtrigger: Cannot"), transaction.atomic():
        said.delete()
    twice = ToldApart(first=said.first, second=said.second, reason="Lại", said_by=clerk)
    with pytest.raises(IntegrityError, match="told_apart_once"), transaction.atomic():
        twice.save()
    turned = ToldApart(first=said.second, second=said.first, reason="Lại", said_by=clerk)
    with pytest.raises(IntegrityError, match="told_apart_in_order"), transaction.atomic():
        turned.save()


def test_the_list_shows_each_with_where_the_other_is(
    client: Client, province_police: User, here: Person, there: Person, make_person: MakePerson
) -> None:
    make_person(here.commune, "Lê Thị Khác")
    client.force_login(province_police)
    page = client.get(reverse("members:alike_list")).content.decode()
    assert page.count("Trần Văn Hòa") == page.count("Trần Văn Hoà") == 1
    assert "xã Phước Quang, huyện Tuy Phước" in page
    assert "Lê Thị Khác" not in page


def test_the_page_shows_of_the_other_only_what_likeness_is(
    client: Client, clerk: User, here: Person, there: Person
) -> None:
    client.force_login(clerk)
    page = client.get(reverse("members:alike", args=[here.pk])).content.decode()
    assert there.full_name in page
    assert there.masked_identity in page
    assert reverse("members:detail", args=[there.pk]) not in page
    assert client.get(reverse("members:alike", args=[there.pk])).status_code == 404


def test_the_clerk_says_on_the_page_that_they_are_two(
    client: Client, clerk: User, here: Person, there: Person
) -> None:
    client.force_login(clerk)
    address = reverse("members:tell_apart", args=[here.pk])
    missing = client.post(address, {"other": there.pk, "reason": ""})
    assert missing.status_code == 422
    assert "Nhập lý do." in missing.content.decode()
    answer = client.post(address, {"other": there.pk, "reason": "Hai thẻ khác số"}, follow=True)
    page = answer.content.decode()
    assert "Đã ghi: không phải cùng một người." in page
    assert "Hai thẻ khác số" in page
    assert clerk.full_name in page


def test_adding_a_namesake_is_not_refused_but_said(
    client: Client, clerk: User, village: Village, there: Person
) -> None:
    dossier = teams.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    client.force_login(clerk)
    answer = client.post(
        reverse("members:member_add", args=[dossier.team_id]),
        {
            "full_name": "Trần Văn Hòa",
            "birth_date": "17/05/1990",
            "gender": "male",
            "identity_number": "999088000001",
            "address": "Thôn Háo Lễ",
            "title": Membership.Title.TO_TRUONG,
            "then": "team",
        },
        follow=True,
    )
    added = Membership.objects.get(team=dossier.team).person
    page = answer.content.decode()
    assert "Có người cùng họ tên và ngày sinh ở xã Phước Quang, huyện Tuy Phước." in page
    assert f'<a href="{reverse("members:alike", args=[added.pk])}">Đối chiếu hai người</a>' in page
