"""One file, brought by two people at once, is written once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.errors import DomainError
from accounts.models import User
from accounts.roles import Role
from imports import services
from members.models import Membership, Person
from territory.models import Unit
from tests.conftest import MakeUser
from tests.imports.conftest import Upload, team_of_three


@pytest.mark.django_db(transaction=True)
def test_one_file_by_two_people_at_once_is_written_once(
    upload: Upload, clerk: User, commune: Unit, make_user: MakeUser
) -> None:
    colleague = make_user(Role.COMMUNE_CLERK, commune)
    batches = [(actor, upload(team_of_three(), actor=actor).pk) for actor in (clerk, colleague)]

    def confirm(order: tuple[User, int]) -> str:
        try:
            _, written = services.confirm(actor=order[0], import_id=order[1])
            return "written" if written else "looked at anew"
        except DomainError as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(confirm, batches))
    assert found == ["looked at anew", "written"]
    assert Membership.objects.count() == 3
    assert Person.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_preview_confirmed_twice_at_once_is_written_once(upload: Upload, clerk: User) -> None:
    batch = upload(team_of_three())

    def confirm(_: int) -> str:
        try:
            services.confirm(actor=clerk, import_id=batch.pk)
            return "written"
        except DomainError as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(confirm, range(4)))
    assert found == ["written", "wrong_state", "wrong_state", "wrong_state"]
    assert Membership.objects.count() == 3
