"""Whom a month's insurance is paid for: premium, shares of State and province, what remains, how long.

The province's share is what the ledger holds for the month, so that the list and the money never differ.
Where the ledger holds none, it is 0 only if the month is computed and the law gives none: what the law cannot
tell, or what is not computed yet, is unknown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.db.models import Sum

from accounts.errors import DomainError
from allowances import selectors
from allowances.models import Batch, LedgerLine
from allowances.owed import WHOLE, Days, MonthBook, within
from allowances.selectors import Served
from members.models import Membership
from regulations.engine import Contribution, Line, Refusal, Scheme, SeriesBook, contribution
from regulations.engine.calculator import facts_asked
from regulations.grounds import province_key
from regulations.national_insurance import national_insurance
from territory.models import Unit
from territory.scope import Viewer
from territory.spans import overlaps
from vietnamese.dates import Span, last_month, month_span, next_month, thang

# Facts that tell whether somebody has the insurance, by its kind.
_INSURED: Final = {"bhxh_tu_nguyen": "member.bhxh_tu_nguyen", "bhyt": "member.bhyt"}

_WAITS: Final = (
    "Phần tỉnh hỗ trợ chưa ghi trong sổ chi trả: tính lại danh sách của tháng, hoặc chờ danh sách tháng sau."
)
_REMARKS: Final = (
    "Phần tỉnh hỗ trợ là số đã ghi trong sổ chi trả của tháng. Còn phải đóng = mức đóng − Nhà nước hỗ trợ − "
    "tỉnh hỗ trợ; việc cộng hai phần hỗ trợ ở từng tỉnh chưa được xác minh.",
    "Số tháng đã tham gia đếm theo ngày tham gia đã ghi trên hệ thống.",
)


@dataclass(frozen=True, slots=True)
class InsuredRow:
    """One person of a commune in a month; sums in whole đồng, None where they cannot be told.

    ``is_new`` when the month before had no insured day of his; ``joined`` and ``left`` are months, None
    where nothing counts them or no limit is known. ``notes`` say why a sum is missing; of a province's share
    that waits for its month to be computed the list says so once.
    """

    commune: Unit
    membership: Membership
    is_new: bool
    joined: int | None
    left: int | None
    premium_vnd: int | None
    state_vnd: int | None
    province_vnd: int | None
    notes: tuple[str, ...]

    @property
    def remains_vnd(self) -> int | None:
        """What the person pays himself: premium less both shares, None where one of them cannot be told."""
        if self.premium_vnd is None or self.state_vnd is None or self.province_vnd is None:
            return None
        return max(self.premium_vnd - self.state_vnd - self.province_vnd, 0)


@dataclass(frozen=True, slots=True)
class InsuranceSums:
    """Rows added up: sums of what can be told, None where that is nothing.

    ``lacking`` rows lack a sum, ``uncomputed`` ones the province's share.
    """

    unit: Unit
    people: int
    premium_vnd: int | None
    state_vnd: int | None
    province_vnd: int | None
    remains_vnd: int | None
    lacking: int
    uncomputed: int


@dataclass(frozen=True, slots=True)
class InsuranceList:
    """Everyone of ``unit`` insured on a day of ``month``, by commune and name.

    ``gone`` were insured the month before and are not now; ``open_communes`` have no list of the month that
    is computed, so that their province's share may still be missing.
    """

    unit: Unit
    month: date
    scheme: Scheme
    rows: tuple[InsuredRow, ...]
    gone: tuple[Membership, ...]
    communes: tuple[InsuranceSums, ...]
    open_communes: tuple[str, ...]
    is_sample: bool

    @property
    def total(self) -> InsuranceSums:
        """All communes together."""
        return _sums(self.unit, self.rows)

    @property
    def caption(self) -> str:
        """What the list is on: "BHYT, Huyện Tuy Phước, tháng 07/2024"."""
        return f"{self.scheme.name}, {self.unit.name}, tháng {thang(self.month)}"

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why sums cannot be told, and of how many people; the most frequent first."""
        return Counter(note for row in self.rows for note in row.notes).most_common()

    @property
    def open_words(self) -> str:
        """Where the month is not computed, as a sentence; "" where it is everywhere."""
        count = len(self.open_communes)
        where = ", ".join(self.open_communes[:3]) + (", …" if count > 3 else "")
        words = "phần hỗ trợ của tỉnh lấy từ sổ chi trả nên chưa có"
        return f"Tháng này chưa tính xong ở {count} xã, phường ({where}): {words}." if count else ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader of the sums has to know."""
        limit = self.scheme.limit_on(self.month)
        about_limit = (f"Số tháng được Nhà nước hỗ trợ: {limit.cite.note}.",) if limit else ()
        return (*_REMARKS, *about_limit)


def insurance_list(*, viewer: Viewer, unit: Unit, month: date, kind: str) -> InsuranceList:
    """The list of an insurance for a month, as far as ``viewer`` reaches; a fixed number of statements.

    ``kind`` is a kind of InsuranceEnrolment. DomainError where no reference amount is loaded.
    """
    scheme = national_insurance().scheme(kind)
    days = Span(last_month(month), next_month(month))
    book = selectors.book_between(province_key(unit.path), days)
    if book is None:
        raise DomainError("Nạp các mức tham chiếu trước khi lập danh sách.", code="no_series")
    standing = Unit.objects.visible_to(viewer).filter(overlaps(month, next_month(month)))
    communes = {row.pk: row for row in standing.filter(path__startswith=unit.path).communes()}
    asked = frozenset(facts_asked((scheme.premium, scheme.state))) | {"member.bhxh_months"} | book.reads
    edges = [*book.edges, Span(month)]
    served = selectors.served_between(list(communes.values()), days, edges, asked, book.lineage)
    now, before = _insured(served, scheme, month)
    people = _memberships([*now.values(), *before])
    uncomputed = _open(communes, month)
    shares = _Shares(
        _posted(now, month, scheme.component),
        _untold(now, served, MonthBook(month_span(month), book.by_month([month])[month]), scheme.component),
        uncomputed,
    )
    found = [
        _row(communes[told.commune], people[told.membership], told, scheme, book.series, shares)
        for told in now.values()
    ]
    rows = tuple(sorted(found, key=_by_commune_and_name))
    gone = [people[told.membership] for told in before]
    return InsuranceList(
        unit,
        month,
        scheme,
        rows,
        tuple(sorted(gone, key=lambda row: (row.person.sort_key, row.pk))),
        tuple(_sums(commune, list(of)) for commune, of in groupby(rows, key=attrgetter("commune"))),
        tuple(uncomputed.values()),
        any(row.membership.person.is_sample for row in rows),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A person's first insured days of a month, and whether the month before had some."""

    commune: int
    membership: int
    person: int
    days: Days
    was_before: bool


