"""What decided dossiers of sums owed once add to what is owed for a month: the month of the decision.

A source of owed beside the monthly law, so that owed minus posted makes the ledger lines of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from allowances.benefit_models import Benefit
from allowances.owed import Days, Owed
from allowances.rules import Holder
from regulations.engine import Why
from regulations.engine.why import derive
from territory.models import Unit
from vietnamese.dates import Span
from vietnamese.money import dong

OwedOneOff = dict[tuple[int, date], list[tuple[Holder, Owed]]]


def owed_one_off(communes: Sequence[Unit], days: Span) -> OwedOneOff:
    """By commune and month of ``days`` (bounded): what decided dossiers add to each member; one statement.

    Several of one component in a month are one sum. Whose dossier rests on a former force has no membership:
    the decision itself is what he is paid by, and nothing of it comes here.
    """
    rows = Benefit.objects.filter(
        state=Benefit.State.DECIDED,
        commune__in=communes,
        membership__isnull=False,
        decided_on__gte=days.start,
        decided_on__lt=days.end,
    ).order_by("decided_on", "pk")
    found: dict[tuple[int, date], dict[tuple[Holder, str], Owed]] = defaultdict(dict)
    for row in rows.select_related("membership"):
        assert row.membership is not None and row.decided_on is not None  # noqa: PT018, S101 (see the filter)
        holder = Holder(row.membership.pk, row.person_id, row.membership.team_id)
        month = found[row.commune_id, row.decided_on.replace(day=1)]
        for line in row.lines:
            key = (holder, line["component"])
            one = _owed(row, line)
            month[key] = together(month[key], one) if key in month else one
    return {key: [(holder, owed) for (holder, _), owed in sums.items()] for key, sums in found.items()}


def _owed(row: Benefit, line: dict[str, Any]) -> Owed:
    known = [("event.kind", row.kind), *row.facts.items()]
    told = tuple((name, value) for name, value in known if value is not None)
    day = Days(row.happened_on, row.happened_on + timedelta(days=1), told, frozenset())
    why = Why.from_json(line["why"])
    return Owed(
        line["component"], line["amount_vnd"], line["article"], row.law_id, (day,), (row.law_id,), why
    )


def together(one: Owed, other: Owed) -> Owed:
    """One sum of two of the same component."""
    total = one.amount_vnd + other.amount_vnd
    sentence = f"{dong(one.amount_vnd)} + {dong(other.amount_vnd)} = {dong(total)}"
    why = derive("sum", sentence, (one.why, other.why))
    return replace(
        other,
        amount_vnd=total,
        facts=(*one.facts, *other.facts),
        laws=(*one.laws, *other.laws),
        why=why,
    )
