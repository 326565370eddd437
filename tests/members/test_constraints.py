"""What the database refuses by itself about people."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from members.models import Membership, Person
from teams.models import Team
from territory.models import Unit
from tests.conftest import MakePerson

pytestmark = pytest.mark.django_db
INSERT = """
    INSERT INTO members_membership (person_id, team_id, title, status, valid_from, valid_to)
    VALUES (%s, %s, %s, 'recognised', %s, %s)
"""


def _insert(person: Person, team: Team, title: str, start: date, end: date | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [person.pk, team.pk, title, start, end])


@pytest.fixture
def other_team(commune: Unit) -> Team:
    return Team.objects.create(commune=commune, name="Tổ khác", sort_key="T")


@pytest.fixture
def serving(active_team: Team) -> Person:
    """A tổ viên of the active team from 01/07/2024."""
    return active_team.memberships.filter(title="to_vien").select_related("person")[0].person


def test_nobody_serves_in_two_teams_on_one_day(serving: Person, other_team: Team) -> None:
    with pytest.raises(IntegrityError, match="membership_one_team_at_a_time"):
        _insert(serving, other_team, "to_vien", date(2024, 9, 1))


def test_a_day_later_he_may_serve_elsewhere(serving: Person, other_team: Team) -> None:
    serving.memberships.update(valid_to=date(2024, 9, 1))
    _insert(serving, other_team, "to_vien", date(2024, 9, 1))
    assert serving.memberships.count() == 2


@pytest.mark.parametrize(
    ("title", "constraint"), [("to_truong", "one_to_truong_a_day"), ("to_pho", "one_to_pho_a_day")]
)
def test_a_team_has_one_head_and_one_deputy_a_day(
    title: str, constraint: str, active_team: Team, make_person: MakePerson, commune: Unit
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        _insert(make_person(commune), active_team, title, date(2024, 12, 31))


def test_a_team_may_have_many_members(active_team: Team, make_person: MakePerson, commune: Unit) -> None:
    _insert(make_person(commune), active_team, "to_vien", date(2024, 7, 1))
    assert Membership.objects.filter(title="to_vien").count() == 3


def test_a_span_ends_after_it_starts(active_team: Team, make_person: MakePerson, commune: Unit) -> None:
    day = date(2024, 9, 1)
    with pytest.raises(IntegrityError, match="membership_ends_after_start"):
        _insert(make_person(commune), active_team, "to_vien", day, day)


def test_an_identity_number_belongs_to_one_person(make_person: MakePerson, commune: Unit) -> None:
    make_person(commune, identity_number="998000000001")
    with pytest.raises(IntegrityError, match="identity_fingerprint"), transaction.atomic():
        make_person(commune, identity_number="998000000001")
