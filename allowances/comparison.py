"""A commune's list beside that of the month before: who is new, gone or paid otherwise, and why.

Compared is what each of the two months comes to, net of corrections, whichever list paid it, so that a month
is never set beside the arrears of another. What a merged commune paid stands in the list of the commune that
its teams went to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from allowances.causes import Before, between_months
from allowances.models import Batch, LedgerLine
from members.models import Membership
from territory.models import UnitSuccession
from vietnamese.dates import Span, last_month, month_span, next_month, ngay, thang

NEW, GONE, CHANGED = "new", "gone", "changed"
# Facts of sums that a month does not owe by itself.
_ONCE: Final = {"event.kind", "duty.kind"}
# By commune: person and team, with đồng of the month before and of the month.
_Sums = Mapping[int, Sequence[tuple[int, int, int, int]]]


@dataclass(frozen=True, slots=True)
class Change:
    """One person whose sum differs: ``kind`` is new, gone or changed; ``why`` in words, no full stop."""

    kind: str
    person_id: int
    before_vnd: int
    now_vnd: int
    full_name: str = ""
    title: str = ""
    team_name: str = ""
    why: str = ""
    memberships: tuple[int, ...] = ()
    order: tuple[Any, ...] = ()

    @property
    def difference_vnd(self) -> int:
        """What the month gives the person more, or less, than the month before."""
        return self.now_vnd - self.before_vnd


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two months of a commune in đồng and people; ``refused`` says why it has none, and all else is empty.

    ``former`` are the communes that stood the month before and whose teams are in this list now.
    """

    month: date
    refused: str = ""
    former: tuple[str, ...] = ()
    former_ids: tuple[int, ...] = ()
    people_before: int = 0
    people_now: int = 0
    before_vnd: int = 0
    now_vnd: int = 0
    changes: tuple[Change, ...] = ()

    @property
    def month_before(self) -> date:
        """The first day of the month before."""
        return last_month(self.month)

    @property
    def difference_vnd(self) -> int:
        """What the month comes to more, or less, than the month before."""
        return self.now_vnd - self.before_vnd

    def of(self, kind: str) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.kind == kind]

    @property
    def new(self) -> list[Change]:
        """Who had nothing the month before."""
        return self.of(NEW)

    @property
    def gone(self) -> list[Change]:
        """Who has nothing this month."""
        return self.of(GONE)

    @property
    def changed(self) -> list[Change]:
        """Who has another sum."""
        return self.of(CHANGED)


@dataclass(frozen=True, slots=True)
class RunComparison:
    """The lists of a run together: how many are compared, how many not, people by kind, đồng."""

    month: date
    lists: int
    refused: int
    new: int
    gone: int
    changed: int
    difference_vnd: int

    @classmethod
    def of(cls, month: date, found: Collection[Comparison]) -> RunComparison:
        """The sum of ``found``; who went from one list of it to another is changed, if his sum is."""
        sums: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for change in (change for each in found for change in each.changes):
            before, now = sums[change.person_id]
            sums[change.person_id] = before + change.before_vnd, now + change.now_vnd
        kinds = Counter(_kind(before, now) for before, now in sums.values() if before != now)
        refused = sum(1 for each in found if each.refused)
        difference = sum(each.difference_vnd for each in found)
        return cls(month, len(found) - refused, refused, kinds[NEW], kinds[GONE], kinds[CHANGED], difference)

    @property
    def month_before(self) -> date:
        """The first day of the month before."""
        return last_month(self.month)


def comparisons(batches: Sequence[Batch]) -> dict[int, Comparison]:
    """By batch: its month beside the month before, without names and reasons; batches of one month.

    Three statements whatever the number of communes and people.
    """
    if not batches:
        return {}
    month = batches[0].month
    former = _former([batch.commune_id for batch in batches], month)
    places = {batch.commune_id for batch in batches} | {key for olds in former.values() for key, _, _ in olds}
    states = dict(
        Batch.objects.filter(commune__in=places, month=last_month(month)).values_list("commune_id", "state")
    )
    sums = _sums(places, month)
    return {batch.pk: _compared(batch, former.get(batch.commune_id, []), states, sums) for batch in batches}


def comparison_of(batch: Batch) -> Comparison:
    """The list of ``batch`` beside that of the month before, with each name and reason; five statements."""
    found = comparisons([batch])[batch.pk]
    people = [change.person_id for change in found.changes]
    if not people:
        return found
    sides, spans = _sides(people, batch, found.former_ids), _spans(people, batch)
    told = [_told(change, sides, spans[change.person_id], batch) for change in found.changes]
    return replace(found, changes=tuple(sorted(told, key=lambda change: change.order)))


