"""People who may be one person under two numbers: alike in name without marks and in birth date.

Likeness is no proof: there are namesakes born on one day, so it is shown and nothing is held back for it.
It is looked for in the reader's whole province, wider than his own reach, because the province would pay
twice. Of a person beyond his reach he sees what he has in his hand already, and where the other file is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from members.models import Person, ToldApart
from regulations.grounds import province_key
from territory.scope import Viewer


@dataclass(frozen=True, slots=True)
class _Province:
    """A viewer who reaches the whole province; nothing when he whom it is made of reaches nothing."""

    reach: str

    @classmethod
    def of(cls, viewer: Viewer) -> _Province:
        """The province that the viewer's unit lies in."""
        return cls(f"{province_key(viewer.reach)}." if viewer.reach else "")


@dataclass(frozen=True, slots=True)
class Alike:
    """A person with those who may be the same; ``others`` may lie beyond the reader's reach."""

    person: Person
    others: tuple[Person, ...]

    @property
    def places(self) -> str:
        """Where the others' files are: "xã Phước Quang, huyện Tuy Phước"."""
        return "; ".join(place_of(other) for other in self.others)


def alike_among(people: QuerySet[Person], viewer: Viewer) -> list[int]:
    """The keys of those who may be the same as another person of the viewer's province, by name.

    Keys alone, because the whole province is compared and few are found.
    """
    found = people.filter(Exists(_others(viewer))).order_by("sort_key", "pk")
    return list(found.values_list("pk", flat=True))


def alike_rows(keys: Collection[int], viewer: Viewer) -> list[Alike]:
    """The people of these keys with those who may be the same, by name; three statements."""
    people = Person.objects.filter(pk__in=keys).select_related("commune__parent")
    return with_others(list(people.order_by("sort_key", "pk")), viewer)


def with_others(people: Collection[Person], viewer: Viewer) -> list[Alike]:
    """``people`` with those who may be the same, in their order; two statements however many they are."""
    found: defaultdict[tuple[str, object], list[Person]] = defaultdict(list)
    for other in _namesakes(people, viewer):
        found[other.search_name, other.birth_date].append(other)
    apart = _pairs_told_apart(people)
    return [
        Alike(
            person,
            tuple(
                other
                for other in found[person.search_name, person.birth_date]
                if other.pk != person.pk and frozenset((person.pk, other.pk)) not in apart
            ),
        )
        for person in people
    ]


def told_apart_from(person: Person) -> QuerySet[ToldApart]:
    """What was said about ``person`` and his namesakes, oldest first."""
    rows = ToldApart.objects.filter(Q(first=person) | Q(second=person))
    return rows.select_related("first__commune__parent", "second__commune__parent", "said_by")


def place_of(person: Person) -> str:
    """Where his file is: "xã Phước Quang, huyện Tuy Phước"."""
    commune = person.commune
    return ", ".join(unit.name_inside for unit in (commune, commune.parent) if unit)


def tell_apart(*, actor: User, person_id: int, other_id: int, reason: str) -> ToldApart:
    """The actor found that the two are not one person; said once, with the reason, and kept.

    DomainError when the first is beyond his reach, or the other not among those who may be the same.
    """
    person = Person.objects.visible_to(actor).filter(pk=person_id).first()
    if person is None or not actor.has_perm("members.tell_apart"):
        raise NotAllowed("Nhờ Công an cấp xã giữ hồ sơ, cấp huyện hoặc Công an tỉnh ghi nhận.")
    (alike,) = with_others([person], actor)
    if other_id not in {other.pk for other in alike.others}:
        message = "Mở lại trang: người này không còn trong danh sách có thể trùng."
        raise DomainError(message, code="not_alike", field="other")
    first, second = sorted((person.pk, other_id))
    said = ToldApart(first_id=first, second_id=second, reason=reason, said_by=actor)
    save_or_refuse(said)
    return said


def _others(viewer: Viewer) -> QuerySet[Person]:
    """For use inside a query on people: who of the province may be the same as the outer person."""
    other, person = OuterRef("pk"), OuterRef(OuterRef("pk"))
    said = ToldApart.objects.filter(Q(first=other, second=person) | Q(first=person, second=other))
    return (
        Person.objects.visible_to(_Province.of(viewer))
        .filter(~Exists(said), search_name=OuterRef("search_name"), birth_date=OuterRef("birth_date"))
        .exclude(pk=OuterRef("pk"))
    )


def _namesakes(people: Collection[Person], viewer: Viewer) -> QuerySet[Person]:
    """Everybody of the province with name and birth date of one of ``people``."""
    keys = Q(pk__in=[])
    for person in people:
        keys |= Q(search_name=person.search_name, birth_date=person.birth_date)
    rows = Person.objects.visible_to(_Province.of(viewer)).filter(keys)
    return rows.select_related("commune__parent").order_by("sort_key", "pk")


def _pairs_told_apart(people: Collection[Person]) -> set[frozenset[int]]:
    keys = [person.pk for person in people]
    rows = ToldApart.objects.filter(Q(first__in=keys) | Q(second__in=keys))
    return {frozenset(pair) for pair in rows.values_list("first_id", "second_id")}
