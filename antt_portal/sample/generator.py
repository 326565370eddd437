"""Writes the sample province: villages with their facts, teams, people, memberships, insurance.

Every row that can carry a mark is marked as sample; what is there already is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from antt_portal.sample.people import START, PersonPlan, people_of
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

_FACTS_FROM: Final = date(2024, 1, 1)
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class SampleLoad:
    """How many rows a load wrote; all zero when the sample was there."""

    villages: int
    teams: int
    people: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A planned village with its rows once they are written."""

    commune: Unit
    plan: VillagePlan
    village: Village


@dataclass(frozen=True, slots=True)
class _Seat:
    """A planned person of a team with his row once it is written."""

    team: Team
    plan: PersonPlan
    person: Person


@transaction.atomic
def load(communes: Collection[str] | None = None) -> SampleLoad:
    """Write the sample of the communes of these keys, of all 155 when None; needs the official units."""
    places = _write_villages(_communes_to_fill(communes))
    teams = _write_teams(places)
    seats = _write_people(places, teams)
    _write_memberships(seats)
    _write_enrolments(seats)
    _write_setting()
    return SampleLoad(len(places), len(teams), len(seats))


def address(village: Village) -> str:
    """ "Thôn Háo Lễ, xã Phước Hưng, huyện Tuy Phước"."""
    commune = village.commune
    above = [unit.name_inside for unit in (commune, commune.parent) if unit]
    return ", ".join([village.title, *above])


def _communes_to_fill(keys: Collection[str] | None) -> list[Unit]:
    """The asked communes that hold no sample yet."""
    below = Unit.objects.filter(path__startswith=f"{PROVINCE}.").communes().select_related("parent")
    chosen = below if keys is None else below.filter(key__in=keys)
    filled = Village.objects.filter(is_sample=True).values("commune")
    return list(chosen.exclude(pk__in=filled))


def _write_villages(communes: Iterable[Unit]) -> list[_Place]:
    places = [
        _Place(commune, plan, _village(commune, plan))
        for commune in communes
        for plan in villages_of(commune, commune.parent.code if commune.parent else "")
    ]
    Village.objects.bulk_create([place.village for place in places], _CHUNK)
    VillagePlacement.objects.bulk_create([_placement(place) for place in places], _CHUNK)
    VillageFacts.objects.bulk_create([row for place in places for row in _facts(place)], _CHUNK)
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
        village=place.village, commune=commune, valid_from=_FACTS_FROM, valid_to=commune.valid_to
    )


def _facts(place: _Place) -> list[VillageFacts]:
    """One count of households, or two: a count of January and the one that was taken for the teams."""
    plan = place.plan
    now = VillageFacts(
        village=place.village,
        households=plan.households,
        persons=plan.persons,
        village_class=plan.village_class,
        source=SOURCE,
        valid_from=_FACTS_FROM,
    )
    if not plan.counted_again:
        return [now]
    before = VillageFacts(
        village=place.village,
        households=plan.households - 2,
        persons=plan.persons - 9,
        village_class=plan.village_class,
        source=SOURCE,
        valid_from=_FACTS_FROM,
        valid_to=START,
    )
    now.valid_from = START
    return [before, now]


def _write_teams(places: Iterable[_Place]) -> dict[str, Team]:
    """The team of each village that has one, by the village's code; all of them began on one day."""
    teams = {place.plan.code: _team(place) for place in places if place.plan.has_team}
    Team.objects.bulk_create(teams.values(), _CHUNK)
    covers = [
        TeamCoverage(team=teams[place.plan.code], village=place.village, valid_from=START)
        for place in places
        if place.plan.has_team
    ]
    TeamCoverage.objects.bulk_create(covers, _CHUNK)
    quotas = [_quota(teams[place.plan.code], place.plan) for place in places if place.plan.has_team]
    Quota.objects.bulk_create(quotas, _CHUNK)
    return teams


def _quota(team: Team, plan: VillagePlan) -> Quota:
    return Quota(
        commune=team.commune,
        team=team,
        people=plan.seats,
        decision_number=QUOTA_DECISION,
        decided_on=START,
        valid_from=START,
    )


def _team(place: _Place) -> Team:
    name = team_name(str(place.village))
    return Team(
        commune=place.commune,
        name=name,
        status=Team.Status.ACTIVE,
        sort_key=name_sort_key(name),
        is_sample=True,
    )


def _write_people(places: Iterable[_Place], teams: dict[str, Team]) -> list[_Seat]:
    seats = [
        _Seat(teams[place.plan.code], plan, _person(place, plan))
        for place in places
        for plan in people_of(place.plan)
    ]
    Person.objects.bulk_create([seat.person for seat in seats], _CHUNK)
    return seats


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


def _write_memberships(seats: Iterable[_Seat]) -> None:
    rows = [
        Membership(
            person=seat.person,
            team=seat.team,
            title=spell.title,
            status=Membership.Status.RECOGNISED,
            valid_from=spell.valid_from,
            valid_to=spell.valid_to,
        )
        for seat in seats
        for spell in seat.plan.spells
    ]
    Membership.objects.bulk_create(rows, _CHUNK)


def _write_enrolments(seats: Sequence[_Seat]) -> None:
    kinds = InsuranceEnrolment.Kind
    begun = [(seat.person, kinds.BHXH_TU_NGUYEN, seat.plan.bhxh_from) for seat in seats]
    begun += [(seat.person, kinds.BHYT, seat.plan.bhyt_from) for seat in seats]
    rows = [InsuranceEnrolment(person=who, kind=kind, valid_from=day) for who, kind, day in begun if day]
    InsuranceEnrolment.objects.bulk_create(rows, _CHUNK)


def _write_setting() -> None:
    province = Unit.objects.get(key=PROVINCE)
    ProvinceSetting.objects.get_or_create(
        province=province,
        valid_from=START,
        defaults={
            "part_month": ProvinceSetting.PartMonth.BY_DAY,
            "source": SETTING_SOURCE,
            "valid_to": province.valid_to,
        },
    )
