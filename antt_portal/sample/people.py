"""People of a sample team and the spans in which they serve. Pure: the same village gives the same people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from antt_portal.sample.draw import draw
from antt_portal.sample.names import person_name
from antt_portal.sample.villages import VillagePlan
from members.models import Membership, Person

Title = Membership.Title

START: Final = date(2024, 7, 1)
JOINED_LATE: Final = date(2024, 7, 16)
LEFT_EARLY: Final = date(2024, 7, 20)
NEW_TITLES: Final = date(2024, 7, 15)
INSURED_LATE: Final = date(2024, 7, 15)

# Codes of provinces end at 096, so a number with 099 can belong to nobody.
NO_PROVINCE: Final = "099"
_YOUNGEST: Final = date(2006, 7, 1)
_AGE_DAYS: Final = 18_980


@dataclass(frozen=True, slots=True)
class Spell:
    """One title over ``valid_from <= day < valid_to``."""

    title: str
    valid_from: date = START
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """One person to write, with his spells in the team and the days his insurances began."""

    full_name: str
    gender: str
    birth_date: date
    identity_number: str
    spells: tuple[Spell, ...]
    bhxh_from: date | None
    bhyt_from: date | None


def people_of(village: VillagePlan) -> list[PersonPlan]:
    """The members of the village's team; one seat may be vacant, nobody where there is no team."""
    if not village.has_team:
        return []
    titles = [Title.TO_TRUONG, Title.TO_PHO, *[Title.TO_VIEN] * (_size(village) - 2)]
    people = [_person(village, seat, title) for seat, title in enumerate(titles)]
    return list(_with_changes(village, people))


def _size(village: VillagePlan) -> int:
    """The seats that are taken: now and then a team of four or five is one short."""
    short = village.seats > 3 and draw(8, village.code, "short") == 0
    return village.seats - short


def _person(village: VillagePlan, seat: int, title: str) -> PersonPlan:
    names = (village.code, village.name, seat)
    gender = Person.Gender.FEMALE if draw(6, *names, "gender") == 0 else Person.Gender.MALE
    born = _birth_date(names)
    return PersonPlan(
        full_name=person_name(gender, *names, upland=village.upland),
        gender=gender,
        birth_date=born,
        identity_number=_identity_number(village.code, seat, gender, born),
        spells=(Spell(title),),
        bhxh_from=_bhxh_from(names),
        bhyt_from=START if draw(5, *names, "bhyt") else None,
    )


def _birth_date(names: Iterable[object]) -> date:
    """Between 18 and 69 years old on the first day, most of them in the middle."""
    days = sum(draw(_AGE_DAYS // 2, *names, "age", part) for part in "ab")
    return _YOUNGEST - timedelta(days=days)


def _bhxh_from(names: Iterable[object]) -> date | None:
    """Two in three are insured, a few of them only since the middle of the month."""
    if draw(3, *names, "bhxh") == 0:
        return None
    return INSURED_LATE if draw(40, *names, "bhxh late") == 0 else START


def _identity_number(village: str, seat: int, gender: str, born: date) -> str:
    """Twelve digits in the official form: province, sex with century, year of birth, six of its own."""
    century = (born.year // 100 - 19) * 2 + (gender == Person.Gender.FEMALE)
    commune, index = village.split("-")
    return f"{NO_PROVINCE}{century}{born.year % 100:02d}{int(commune) % 1000:03d}{int(index) * 10 + seat:03d}"


def _with_changes(village: VillagePlan, people: list[PersonPlan]) -> Iterator[PersonPlan]:
    """A few teams in July 2024: someone joins late, someone leaves, two change titles."""
    *others, last = people
    kind = draw(120, village.code, "change")
    if kind in (0, 1):
        last = replace(last, spells=(Spell(Title.TO_VIEN, JOINED_LATE),))
    elif kind in (2, 3):
        last = replace(last, spells=(Spell(Title.TO_VIEN, START, LEFT_EARLY),))
    elif kind == 4:
        leader, deputy, *rest = others
        others = [leader, _changed(deputy, Title.TO_VIEN), *rest]
        last = _changed(last, Title.TO_PHO)
    yield from (*others, last)


def _changed(person: PersonPlan, title: str) -> PersonPlan:
    (spell,) = person.spells
    return replace(person, spells=(replace(spell, valid_to=NEW_TITLES), Spell(title, NEW_TITLES)))
