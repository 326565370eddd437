"""Which months before its own a commune's batch corrects: those whose own list can be corrected no more.

A month whose list is locked, or that was left out after the commune's first run, is corrected in the list of
a later month. A month whose list is still open is corrected there. What was due before the commune's first
run is not known to the ledger and is never claimed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Min, Q

from allowances import selectors
from allowances.models import Batch
from allowances.pay_settings import setting_on
from regulations.grounds import Lineage
from teams.models import Team
from territory.models import Unit
from vietnamese.dates import Span, month_span


@dataclass(frozen=True, slots=True)
class Part:
    """A commune's month to be settled; ``is_own`` in its own list, ``left_out`` when it never had one."""

    commune: Unit
    month: date
    is_own: bool = False
    left_out: bool = False


def first_month(unit: Unit, month: date) -> date:
    """The first month that lists of ``month`` correct in the province of ``unit``; one statement."""
    back = setting_on(unit, month).arrears_months
    years, place = divmod(month.year * 12 + month.month - 1 - back, 12)
    return date(years, place + 1, 1)


def parts(communes: Sequence[Unit], first: date, month: date, lineage: Lineage) -> list[Part]:
    """What lists of ``month`` settle: first their own month, then closed months from ``first`` on, in order.

    The months of a commune that stands no more are settled by the communes that its teams went to. One
    statement.
    """
    former = {old for unit in communes for old in lineage.made_from(unit.pk)}
    before = Q(batches__month__gte=first, batches__month__lt=month)
    locked = Q(batches__state=Batch.State.LOCKED)
    units = (
        Unit.objects.filter(Q(pk__in=[unit.pk for unit in communes]) | Q(pk__in=former, valid_to__lte=month))
        .annotate(
            first_run=Min("batches__month", filter=Q(batches__month__lt=month)),
            locked_months=ArrayAgg("batches__month", filter=before & locked, default=[]),
            open_months=ArrayAgg("batches__month", filter=before & ~locked, default=[]),
        )
        .order_by("pk")
    )
    own = [Part(unit, month, is_own=True) for unit in communes]
    return own + sorted(
        (part for unit in units for part in _closed(unit, first, month)), key=lambda part: part.month
    )


def _closed(unit: Any, first: date, month: date) -> Iterator[Part]:
    """The closed months of a unit that was read with its runs."""
    if unit.first_run is None or first >= month:
        return
    stood = Span(unit.valid_from or date.min, unit.valid_to)
    for day in selectors.months_of(Span(max(first, unit.first_run), month)):
        if day not in unit.open_months and stood.overlaps(month_span(day)):
            yield Part(unit, day, left_out=day not in unit.locked_months)


class Payers:
    """Which commune pays what is still due for a month of another; one statement where any stands no more."""

    def __init__(self, wanted: Sequence[Part], month: date, teams: Collection[int]) -> None:
        self._gone = {part.commune.pk for part in wanted if not _stands(part.commune, month)}
        self._homes: Mapping[int, int] = (
            dict(Team.objects.filter(pk__in=teams).values_list("pk", "commune_id")) if self._gone else {}
        )

    def of(self, commune: int, team: int) -> int:
        """The commune itself while it stands, else the one where the team's file is kept now."""
        return self._homes[team] if commune in self._gone else commune


def _stands(unit: Unit, month: date) -> bool:
    return unit.valid_to is None or unit.valid_to > month
