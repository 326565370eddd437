"""What lists came to by commune, month and component: the one place where budgets read what was spent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from allowances.models import Batch
from allowances.rollup_models import ComponentSum
from territory.models import Unit
from territory.scope import Viewer
from vietnamese.dates import Span

Cell = tuple[int, date, str]


@dataclass(frozen=True, slots=True)
class Executed:
    """Đồng by commune (its key in the database), month of the list and component: ``locked`` as approved,
    ``open`` computed and not locked yet. ``listed`` are the communes and months with a computed list.
    """

    locked: Mapping[Cell, int]
    open: Mapping[Cell, int]
    listed: frozenset[tuple[int, date]]
    communes: Mapping[int, Unit]


def executed(*, viewer: Viewer, unit: Unit, days: Span) -> Executed:
    """What the lists of the months of ``days`` came to in the communes of ``unit``; two statements.

    Money counts in the month of the list that pays it, corrections of earlier months included.
    """
    rows = (
        Batch.objects.visible_to(viewer)
        .filter(_inside(unit), month__gte=days.start, month__lt=days.end)
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
    return Executed(locked, open_, listed, {batch.commune_id: batch.commune for batch in batches.values()})


def _inside(unit: Unit) -> Q:
    return Q(commune__path__startswith=unit.path) | Q(commune__keeper_path__startswith=unit.path)
