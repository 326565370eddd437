"""What a draft would cost: applied to the force that served, beside the law in force. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.errors import DomainError
from allowances import selectors
from allowances.owed import DatedLaw, LawBook
from allowances.payments import Component
from allowances.pricing import Comparison, as_if_in_force
from allowances.tally import Count, Pair, summed
from members.models import Membership, Person
from regulations.engine import Law
from regulations.grounds import province_key
from territory.models import Unit
from territory.scope import Viewer
from territory.spans import overlaps
from vietnamese.dates import Span, month_span, next_month, thang


@dataclass(frozen=True, slots=True)
class PartCost:
    """The cost of one commune, or of all: ``cells`` by first day of the month and key of the component.

    ``people`` served on some day; of these ``gaining`` get more by the draft over all months together,
    ``losing`` less; ``lacking`` cannot be computed in full because a fact about them is missing.
    """

    unit: Unit
    people: int
    gaining: int
    losing: int
    lacking: int
    cells: Mapping[tuple[date, str], Pair]

    @property
    def total(self) -> Pair:
        """All months and components together."""
        return summed(self.cells.values())

    def of_component(self, component: str) -> Pair:
        """One component over all months."""
        return summed(pair for (_, key), pair in self.cells.items() if key == component)

    def of_month(self, month: date) -> Pair:
        """All components of one month."""
        return summed(pair for (day, _), pair in self.cells.items() if day == month)

    def cell(self, month: date, component: str) -> Pair:
        """One component of one month."""
        return self.cells.get((month, component), Pair())


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """Why a component has no figure, by the draft or by the law in force, and for how many people."""

    by_draft: bool
    name: str
    sentence: str
    people: int


@dataclass(frozen=True, slots=True)
class PersonCost:
    """One person of a commune over all months, with team and title in words."""

    full_name: str
    seats: str
    sums: Pair


@dataclass(frozen=True, slots=True)
class DraftCost:
    """A draft beside the law in force, from ``months[0]`` to ``months[-1]``, both included.

    ``laws`` are the documents in force, none where there was none; ``persons`` are those of the one commune
    that was asked for, the greatest loss first.
    """

    draft: Law
    unit: Unit
    laws: tuple[str, ...]
    months: tuple[date, ...]
    components: tuple[Component, ...]
    communes: tuple[PartCost, ...]
    total: PartCost
    refusals: tuple[RefusalCount, ...]
    persons: tuple[PersonCost, ...]
    is_sample: bool

    @property
    def span_words(self) -> str:
        """ "từ tháng 07/2024 đến tháng 06/2025"."""
        first, last = thang(self.months[0]), thang(self.months[-1])
        return f"tháng {first}" if first == last else f"từ tháng {first} đến tháng {last}"


def draft_cost(
    *, viewer: Viewer, draft: Law, first_month: date, last_month: date, people_of: Unit | None = None
) -> DraftCost:
    """``draft`` as though it held in all these months, for every commune of the viewer's reach.

    A fixed number of statements whatever the number of months, communes and people. Raises DomainError for
    the draft of another province and where no reference value is loaded.
    """
    days = Span(first_month, next_month(last_month))
    province = draft_province(viewer, draft)
    book = _book(province, days)
    drafted = replace(book, laws=[_as_law(draft, province, days)])
    communes = list(Unit.objects.visible_to(viewer).filter(overlaps(days.start, days.end)).communes())
    reads = book.reads | drafted.reads
    served = selectors.served_between(communes, days, [*book.edges, *drafted.edges], reads, book.lineage)
    spells = selectors.spells({entry.holder.person_id for here in served.values() for entry in here}, days)
    comparison = Comparison(book, drafted, _months(first_month, last_month))
    counts = {pk: Count.of(comparison, here, spells) for pk, here in served.items()}
    whole, unit = Count.of_all(counts.values()), Unit.objects.get(path=viewer.reach)
    laws = [dated.law for dated in book.laws]
    return DraftCost(
        draft=draft,
        unit=unit,
        laws=tuple(_words(laws)),
        months=tuple(month.start for month in comparison.months),
        components=_components([*laws, draft], whole),
        communes=tuple(_part(unit, counts[unit.pk]) for unit in communes if counts[unit.pk].people),
        total=_part(unit, whole),
        refusals=_refusals(whole),
        persons=_persons(counts[people_of.pk]) if people_of and people_of.pk in counts else (),
        is_sample=Person.objects.filter(pk__in=list(whole.people)[:1], is_sample=True).exists(),
    )


def draft_province(viewer: Viewer, draft: Law) -> Unit:
    """The viewer's province; DomainError when the draft is of another one."""
    own = Unit.objects.filter(path=f"{province_key(viewer.reach)}.").on(draft.territory.on)
    province = own.filter(code=draft.territory.province_code).first()
    if province is None:
        name = draft.territory.province_name
        raise DomainError(f"Chọn dự thảo của tỉnh mình: dự thảo này của {name}.", code="other_province")
    return province


def _as_law(draft: Law, province: Unit, days: Span) -> DatedLaw:
    return DatedLaw(0, as_if_in_force(draft, days), province.key, draft.document.words())


def _words(laws: Sequence[Law]) -> Iterator[str]:
    """The documents by name; where several councils made them, each with its council."""
    councils = {law.document.issuer for law in laws}
    for law in laws:
        document = law.document
        issuer = f" của {document.issuer}" if len(councils) > 1 and document.number else ""
        yield f"{document.words()}{issuer}"


def _book(province: Unit, days: Span) -> LawBook:
    book = selectors.book_between(province.key, days)
    if book is None:
        raise DomainError("Nạp các mức tham chiếu trước khi dự toán.", code="no_series")
    return book


def _months(first_month: date, last_month: date) -> list[Span]:
    months = [month_span(first_month)]
    while months[-1].start < last_month:
        months.append(month_span(next_month(months[-1].start)))
    return months


def _components(laws: Iterable[Law], whole: Count) -> tuple[Component, ...]:
    """The components that occur, in the order of the law in force, then of the draft."""
    present = {key for _, key in whole.cells}
    names: dict[str, str] = {}
    for law in laws:
        for component in law.components:
            names.setdefault(component.key, component.name)
    return tuple(Component(key, name) for key, name in names.items() if key in present)


def _part(unit: Unit, count: Count) -> PartCost:
    changes = [pair.change_vnd for pair in count.people.values()]
    return PartCost(
        unit=unit,
        people=len(changes),
        gaining=sum(change > 0 for change in changes),
        losing=sum(change < 0 for change in changes),
        lacking=len(count.lacking),
        cells=dict(count.cells),
    )


def _refusals(whole: Count) -> tuple[RefusalCount, ...]:
    found = sorted(whole.refused.items(), key=lambda item: (not item[0][0], *item[0][1:]))
    return tuple(RefusalCount(*key, people=len(people)) for key, people in found)


def _persons(count: Count) -> tuple[PersonCost, ...]:
    seats: dict[int, list[str]] = {}
    names: dict[int, tuple[str, str]] = {}
    rows = Membership.objects.filter(pk__in=count.memberships).order_by("team__sort_key", "valid_from")
    columns = ("person_id", "person__full_name", "person__sort_key", "team__name", "title")
    for person, full_name, sort_key, team, title in rows.values_list(*columns):
        names[person] = (sort_key, full_name)
        seats.setdefault(person, []).append(f"{Membership.Title(title).label}, {team}")
    order = sorted(count.people.items(), key=lambda item: (item[1].change_vnd, names[item[0]]))
    return tuple(
        PersonCost(names[person][1], "; ".join(dict.fromkeys(seats[person])), pair) for person, pair in order
    )
