"""Delegation while away: dated, by the person himself, to a colleague of his seat; four eyes stay four."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import Delegation, RoleBinding, Trail, User
from accounts.roles import Role
from accounts.services import delegation_end, delegation_give
from territory.models import Unit
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db
TODAY, FRIDAY, MONDAY = date(2024, 7, 18), date(2024, 7, 19), date(2024, 7, 22)


@pytest.fixture
def deputy(make_user: MakeUser, commune: Unit) -> User:
    """The deputy chairman of xã Phước Hưng, who holds the same role."""
    return make_user(Role.COMMUNE_CHAIRMAN, commune, "Phó Chủ tịch")


def give(
    actor: User, delegate: User, start: date = TODAY, end: date = MONDAY, reason: str = "Đi họp"
) -> Delegation:
    return delegation_give(
        actor=actor, delegate_id=delegate.pk, valid_from=start, valid_to=end, reason=reason
    )


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_the_delegate_acts_for_his_colleague_over_the_days(
    chairman: User, deputy: User, settings: Any
) -> None:
    give(chairman, deputy)
    assert fresh(deputy).principals == [chairman]
    assert fresh(deputy).hands == {deputy.pk, chairman.pk}
    assert fresh(chairman).hands == {chairman.pk}
    settings.PORTAL_TODAY = "2024-07-22"
    assert fresh(deputy).principals == []


def test_who_leaves_his_seat_is_acted_for_no_more(chairman: User, deputy: User) -> None:
    give(chairman, deputy)
    RoleBinding.objects.filter(user=chairman).update(valid_to=TODAY)
    assert fresh(deputy).principals == []


@pytest.mark.parametrize("who", ["clerk", "neighbour_chairman", "chairman"])
def test_only_another_of_the_same_unit_and_role_can_stand_in(
    request: pytest.FixtureRequest, chairman: User, make_user: MakeUser, neighbour_commune: Unit, who: str
) -> None:
    others = {"neighbour_chairman": lambda: make_user(Role.COMMUNE_CHAIRMAN, neighbour_commune)}
    other = others[who]() if who in others else request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        give(chairman, other)


def test_who_holds_the_role_for_a_part_of_the_days_cannot_stand_in(chairman: User, deputy: User) -> None:
    RoleBinding.objects.filter(user=deputy).update(valid_to=FRIDAY)
    with pytest.raises(NotAllowed):
        give(chairman, deputy)


@pytest.mark.parametrize(
    ("start", "reason", "code"), [(date(2024, 7, 17), "Đi họp", "past"), (TODAY, " ", "no_reason")]
)
def test_a_delegation_begins_today_and_has_a_reason(
    chairman: User, deputy: User, start: date, reason: str, code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        give(chairman, deputy, start=start, reason=reason)
    assert refusal.value.code == code


def test_two_delegates_on_one_day_are_refused(
    chairman: User, deputy: User, make_user: MakeUser, commune: Unit
) -> None:
    give(chairman, deputy)
    with pytest.raises(DomainError) as refusal:
        give(chairman, make_user(Role.COMMUNE_CHAIRMAN, commune))
    assert refusal.value.field == "valid_from"


@pytest.mark.parametrize("columns", [{"self": True}, {"valid_to": None}])
def test_the_database_refuses_oneself_and_no_end(
    chairman: User, deputy: User, columns: dict[str, object]
) -> None:
    delegate = chairman if columns.pop("self", False) else deputy
    values = {"valid_from": TODAY, "valid_to": MONDAY, "reason": "x"} | columns
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(principal=chairman, delegate=delegate, **values)


def test_only_who_gave_it_ends_it(chairman: User, deputy: User) -> None:
    row = give(chairman, deputy)
    with pytest.raises(WrongState):
        delegation_end(actor=deputy, delegation_id=row.pk)
    delegation_end(actor=chairman, delegation_id=row.pk)
    assert not Delegation.objects.exists()
    assert Trail.objects.filter(table="accounts_delegation", action="delete").exists()


def test_the_page_gives_and_ends(client: Client, chairman: User, deputy: User) -> None:
    client.force_login(chairman)
    typed = {"delegate": deputy.pk, "valid_from": "18/07/2024", "last_day": "21/07/2024", "reason": "Đi họp"}
    html = client.post("/uy-quyen/", typed, follow=True).content.decode()
    assert "Đã ủy quyền cho Phó Chủ tịch" in html
    row = Delegation.objects.get()
    assert row.valid_to == MONDAY
    client.force_login(deputy)
    assert f"Đang làm thay {chairman.full_name}" in client.get("/viec-cho/").content.decode()
    client.force_login(chairman)
    client.post(f"/uy-quyen/{row.pk}/ket-thuc/")
    assert not Delegation.objects.exists()
