"""A full number against a reason that is kept; rotation with old and new keys both live."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.test import Client
from pytest_django import Settings

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from members import identity, selectors, services
from members.identity_access import identities_rotate, identity_show
from members.models import IdentityLook, Person
from territory.models import Unit
from tests.conftest import MakePerson

pytestmark = pytest.mark.django_db
NUMBER = "998000000777"


@pytest.fixture
def person(make_person: MakePerson, commune: Unit) -> Person:
    return make_person(commune, "Trần Văn Ánh", identity_number=NUMBER)


def test_a_look_keeps_who_when_and_why(clerk: User, person: Person) -> None:
    assert identity_show(actor=clerk, person_id=person.pk, reason=" Đối chiếu căn cước ") == NUMBER
    look = IdentityLook.objects.get()
    assert (look.viewer, look.person, look.reason) == (clerk, person, "Đối chiếu căn cước")


def test_without_a_reason_nothing_is_shown(clerk: User, person: Person) -> None:
    with pytest.raises(DomainError):
        identity_show(actor=clerk, person_id=person.pk, reason="  ")
    assert not IdentityLook.objects.exists()


@pytest.mark.parametrize("role", ["neighbour_clerk", "chairman", "district_officer", "auditor"])
def test_who_has_no_right_or_reach_sees_nothing(
    request: pytest.FixtureRequest, role: str, person: Person
) -> None:
    with pytest.raises(NotAllowed):
        identity_show(actor=request.getfixturevalue(role), person_id=person.pk, reason="Xem")
    assert not IdentityLook.objects.exists()


def test_a_look_is_kept(clerk: User, person: Person) -> None:
    identity_show(actor=clerk, person_id=person.pk, reason="Đối chiếu")
    with pytest.raises(InternalError, match="look_is_kept"), transaction.atomic():
        IdentityLook.objects.all().delete()


def test_the_database_wants_a_reason(clerk: User, person: Person) -> None:
    with (
        pytest.raises(IntegrityError, match="look_has_a_reason"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO members_identitylook (person_id, viewer_id, at, reason) VALUES (%s, %s, now(), '')",
            [person.pk, clerk.pk],
        )


def test_the_number_stands_on_the_answer_alone(client: Client, clerk: User, person: Person) -> None:
    client.force_login(clerk)
    url = f"/thanh-vien/{person.pk}/so-dinh-danh/"
    assert NUMBER not in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    answer = client.post(url, {"reason": "Đối chiếu căn cước"})
    assert NUMBER in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert NUMBER not in client.get(url).content.decode()


def test_the_head_of_the_commune_reads_the_looks_of_his_own(
    client: Client, clerk: User, chairman: User, neighbour_clerk: User, person: Person
) -> None:
    identity_show(actor=clerk, person_id=person.pk, reason="Đối chiếu căn cước")
    client.force_login(chairman)
    html = client.get("/thanh-vien/luot-xem/").content.decode()
    assert "Đối chiếu căn cước" in html
    assert clerk.full_name in html
    assert NUMBER not in html
    assert not IdentityLook.objects.visible_to(neighbour_clerk).exists()


@pytest.fixture
def new_keys(settings: Settings, person: Person) -> Settings:
    """New keys in front of those under which ``person`` was written."""
    settings.IDENTITY_OLD_HMAC_KEYS = [settings.IDENTITY_HMAC_KEY]
    settings.IDENTITY_HMAC_KEY = "next"
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_KEYS]
    return settings


def test_both_keys_are_live_before_the_rotation(new_keys: Settings, clerk: User, person: Person) -> None:
    assert identity.decrypted(person.identity_cipher) == NUMBER
    assert selectors.person_by_number(clerk, NUMBER) == person


def test_a_number_of_the_old_key_is_not_entered_twice(
    new_keys: Settings, person: Person, commune: Unit
) -> None:
    told: dict[str, Any] = {"full_name": "Người Khác", "birth_date": person.birth_date, "gender": "male"}
    with pytest.raises(DomainError, match="số định danh này ghi cho người khác"):
        services.member_build(commune=commune, identity_number=NUMBER, address="", is_sample=False, **told)


def test_after_the_rotation_the_old_keys_can_go(
    new_keys: Settings, clerk: User, person: Person, make_person: MakePerson, commune: Unit
) -> None:
    make_person(commune, "Lê Thị Bình")
    call_command("rotate_identity_keys")
    new_keys.IDENTITY_KEYS = new_keys.IDENTITY_KEYS[:1]
    new_keys.IDENTITY_OLD_HMAC_KEYS = []
    person.refresh_from_db()
    assert identity.decrypted(person.identity_cipher) == NUMBER
    assert selectors.person_by_number(clerk, NUMBER) == person


def test_a_second_rotation_writes_nothing(new_keys: Settings, person: Person) -> None:
    assert sum(identities_rotate()) == 1
    cipher = Person.objects.get(pk=person.pk).identity_cipher
    assert sum(identities_rotate()) == 0
    assert Person.objects.get(pk=person.pk).identity_cipher == cipher
