"""What the force of a unit will cost over months: who serves, carried forward, priced by the law of each.

Nothing is written. Whoever has a known end, or goes beyond the greatest age without a decision of the
chairman, is counted until then; whoever is recognised from a later day on, from that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from accounts.errors import DomainError
from allowances import selectors
from allowances.budget.estimating import Estimator, Event, Tally, Turn
from allowances.budget.headings import headings_on
from allowances.budget.models import BudgetHeading
from allowances.budget.usual import UsualDuty, add_duty, usual_duty
from allowances.budget.vacancies import add_vacancies
from allowances.owed import LawBook
from allowances.payments import Component
from allowances.selectors import months_of
from members.models import Person
from members.standing import age_limits
from regulations.engine import Law, SeriesBook
from regulations.engine.block import walk
from regulations.grounds import province_key
from regulations.national_law import national_law
from territory import clock
from territory.models import Unit
from territory.scope import Viewer, lies_in
from territory.spans import overlaps
from vietnamese.dates import Span, month_span, ngay, thang
from vietnamese.money import dong, grouped


@dataclass(frozen=True, slots=True)
class EstimateRow:
    """One unit of the estimate: đồng by first day of the month and component, people and vacant places by
    month. ``key`` is "" for the total."""

    key: str
    name: str
    cells: Mapping[tuple[date, str], int]
    heads: Mapping[date, int]
    vacant: Mapping[date, int]

    @property
    def total_vnd(self) -> int:
        """All months and components together."""
        return sum(self.cells.values())

    def of_component(self, component: str) -> int:
        """One component over all months."""
        return sum(amount for (_, key), amount in self.cells.items() if key == component)

    def of_month(self, month: date) -> int:
        """All components of one month."""
        return sum(amount for (day, _), amount in self.cells.items() if day == month)

    def cell(self, month: date, component: str) -> int:
        """One component of one month."""
        return self.cells.get((month, component), 0)


@dataclass(frozen=True, slots=True)
class EventCount:
    """So many people in a month, in words: "3 người quá 70 tuổi"."""

    event: Event
    people: int
    words: str


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """A component without a figure, why, and for how many people and vacant places."""

    name: str
    sentence: str
    people: int
    places: int


@dataclass(frozen=True)
class Estimate:
    """What ``unit`` needs over ``months``, as things stood on the day ``made_on``.

    ``components`` have a figure, ``unestimated`` are the other sums of the law: owed once, for duty that no
    list has paid yet, owed to nobody. ``rows`` are the units right below, none for a commune; ``communes``
    the counts by key of the commune in the database. ``laws`` are (key, words). ``assumptions`` say in words
    what was taken for granted. ``headings`` tell where the province books a component, for those of which it
    has said so.
    """

    unit: Unit
    made_on: date
    by_quota: bool
    months: tuple[date, ...]
    laws: tuple[tuple[int, str], ...]
    assumptions: tuple[str, ...]
    components: tuple[Component, ...]
    unestimated: tuple[Component, ...]
    rows: tuple[EstimateRow, ...]
    total: EstimateRow
    events: tuple[EventCount, ...]
    refusals: tuple[RefusalCount, ...]
    is_sample: bool
    headings: Mapping[str, BudgetHeading] = field(default_factory=dict)
    communes: Mapping[int, Tally] = field(default_factory=dict, repr=False)

    def booked(self, component: str) -> tuple[str, str]:
        """Source and state-budget code of a component; "" for what the province has not entered."""
        heading = self.headings.get(component)
        return (heading.get_source_display() if heading.source else "", heading.code) if heading else ("", "")

    @property
    def basis(self) -> str:
        """On whose number it stands, in words."""
        return BASES[QUOTA if self.by_quota else PRESENT]

    @property
    def basis_inside(self) -> str:
        """The same within a sentence."""
        return f"{self.basis[:1].lower()}{self.basis[1:]}"

    @property
    def law_words(self) -> str:
        """The documents it is priced by: "văn bản 03/2024/NQ-HĐND"."""
        return "; ".join(words for _, words in self.laws)

    @property
    def made_words(self) -> str:
        """When it was made: "lập ngày 18/07/2024"."""
        return f"lập ngày {ngay(self.made_on)}"

    @property
    def span_words(self) -> str:
        """ "năm 2025", or "từ tháng 07/2024 đến tháng 12/2024"."""
        first, last = self.months[0], self.months[-1]
        if (first.month, last.month, first.year) == (1, 12, last.year):
            return f"năm {first.year}"
        return f"từ tháng {thang(first)} đến tháng {thang(last)}"

    def frozen(self) -> dict[str, object]:
        """The grounds as plain JSON, for a proposal that begins from it."""
        return {
            "made_on": self.made_on.isoformat(),
            "basis": QUOTA if self.by_quota else PRESENT,
            "laws": [{"id": pk, "words": words} for pk, words in self.laws],
            "people": self.total.heads.get(self.months[0], 0),
            "vacant": self.total.vacant.get(self.months[0], 0),
            "assumptions": list(self.assumptions),
        }


PRESENT: Final = "hien_co"
QUOTA: Final = "chi_tieu"
BASES: Final = {PRESENT: "Theo số người hiện có", QUOTA: "Theo chỉ tiêu UBND tỉnh giao"}


def year_span(year: int) -> Span:
    """All days of a budget year, which is the calendar year."""
    return Span(date(year, 1, 1), date(year + 1, 1, 1))


def estimate(*, viewer: Viewer, unit: Unit, days: Span, by_quota: bool = False) -> Estimate:
    """What ``unit`` needs over the whole months of the bounded ``days``, as far as ``viewer`` reaches.

    A fixed number of statements whatever the number of people, communes and months. Raises DomainError where
    no law of the province is known for any of these days, or no reference value is loaded.
    """
    province = province_key(unit.path)
    book = _book(province, days)
    today = clock.today()
    communes = list(_communes(viewer, unit, Span(min(today, days.start), days.end)))
    served = selectors.served_between(communes, days, book.edges, book.reads, book.lineage, carried=True)
    people = {entry.holder.person_id for here in served.values() for entry in here}
    spells = selectors.spells(people, days)
    limits = age_limits(people, today, days.end or days.start)
    estimator = Estimator(book, [month_span(month) for month in months_of(days)])
    counts = {pk: estimator.count(here, spells, limits, today) for pk, here in served.items()}
    without = add_vacancies(estimator, book, communes, served, limits, counts) if by_quota else 0
    tariffs = {tariff.key for dated in book.laws for tariff in dated.law.tariffs}
    usual = usual_duty(communes, tariffs, today) if tariffs else None
    if usual:
        add_duty(usual, book, estimator.months, counts)
    assumptions = (
        *_assumptions(book, days, usual, by_quota=by_quota, without=without),
        *_carried(communes, counts, days),
    )
    return _assembled(unit, communes, counts, book, days, assumptions, by_quota=by_quota, people=people)


def _communes(viewer: Viewer, unit: Unit, days: Span) -> Iterable[Unit]:
    standing = Unit.objects.visible_to(viewer).filter(overlaps(days.start, days.end))
    return standing.filter(lies_in(unit.path, "path")).communes().select_related("parent")


def _book(province: str, days: Span) -> LawBook:
    book = selectors.book_between(province, days)
    if book is None:
        raise DomainError("Nạp các mức tham chiếu trước khi lập dự toán.", code="no_series")
    if not book.laws:
        name = Unit.objects.get(key=province).name_inside
        message = f"Nạp quy định trước: {name} chưa có văn bản có hiệu lực năm {days.start.year}."
        raise DomainError(message, code="no_law")
    return book


def _assembled(
    unit: Unit,
    communes: Sequence[Unit],
    counts: Mapping[int, Tally],
    book: LawBook,
    days: Span,
    assumptions: tuple[str, ...],
    *,
    by_quota: bool,
    people: set[int],
) -> Estimate:
    whole = Tally()
    for tally in counts.values():
        whole.take(tally)
    laws = [dated.law for dated in book.laws]
    names: dict[str, str] = {}
    for law in laws:
        names |= law.payable
    parts = [Component(key, name) for key, name in names.items()]
    present = {component for _, component in whole.cells}
    return Estimate(
        unit=unit,
        made_on=clock.today(),
        by_quota=by_quota,
        months=tuple(months_of(days)),
        laws=tuple((dated.pk, dated.words) for dated in book.laws),
        assumptions=assumptions,
        components=tuple(part for part in parts if part.key in present),
        unestimated=tuple(part for part in parts if part.key not in present),
        rows=tuple(_rows(unit, communes, counts)),
        total=_row("", "Tổng cộng", whole),
        events=tuple(event_counts(whole.events, names)),
        refusals=tuple(_refusals(whole)),
        is_sample=Person.objects.filter(pk__in=list(people)[:1], is_sample=True).exists(),
        headings=headings_on(unit, days.start),
        communes=counts,
    )


def _rows(unit: Unit, communes: Sequence[Unit], counts: Mapping[int, Tally]) -> Iterator[EstimateRow]:
    """The units right below; a former commune whose files a unit inside keeps stands by itself."""
    if unit.level == Unit.Level.COMMUNE:
        return
    parts: dict[int, tuple[Unit, Tally]] = {}
    for commune in communes:
        part = part_of(unit, commune)
        parts.setdefault(part.pk, (part, Tally()))[1].take(counts[commune.pk])
    for part, tally in sorted(parts.values(), key=lambda pair: (pair[0].sort_key, pair[0].key)):
        yield _row(part.key, part.name, tally)


def part_of(unit: Unit, commune: Unit) -> Unit:
    """The unit right below ``unit`` that the commune (with its parent at hand) is counted in."""
    if commune.parent is None or commune.parent_id == unit.pk or not commune.path.startswith(unit.path):
        return commune
    return commune.parent


def _row(key: str, name: str, tally: Tally) -> EstimateRow:
    return EstimateRow(key, name, dict(tally.cells), dict(tally.heads), dict(tally.vacant))


def event_counts(events: Mapping[Event, int], names: Mapping[str, str]) -> Iterator[EventCount]:
    """The turns by month, in words; ``names`` of components by key."""
    order = list(Turn)
    for event in sorted(events, key=lambda each: (each.month, order.index(each.turn), each.component)):
        people = events[event]
        yield EventCount(event, people, f"{grouped(people)} người {_turn_words(event, names)}")


def _turn_words(event: Event, names: Mapping[str, str]) -> str:
    if event.turn is Turn.JOIN:
        return "bắt đầu tham gia"
    if event.turn is Turn.LEAVE:
        return "thôi tham gia"
    if event.turn is Turn.AGE:
        return f"quá {national_law().greatest_age} tuổi"
    name = names.get(event.component, event.component)
    return f"hết thời hạn được hưởng {name[:1].lower()}{name[1:]}"


def _refusals(whole: Tally) -> Iterator[RefusalCount]:
    keys = sorted({*whole.refused, *whole.refused_places})
    for key in keys:
        yield RefusalCount(*key, people=len(whole.refused.get(key, ())), places=whole.refused_places[key])


def _assumptions(
    book: LawBook, days: Span, usual: UsualDuty | None, *, by_quota: bool, without: int
) -> Iterator[str]:
    age, laws = national_law().greatest_age, [dated.law for dated in book.laws]
    yield "Người đang tham gia được tính tiếp đến hết kỳ, trừ người đã có ngày thôi tham gia."
    yield (
        f"Người quá {age} tuổi trong kỳ mà chưa có quyết định của Chủ tịch UBND cấp xã thì thôi tính từ ngày"
        " đó (Luật 30/2023/QH15, Điều 13)."
    )
    yield "Bảo hiểm, chức danh, số liệu địa bàn giữ như đã ghi."
    if usual is not None:
        yield usual.words()
    if any(law.one_off for law in laws):
        yield "Trợ cấp một lần chưa tính: đề nghị bằng số tự nhập, kèm căn cứ."
    if by_quota:
        yield (
            "Chỗ còn thiếu so với chỉ tiêu của Tổ được tính cả tháng, như người mới: chưa tham gia bảo hiểm,"
            " chưa có dữ kiện cá nhân."
        )
    if without:
        yield (
            f"{grouped(without)} Tổ chưa được giao chỉ tiêu riêng, kể cả khi xã được giao chung: tính theo số"
            " người hiện có."
        )
    for law in laws:
        if law.valid_to is None and law.valid_from < days.start:
            yield f"{law.document.words()} được coi là còn hiệu lực trong cả kỳ."
    yield from _series_words(laws, book.series, days)


def _carried(communes: Sequence[Unit], counts: Mapping[int, Tally], days: Span) -> list[str]:
    """Communes that will end and of whose villages nothing is known from then on."""
    last = months_of(days)[-1]
    ends = {unit.valid_to for unit in communes if unit.valid_to and counts[unit.pk].heads[last]}
    return [
        f"Chưa ghi sắp xếp đơn vị hành chính từ ngày {ngay(end)}: tính tiếp theo xã, phường đang có."
        for end in sorted(ends)
        if end <= last
    ]


def _series_words(laws: Sequence[Law], book: SeriesBook, days: Span) -> Iterator[str]:
    """Which reference amounts are announced for the months asked for, and which are only carried on."""
    read = {
        key
        for law in laws
        for component in law.components
        for _, block in walk(component)
        if isinstance(key := getattr(block, "series", None), str)
    }
    for series in book.series:
        if series.key not in read:
            continue
        begun = [entry for entry in series.values if entry.valid_from < (days.end or days.start)]
        inside = [entry for entry in begun if entry.valid_from >= days.start]
        for entry in inside:
            if entry.vnd is not None:
                yield f"{_capital(series.name)} {dong(entry.vnd)} từ ngày {ngay(entry.valid_from)}."
        if not inside and begun and begun[-1].vnd is not None:
            held = begun[-1]
            yield (
                f"Chưa công bố {series.name} của năm {days.start.year}: tính theo mức đang có hiệu lực"
                f" {dong(held.vnd or 0)}, áp dụng từ ngày {ngay(held.valid_from)}."
            )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
