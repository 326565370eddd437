"""Duty by day: what a commune enters of a team's month, and what the law gives for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from allowances.duty_models import DutyClaim
from allowances.owed import DatedLaw, Days, MonthBook, Owed
from allowances.owed_one_off import together
from allowances.rules import Holder
from allowances.selectors import Served, served_between
from members.models import Membership
from regulations.engine import Claim, Line, Refusal, tariff_lines
from regulations.engine.calculator import facts_asked
from regulations.engine.facts import FactValue
from regulations.grounds import in_force
from teams.models import Team
from territory import clock
from territory.models import Unit
from vietnamese.dates import Span, month_span, next_month, ngay

RECORD = "allowances.record_duty"

Cell = tuple[int, date]


@dataclass(frozen=True, slots=True)
class DutyAnswer:
    """What the duty of one membership in a month comes to, in the commune that owes it."""

    commune: int
    month: date
    holder: Holder
    owed: tuple[Owed, ...]
    refusals: tuple[Refusal, ...]


@transaction.atomic
def duty_record(*, actor: User, team_id: int, month: date, kind: str, minutes: Mapping[Cell, int]) -> int:
    """The month's duty of one kind as the whole of ``minutes`` says; returns how many days changed.

    A day that is left out is taken back, another time stands in a new row. Raises NotAllowed for a team of
    another commune, DomainError for a day that is not served yet or at all.
    """
    team = Team.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=team_id).first()
    own = actor.binding is not None and team is not None and actor.binding.unit_id == team.commune_id
    if team is None or not own or not actor.has_perm(RECORD):
        raise NotAllowed("Chọn tổ của xã mình.")
    people = {row.pk: row for row in members_of(team, month)}
    standing = {(row.membership_id, row.day): row for row in claims_of(team, month, kind)}
    changed = [cell for cell in {*minutes, *standing} if _told(standing, cell) != minutes.get(cell)]
    for cell in sorted(changed):
        _write(actor, people, standing.get(cell), cell, kind, minutes.get(cell))
    return len(changed)


def members_of(team: Team, month: date) -> list[Membership]:
    """Who serves in the team on a day of the month: by title, then by name."""
    days = month_span(month)
    rows = team.memberships.recognised().within(days.start, days.end).select_related("person")
    return sorted(rows, key=lambda row: (Membership.Title(row.title).rank, row.person.sort_key, row.pk))


def claims_of(team: Team, month: date, kind: str) -> list[DutyClaim]:
    """The standing duty of one kind of a team's month."""
    days = month_span(month)
    rows = DutyClaim.objects.standing().filter(membership__team=team, kind=kind)
    return list(rows.filter(day__gte=days.start, day__lt=days.end))


def _told(standing: Mapping[Cell, DutyClaim], cell: Cell) -> int | None:
    return standing[cell].minutes if cell in standing else None


def _write(
    actor: User,
    people: Mapping[int, Membership],
    before: DutyClaim | None,
    cell: Cell,
    kind: str,
    minutes: int | None,
) -> None:
    pk, day = cell
    if before is not None:
        before.withdrawn_by, before.withdrawn_at = actor, timezone.now()
        save_or_refuse(before)
    if minutes is None:
        return
    row = people.get(pk)
    place = cell_name(cell)
    if day > clock.today():
        raise DomainError(f"Bỏ ngày {ngay(day)}: ngày này chưa đến.", code="later", field=place)
    if row is None or not Span(row.valid_from, row.valid_to).contains(day):
        raise DomainError(f"Bỏ ngày {ngay(day)}: không tham gia tổ ngày đó.", code="not_there", field=place)
    claim = DutyClaim(
        membership=row, person=row.person, day=day, kind=kind, minutes=minutes, entered_by=actor
    )
    save_or_refuse(claim, at={"duty_within_a_day": place, "duty_once_a_day_and_kind": place})


def cell_name(cell: Cell) -> str:
    """The name of a cell's field: "m12-2024-07-05"."""
    return f"m{cell[0]}-{cell[1].isoformat()}"


