"""Dossiers about a team that stands: what each may ask for, and what its decision does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from members import services as members
from members.models import Membership
from members.team_people import people_follow
from teams import plans, services
from teams.models import Dossier, Quota, Team, TeamCoverage
from teams.quotas import numbers_of
from territory.models import Unit, Village
from tests.conftest import START, MakePerson, MakeVillage, give_quota
from vietnamese.text import name_sort_key

pytestmark = pytest.mark.django_db
DAY = date(2024, 7, 10)  # before the test's today, 18/07/2024
AHEAD = date(2024, 9, 1)
WHY = "Theo đề nghị của thôn"


@pytest.fixture
def other_village(commune: Unit, make_village: MakeVillage) -> Village:
    return make_village(commune, "Biểu Chánh")


@pytest.fixture
def other_team(commune: Unit, other_village: Village, make_person: MakePerson) -> Team:
    """A second team of the commune with a head and one member."""
    team = Team.objects.create(
        commune=commune, name="Tổ Biểu Chánh", status=Team.Status.ACTIVE, sort_key=name_sort_key("Tổ Biểu")
    )
    TeamCoverage.objects.create(team=team, village=other_village, valid_from=START)
    for name, title in (("Đỗ Văn Em", "to_truong"), ("Bùi Thị Phượng", "to_vien")):
        Membership.objects.create(
            person=make_person(commune, name), team=team, title=title, status="recognised", valid_from=START
        )
    return team


def change(actor: User, team: Team, day: date = DAY, **asked: object) -> Dossier:
    return plans.change_propose(
        actor=actor,
        team_id=team.pk,
        start_on=day,
        reason=WHY,
        change=plans.Change(**asked),  # type: ignore[arg-type]
    )


def merge(actor: User, team: Team, *others: Team, day: date = DAY) -> Dossier:
    keys = [other.pk for other in others]
    return plans.merge_propose(actor=actor, team_id=team.pk, others=keys, start_on=day, reason=WHY)


def dissolve(actor: User, team: Team, day: date = DAY) -> Dossier:
    return plans.dissolve_propose(actor=actor, team_id=team.pk, start_on=day, reason=WHY)


@pytest.fixture
def decide(clerk: User, district_officer: User, chairman: User) -> Callable[[Dossier], Dossier]:
    """The way of a dossier to its decision, with what it means for people."""

    def way(dossier: Dossier) -> Dossier:
        services.dossier_submit(actor=clerk, dossier_id=dossier.pk)
        services.dossier_examine(actor=district_officer, dossier_id=dossier.pk)
        issued = services.dossier_issue(actor=chairman, dossier_id=dossier.pk, decision_code="ABCD")
        people_follow(issued)
        return issued

    return way


def area(team: Team, day: date) -> set[str]:
    served = team.coverages.filter(valid_from__lte=day).exclude(valid_to__lte=day)
    return set(served.values_list("village__name", flat=True))


def test_a_change_gives_name_area_and_number_from_its_day(
    clerk: User, active_team: Team, village: Village, other_village: Village, decide: Callable[..., Dossier]
) -> None:
    give_quota(active_team, 3)
    decide(
        change(
            clerk,
            active_team,
            new_name="Tổ mới",
            villages=[village.pk, other_village.pk],
            people=5,
            quota_number="99/QĐ-UBND",
            quota_decided_on=date(2024, 7, 5),
        )
    )
    active_team.refresh_from_db()
    assert active_team.name == "Tổ mới"
    assert (area(active_team, date(2024, 7, 9)), area(active_team, DAY)) == (
        {"Háo Lễ"},
        {"Háo Lễ", "Biểu Chánh"},
    )
    numbers = [numbers_of([active_team.pk], day)[active_team.pk] for day in (date(2024, 7, 9), DAY)]
    assert numbers == [3, 5]
    assert Quota.objects.get(people=5).source == "Quyết định số 99/QĐ-UBND ngày 05/07/2024"


def test_a_village_that_is_left_out_is_free_from_the_day(
    clerk: User, active_team: Team, other_village: Village, decide: Callable[..., Dossier], village: Village
) -> None:
    decide(change(clerk, active_team, villages=[other_village.pk], new_name=active_team.name))
    assert (area(active_team, date(2024, 7, 9)), area(active_team, DAY)) == ({"Háo Lễ"}, {"Biểu Chánh"})
    assert village.coverages.get().valid_to == DAY


def test_a_name_and_a_status_wait_for_their_day(
    clerk: User, active_team: Team, decide: Callable[..., Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(change(clerk, active_team, day=AHEAD, new_name="Tổ mới"))
    active_team.refresh_from_db()
    assert active_team.name != "Tổ mới"
    monkeypatch.setattr("teams.plans.today", lambda: AHEAD)
    assert (plans.apply_due(), plans.apply_due()) == (1, 0)
    active_team.refresh_from_db()
    assert active_team.name == "Tổ mới"


def test_a_merger_moves_villages_and_people(
    clerk: User, active_team: Team, other_team: Team, decide: Callable[..., Dossier]
) -> None:
    give_quota(other_team, 3)
    decide(merge(clerk, active_team, other_team))
    other_team.refresh_from_db()
    assert other_team.status == Team.Status.DISSOLVED
    assert (area(active_team, DAY), area(other_team, DAY)) == ({"Háo Lễ", "Biểu Chánh"}, set())
    assert numbers_of([other_team.pk], DAY) == {}
    came = active_team.memberships.filter(valid_from=DAY)
    assert {(row.person.full_name, row.title, row.status) for row in came} == {
        ("Đỗ Văn Em", "to_vien", "recognised"),
        ("Bùi Thị Phượng", "to_vien", "recognised"),
    }
    assert set(other_team.memberships.values_list("valid_to", flat=True)) == {DAY}


def test_a_dissolved_team_ends_with_its_people(
    clerk: User, active_team: Team, decide: Callable[..., Dossier]
) -> None:
    decide(dissolve(clerk, active_team))
    active_team.refresh_from_db()
    assert (active_team.status, area(active_team, DAY)) == (Team.Status.DISSOLVED, set())
    assert set(active_team.memberships.values_list("valid_to", flat=True)) == {DAY}


def test_who_joins_after_the_day_stops_the_decision(
    clerk: User, active_team: Team, decide: Callable[..., Dossier]
) -> None:
    active_team.memberships.filter(title="to_vien").update(valid_from=date(2024, 7, 15))
    with pytest.raises(WrongState, match="mới tham gia"):
        decide(dissolve(clerk, active_team))


def test_a_withdrawn_change_leaves_the_team_as_it_was(clerk: User, active_team: Team) -> None:
    dossier = dissolve(clerk, active_team)
    members.dossier_withdraw(actor=clerk, dossier_id=dossier.pk)
    active_team.refresh_from_db()
    assert (active_team.status, active_team.coverages.count(), active_team.memberships.count()) == (
        Team.Status.ACTIVE,
        1,
        4,
    )


def test_the_maker_of_a_change_never_decides_it(
    clerk: User, active_team: Team, chairman: User, district_officer: User
) -> None:
    dossier = dissolve(clerk, active_team)
    services.dossier_submit(actor=clerk, dossier_id=dossier.pk)
    services.dossier_examine(actor=district_officer, dossier_id=dossier.pk)
    clerk.bindings.all().delete()
    chair = chairman.bindings.get()
    chair.user, chair.pk = clerk, None
    chair.save()
    with pytest.raises(SamePerson):
        services.dossier_issue(
            actor=User.objects.get(pk=clerk.pk), dossier_id=dossier.pk, decision_code="ABCD"
        )


def test_a_team_waits_for_one_decision_at_a_time(clerk: User, active_team: Team, other_team: Team) -> None:
    merge(clerk, active_team, other_team)
    for team in (active_team, other_team):
        with pytest.raises(WrongState, match="hồ sơ chưa quyết định"):
            dissolve(clerk, team)


@pytest.mark.parametrize("status", [Team.Status.PROPOSED, Team.Status.DISSOLVED])
def test_only_a_team_that_stands_is_changed(clerk: User, active_team: Team, status: str) -> None:
    Team.objects.filter(pk=active_team.pk).update(status=status)
    with pytest.raises(WrongState, match="tổ đang hoạt động"):
        dissolve(clerk, active_team)


def test_the_database_refuses_a_second_open_dossier(clerk: User, active_team: Team) -> None:
    dossier = dissolve(clerk, active_team)
    with pytest.raises(IntegrityError, match="one_open_dossier_a_team"), transaction.atomic():
        Dossier.objects.create(
            team=active_team, commune=dossier.commune, start_on=DAY, prepared_by=clerk, kind="change"
        )


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "nothing"),
        ({"people": 4}, "no_decision"),
        ({"people": 4, "quota_number": " ", "quota_decided_on": DAY}, "no_decision"),
        ({"new_name": "Tổ Biểu Chánh"}, "name_taken"),
    ],
)
def test_a_change_asks_for_something_that_can_be(
    clerk: User, active_team: Team, other_team: Team, asked: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        change(clerk, active_team, **asked)
    assert refusal.value.code == code
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(("day", "reason", "code"), [(START, WHY, "too_early"), (DAY, " ", "no_reason")])
def test_a_dossier_has_a_day_and_a_reason(
    clerk: User, active_team: Team, day: date, reason: str, code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        plans.dissolve_propose(actor=clerk, team_id=active_team.pk, start_on=day, reason=reason)
    assert refusal.value.code == code


def test_only_the_clerk_of_the_commune_asks(neighbour_clerk: User, chairman: User, active_team: Team) -> None:
    for actor in (neighbour_clerk, chairman):
        with pytest.raises(NotAllowed):
            dissolve(actor, active_team)


def test_a_village_of_another_commune_is_refused(
    clerk: User, active_team: Team, neighbour_commune: Unit, make_village: MakeVillage
) -> None:
    far = make_village(neighbour_commune, "Xa")
    with pytest.raises(NotAllowed):
        change(clerk, active_team, villages=[far.pk])


def test_a_merger_names_another_team(clerk: User, active_team: Team) -> None:
    with pytest.raises(DomainError, match="ít nhất một tổ khác"):
        merge(clerk, active_team, active_team)


def test_what_the_law_refuses_is_not_handed_in(
    clerk: User, law: None, active_team: Team, other_team: Team, other_village: Village
) -> None:
    too_many = change(clerk, active_team, people=9, quota_number="9/QĐ-UBND", quota_decided_on=DAY)
    with pytest.raises(DomainError, match="Giảm chỉ tiêu mới: tổ có tối đa 4 người"):
        members.dossier_submit(actor=clerk, dossier_id=too_many.pk)
    members.dossier_withdraw(actor=clerk, dossier_id=too_many.pk)
    taken = change(clerk, active_team, villages=[other_village.pk])
    with pytest.raises(DomainError, match="phụ trách nơi này"):
        members.dossier_submit(actor=clerk, dossier_id=taken.pk)


def test_a_new_name_needs_no_size(clerk: User, active_team: Team) -> None:
    renamed = change(clerk, active_team, new_name="Tổ mới")
    assert members.dossier_submit(actor=clerk, dossier_id=renamed.pk).state == Dossier.State.SUBMITTED


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("dieu-chinh", {"new_name": "Tổ mới"}),
        ("sap-nhap", {}),
        ("giai-the", {}),
    ],
)
def test_the_clerk_begins_each_dossier_on_a_page(
    client: Client, clerk: User, active_team: Team, other_team: Team, address: str, typed: dict[str, str]
) -> None:
    client.force_login(clerk)
    url = f"/to/{active_team.pk}/{address}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    served = active_team.coverages.get().village_id
    sent = {"start_on": "10/07/2024", "reason": WHY, "villages": [served], "others": [other_team.pk], **typed}
    answer = client.post(url, sent)
    dossier = Dossier.objects.get()
    assert answer.url == f"/ho-so/{dossier.pk}/"  # type: ignore[attr-defined]
    html = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert "Nội dung đề nghị" in html
    assert f"Lý do: {WHY}." in html