def _former(communes: Collection[int], month: date) -> dict[int, list[tuple[int, str, bool]]]:
    """By commune: key and name of what went into it and stood last in the month before, and whether all
    of it went there."""
    rows = (
        UnitSuccession.objects.filter(
            old__in=UnitSuccession.objects.filter(new__in=communes).values("old"),
            old__valid_to__gt=last_month(month),
            old__valid_to__lte=month,
        )
        .order_by("old__sort_key")
        .values_list("old_id", "old__name", "new_id")
    )
    into: dict[int, set[int]] = defaultdict(set)
    for old, _, new in rows:
        into[old].add(new)
    found: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
    for old, name, new in rows:
        found[new].append((old, name, len(into[old]) == 1))
    return found


def _lines(month: date) -> Any:
    """Lines for the two months, as lists up to this month paid them, with the commune whose month it is."""
    months = (last_month(month), month)
    lines = LedgerLine.objects.filter(for_month__in=months, batch__month__lte=month)
    return lines.annotate(place=Coalesce("former_commune_id", "commune_id"))


def _sums(places: Collection[int], month: date) -> _Sums:
    here = Q(commune__in=places) | Q(former_commune__in=places)
    rows = (
        _lines(month)
        .filter(here)
        .values_list("place", "person_id", "team_id", "team__commune_id")
        .annotate(
            before=Sum("amount_vnd", filter=Q(for_month=last_month(month)), default=0),
            now=Sum("amount_vnd", filter=Q(for_month=month), default=0),
        )
        .order_by("place", "person_id")
    )
    found: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for place, person, _, home, before, now in rows:
        found[place].append((person, home, before, now))
    return found


def _compared(
    batch: Batch, former: Sequence[tuple[int, str, bool]], states: Mapping[int, str], sums: _Sums
) -> Comparison:
    refused = _refused(batch, [old for old, _, _ in former], states)
    if refused:
        return Comparison(batch.month, refused)
    totals: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for person, before, now in _of_commune(batch.commune_id, former, sums):
        totals[person] = totals[person][0] + before, totals[person][1] + now
    return Comparison(
        batch.month,
        former=tuple(name for _, name, _ in former),
        former_ids=tuple(key for key, _, _ in former),
        people_before=sum(1 for before, _ in totals.values() if before),
        people_now=sum(1 for _, now in totals.values() if now),
        before_vnd=sum(before for before, _ in totals.values()),
        now_vnd=sum(now for _, now in totals.values()),
        changes=tuple(
            Change(_kind(before, now), person, before, now)
            for person, (before, now) in totals.items()
            if before != now
        ),
    )


def _kind(before: int, now: int) -> str:
    if before and now:
        return CHANGED
    return NEW if now else GONE


def _of_commune(
    commune: int, former: Iterable[tuple[int, str, bool]], sums: _Sums
) -> Iterator[tuple[int, int, int]]:
    """Of a commune that went into several, what teams were paid whose files are kept here."""
    for person, _, before, now in sums.get(commune, []):
        yield person, before, now
    for old, _, wholly in former:
        for person, home, before, _ in sums.get(old, []):
            if wholly or home == commune:
                yield person, before, 0


def _refused(batch: Batch, former: Sequence[int], states: Mapping[int, str]) -> str:
    """Why there is nothing to compare with; "" where there is."""
    before, commune = last_month(batch.month), batch.commune
    if commune.valid_from and commune.valid_from > batch.month:
        day = ngay(commune.valid_from)
        return (
            f"{commune.name} được lập từ ngày {day}: phần đầu tháng nằm ở danh sách của xã cũ, "
            "so sánh được từ tháng sau"
        )
    held = [states[place] for place in (batch.commune_id, *former) if place in states]
    if not held:
        return f"Tháng {thang(before)} không có danh sách nào trên cổng để so sánh"
    if Batch.State.PENDING in held:
        return f"Danh sách tháng {thang(before)} chưa tính xong, chưa so sánh được"
    return ""


class _Post(NamedTuple):
    """What a person is called on a list, and where he stands on it."""

    full_name: str
    title: str
    team_name: str
    order: tuple[str, ...]


_NOBODY: Final = _Post("", "", "", ())


@dataclass(slots=True)
class _Side:
    """A person's lines for one of the months: ``here`` those of the commune, ``elsewhere`` who paid more."""

    here: dict[tuple[int, str], Before] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    post: _Post = _NOBODY

    @property
    def regular(self) -> list[Before]:
        """How the sums were derived that a month owes by itself."""
        return [each for each in self.here.values() if each.facts and not _is_once(each)]

    @property
    def once(self) -> list[int]:
        """The keys of the other derivations."""
        return sorted(each.key for each in self.here.values() if _is_once(each))