def duty_answers(communes: Sequence[Unit], books: Mapping[date, MonthBook]) -> list[DutyAnswer]:
    """What the standing duty of the months of ``books`` comes to in these communes.

    One statement where there is none, eight at most, whatever the number of people, communes and months.
    """
    days = Span(min(books), next_month(max(books)))
    claims = _claims(communes, days)
    if not claims:
        return []
    laws = {dated.pk: dated.law for book in books.values() for dated in book.law.laws}
    asked = (facts_asked((*law.values, *law.tariffs, *law.tariff_limits)) for law in laws.values())
    reads = frozenset(name for names in asked for name in names if not name.startswith("duty."))
    lineage = next(iter(books.values())).law.lineage
    others = _elsewhere(claims, days)
    wider = {unit.pk: unit for unit in (*_communes_of(others), *communes)}
    served = served_between(list(wider.values()), days, [], reads, lineage)
    parts = [
        part
        for commune, entries in served.items()
        for entry in entries
        for part in _parts(commune, entry, (claims | others).get(entry.holder.membership_id, ()), books)
    ]
    here = {unit.pk for unit in communes}
    return [answer for answer in _answers(parts, books) if answer.commune in here]


def _elsewhere(claims: Mapping[int, Sequence[DutyClaim]], days: Span) -> dict[int, list[DutyClaim]]:
    """By membership: what the same people did in other teams, or under another title, on these days."""
    people = {row.person_id for rows in claims.values() for row in rows}
    rows = DutyClaim.objects.standing().filter(person__in=people, day__gte=days.start, day__lt=days.end)
    found: dict[int, list[DutyClaim]] = defaultdict(list)
    for row in rows.exclude(membership__in=claims).order_by("day", "kind", "pk"):
        found[row.membership_id].append(row)
    return found


def _communes_of(claims: Mapping[int, Sequence[DutyClaim]]) -> list[Unit]:
    """Where the teams of these memberships serve; no statement where there are none."""
    if not claims:
        return []
    there = Q(village_placements__village__coverages__team__memberships__in=claims)
    return list(Unit.objects.filter(there).distinct())


