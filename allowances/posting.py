"""Computing one commune's list: lock its row, compare owed with posted, append the difference.

The batch row is the lock: a second delivery waits, then finds nothing due and writes nothing. The commune's
row is locked too, because lists of two months may correct the same closed month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from allowances.causes import Before, cause
from allowances.models import Batch, Derivation, LedgerLine
from allowances.notices import tell_clerks
from allowances.owed import MonthResult, Owed
from allowances.rules import Key
from allowances.settling import Correction, Settlement, settle
from notices.models import Notice
from regulations.engine import Why
from vietnamese.dates import month_span, thang

# A membership and component, and the commune and month that owes it.
Origin = tuple[Key, int, date]


@transaction.atomic
def batch_compute(*, batch_id: int) -> int:
    """Post what is owed and not yet posted in one commune's list; returns the number of lines posted.

    Its own month, and months before it whose own lists are closed. Safe to call twice, late, after a crash,
    or from many workers at once.
    """
    for batch in _locked_while_due([batch_id]):
        found = settle([batch])[batch.pk]
        _append(batch, found.lines)
        _conclude(batch, found)
        return len(found.lines)
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
    settled = {key for key, found in settle(batches).items() if not found.lines}
    Batch.objects.filter(pk__in=settled).update(is_due=False)
    return [key for key in batch_ids if key not in settled]


def batch_differences(batch: Batch) -> int:
    """How many lines a computation would post now; writes nothing."""
    return len(settle([batch])[batch.pk].lines)


def _locked_while_due(batch_ids: Collection[int]) -> list[Batch]:
    """The rows that still ask to be computed, locked with their communes in the order of their keys."""
    return list(
        Batch.objects.select_for_update(of=("self", "commune"), no_key=True)
        .select_related("commune")
        .filter(pk__in=batch_ids, is_due=True)
        .exclude(state=Batch.State.LOCKED)
        .order_by("pk")
    )


def _append(batch: Batch, lines: Sequence[Correction]) -> None:
    if not lines:
        return
    before = _last_posted(lines)
    words: dict[tuple[object, ...], str] = {}
    reasons = [item.line.owed or _nothing_owed(item, before) for item in lines]
    keys = _derivation_keys({reason.digest: reason for reason in reasons}.values())
    LedgerLine.objects.bulk_create(
        LedgerLine(
            batch=batch,
            membership_id=item.line.holder.membership_id,
            person_id=item.line.holder.person_id,
            team_id=item.line.holder.team_id,
            commune_id=batch.commune_id,
            former_commune_id=_former(batch, item),
            component=item.line.component,
            for_month=item.part.month,
            sequence=item.line.sequence,
            amount_vnd=item.line.amount_vnd,
            cause=_cause(item, before, words),
            derivation_id=keys[reason.digest],
        )
        for item, reason in zip(lines, reasons, strict=True)
    )


def _former(batch: Batch, item: Correction) -> int | None:
    return None if item.part.commune.pk == batch.commune_id else item.part.commune.pk


def _cause(item: Correction, before: dict[Origin, Before], words: dict[tuple[object, ...], str]) -> str:
    """Why it is corrected; equal changes are put into ``words`` once."""
    if item.part.is_own and not item.line.sequence:
        return ""
    found, owed = before.get(_origin(item)), item.line.owed
    key = (item.part.month, found and found.key, owed and owed.digest, item.moved, item.part.left_out)
    if key not in words:
        month = month_span(item.part.month)
        words[key] = cause(month, found, owed, moved=item.moved, left_out=item.part.left_out)[:_LONGEST]
    return words[key]


_LONGEST = LedgerLine._meta.get_field("cause").max_length


def _last_posted(lines: Sequence[Correction]) -> dict[Origin, Before]:
    """By origin: how the last line was derived, of those that had one; one statement where any had."""
    again = [item for item in lines if item.line.sequence]
    if not again:
        return {}
    months = Q(for_month__in={item.part.month for item in again})
    rows = (
        LedgerLine.objects.filter(months, membership__in={item.line.holder.membership_id for item in again})
        .annotate(place=Coalesce("former_commune_id", "commune_id"))
        .order_by("sequence")
        .values_list(
            "membership_id",
            "component",
            "place",
            "for_month",
            "derivation_id",
            "derivation__law_id",
            "derivation__law__number",
            "derivation__facts",
        )
    )
    return {
        ((membership, component), place, month): Before(key, law, number, facts)
        for membership, component, place, month, key, law, number, facts in rows
    }


def _origin(item: Correction) -> Origin:
    return item.line.origin, item.part.commune.pk, item.part.month


def _nothing_owed(item: Correction, before: dict[Origin, Before]) -> Owed:
    """What is taken back, is taken back under the law of the last line."""
    law = before[_origin(item)].law_pk
    words = f"Không còn căn cứ chi khoản này của tháng {thang(item.part.month)}: 0 đồng"
    return Owed("", 0, "", law, (), (), Why("amount", words, 0))


def _derivation_keys(reasons: Iterable[Owed]) -> dict[str, int]:
    """The database key of each derivation, by digest; those that are new are added."""
    rows = [
        Derivation(
            digest=item.digest,
            component=item.component,
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


def _conclude(batch: Batch, found: Settlement) -> None:
    """Roll up the batch in the same transaction; a check is void once a line came after it."""
    is_new = bool(found.lines) or batch.state == Batch.State.PENDING
    if is_new:
        batch.state = Batch.State.COMPUTED
        batch.checked_by = batch.first_approved_by = None
    sums = batch.lines.aggregate(total=Sum("amount_vnd", default=0), lines=Count("pk"))
    batch.is_due = False
    batch.people = found.people
    batch.line_count, batch.total_vnd = sums["lines"], sums["total"]
    batch.refusals = _refusals(found.results)
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
