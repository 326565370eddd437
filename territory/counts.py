"""Facts of many villages at once: judged against what is on file, written, taken back.

A count is known by its village and first day. A new one ends the count before it; one of the same first day
is corrected. Who may bring it is looked at by the room that calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from territory.models import Village, VillageFacts
from vietnamese.dates import ngay

FIELDS: Final = (
    *("households", "persons", "temporary_residents", "area", "village_class"),
    *("special", "hotspot", "hardship", "merged", "source"),
)
_CHUNK: Final = 2000
_LATER: Final = "Nhập ngày sau {day}: đã có số liệu ghi từ ngày đó."
_TWICE: Final = "Bỏ bớt một dòng: thôn, khu phố này đã có ở dòng {row} của tệp."


@dataclass(frozen=True, slots=True)
class Count:
    """What a list says of a village from a day on; ``row`` is its place in the list.

    ``values`` by the names of ``FIELDS``; of what it leaves out, what was stated before goes on to hold.
    """

    row: int
    village_id: int
    valid_from: date
    values: Mapping[str, Any]


@dataclass(slots=True)
class CountVerdict:
    """A count against what is on file: the fault of its day, or what it adds or changes."""

    count: Count
    fault: str = ""
    # The facts of the same first day, once written the count's own; and those that hold before it.
    facts: VillageFacts | None = None
    before: VillageFacts | None = None
    # (field, value on file, value of the count): against those facts, else against what holds before.
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether it adds facts."""
        return not self.fault and self.facts is None


def judge(counts: Sequence[Count], *, lock: bool = False) -> list[CountVerdict]:
    """A verdict for each count, in their order; ``lock`` keeps the facts as they are until the commit."""
    on_file = _on_file({count.village_id for count in counts}, lock=lock)
    taken: dict[int, int] = {}
    return [_judged(count, on_file.get(count.village_id, []), taken) for count in counts]


def write(verdicts: Iterable[CountVerdict]) -> None:
    """Write what the faultless ``verdicts`` add or change; each then holds its facts."""
    sound = [verdict for verdict in verdicts if not verdict.fault]
    new = [verdict for verdict in sound if verdict.is_new]
    changed = [_filled(verdict) for verdict in sound if verdict.changes and not verdict.is_new]
    added, ended = [], []
    for verdict in new:
        row = _filled(verdict)
        added.append(row)
        if verdict.before:
            row.valid_to, verdict.before.valid_to = verdict.before.valid_to, row.valid_from
            ended.append(verdict.before)
    VillageFacts.objects.bulk_update(ended, ["valid_to"], _CHUNK)
    VillageFacts.objects.bulk_create(added, _CHUNK)
    VillageFacts.objects.bulk_update(changed, FIELDS, _CHUNK)


def take_back(added: Mapping[int, int | None]) -> None:
    """Delete facts that a list added; those that each had ended (by id, or None) run on to where it ran."""
    rows = VillageFacts.objects.in_bulk(added)
    ended = VillageFacts.objects.in_bulk([pk for pk in added.values() if pk])
    for pk, before in added.items():
        if before:
            ended[before].valid_to = rows[pk].valid_to
    VillageFacts.objects.filter(pk__in=added).delete()
    VillageFacts.objects.bulk_update(ended.values(), ["valid_to"], _CHUNK)


def _on_file(villages: set[int], *, lock: bool) -> dict[int, list[VillageFacts]]:
    if lock:
        list(Village.objects.select_for_update().filter(pk__in=villages).order_by("pk").values_list("pk"))
    found: dict[int, list[VillageFacts]] = {}
    for row in VillageFacts.objects.filter(village__in=villages).order_by("valid_from"):
        found.setdefault(row.village_id, []).append(row)
    return found


def _judged(count: Count, on_file: Sequence[VillageFacts], taken: dict[int, int]) -> CountVerdict:
    verdict = CountVerdict(count)
    if count.village_id in taken:
        verdict.fault = _TWICE.format(row=taken[count.village_id])
        return verdict
    taken[count.village_id] = count.row
    verdict.facts = next((row for row in on_file if row.valid_from == count.valid_from), None)
    if verdict.facts is not None:
        verdict.changes = _changes(verdict.facts, count)
        return verdict
    if on_file and on_file[-1].valid_from > count.valid_from:
        verdict.fault = _LATER.format(day=ngay(on_file[-1].valid_from))
        return verdict
    running = (row for row in on_file if row.valid_to is None or row.valid_to > count.valid_from)
    verdict.before = next(running, None)
    verdict.changes = _changes(verdict.before, count) if verdict.before else []
    return verdict


def _changes(row: VillageFacts, count: Count) -> list[tuple[str, Any, Any]]:
    pairs = ((name, getattr(row, name), new) for name, new in count.values.items())
    return [(name, old, new) for name, old, new in pairs if old != new]


def _filled(verdict: CountVerdict) -> VillageFacts:
    count = verdict.count
    carried = {name: getattr(verdict.before, name) for name in FIELDS} if verdict.before else {}
    row = verdict.facts or VillageFacts(village_id=count.village_id, valid_from=count.valid_from, **carried)
    for name, value in count.values.items():
        setattr(row, name, value)
    verdict.facts = row
    return row
