"""A dossier that waits for the chairman, and the decision that he issues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import User
from members.models import Membership
from reports import services
from reports.models import Document
from teams.models import Dossier, Team, TeamCoverage
from territory.models import Unit, Village
from tests.conftest import START, MakePerson, MakeVillage
from vietnamese.text import name_sort_key

MakeDossier = Callable[[Village], Dossier]

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
    return services.decision_issue(actor=chairman, dossier_id=dossier.pk)


@pytest.fixture
def sample_document(
    make_dossier: MakeDossier, make_village: MakeVillage, commune: Unit, chairman: User
) -> Document:
    """A decision made of sample data."""
    village = make_village(commune, "Biểu Chánh")
    village.is_sample = True
    village.save()
    return services.decision_issue(actor=chairman, dossier_id=make_dossier(village).pk)
