"""What lists came to and what was entered by hand, by unit, month and item: the one place that reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from allowances.budget.spent_models import OtherSpending, OtherSpendingQuerySet
from allowances.models import Batch
from allowances.rollup_models import ComponentSum
from territory.models import Unit
from territory.scope import Viewer, lies_in
from vietnamese.dates import Span

Cell = tuple[int, date, str]


@dataclass(frozen=True, slots=True)
class Executed:
    """Đồng by unit (its key in the database), month and item: of lists ``locked`` as approved and ``open``,
    computed and not locked yet, by the month of the list; ``entered`` by hand, by the month of the day.
    ``listed`` are the communes and months with a computed list.
    """

    locked: Mapping[Cell, int]
    open: Mapping[Cell, int]
    entered: Mapping[Cell, int]
    listed: frozenset[tuple[int, date]]
    units: Mapping[int, Unit]
    is_sample: bool


def executed(*, viewer: Viewer, unit: Unit, days: Span) -> Executed:
    """What ``unit`` and the units below spent in ``days``; a fixed number of statements.

    Money counts in the month of the list that pays it, corrections of earlier months included.
    """
    rows = (
        Batch.objects.visible_to(viewer)
        .filter(lies_in(unit.path, "commune__path"), month__gte=days.start, month__lt=days.end)
        .exclude(state=Batch.State.PENDING)
        .select_related("commune__parent")
    )
    batches = {batch.pk: batch for batch in rows}
    locked: Counter[Cell] = Counter()
    open_: Counter[Cell] = Counter()
    sums = ComponentSum.objects.filter(batch__in=rows.values("pk"))
    for key, component, amount in sums.values_list("batch_id", "component", "amount_vnd"):
        batch = batches[key]
        side = locked if batch.state == Batch.State.LOCKED else open_
        side[batch.commune_id, batch.month, component] += amount
    listed = frozenset((batch.commune_id, batch.month) for batch in batches.values())
    by_hand = OtherSpending.objects.visible_to(viewer).standing().filter(lies_in(unit.path, "unit__path"))
    by_hand = by_hand.filter(spent_on__gte=days.start, spent_on__lt=days.end)
    entered = _entered(by_hand)
    units = {batch.commune_id: batch.commune for batch in batches.values()}
    others = {key for key, _, _ in entered} - units.keys()
    if others:
        units |= Unit.objects.select_related("parent").in_bulk(list(others))
    is_sample = by_hand.filter(is_sample=True).exists()
    return Executed(locked, open_, entered, listed, units, is_sample)


def _entered(rows: OtherSpendingQuerySet) -> dict[Cell, int]:
    sums = rows.order_by().annotate(month=TruncMonth("spent_on")).values_list("unit_id", "month", "item")
    return {(unit, month, item): vnd for unit, month, item, vnd in sums.annotate(Sum("amount_vnd"))}
