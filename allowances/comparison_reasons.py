"""One person of a list beside the month before: his names, and why his sum is new, gone or another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models.functions import Coalesce

from allowances.causes import Before, between_months
from allowances.models import Batch, LedgerLine
from members.models import Membership
from vietnamese.dates import Span, last_month, month_span, next_month, ngay

NEW, GONE, CHANGED = "new", "gone", "changed"
# Facts of sums that a month does not owe by itself.
_ONCE: Final = {"event.kind", "duty.kind"}


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


def lines_of_both(month: date) -> Any:
    """Lines for the two months, as lists up to this month paid them, with the commune whose month it is."""
    months = (last_month(month), month)
    lines = LedgerLine.objects.filter(for_month__in=months, batch__month__lte=month)
    return lines.annotate(place=Coalesce("former_commune_id", "commune_id"))


def with_reasons(changes: Sequence[Change], batch: Batch, former: Collection[int]) -> tuple[Change, ...]:
    """The changes with names and reasons, in the order of a list; two statements.

    ``former`` are the communes whose teams are in the list of ``batch`` now.
    """
    people = [change.person_id for change in changes]
    sides, spans = _sides(people, batch, former), _spans(people, batch)
    found = [_told(change, sides, spans[change.person_id], batch) for change in changes]
    return tuple(sorted(found, key=lambda change: change.order))


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
    rows = lines_of_both(batch.month).filter(person__in=people).order_by("sequence", "pk").values(*_COLUMNS)
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