def _insured(
    served: Mapping[int, Sequence[Served]], scheme: Scheme, month: date
) -> tuple[dict[int, _Told], list[_Told]]:
    """By person who is insured in ``month``: his days; then those who were so the month before only.

    Who serves in two communes stands in the list of the first: a month's premium is paid once.
    """
    now: dict[int, _Told] = {}
    before: dict[int, _Told] = {}
    fact = (_INSURED[scheme.kind], "co")
    told = [
        (days, commune, entry.holder)
        for commune, entries in served.items()
        for entry in entries
        for days in entry.stretches
        if fact in days.facts
    ]
    for days, commune, holder in sorted(told, key=lambda item: (item[0].start, item[2].membership_id)):
        here = before if days.start < month else now
        was = holder.person_id in before
        here.setdefault(holder.person_id, _Told(commune, holder.membership_id, holder.person_id, days, was))
    return now, [told for person, told in before.items() if person not in now]


@dataclass(frozen=True, slots=True)
class _Shares:
    """The province's share: by person what the ledger holds, and why it is not told where it holds none; by
    key the communes whose month is not computed."""

    posted: Mapping[int, int]
    untold: Mapping[int, str]
    uncomputed: Mapping[int, str]

    def of(self, told: _Told) -> int | None:
        """đồng, 0 where the law gives none; None where nobody can tell it yet."""
        if told.person in self.posted:
            return self.posted[told.person]
        return None if told.person in self.untold or told.commune in self.uncomputed else 0

    def notes(self, told: _Told) -> tuple[str, ...]:
        """Why nobody can tell it, unless the list says it of the whole commune."""
        note = self.untold.get(told.person, "")
        waits = note == _WAITS and told.commune in self.uncomputed
        return (note,) if note and told.person not in self.posted and not waits else ()


