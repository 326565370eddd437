"""Members of equal days, title, area and facts share one cut; whoever differs in one thing does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import User
from allowances import selectors
from allowances.selectors import Served
from members.models import FormerService, InsuranceEnrolment, Membership, PersonFact
from regulations.engine import VOCABULARY
from regulations.selectors import province_law
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village, VillageFacts
from tests.conftest import MakePerson, MakeVillage
from vietnamese.dates import Span

JULY = Span(date(2024, 7, 1), date(2024, 8, 1))
INSIDE = date(2024, 7, 11)

Join = Callable[..., Membership]


@pytest.fixture
def home(commune: Unit, village: Village) -> Team:
    """The team of thôn Háo Lễ since 01/01/2024, as yet without people."""
    return _team(commune, village)


@pytest.fixture
def join(home: Team, commune: Unit, make_person: MakePerson) -> Join:
    """Makes a member of the team since 01/01/2024."""

    def make(birth_date: date = date(1990, 5, 17), team: Team = home, **fields: object) -> Membership:
        person = make_person(commune, birth_date=birth_date)
        values = {"title": Membership.Title.TO_VIEN, "valid_from": date(2024, 1, 1)} | fields
        return Membership.objects.create(
            person=person, team=team, status=Membership.Status.RECOGNISED, **values
        )

    return make


def _team(commune: Unit, village: Village) -> Team:
    team = Team.objects.create(commune=commune, name=village.name, status=Team.Status.ACTIVE)
    TeamCoverage.objects.create(team=team, village=village, valid_from=date(2024, 1, 1))
    return team


def _insure(row: Membership, kind: str, since: date, until: date | None = None) -> None:
    InsuranceEnrolment.objects.create(person=row.person, kind=kind, valid_from=since, valid_to=until)


def _tell(row: Membership, since: date, **values: object) -> None:
    PersonFact.objects.create(person=row.person, valid_from=since, source="Hồ sơ", **values)


@pytest.fixture
def different(clerk: User, join: Join, home: Team, commune: Unit, make_village: MakeVillage) -> None:
    """Two alike, and of each thing that may differ one who differs in it alone."""
    join(), join()
    join(title=Membership.Title.TO_PHO)
    join(valid_from=INSIDE)
    join(valid_to=INSIDE)
    join(birth_date=date(1990, 7, 11))
    join(birth_date=date(1980, 5, 17))
    for kind in ("bhyt", "bhxh_tu_nguyen"):
        for since, until in ((date(2024, 1, 1), None), (INSIDE, None), (date(2024, 2, 1), INSIDE)):
            _insure(join(), kind, since, until)
    _insure(join(), "bhxh_tu_nguyen", date(2024, 5, 1))
    _tell(join(), date(2024, 1, 1), kind="drilled", value="co")
    _tell(join(), INSIDE, kind="drilled", value="co")
    _tell(join(), date(2024, 1, 1), kind="drilled", value="khong")
    former = join().person
    FormerService.objects.create(
        person=former,
        force="dan_phong",
        valid_from=date(2015, 1, 1),
        valid_to=date(2024, 7, 1),
        entered_by=clerk,
    )
    longer = join()
    Membership.objects.create(
        person=longer.person,
        team=home,
        title=Membership.Title.TO_VIEN,
        status=Membership.Status.RECOGNISED,
        valid_from=date(2023, 6, 11),
        valid_to=date(2024, 1, 1),
    )
    for village in (
        make_village(commune, "Quảng Nghiệp", 412),
        make_village(commune, "Lương Lộc", 413),
        make_village(commune, "Nho Lâm", 412, Village.Kind.KHU_PHO),
    ):
        join(team=_team(commune, village))
    VillageFacts.objects.filter(village=village).update(valid_to=INSIDE)
    join(team=Team.objects.get(name="Nho Lâm"), valid_from=INSIDE)


def _served(commune: Unit, reads: frozenset[str]) -> list[Served]:
    lineage = province_law("52", JULY.start).lineage
    return selectors.served_between([commune], JULY, [], reads, lineage)[commune.pk]


@pytest.mark.parametrize(
    "reads",
    [
        frozenset(VOCABULARY),
        frozenset({"member.title"}),
        frozenset({"member.age"}),
        frozenset({"member.service_months"}),
        frozenset({"member.bhxh_months"}),
        frozenset({"member.drilled", "member.former_force"}),
        frozenset({"village.households"}),
    ],
    ids=lambda reads: min(reads) if len(reads) < 5 else "all",
)
def test_who_differs_in_one_thing_shares_no_cut(
    law: None, different: None, commune: Unit, reads: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = _served(commune, reads)
    scissors = selectors._Scissors
    monkeypatch.setattr(scissors, "stretches", scissors._cut)

    assert shared == _served(commune, reads)


def test_who_is_alike_shares_one_cut_in_another_team_too(law: None, different: None, commune: Unit) -> None:
    served = _served(commune, frozenset(VOCABULARY))
    same = [entry for entry in served if entry.stretches == served[0].stretches]

    assert len(same) == 3
    assert len({entry.holder.team_id for entry in same}) == 2
    assert all(entry.stretches is served[0].stretches for entry in same)
