"""Writes a sample into communes that have none: villages, their facts, teams, people, memberships, insurance.

Every row that can carry a mark is marked as sample; what is there already is left alone. Nothing is left to
chance, so the same units have the same rows in every database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.errors import DomainError
from antt_portal.sample.changes import people_until
from antt_portal.sample.copying import copy_in
from antt_portal.sample.people import MOST_VILLAGES, PersonPlan
from antt_portal.sample.story import COUNTED, FIRST_MONTH, START, THREE_YEARS, Story
from antt_portal.sample.villages import VillagePlan, villages_of
from members.models import InsuranceEnrolment, Membership, Person
from members.services import person_build
from regulations.models import ProvinceSetting
from teams.models import Quota, Team, TeamCoverage
from teams.rules import team_name
from territory.models import Unit, Village, VillageFacts, VillagePlacement
from vietnamese.text import name_sort_key

PROVINCE: Final = "52"
SOURCE: Final = "Dữ liệu mẫu"
QUOTA_DECISION: Final = "mẫu/QĐ-UBND"
SETTING_SOURCE: Final = "Lựa chọn của bản mẫu; chưa tìm thấy quy định"

# So many communes are planned, written and forgotten together, each time in one transaction.
_AT_A_TIME: Final = 50
# Measured: so many people a commune of the country holds once three years are told.
_PEOPLE_A_COMMUNE: Final = Fraction("27.3")
_MOST_VILLAGES_DRAWN: Final = 10


@dataclass(frozen=True, slots=True)
class SampleLoad:
    """How many rows a load wrote; all zero when the sample was there."""

    villages: int = 0
    teams: int = 0
    people: int = 0

    def __add__(self, more: SampleLoad) -> SampleLoad:
        return SampleLoad(self.villages + more.villages, self.teams + more.teams, self.people + more.people)


@dataclass(frozen=True, slots=True)
class _Place:
    """A planned village with its rows; no team where it waits for one."""

    commune: Unit
    plan: VillagePlan
    village: Village
    team: Team | None


@dataclass(frozen=True, slots=True)
class _Seat:
    """A planned person with his row, his team and the team that he may move to."""

    plan: PersonPlan
    person: Person
    team: Team
    next_team: Team


def load(communes: Collection[str] | None = None, story: Story = FIRST_MONTH) -> SampleLoad:
    """Write the sample of the communes of these keys, of Bình Định when None; needs the official units.

    A load that was broken off is taken up where it stopped. DomainError in a database of real people.
    """
    waiting = list(_communes_to_fill(communes))
    if waiting and Person.objects.filter(is_sample=False).exists():
        message = "Chọn cơ sở dữ liệu khác: nơi này có hồ sơ người thật, không nạp dữ liệu mẫu vào được."
        raise DomainError(message, code="real_people")
    written = SampleLoad()
    for start in range(0, len(waiting), _AT_A_TIME):
        written += _fill(waiting[start : start + _AT_A_TIME], story)
    return written


def three_years(communes: int, people: int | None = None) -> Story:
    """The story of so many communes with about ``people`` in all; DomainError where that is too many."""
    if people is None:
        return THREE_YEARS
    factor = Fraction(people) / (max(communes, 1) * _PEOPLE_A_COMMUNE)
    if not 0 < factor <= Fraction(MOST_VILLAGES, _MOST_VILLAGES_DRAWN):
        most = int(MOST_VILLAGES // _MOST_VILLAGES_DRAWN * _PEOPLE_A_COMMUNE * communes)
        raise DomainError(f"Nhập số người từ 1 đến {most} cho {communes} xã.", code="people")
    return replace(THREE_YEARS, factor=factor)


def address(village: Village) -> str:
    """ "Thôn Háo Lễ, xã Phước Hưng, huyện Tuy Phước"."""
    commune = village.commune
    above = [unit.name_inside for unit in (commune, commune.parent) if unit]
    return ", ".join([village.title, *above])


def measure_tables() -> None:
    """Tell the database how large the tables have become, so that what follows is planned well."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _communes_to_fill(keys: Collection[str] | None) -> QuerySet[Unit]:
    """The asked communes that hold no sample yet, neighbours together."""
    communes = Unit.objects.communes().select_related("parent")
    chosen = (
        communes.filter(path__startswith=f"{PROVINCE}.") if keys is None else communes.filter(key__in=keys)
    )
    return chosen.exclude(pk__in=Village.objects.filter(is_sample=True).values("commune")).order_by("path")


@transaction.atomic
def _fill(communes: Sequence[Unit], story: Story) -> SampleLoad:
    places = _write_villages(communes, story)
    teams = _write_teams(places)
    seats = _write_people(places, story.until)
    copy_in([row for seat in seats for row in _memberships(seat)])
    copy_in([row for seat in seats for row in _enrolments(seat)])
    _write_settings({commune.path.split(".")[0] for commune in communes})
    return SampleLoad(len(places), teams, len(seats))