_Sides = Mapping[tuple[int, date], _Side]


def _sides(people: Collection[int], batch: Batch, former: Collection[int]) -> _Sides:
    """By person and month, what its last lines were derived from."""
    rows = _lines(batch.month).filter(person__in=people).order_by("sequence", "pk").values(*_COLUMNS)
    places = {batch.commune_id, *former}
    found: dict[tuple[int, date], _Side] = defaultdict(_Side)
    for row in rows:
        side = found[row["person_id"], row["for_month"]]
        if row["place"] not in places:
            side.elsewhere.append(row["former_commune__name"] or row["commune__name"])
            continue
        side.here[row["membership_id"], row["component"]] = Before(
            row["derivation_id"],
            row["derivation__law_id"],
            row["derivation__law__number"],
            row["derivation__facts"],
        )
        title = Membership.Title(row["membership__title"])
        order = (row["team__sort_key"], f"{title.rank}", row["person__sort_key"])
        side.post = _Post(row["person__full_name"], title.label, row["team__name"], order)
    return found


_COLUMNS: Final = (
    "person_id",
    "person__full_name",
    "person__sort_key",
    "membership_id",
    "membership__title",
    "team__name",
    "team__sort_key",
    "component",
    "for_month",
    "place",
    "commune__name",
    "former_commune__name",
    "derivation_id",
    "derivation__law_id",
    "derivation__law__number",
    "derivation__facts",
)


def _spans(people: Collection[int], batch: Batch) -> Mapping[int, list[Span]]:
    """By person: recognised memberships of the two months in teams kept here, oldest first."""
    rows = Membership.objects.recognised().filter(person__in=people, team__commune=batch.commune_id)
    near = rows.within(last_month(batch.month), next_month(batch.month)).order_by("valid_from")
    found: dict[int, list[Span]] = defaultdict(list)
    for person, start, end in near.values_list("person_id", "valid_from", "valid_to"):
        found[person].append(Span(start, end))
    return found


def _told(change: Change, sides: _Sides, spans: Sequence[Span], batch: Batch) -> Change:
    """The change with its names and reason."""
    before = sides.get((change.person_id, last_month(batch.month)), _Side())
    now = sides.get((change.person_id, batch.month), _Side())
    words = {NEW: _why_new, GONE: _why_gone, CHANGED: _why_changed}[change.kind]
    why = words(before, now, spans, batch)
    post = now.post if now.here else before.post
    return replace(
        change,
        full_name=post.full_name,
        title=post.title,
        team_name=post.team_name,
        why=why[0].upper() + why[1:],
        memberships=tuple(sorted({key for key, _ in (*before.here, *now.here)})),
        order=(_ORDER[change.kind], *post.order),
    )


_ORDER: Final = {NEW: 0, GONE: 1, CHANGED: 2}


def _why_new(before: _Side, now: _Side, spans: Sequence[Span], batch: Batch) -> str:
    if not now.regular:
        return "có khoản chi một lần hoặc ngày làm nhiệm vụ trong tháng"
    if before.elsewhere:
        return f"tháng trước được chi trả ở {before.elsewhere[-1]}"
    joined = next((span.start for span in spans if span.overlaps(month_span(batch.month))), None)
    if joined is None:
        return "tháng trước không có khoản nào được tính"
    unpaid = "" if joined >= last_month(batch.month) else ", tháng trước không có khoản nào được tính"
    return f"tham gia từ ngày {ngay(joined)}{unpaid}"


def _why_gone(before: _Side, now: _Side, spans: Sequence[Span], batch: Batch) -> str:
    if not before.regular:
        return "tháng trước có khoản chi một lần hoặc ngày làm nhiệm vụ, tháng này không có"
    if now.elsewhere:
        return f"tháng này được chi trả ở {now.elsewhere[-1]}"
    left = spans[-1].end if spans else None
    if left is not None and left <= next_month(batch.month):
        return f"thôi tham gia từ ngày {ngay(left)}"
    return "tháng này không có khoản nào được tính"


def _why_changed(before: _Side, now: _Side, _spans: Sequence[Span], batch: Batch) -> str:
    months = month_span(last_month(batch.month)), month_span(batch.month)
    told: list[str] = []
    if before.regular and now.regular:
        told += between_months(before.regular[-1], now.regular[-1], months)
    if before.once != now.once:
        told.append("khoản chi một lần hoặc ngày làm nhiệm vụ khác tháng trước")
    return "; ".join(told) or "mức hưởng hoặc cách tính tháng không trọn đã thay đổi"


def _is_once(derived: Before) -> bool:
    return any(told.keys() & _ONCE for told in derived.facts)