def _row(
    commune: Unit,
    membership: Membership,
    told: _Told,
    scheme: Scheme,
    series: SeriesBook,
    shares: _Shares,
) -> InsuredRow:
    found = contribution(scheme, dict(told.days.facts), told.days.start, series)
    return InsuredRow(
        commune=commune,
        membership=membership,
        is_new=not told.was_before,
        joined=found.joined,
        left=found.left,
        premium_vnd=_vnd(found.premium),
        state_vnd=_vnd(found.state),
        province_vnd=shares.of(told),
        notes=(*_notes(found), *shares.notes(told)),
    )


def _vnd(answer: Line | Refusal | None) -> int | None:
    """Nothing where the share is not for him or is used up; None where it cannot be told."""
    if isinstance(answer, Line):
        return answer.amount_vnd
    return 0 if answer is None or answer.kind == "used_up" else None


def _notes(found: Contribution) -> tuple[str, ...]:
    return tuple(answer.sentence for answer in (found.premium, found.state) if isinstance(answer, Refusal))


def _posted(people: Collection[int], month: date, component: str) -> dict[int, int]:
    """By person: what the ledger holds of a component for the month, whoever pays it; one statement.

    All of it, or what remains would be too much for who moved inside the month.
    """
    rows = LedgerLine.objects.filter(person__in=people, for_month=month, component=component).order_by()
    return dict(rows.values_list("person_id").annotate(Sum("amount_vnd")))


def _untold(
    people: Collection[int], served: Mapping[int, Sequence[Served]], book: MonthBook, component: str
) -> dict[int, str]:
    """By person to whom the law gives the component, or cannot tell whether: why the ledger may lack it."""
    spells: dict[int, list[tuple[Days, ...]]] = defaultdict(list)
    for entry in (entry for rows in served.values() for entry in rows if entry.holder.person_id in people):
        days = within(entry.stretches, book.month)
        if days:
            spells[entry.holder.person_id].append(days)
    found: dict[int, str] = {}
    for person, of in spells.items():
        for result in (book.result(days, parted=len(of) > 1) for days in of):
            for no in result.refusals:
                if no.component in (component, WHOLE) and no.kind != "used_up":
                    found.setdefault(person, no.sentence)
            if any(owed.component == component for owed in result.owed):
                found.setdefault(person, _WAITS)
    return found


def _memberships(told: Iterable[_Told]) -> dict[int, Membership]:
    keys = {each.membership for each in told}
    return Membership.objects.select_related("person", "team").in_bulk(keys)


def _sums(unit: Unit, rows: Sequence[InsuredRow]) -> InsuranceSums:
    return InsuranceSums(
        unit,
        len(rows),
        _told(row.premium_vnd for row in rows),
        _told(row.state_vnd for row in rows),
        _told(row.province_vnd for row in rows),
        _told(row.remains_vnd for row in rows),
        sum(row.remains_vnd is None for row in rows),
        sum(row.province_vnd is None for row in rows),
    )


def _told(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _open(communes: Mapping[int, Unit], month: date) -> dict[int, str]:
    """By key: the names of the communes whose list of the month is not computed; one statement."""
    done = Batch.objects.filter(month=month, commune__in=communes).exclude(state=Batch.State.PENDING)
    computed = set(done.values_list("commune_id", flat=True))
    return {pk: unit.name for pk, unit in communes.items() if pk not in computed}


def _by_commune_and_name(row: InsuredRow) -> tuple[str, int, str, int]:
    person = row.membership.person
    return row.commune.sort_key, row.commune.pk, person.sort_key, person.pk
