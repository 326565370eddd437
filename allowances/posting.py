"""Computing one commune's month: lock its row, compare owed with posted, append the difference.

The batch row is the lock: a second delivery waits, then finds nothing due and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Count, Sum

from allowances import selectors
from allowances.models import Batch, Derivation, LedgerLine
from allowances.owed import MonthBook, MonthResult, Owed
from allowances.rules import NewLine, differences
from allowances.selectors import Served
from regulations.engine import Why
from regulations.selectors import province_of
from vietnamese.dates import thang


@transaction.atomic
def batch_compute(*, batch_id: int) -> int:
    """Post what is owed and not yet posted for one commune's month; returns the number of lines posted.

    Safe to call twice, late, after a crash, or from many workers at once.
    """
    batch = _locked_if_due(batch_id)
    if batch is None:
        return 0
    book = selectors.month_book(province_of(batch.commune), batch.month)
    served = selectors.served_in(batch.commune, book)
    results = [book.result(entry.stretches) for entry in served]
    lines = list(_differences(batch, served, results))
    _append(batch, book, lines)
    _conclude(batch, served, results, posted=len(lines))
    return len(lines)


def batch_differences(batch: Batch) -> int:
    """How many lines a computation would post now; writes nothing."""
    book = selectors.month_book(province_of(batch.commune), batch.month)
    served = selectors.served_in(batch.commune, book)
    results = [book.result(entry.stretches) for entry in served]
    return sum(1 for _ in _differences(batch, served, results))


def _locked_if_due(batch_id: int) -> Batch | None:
    batch = (
        Batch.objects.select_for_update(of=("self",))
        .select_related("commune__parent__parent")
        .get(pk=batch_id)
    )
    return batch if batch.is_due and batch.state != Batch.State.LOCKED else None


def _differences(batch: Batch, served: Sequence[Served], results: Sequence[MonthResult]) -> Iterable[NewLine]:
    owed = [
        (entry.holder, item) for entry, result in zip(served, results, strict=True) for item in result.owed
    ]
    memberships = [entry.holder.membership_id for entry in served]
    return differences(owed, selectors.posted_for(batch.commune, batch.month, memberships))


def _append(batch: Batch, book: MonthBook, lines: Sequence[NewLine]) -> None:
    if not lines:
        return
    nothing = _nothing_owed(book)
    reasons = {line.owed.digest: line.owed for line in lines if line.owed}
    if any(line.owed is None for line in lines):
        reasons[nothing.digest] = nothing
    keys = _derivation_keys(reasons.values())
    LedgerLine.objects.bulk_create(
        LedgerLine(
            batch=batch,
            membership_id=line.holder.membership_id,
            person_id=line.holder.person_id,
            team_id=line.holder.team_id,
            commune_id=batch.commune_id,
            component=line.component,
            for_month=batch.month,
            sequence=line.sequence,
            amount_vnd=line.amount_vnd,
            derivation_id=keys[(line.owed or nothing).digest],
        )
        for line in lines
    )


def _nothing_owed(book: MonthBook) -> Owed:
    why = Why("amount", f"Không tham gia Tổ trong tháng {thang(book.month.start)}: 0 đồng", 0)
    return Owed("", 0, "", book.laws[0].pk, (), why)


def _derivation_keys(reasons: Iterable[Owed]) -> dict[str, int]:
    """The database key of each derivation, by digest; those that are new are added."""
    rows = [
        Derivation(
            digest=item.digest,
            law_id=item.law_pk,
            facts=item.facts_json(),
            why=item.why.to_json(),
            article=item.article,
        )
        for item in reasons
    ]
    Derivation.objects.bulk_create(rows, ignore_conflicts=True)
    wanted = [row.digest for row in rows]
    return dict(Derivation.objects.filter(digest__in=wanted).values_list("digest", "pk"))


def _conclude(batch: Batch, served: Sequence[Served], results: Sequence[MonthResult], *, posted: int) -> None:
    """Roll up the batch in the same transaction; a check is void once a line came after it."""
    if posted or batch.state == Batch.State.PENDING:
        batch.state = Batch.State.COMPUTED
        batch.checked_by = None
    sums = batch.lines.aggregate(total=Sum("amount_vnd", default=0), lines=Count("pk"))
    batch.is_due = False
    batch.people = len({entry.holder.person_id for entry in served})
    batch.line_count, batch.total_vnd = sums["lines"], sums["total"]
    batch.refusals = _refusals(results)
    batch.save()


def _refusals(results: Sequence[MonthResult]) -> list[dict[str, object]]:
    counted = Counter(
        (item.component, item.name, item.sentence) for result in results for item in result.refusals
    )
    return [
        {"component": component, "name": name, "sentence": sentence, "people": people}
        for (component, name, sentence), people in sorted(counted.items())
    ]
