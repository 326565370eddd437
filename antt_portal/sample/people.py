"""People of a sample team and the spans in which they serve. Pure: the same village gives the same people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from antt_portal.sample.draw import draw
from antt_portal.sample.names import person_name
from antt_portal.sample.story import START
from antt_portal.sample.villages import VillagePlan
from members.models import InsuranceEnrolment, Membership, Person

Kind = InsuranceEnrolment.Kind
Title = Membership.Title

JOINED_LATE: Final = date(2024, 7, 16)
LEFT_EARLY: Final = date(2024, 7, 20)
NEW_TITLES: Final = date(2024, 7, 15)
INSURED_LATE: Final = date(2024, 7, 15)
_YOUNGEST: Final = date(2006, 7, 1)
_AGE_DAYS: Final = 18_980

# No place where births are registered has a code from 600 on, so such a number can belong to nobody.
NOBODYS: Final = 600
# With six digits the 400 codes of nobody hold 4,000 people for each of 100,000 communes, ten a village.
MOST_PEOPLE: Final = 4_000
MOST_VILLAGES: Final = MOST_PEOPLE // 10 - 1
_COMMUNES_A_CODE: Final = 1_000_000 // MOST_PEOPLE


@dataclass(frozen=True, slots=True)
class Spell:
    """One title over ``valid_from <= day < valid_to``, in the village's own team or in the commune's next."""

    title: str
    valid_from: date = START
    valid_to: date | None = None
    in_next_team: bool = False


@dataclass(frozen=True, slots=True)
class Insured:
    """One insurance over ``valid_from <= day < valid_to``."""

    kind: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """One person to write, with his spells in the force and what he was insured for."""

    full_name: str
    gender: str
    birth_date: date
    identity_number: str
    spells: tuple[Spell, ...]
    insured: tuple[Insured, ...]


def people_of(village: VillagePlan) -> list[PersonPlan]:
    """The village's team in July 2024; one seat may be vacant, nobody where there is no team."""
    if not village.has_team:
        return []
    titles = [Title.TO_TRUONG, Title.TO_PHO, *[Title.TO_VIEN] * (_size(village) - 2)]
    people = [person_of(village, seat, title) for seat, title in enumerate(titles)]
    return list(_with_changes(village, people))


def person_of(village: VillagePlan, seat: int, title: str, joined: date = START) -> PersonPlan:
    """Who takes a seat of the village's team on the day ``joined``."""
    names = (village.code, village.name, seat)
    gender = Person.Gender.FEMALE if draw(6, *names, "gender") == 0 else Person.Gender.MALE
    born = _birth_date(names)
    return PersonPlan(
        full_name=person_name(gender, *names, upland=village.upland),
        gender=gender,
        birth_date=born,
        identity_number=_identity_number(village.code, seat, gender, born),
        spells=(Spell(title, joined),),
        insured=tuple(_insured(names, joined)),
    )


def _size(village: VillagePlan) -> int:
    """The seats that are taken: now and then a team of four or five is one short."""
    short = village.seats > 3 and draw(8, village.code, "short") == 0
    return village.seats - short


def _birth_date(names: tuple[object, ...]) -> date:
    """Between 18 and 69 years old on the first day, most of them in the middle."""
    days = sum(draw(_AGE_DAYS // 2, *names, "age", part) for part in "ab")
    return _YOUNGEST - timedelta(days=days)


def _insured(names: tuple[object, ...], joined: date) -> Iterator[Insured]:
    """Two in three have BHXH, a few of those who began with the force only since the middle of the month."""
    if draw(3, *names, "bhxh"):
        late = joined == START and draw(40, *names, "bhxh late") == 0
        yield Insured(Kind.BHXH_TU_NGUYEN, INSURED_LATE if late else joined)
    if draw(5, *names, "bhyt"):
        yield Insured(Kind.BHYT, joined)


def _identity_number(village: str, seat: int, gender: str, born: date) -> str:
    """Twelve digits in the official form: place, sex with century, year of birth, six of its own."""
    century = (born.year // 100 - 19) * 2 + (gender == Person.Gender.FEMALE)
    commune, index = village.split("-")
    place, among = divmod(int(commune), _COMMUNES_A_CODE)
    own = among * MOST_PEOPLE + int(index) * 10 + seat
    return f"{NOBODYS + place}{century}{born.year % 100:02d}{own:06d}"


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
        others = [leader, changed(deputy, Title.TO_VIEN, NEW_TITLES), *rest]
        last = changed(last, Title.TO_PHO, NEW_TITLES)
    yield from (*others, last)


def ended(person: PersonPlan, day: date) -> PersonPlan:
    """``person`` with his last spell closed before ``day``."""
    *before, last = person.spells
    return replace(person, spells=(*before, replace(last, valid_to=day)))


def changed(person: PersonPlan, title: str, day: date, *, in_next_team: bool = False) -> PersonPlan:
    """``person`` with another title from ``day`` on."""
    closed = ended(person, day)
    return replace(closed, spells=(*closed.spells, Spell(title, day, in_next_team=in_next_team)))
