"""What a run would post now, commune by commune and component by component; nothing is stored.

The same settling as the run itself, over lists that are not in the database, in a transaction in which the
database refuses every write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from accounts.errors import NotAllowed
from allowances.models import Batch
from allowances.payments import Component, components_of
from allowances.services import communes_of
from allowances.settling import Settlement, books_of, settle
from territory.models import Unit
from territory.scope import Viewer, reaches


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What one commune's list would get; sums in đồng.

    ``sums`` by component, in the order of the preview's components. ``is_locked``: its list is closed, and
    gets nothing.
    """

    commune: Unit
    is_locked: bool
    people: int
    lines: int
    own_vnd: int
    arrears_vnd: int
    recoveries_vnd: int
    sums: tuple[int, ...]

    @property
    def total_vnd(self) -> int:
        """All that would be posted."""
        return self.own_vnd + self.arrears_vnd + self.recoveries_vnd


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run of ``unit`` and ``month`` would post now; ``refusals`` name what cannot be computed."""

    unit: Unit
    month: date
    components: tuple[Component, ...]
    rows: tuple[PreviewRow, ...]
    total: PreviewRow
    refusals: tuple[Mapping[str, object], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody serves anywhere in the unit and nothing would be posted."""
        return not self.total.people and not self.total.lines


def preview(*, viewer: Viewer, unit: Unit, month: date) -> Preview:
    """What ``services.run_start`` and its workers would post for a unit of the viewer's reach.

    Raises DomainError where a run would: no law, or no commune in that month. A fixed number of statements
    whatever the number of communes and people.
    """
    if not reaches(viewer, unit):
        raise NotAllowed("Dùng tài khoản có quyền làm việc này tại đơn vị.")
    with _read_only():
        books_of(unit, month)
        communes = communes_of(unit, month)
        locked = set(
            Batch.objects.filter(month=month, commune__in=communes, state=Batch.State.LOCKED).values_list(
                "commune_id", flat=True
            )
        )
        wanted = [commune for commune in communes if commune.pk not in locked]
        lists = [Batch(pk=commune.pk, commune=commune, month=month) for commune in wanted]
        found = settle(lists) if lists else {}
        return _preview(unit, month, communes, found)


@contextmanager
def _read_only() -> Iterator[None]:
    """A transaction in which the database refuses every write; one around it goes on writing after."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


def _preview(unit: Unit, month: date, communes: Sequence[Unit], found: Mapping[int, Settlement]) -> Preview:
    present = {item.line.component for one in found.values() for item in one.lines}
    components = components_of(present)
    rows = tuple(_row(commune, found.get(commune.pk), components) for commune in communes)
    return Preview(unit, month, components, rows, _total(unit, rows), _refusals(found))


def _row(commune: Unit, found: Settlement | None, components: Sequence[Component]) -> PreviewRow:
    lines = found.lines if found else ()
    sums: Counter[str] = Counter()
    for item in lines:
        sums[item.line.component] += item.line.amount_vnd
    earlier = [item.line.amount_vnd for item in lines if not item.part.is_own]
    return PreviewRow(
        commune,
        found is None,
        found.people if found else 0,
        len(lines),
        sum(item.line.amount_vnd for item in lines if item.part.is_own),
        sum(amount for amount in earlier if amount > 0),
        sum(amount for amount in earlier if amount < 0),
        tuple(sums[component.key] for component in components),
    )


def _total(unit: Unit, rows: Sequence[PreviewRow]) -> PreviewRow:
    return PreviewRow(
        unit,
        all(row.is_locked for row in rows),
        sum(row.people for row in rows),
        sum(row.lines for row in rows),
        sum(row.own_vnd for row in rows),
        sum(row.arrears_vnd for row in rows),
        sum(row.recoveries_vnd for row in rows),
        tuple(sum(column) for column in zip(*(row.sums for row in rows), strict=True)),
    )


def _refusals(found: Mapping[int, Settlement]) -> tuple[Mapping[str, object], ...]:
    counted = Counter(
        (item.component, item.name, item.sentence)
        for one in found.values()
        for result in one.results
        for item in result.refusals
    )
    return tuple(
        {"component": component, "name": name, "sentence": sentence, "people": people}
        for (component, name, sentence), people in sorted(counted.items())
    )
