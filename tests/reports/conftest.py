"""A dossier that waits for the chairman, the decision that he issues, and a month of payments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import User
from allowances.models import Batch, PayRun
from allowances.posting import batch_compute
from allowances.services import run_start
from members.models import Membership
from reports import services
from reports.models import Document
from teams.models import Dossier, Team, TeamCoverage
from territory.models import Unit, Village
from tests.conftest import START, MakePerson, MakeVillage, make_unit
from vietnamese.text import name_sort_key

MakeDossier = Callable[[Village], Dossier]
MakeTeam = Callable[[Unit, str], Team]

PEOPLE = (
    ("Trần Văn An", Membership.Title.TO_TRUONG, "male"),
    ("Lê Thị Bình", Membership.Title.TO_PHO, "female"),
    ("Phạm Văn Cường", Membership.Title.TO_VIEN, "male"),
    ("Võ Thị Dung", Membership.Title.TO_VIEN, "female"),
)


@pytest.fixture
def make_dossier(
    commune: Unit, clerk: User, district_officer: User, law: None, make_person: MakePerson
) -> MakeDossier:
    """Makes the dossier of a proposed team of four for a village, examined by the district."""

    def make(village: Village) -> Dossier:
        name = f"Tổ bảo vệ an ninh, trật tự {village}"
        team = Team.objects.create(
            commune=commune, name=name, status=Team.Status.PROPOSED, sort_key=name_sort_key(name)
        )
        TeamCoverage.objects.create(team=team, village=village, valid_from=START)
        for full_name, title, gender in PEOPLE:
            person = make_person(commune, full_name, gender=gender, birth_date=date(1990, 5, 7))
            Membership.objects.create(person=person, team=team, title=title, valid_from=START)
        return Dossier.objects.create(
            team=team,
            commune=commune,
            state=Dossier.State.EXAMINED,
            start_on=START,
            prepared_by=clerk,
            submitted_by=clerk,
            examined_by=district_officer,
        )

    return make


@pytest.fixture
def dossier(make_dossier: MakeDossier, village: Village) -> Dossier:
    """The dossier of thôn Háo Lễ, which waits for the chairman."""
    return make_dossier(village)


@pytest.fixture
def document(dossier: Dossier, chairman: User) -> Document:
    """The decision on thôn Háo Lễ, issued on 18/07/2024."""
    return services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)


@pytest.fixture
def sample_document(
    make_dossier: MakeDossier, make_village: MakeVillage, commune: Unit, chairman: User
) -> Document:
    """A decision made of sample data."""
    village = make_village(commune, "Biểu Chánh")
    village.is_sample = True
    village.save()
    return services.decision_issue(
        actor=chairman, dossier_id=make_dossier(village).pk, unproven_confirmed=True
    )


@pytest.fixture
def other_commune(province: Unit) -> Unit:
    """Xã Mỹ An, of huyện Phù Mỹ in the same province."""
    district = make_unit("545", Unit.Level.DISTRICT, Unit.Kind.HUYEN, "Huyện Phù Mỹ", province)
    return make_unit("21760", Unit.Level.COMMUNE, Unit.Kind.XA, "Xã Mỹ An", district)


@pytest.fixture
def make_team(make_village: MakeVillage, make_person: MakePerson) -> MakeTeam:
    """Makes an active team of three for a new village of a commune."""

    def make(commune: Unit, village_name: str) -> Team:
        village = make_village(commune, village_name, 300)
        name = f"Tổ bảo vệ an ninh, trật tự {village}"
        team = Team.objects.create(
            commune=commune, name=name, status=Team.Status.ACTIVE, sort_key=name_sort_key(name)
        )
        TeamCoverage.objects.create(team=team, village=village, valid_from=START)
        for full_name, title, gender in PEOPLE[:3]:
            Membership.objects.create(
                person=make_person(commune, full_name, gender=gender),
                team=team,
                title=title,
                status=Membership.Status.RECOGNISED,
                valid_from=START,
            )
        return team

    return make


@pytest.fixture
def july(
    law: None,
    province: Unit,
    province_police: User,
    active_team: Team,
    make_team: MakeTeam,
    neighbour_commune: Unit,
    other_commune: Unit,
) -> PayRun:
    """July 2024, computed for three communes of two districts: teams of 4, 3 + 3 and 3 people."""
    make_team(neighbour_commune, "Định Thiện")
    make_team(neighbour_commune, "Lương Quang")
    make_team(other_commune, "Chánh Giáo")
    run = run_start(actor=province_police, unit=province, month=START)
    for batch in run.batches.all():
        batch_compute(batch_id=batch.pk)
    return run


@pytest.fixture
def batch(july: PayRun, commune: Unit) -> Batch:
    """The part of xã Phước Hưng."""
    return july.batches.get(commune=commune)
