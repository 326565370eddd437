"""Entering people, and the steps of a dossier that look at them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from accounts.roles import Role
from members import identity, services
from members.models import InsuranceEnrolment, Membership, Person
from teams.models import Dossier, Team
from territory.models import Unit, VillageFacts
from tests.conftest import MakePerson, MakeUser
from tests.members.conftest import START, AddMember

pytestmark = pytest.mark.django_db
NUMBER = "998000000777"


def test_a_person_is_entered_as_proposed_from_the_start_of_the_dossier(
    add_member: AddMember, clerk: User
) -> None:
    row = add_member("to_truong", full_name="Trần Văn Ánh", identity_number=NUMBER)
    assert (row.status, row.valid_from, row.valid_to) == (Membership.Status.PROPOSED, START, None)
    assert row.entered_by == clerk
    assert (row.person.search_name, row.person.masked_identity) == ("tran van anh", "•••••••••777")


def test_the_number_is_kept_only_encrypted_and_as_a_fingerprint(add_member: AddMember) -> None:
    person = add_member(identity_number=NUMBER).person
    assert person.identity_fingerprint == identity.fingerprint(NUMBER)
    assert identity.decrypted(person.identity_cipher) == NUMBER
    assert not any(NUMBER in str(value) for value in Person.objects.values_list().get())


def test_a_person_of_the_commune_is_found_by_his_number(
    add_member: AddMember, make_person: MakePerson, commune: Unit
) -> None:
    known = make_person(commune, "Lê Thị Bình", identity_number=NUMBER)
    row = add_member(full_name="Lê Thị Bình", identity_number=NUMBER)
    assert row.person == known
    assert Person.objects.count() == 1


def test_a_number_of_another_commune_is_refused_without_saying_whose(
    add_member: AddMember, make_person: MakePerson, neighbour_commune: Unit
) -> None:
    make_person(neighbour_commune, "Phạm Văn Kín", identity_number=NUMBER)
    with pytest.raises(DomainError, match="đã có trong hệ thống") as refused:
        add_member(full_name="Phạm Văn Kín", identity_number=NUMBER)
    assert refused.value.field == "identity_number"
    assert "Kín" not in refused.value.message
    assert "Phước Quang" not in refused.value.message


@pytest.mark.parametrize(
    "typed", [{"full_name": "Lê Thị Bích"}, {"birth_date": date(1991, 5, 17)}], ids=["name", "birth date"]
)
def test_a_known_number_with_another_name_or_birth_date_is_refused(
    typed: dict[str, Any], add_member: AddMember, make_person: MakePerson, commune: Unit
) -> None:
    make_person(commune, "Lê Thị Bình", identity_number=NUMBER)
    with pytest.raises(DomainError, match="ghi cho người khác"):
        add_member(**({"full_name": "Lê Thị Bình", "identity_number": NUMBER} | typed))


@pytest.mark.parametrize(
    ("title", "sentence"), [("to_truong", "đã có tổ trưởng"), ("to_pho", "đã có tổ phó")]
)
def test_a_second_head_or_deputy_is_refused_at_the_title(
    title: str, sentence: str, add_member: AddMember
) -> None:
    add_member(title)
    with pytest.raises(DomainError, match=sentence) as refused:
        add_member(title)
    assert refused.value.field == "title"
    assert Person.objects.count() == 1


def test_a_person_who_serves_elsewhere_is_refused(
    add_member: AddMember, active_team_of_neighbours: Team, commune: Unit
) -> None:
    serving = active_team_of_neighbours.memberships.select_related("person").get().person
    with pytest.raises(DomainError, match="đã thuộc một tổ") as refused:
        add_member(full_name=serving.full_name, identity_number=NUMBER)
    assert refused.value.field == "identity_number"


@pytest.fixture
def active_team_of_neighbours(commune: Unit, make_person: MakePerson) -> Team:
    """Another team of the commune, whose one member has ``NUMBER``."""
    team = Team.objects.create(commune=commune, name="Tổ bên", status=Team.Status.ACTIVE, sort_key="T")
    Membership.objects.create(
        person=make_person(commune, "Võ Văn Bên", identity_number=NUMBER),
        team=team,
        title="to_vien",
        status=Membership.Status.RECOGNISED,
        valid_from=date(2024, 7, 1),
    )
    return team


def test_somebody_too_young_is_refused_at_the_birth_date(add_member: AddMember) -> None:
    with pytest.raises(DomainError, match="đủ 18 tuổi") as refused:
        add_member(birth_date=date(2006, 8, 2))
    assert refused.value.field == "birth_date"


def test_the_neighbour_cannot_enter_people(add_member: AddMember, neighbour_clerk: User) -> None:
    with pytest.raises(NotAllowed):
        add_member(actor=neighbour_clerk)


def test_the_chairman_cannot_enter_people(add_member: AddMember, chairman: User) -> None:
    with pytest.raises(NotAllowed):
        add_member(actor=chairman)


def test_only_the_own_commune_enters_people(
    add_member: AddMember, make_user: MakeUser, district: Unit
) -> None:
    """A clerk's right at a unit above reaches the team, and is still not the commune's own."""
    with pytest.raises(NotAllowed):
        add_member(actor=make_user(Role.COMMUNE_CLERK, district))


def test_people_are_entered_only_while_the_dossier_is_a_draft(
    complete: Dossier, add_member: AddMember, clerk: User
) -> None:
    services.dossier_submit(actor=clerk, dossier_id=complete.pk)
    with pytest.raises(WrongState):
        add_member()


def test_a_team_without_a_dossier_takes_nobody(
    add_member: AddMember, active_team_of_neighbours: Team
) -> None:
    with pytest.raises(WrongState):
        add_member(team_id=active_team_of_neighbours.pk)


def test_who_was_only_proposed_leaves_nothing_behind(add_member: AddMember, clerk: User) -> None:
    services.member_remove(actor=clerk, membership_id=add_member().pk)
    assert not Membership.objects.exists()
    assert not Person.objects.exists()


def test_who_is_insured_keeps_his_file(add_member: AddMember, clerk: User) -> None:
    row = add_member()
    InsuranceEnrolment.objects.create(person=row.person, kind="bhyt", valid_from=START)
    services.member_remove(actor=clerk, membership_id=row.pk)
    assert Person.objects.filter(pk=row.person_id).exists()


def test_a_submitted_person_cannot_be_removed(complete: Dossier, clerk: User) -> None:
    services.dossier_submit(actor=clerk, dossier_id=complete.pk)
    row = complete.team.memberships.all()[0]
    with pytest.raises(WrongState):
        services.member_remove(actor=clerk, membership_id=row.pk)


def test_the_neighbour_cannot_remove_people(complete: Dossier, neighbour_clerk: User) -> None:
    row = complete.team.memberships.all()[0]
    with pytest.raises(NotAllowed, match="không còn trong danh sách"):
        services.member_remove(actor=neighbour_clerk, membership_id=row.pk)


def test_a_complete_team_is_submitted(complete: Dossier, clerk: User) -> None:
    assert services.dossier_submit(actor=clerk, dossier_id=complete.pk).state == Dossier.State.SUBMITTED


def test_an_empty_team_is_not_submitted(law: None, draft: Dossier, clerk: User) -> None:
    with pytest.raises(DomainError, match="tổ trưởng"):
        services.dossier_submit(actor=clerk, dossier_id=draft.pk)


def test_more_people_than_the_law_gives_are_not_submitted(
    complete: Dossier, add_member: AddMember, clerk: User
) -> None:
    add_member()
    add_member()
    with pytest.raises(DomainError, match=r"Bớt 1 người.*03/2024/NQ-HĐND"):
        services.dossier_submit(actor=clerk, dossier_id=complete.pk)


def test_an_exact_number_is_met_by_three(complete: Dossier, clerk: User) -> None:
    VillageFacts.objects.update(households=349)
    assert services.dossier_submit(actor=clerk, dossier_id=complete.pk).state == Dossier.State.SUBMITTED


def test_one_more_than_an_exact_number_is_not_submitted(
    complete: Dossier, add_member: AddMember, clerk: User
) -> None:
    VillageFacts.objects.update(households=349)
    add_member()
    with pytest.raises(DomainError, match="Bớt 1 người: tổ có tối đa 3 người"):
        services.dossier_submit(actor=clerk, dossier_id=complete.pk)


def test_a_village_without_figures_asks_for_them(complete: Dossier, clerk: User) -> None:
    VillageFacts.objects.all().delete()
    with pytest.raises(DomainError, match="số hộ"):
        services.dossier_submit(actor=clerk, dossier_id=complete.pk)


def test_people_of_a_withdrawn_proposal_go_with_it(complete: Dossier, clerk: User) -> None:
    services.dossier_withdraw(actor=clerk, dossier_id=complete.pk)
    assert not Membership.objects.exists()
    assert not Person.objects.exists()


def test_recognition_covers_every_proposed_person_of_the_team(complete: Dossier, chairman: User) -> None:
    assert services.team_recognise(actor=chairman, team_id=complete.team_id, unproven_confirmed=True) == 3
    assert services.team_recognise(actor=chairman, team_id=complete.team_id, unproven_confirmed=True) == 0
    assert Membership.objects.recognised().count() == 3
