"""A commune's list beside that of the month before: who is new, gone or paid otherwise, and why.

Compared is what each of the two months comes to, net of corrections, whichever list paid it, so that a month
is never set beside the arrears of another. What a merged commune paid stands in the list of the commune that
its teams went to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, Sum

from allowances.comparison_reasons import CHANGED, GONE, NEW, Change, lines_of_both, with_reasons
from allowances.models import Batch
from territory.models import UnitSuccession
from vietnamese.dates import last_month, ngay, thang

# By commune: person and team, with đồng of the month before and of the month.
_Sums = Mapping[int, Sequence[tuple[int, int, int, int]]]


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
    if not found.changes:
        return found
    return replace(found, changes=with_reasons(found.changes, batch, found.former_ids))


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


def _sums(places: Collection[int], month: date) -> _Sums:
    here = Q(commune__in=places) | Q(former_commune__in=places)
    rows = (
        lines_of_both(month)
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
