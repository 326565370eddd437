"""What happens in a sample team after July 2024: people join, leave, move to the next team, change titles.

A sample told up to a day knows nothing of what came later. Pure: the same village has the same history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, TypeVar

from antt_portal.sample.draw import draw
from antt_portal.sample.people import (
    Insured,
    Kind,
    PersonPlan,
    Spell,
    Title,
    changed,
    ended,
    people_of,
    person_of,
)
from antt_portal.sample.villages import VillagePlan

_FIRST: Final = date(2024, 8, 1)
_DAYS: Final = 850
_NEW_YEAR: Final = date(2025, 1, 1)
_NEXT_NEW_YEAR: Final = date(2026, 1, 1)

Change = Callable[[VillagePlan, list[PersonPlan], date], list[PersonPlan]]
S = TypeVar("S", Spell, Insured)


def people_until(village: VillagePlan, until: date) -> list[PersonPlan]:
    """Who joined the village's team before ``until``, as they stood on record then."""
    told = (_told(person, until) for person in _people(village))
    return [person for person in told if person.spells]


def _people(village: VillagePlan) -> list[PersonPlan]:
    """Everybody who ever served in the village's team."""
    people = people_of(village)
    change = _CHANGES.get(draw(50, village.code, "later"))
    if change and people and all(person.spells[-1].valid_to is None for person in people):
        people = change(village, people, _FIRST + timedelta(days=draw(_DAYS, village.code, "later day")))
    return [_insured_on(village, seat, person) for seat, person in enumerate(people)]


def _told(person: PersonPlan, until: date) -> PersonPlan:
    """``person`` without what came on ``until`` or later."""
    return replace(
        person, spells=_spans_told(person.spells, until), insured=_spans_told(person.insured, until)
    )


def _spans_told(spans: tuple[S, ...], until: date) -> tuple[S, ...]:
    begun = (span for span in spans if span.valid_from < until)
    return tuple(
        replace(span, valid_to=None) if span.valid_to and span.valid_to >= until else span for span in begun
    )


def _insured_on(village: VillagePlan, seat: int, person: PersonPlan) -> PersonPlan:
    """``person`` with the insurances that begin, end and begin again at a New Year."""
    insured = tuple(_renewed(village, seat, person.insured))
    kinds = {each.kind for each in insured}
    begins = Kind.BHXH_TU_NGUYEN not in kinds and draw(10, village.code, seat, "bhxh begins") == 0
    if begins and person.spells[0].valid_from < _NEW_YEAR:
        insured = (*insured, Insured(Kind.BHXH_TU_NGUYEN, _NEW_YEAR))
    return replace(person, insured=insured)


def _renewed(village: VillagePlan, seat: int, insured: tuple[Insured, ...]) -> Iterator[Insured]:
    for each in insured:
        ends = each.valid_from < _NEW_YEAR and draw(25, village.code, seat, each.kind, "ends") == 0
        yield replace(each, valid_to=_NEW_YEAR) if ends else each
        if ends and draw(2, village.code, seat, each.kind, "again"):
            yield Insured(each.kind, _NEXT_NEW_YEAR)


def _left(_village: VillagePlan, people: list[PersonPlan], day: date) -> list[PersonPlan]:
    """The last one leaves."""
    return [*people[:-1], ended(people[-1], day)]


def _replaced(village: VillagePlan, people: list[PersonPlan], day: date) -> list[PersonPlan]:
    """The last one leaves, and some weeks later another takes his title."""
    return [*_left(village, people, day), _newcomer(village, people, people[-1].spells[-1].title, day)]


def _moved(village: VillagePlan, people: list[PersonPlan], day: date) -> list[PersonPlan]:
    """The last one goes on in the next team of the commune, and another comes for him."""
    *others, last = people
    gone = changed(last, Title.TO_VIEN, day, in_next_team=True)
    return [*others, gone, _newcomer(village, people, last.spells[-1].title, day)]


def _swapped(_village: VillagePlan, people: list[PersonPlan], day: date) -> list[PersonPlan]:
    """The second and the last change titles."""
    head, second, *rest, last = people
    titles = second.spells[-1].title, last.spells[-1].title
    return [head, changed(second, titles[1], day), *rest, changed(last, titles[0], day)]


def _led_anew(village: VillagePlan, people: list[PersonPlan], day: date) -> list[PersonPlan]:
    """The head leaves, the second takes his place, the last that of the second, and another joins."""
    head, second, *rest, last = people
    titles = head.spells[-1].title, second.spells[-1].title
    newcomer = _newcomer(village, people, last.spells[-1].title, day)
    return [ended(head, day), changed(second, titles[0], day), *rest, changed(last, titles[1], day), newcomer]


def _newcomer(village: VillagePlan, people: list[PersonPlan], title: str, day: date) -> PersonPlan:
    gap = draw(90, village.code, "later gap")
    return person_of(village, len(people), title, day + timedelta(days=gap))


_CHANGES: Final[dict[int, Change]] = {
    **dict.fromkeys(range(2), _left),
    **dict.fromkeys(range(2, 6), _replaced),
    **dict.fromkeys(range(6, 8), _moved),
    **dict.fromkeys(range(8, 11), _swapped),
    11: _led_anew,
}
