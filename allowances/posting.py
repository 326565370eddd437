"""Computing one commune's month: lock its row, compare owed with posted, append the difference.

The batch row is the lock: a second delivery waits, then finds nothing due and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Sum

from allowances import selectors
from allowances.models import Batch, Derivation, LedgerLine
from allowances.notices import tell_clerks
from allowances.owed import MonthBook, MonthResult, Owed
from allowances.rules import Key, NewLine, PostedSum, differences
from allowances.selectors import Served
from notices.models import Notice
from regulations.engine import Why
from vietnamese.dates import thang


@dataclass(frozen=True, slots=True)
class _Month:
    """One commune's month as it stands now: who served, what that comes to, what is missing in the ledger."""

    served: Sequence[Served]
    results: Sequence[MonthResult]
    lines: Sequence[NewLine]


@transaction.atomic
def batch_compute(*, batch_id: int) -> int:
    """Post what is owed and not yet posted for one commune's month; returns the number of lines posted.

    Safe to call twice, late, after a crash, or from many workers at once.
    """
    batches = _locked_while_due([batch_id])
    for batch in batches:
        book = selectors.month_book(batch.commune, batch.month)
        month = _months([batch], book)[batch.pk]
        _append(batch, book, month.lines)
        _conclude(batch, month)
        return len(month.lines)
    return 0


@transaction.atomic
def batches_settle(*, batch_ids: Collection[int]) -> list[int]:
    """Which of these computed batches have something to post; the others are done at once.

    The batches are of one province and month. One pass over all of them, so that asking a whole province
    again costs little more than asking one commune.
    """
    batches = [batch for batch in _locked_while_due(batch_ids) if batch.state != Batch.State.PENDING]
    if not batches:
        return list(batch_ids)
    book = selectors.month_book(batches[0].commune, batches[0].month)
    settled = {key for key, month in _months(batches, book).items() if not month.lines}
    Batch.objects.filter(pk__in=settled).update(is_due=False)
    return [key for key in batch_ids if key not in settled]


def batch_differences(batch: Batch) -> int:
    """How many lines a computation would post now; writes nothing."""
    book = selectors.month_book(batch.commune, batch.month)
    return len(_months([batch], book)[batch.pk].lines)


def _locked_while_due(batch_ids: Collection[int]) -> list[Batch]:
    """The rows that still ask to be computed, locked in the order of their keys."""
    return list(
        Batch.objects.select_for_update(of=("self",))
        .select_related("commune")
        .filter(pk__in=batch_ids, is_due=True)
        .exclude(state=Batch.State.LOCKED)
        .order_by("pk")
    )


def _months(batches: Sequence[Batch], book: MonthBook) -> dict[int, _Month]:
    communes = [batch.commune for batch in batches]
    served = selectors.served_in(communes, book)
    posted, lines = selectors.posted_for(communes, book.month.start, served)
    results = _results(book, served)
    return {
        batch.pk: _month(
            served[batch.commune_id],
            results[batch.commune_id],
            posted.get(batch.commune_id, {}),
            lines,
        )
        for batch in batches
    }


def _results(book: MonthBook, served: Mapping[int, Sequence[Served]]) -> dict[int, list[MonthResult]]:
    """By commune: what each membership's days come to."""
    people = {entry.holder.person_id for entries in served.values() for entry in entries}
    days = selectors.days_served(people, book.month)
    return {
        commune: [
            book.result(entry.stretches, parted=entry.days < days[entry.holder.person_id])
            for entry in entries
        ]
        for commune, entries in served.items()
    }


def _month(
    served: Sequence[Served],
    results: Sequence[MonthResult],
    posted: Mapping[Key, PostedSum],
    lines: Mapping[Key, int],
) -> _Month:
    owed = [
        (entry.holder, item) for entry, result in zip(served, results, strict=True) for item in result.owed
    ]
    return _Month(served, results, list(differences(owed, posted, lines)))


def _append(batch: Batch, book: MonthBook, lines: Sequence[NewLine]) -> None:
    if not lines:
        return
    taken_back = [line for line in lines if line.owed is None]
    laws = _laws_posted_by(taken_back, batch) if taken_back else {}
    nothing = {line.origin: _nothing_owed(book, laws[line.origin]) for line in taken_back}
    reasons = [line.owed or nothing[line.origin] for line in lines]
    keys = _derivation_keys({reason.digest: reason for reason in reasons}.values())
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
            derivation_id=keys[reason.digest],
        )
        for line, reason in zip(lines, reasons, strict=True)
    )


def _laws_posted_by(lines: Sequence[NewLine], batch: Batch) -> dict[Key, int]:
    """The law of the last line of each origin here: what is taken back, is taken back under it."""
    memberships = {line.holder.membership_id for line in lines}
    rows = LedgerLine.objects.filter(
        membership__in=memberships, commune=batch.commune_id, for_month=batch.month
    ).order_by("sequence")
    columns = ("membership_id", "component", "derivation__law_id")
    return {(membership, component): law for membership, component, law in rows.values_list(*columns)}


def _nothing_owed(book: MonthBook, law: int) -> Owed:
    why = Why("amount", f"Không còn căn cứ chi khoản này của tháng {thang(book.month.start)}: 0 đồng", 0)
    return Owed("", 0, "", law, (), why)


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


def _conclude(batch: Batch, month: _Month) -> None:
    """Roll up the batch in the same transaction; a check is void once a line came after it."""
    is_new = bool(month.lines) or batch.state == Batch.State.PENDING
    if is_new:
        batch.state = Batch.State.COMPUTED
        batch.checked_by = None
    sums = batch.lines.aggregate(total=Sum("amount_vnd", default=0), lines=Count("pk"))
    batch.is_due = False
    batch.people = len({entry.holder.person_id for entry in month.served if entry.stretches})
    batch.line_count, batch.total_vnd = sums["lines"], sums["total"]
    batch.refusals = _refusals(month.results)
    batch.save()
    if is_new:
        tell_clerks(batch, Notice.Kind.WAITING, None)


def _refusals(results: Sequence[MonthResult]) -> list[dict[str, object]]:
    counted = Counter(
        (item.component, item.name, item.sentence) for result in results for item in result.refusals
    )
    return [
        {"component": component, "name": name, "sentence": sentence, "people": people}
        for (component, name, sentence), people in sorted(counted.items())
    ]
