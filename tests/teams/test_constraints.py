"""What the database refuses by itself, whoever asks and however."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from teams import services
from teams.models import Dossier, DossierEvent, Team, TeamCoverage
from territory.models import Village

pytestmark = pytest.mark.django_db
START = date(2024, 8, 1)


@pytest.fixture
def submitted(clerk: User, village: Village) -> Dossier:
    draft = services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    return services.dossier_submit(actor=clerk, dossier_id=draft.pk)


def _sql(statement: str, *values: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    ("column", "constraint"),
    [("examined_by_id", "examiner_is_not_maker"), ("issued_by_id", "issuer_is_not_maker")],
)
def test_the_maker_neither_examines_nor_issues(
    submitted: Dossier, clerk: User, column: str, constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        _sql(f"UPDATE teams_dossier SET {column} = %s WHERE id = %s", clerk.pk, submitted.pk)  # noqa: S608


def test_nothing_is_issued_without_its_hands(submitted: Dossier) -> None:
    with pytest.raises(IntegrityError, match="dossier_state_has_its_hands"):
        _sql("UPDATE teams_dossier SET state = 'issued' WHERE id = %s", submitted.pk)


def test_a_team_has_one_open_dossier(submitted: Dossier, clerk: User) -> None:
    with pytest.raises(IntegrityError, match="one_open_dossier_a_team"), transaction.atomic():
        Dossier.objects.create(
            team=submitted.team, commune=submitted.commune, start_on=START, prepared_by=clerk
        )


def test_a_village_has_one_team_a_day(active_team: Team, village: Village) -> None:
    other = Team.objects.create(commune=active_team.commune, name="Tổ khác", sort_key="T")
    with pytest.raises(IntegrityError, match="village_one_team_a_day"), transaction.atomic():
        TeamCoverage.objects.create(team=other, village=village, valid_from=START)


def test_a_village_may_change_its_team_from_one_day_to_the_next(active_team: Team, village: Village) -> None:
    active_team.coverages.update(valid_to=START)
    other = Team.objects.create(commune=active_team.commune, name="Tổ khác", sort_key="T")
    TeamCoverage.objects.create(team=other, village=village, valid_from=START)
    assert village.coverages.count() == 2


@pytest.mark.parametrize(
    "statement", ["UPDATE teams_dossierevent SET reason = 'x'", "DELETE FROM teams_dossierevent"]
)
def test_what_happened_cannot_be_changed(submitted: Dossier, statement: str) -> None:
    with pytest.raises(DatabaseError, match="event_is_kept"):
        _sql(statement)
    assert DossierEvent.objects.count() == 2