def _write_villages(communes: Iterable[Unit], story: Story) -> list[_Place]:
    places = [
        _Place(commune, plan, _village(commune, plan), _team(commune, plan) if plan.has_team else None)
        for commune in communes
        for plan in villages_of(commune, commune.parent.code if commune.parent else "", story.factor)
    ]
    copy_in([place.village for place in places])
    copy_in([_placement(place) for place in places])
    copy_in([row for place in places for row in _facts(place, story.until)])
    return places


def _village(commune: Unit, plan: VillagePlan) -> Village:
    return Village(
        code=plan.code,
        kind=plan.kind,
        name=plan.name,
        commune=commune,
        sort_key=name_sort_key(plan.name),
        is_sample=True,
    )


def _placement(place: _Place) -> VillagePlacement:
    commune = place.commune
    return VillagePlacement(
        village_id=place.village.pk, commune_id=commune.pk, valid_from=COUNTED, valid_to=commune.valid_to
    )


def _facts(place: _Place, until: date) -> Iterator[VillageFacts]:
    """Each count of households until the next one."""
    counts = place.plan.counts(until)
    ends = [*(count.valid_from for count in counts[1:]), None]
    for count, end in zip(counts, ends, strict=True):
        yield VillageFacts(
            village_id=place.village.pk,
            households=count.households,
            persons=count.persons,
            village_class=count.village_class,
            source=SOURCE,
            valid_from=count.valid_from,
            valid_to=end,
        )


def _write_teams(places: Iterable[_Place]) -> int:
    """The teams, all of which began on one day; returns how many."""
    led = [(place.team, place) for place in places if place.team]
    copy_in([team for team, _ in led])
    copy_in([_coverage(team, place.village) for team, place in led])
    copy_in([_quota(team, place.plan) for team, place in led])
    return len(led)


def _coverage(team: Team, village: Village) -> TeamCoverage:
    return TeamCoverage(team_id=team.pk, village_id=village.pk, valid_from=START)


def _quota(team: Team, plan: VillagePlan) -> Quota:
    return Quota(
        commune_id=team.commune_id,
        team_id=team.pk,
        people=plan.seats,
        decision_number=QUOTA_DECISION,
        decided_on=START,
        valid_from=START,
    )


def _team(commune: Unit, plan: VillagePlan) -> Team:
    name = team_name(f"{Village.Kind(plan.kind).label} {plan.name}")
    return Team(
        commune_id=commune.pk,
        name=name,
        status=Team.Status.ACTIVE,
        sort_key=name_sort_key(name),
        is_sample=True,
    )


def _write_people(places: Sequence[_Place], until: date) -> list[_Seat]:
    teams: defaultdict[int, list[Team]] = defaultdict(list)
    for place in places:
        teams[place.commune.pk] += [place.team] if place.team else []
    seats = [
        _Seat(plan, _person(place, plan), place.team, _after(place.team, teams[place.commune.pk]))
        for place in places
        if place.team
        for plan in people_until(place.plan, until)
    ]
    copy_in([seat.person for seat in seats])
    return seats


def _after(team: Team, teams: Sequence[Team]) -> Team:
    """The next team of the commune, which is ``team`` itself where there is no other."""
    return teams[(teams.index(team) + 1) % len(teams)]


def _person(place: _Place, plan: PersonPlan) -> Person:
    person = person_build(
        commune=place.commune,
        full_name=plan.full_name,
        birth_date=plan.birth_date,
        gender=plan.gender,
        identity_number=plan.identity_number,
    )
    person.address, person.is_sample = address(place.village), True
    return person


def _memberships(seat: _Seat) -> Iterator[Membership]:
    for spell in seat.plan.spells:
        yield Membership(
            person_id=seat.person.pk,
            team_id=(seat.next_team if spell.in_next_team else seat.team).pk,
            title=spell.title,
            status=Membership.Status.RECOGNISED,
            valid_from=spell.valid_from,
            valid_to=spell.valid_to,
        )


def _enrolments(seat: _Seat) -> Iterator[InsuranceEnrolment]:
    for each in seat.plan.insured:
        yield InsuranceEnrolment(
            person_id=seat.person.pk, kind=each.kind, valid_from=each.valid_from, valid_to=each.valid_to
        )


def _write_settings(provinces: Collection[str]) -> None:
    for province in Unit.objects.filter(key__in=provinces):
        ProvinceSetting.objects.get_or_create(
            province=province,
            valid_from=START,
            defaults={
                "part_month": ProvinceSetting.PartMonth.BY_DAY,
                "source": SETTING_SOURCE,
            },
        )
