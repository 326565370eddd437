"""Why a person is paid a sum: its lines, the law, the facts and the arithmetic, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from allowances.models import Batch, LedgerLine
from members.models import Membership
from regulations.engine import VOCABULARY, Why
from regulations.selectors import component_names


@dataclass(frozen=True, slots=True)
class FactWords:
    """One frozen fact as a reader sees it: ("số hộ", "412 hộ")."""

    meaning: str
    value: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One component of one membership and month, explained from its frozen derivation."""

    membership: Membership
    name: str
    month: date
    total_vnd: int
    lines: tuple[LedgerLine, ...]
    reasons: tuple[str, ...]
    sources: tuple[str, ...]
    law: str
    stretches: tuple[tuple[date, date, tuple[FactWords, ...]], ...]


def explanation(batch: Batch, membership_id: int, component: str, month: date) -> Explanation | None:
    """The explanation of what ``batch`` brought ``month`` to, or None where it posted nothing of the kind.

    The lines are all that were posted for the month up to this list, in earlier lists too.
    """
    lines = tuple(
        LedgerLine.objects.filter(
            membership=membership_id, component=component, for_month=month, batch__month__lte=batch.month
        )
        .select_related("derivation__law", "membership__person", "membership__team", "batch")
        .order_by("sequence")
    )
    lines = tuple(line for line in lines if line.owed_by == _place(lines, batch))
    if not any(line.batch_id == batch.pk for line in lines):
        return None
    derivation = lines[-1].derivation
    why = Why.from_json(derivation.why)
    return Explanation(
        membership=lines[-1].membership,
        name=component_names().get(component, component),
        month=month,
        total_vnd=sum(line.amount_vnd for line in lines),
        lines=lines,
        reasons=tuple(why.reasons()),
        sources=tuple(why.grounds()),
        law=f"{derivation.law}: {derivation.law.title}",
        stretches=tuple(_stretch(facts) for facts in derivation.facts),
    )


def _place(lines: Sequence[LedgerLine], batch: Batch) -> int | None:
    """The commune whose month the list settled."""
    return next((line.owed_by for line in lines if line.batch_id == batch.pk), None)


def _stretch(facts: Mapping[str, Any]) -> tuple[date, date, tuple[FactWords, ...]]:
    known = [(spec, facts[name]) for name, spec in VOCABULARY.items() if facts.get(name) is not None]
    words = tuple(FactWords(spec.meaning, spec.words(value)) for spec, value in known)
    return date.fromisoformat(facts["from"]), date.fromisoformat(facts["to"]), words