def _claims(communes: Sequence[Unit], days: Span) -> dict[int, list[DutyClaim]]:
    """By membership, in the order of days."""
    there = Q(membership__team__coverages__village__placements__commune__in=communes)
    rows = DutyClaim.objects.standing().filter(there, day__gte=days.start, day__lt=days.end)
    found: dict[int, list[DutyClaim]] = defaultdict(list)
    for row in rows.distinct().order_by("day", "kind", "pk"):
        found[row.membership_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """One membership's duty of a month in a commune, with the facts of each day."""

    commune: int
    month: date
    entry: Served
    done: Sequence[tuple[DutyClaim, Days]]


def _parts(
    commune: int, entry: Served, claims: Sequence[DutyClaim], books: Mapping[date, MonthBook]
) -> Iterable[_Part]:
    """One for each month in which the member did duty in the commune."""
    by_month: dict[date, list[tuple[DutyClaim, Days]]] = defaultdict(list)
    for claim in claims:
        there = next((part for part in entry.stretches if part.start <= claim.day < part.end), None)
        month = claim.day.replace(day=1)
        if there is not None and month in books:
            by_month[month].append((claim, there))
    for month, done in by_month.items():
        yield _Part(commune, month, entry, done)


# What was counted of a person's month so far, by law.
_Counted = dict[int, list[Days]]


def _answers(parts: Sequence[_Part], books: Mapping[date, MonthBook]) -> Iterable[DutyAnswer]:
    """What each part is owed, in the order of days: a limit of the month is a person's over all his posts."""
    counted: dict[tuple[int, date], _Counted] = defaultdict(lambda: defaultdict(list))
    for part in sorted(parts, key=lambda part: (part.done[0][0].day, part.entry.holder.membership_id)):
        before = counted[part.entry.holder.person_id, part.month]
        owed, refusals = _of_month(part.done, books[part.month], before)
        if owed or refusals:
            yield DutyAnswer(part.commune, part.month, part.entry.holder, tuple(owed), tuple(refusals))


def _of_month(
    done: Sequence[tuple[DutyClaim, Days]], book: MonthBook, before: _Counted
) -> tuple[list[Owed], list[Refusal]]:
    """Each law counts the days under it, its limits against what it counted ``before`` alone."""
    by_law: dict[int, tuple[DatedLaw, list[Days]]] = {}
    for claim, there in done:
        ground = frozenset[str]().union(*there.grounds)
        laws = in_force(book.law.laws, ground, claim.day)
        if len(laws) != 1:
            return [], [_NO_LAW]
        by_law.setdefault(laws[0].pk, (laws[0], []))[1].append(_claimed(claim, there))
    owed, refusals = dict[str, Owed](), list[Refusal]()
    for dated, days in by_law.values():
        for answer in _of_law(dated, days, before[dated.pk], book):
            if isinstance(answer, Refusal):
                refusals.append(answer)
            else:
                one = _owed(dated.pk, answer[0], answer[1])
                same = owed.get(one.component)
                owed[one.component] = together(same, one) if same else one
    return list(owed.values()), refusals


def _of_law(
    dated: DatedLaw, days: Sequence[Days], before: list[Days], book: MonthBook
) -> list[tuple[Line, list[Days]] | Refusal]:
    """A line with the days it counts, or why there is none; ``before`` grows by these days."""
    left = _left(dated, days, before, book)
    answers = _lines_of(dated, left, book)
    lines = [answer for answer in answers if isinstance(answer, Line)]
    more = _sum(dated, [*before, *left], book) - _sum(dated, before, book)
    if more != sum(line.amount_vnd for line in lines):
        return [Refusal(line.component, line.name, _IN_PART, line.citation) for line in lines]
    before += left
    told = [answer if isinstance(answer, Refusal) else (answer, left) for answer in answers]
    return told or [_used_up(line) for line in _lines_of(dated, days, book) if isinstance(line, Line)]


def _used_up(line: Line) -> Refusal:
    return Refusal(line.component, line.name, _USED_UP, line.citation, "used_up")


def _left(dated: DatedLaw, days: Sequence[Days], before: Sequence[Days], book: MonthBook) -> list[Days]:
    """The days without those that a limit of the month leaves nothing for beside what counts already."""
    if not before:
        return list(days)
    kept: list[Days] = []
    for day in days:
        so_far = _sum(dated, [*before, *kept], book)
        if _sum(dated, [*before, *kept, day], book) > so_far or not _sum(dated, [day], book):
            kept.append(day)
    return kept


def _sum(dated: DatedLaw, days: Sequence[Days], book: MonthBook) -> int:
    answers = _lines_of(dated, days, book)
    return sum(answer.amount_vnd for answer in answers if isinstance(answer, Line))


def _lines_of(dated: DatedLaw, days: Sequence[Days], book: MonthBook) -> tuple[Line | Refusal, ...]:
    if not days:
        return ()
    return tuple(tariff_lines(dated.law, {}, claims_from(days), days[0].start, book.law.series))


_USED_UP = "Không tính: giới hạn của tháng đã đủ ở tổ hoặc chức danh khác của người này."
_IN_PART = (
    "Bỏ bớt giờ đã ghi ở tổ sau: cộng mọi tổ trong tháng thì mức tối đa của tháng chỉ còn đủ cho một phần."
)


def _owed(law: int, line: Line, days: Sequence[Days]) -> Owed:
    laws, article = (law,) * len(days), line.citation.words()
    return Owed(line.component, line.amount_vnd, article, law, tuple(days), laws, line.why)


_NO_LAW = Refusal(
    "van_ban", "Bồi dưỡng làm nhiệm vụ", "Nạp quy định của tỉnh: chưa có văn bản có hiệu lực ngày đó.", None
)


def _claimed(claim: DutyClaim, there: Days) -> Days:
    """The frozen facts of one claim: those of the day, the kind and the minutes."""
    told: list[tuple[str, FactValue]] = [fact for fact in there.facts if fact[1] is not None]
    told += [("duty.kind", claim.kind), ("duty.minutes", claim.minutes)]
    return Days(claim.day, claim.day + timedelta(days=1), tuple(told), there.grounds)


def claims_from(days: Iterable[Days]) -> list[Claim]:
    """Frozen facts of claims as the engine takes them."""
    return [Claim(each.start, dict(each.facts)) for each in days]
