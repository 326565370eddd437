"""Computing lists: lock their rows, compare owed with posted, append the differences.

The batch row is the lock: a second delivery waits, then finds nothing due and writes nothing. The commune's
row is locked too, because lists of two months may correct the same closed month. Lists are computed many at
once, in a fixed number of statements and in one transaction: all of them are done, or none is.
"""

from __future__ import annotations

import io
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from allowances.causes import Before, cause
from allowances.models import Batch, Derivation, LedgerLine
from allowances.notices import tell_computed
from allowances.owed import MonthResult, Owed
from allowances.rules import Key
from allowances.settling import Correction, Settlement, settle
from regulations.engine import Why
from regulations.grounds import province_key
from territory.models import Unit
from vietnamese.dates import month_span, thang

# A membership and component, and the commune and month that owes it.
Origin = tuple[Key, int, date]
# Lines to append, each with the list that pays it.
Lines = Sequence[tuple[Batch, Correction]]


def batch_compute(*, batch_id: int) -> int:
    """``batches_compute`` for one commune's list."""
    return batches_compute(batch_ids=[batch_id])


@transaction.atomic
def batches_compute(*, batch_ids: Collection[int]) -> int:
    """Post what is owed and not yet posted in these lists; returns the number of lines posted.

    Their own month, and months before it whose own lists are closed. Safe to call twice, late, after a
    crash, or from many workers at once. DomainError where a province has no law in the month.
    """
    alike: dict[tuple[str, date], list[Batch]] = defaultdict(list)
    for batch in _locked_while_due(batch_ids):
        alike[province_key(batch.commune.path), batch.month].append(batch)
    return sum(_compute(batches) for batches in alike.values())


def _compute(batches: Sequence[Batch]) -> int:
    """Lists of one province and month."""
    found = settle(batches)
    lines = [(batch, item) for batch in batches for item in found[batch.pk].lines]
    _append(lines)
    _conclude(batches, found)
    return len(lines)


def batch_differences(batch: Batch) -> int:
    """How many lines a computation would post now; writes nothing."""
    return len(settle([batch])[batch.pk].lines)


def _locked_while_due(batch_ids: Collection[int]) -> list[Batch]:
    """The rows that still ask to be computed, locked after their communes, all in the order of keys."""
    asked = Batch.objects.filter(pk__in=batch_ids, is_due=True, run__stopped_at=None)
    due = asked.exclude(state=Batch.State.LOCKED)
    communes = Unit.objects.filter(pk__in=due.values("commune")).select_for_update(no_key=True)
    places = {unit.pk: unit for unit in communes.order_by("pk")}
    batches = list(due.filter(commune__in=places).select_for_update(of=("self",), no_key=True).order_by("pk"))
    for batch in batches:
        batch.commune = places[batch.commune_id]
    return batches


_COLUMNS: Final = (
    "batch_id, membership_id, person_id, team_id, commune_id, former_commune_id, component, for_month,"
    " sequence, amount_vnd, cause, derivation_id, posted_at"
)
_ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _append(lines: Lines) -> None:
    """By COPY, which fires every trigger and keeps every constraint; keys follow the order of the lines."""
    if not lines:
        return
    before = _last_posted([item for _, item in lines])
    reasons = [item.line.owed or _nothing_owed(item, before) for _, item in lines]
    keys = _derivation_keys({reason.digest: reason for reason in reasons}.values())
    derived = [keys[reason.digest] for reason in reasons]
    rows = "".join(_rows(lines, derived, before, timezone.now()))
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY allowances_ledgerline ({_COLUMNS}) FROM STDIN", io.StringIO(rows))


def _rows(
    lines: Lines, derived: Sequence[int], before: Mapping[Origin, Before], now: datetime
) -> Iterator[str]:
    """The lines as COPY reads them."""
    words: dict[tuple[object, ...], str] = {}
    stamp = now.isoformat()
    for (batch, item), derivation in zip(lines, derived, strict=True):
        line, part = item.line, item.part
        holder = line.holder
        former = r"\N" if part.commune.pk == batch.commune_id else part.commune.pk
        told = _cause(item, before, words).translate(_ESCAPES)
        yield (
            f"{batch.pk}\t{holder.membership_id}\t{holder.person_id}\t{holder.team_id}\t{batch.commune_id}"
            f"\t{former}\t{line.component}\t{part.month}\t{line.sequence}\t{line.amount_vnd}\t{told}"
            f"\t{derivation}\t{stamp}\n"
        )


def _cause(item: Correction, before: Mapping[Origin, Before], words: dict[tuple[object, ...], str]) -> str:
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


def _nothing_owed(item: Correction, before: Mapping[Origin, Before]) -> Owed:
    """What is taken back, is taken back under the law of the last line."""
    law = before[_origin(item)].law_pk
    words = f"Không còn căn cứ chi khoản này của tháng {thang(item.part.month)}: 0 đồng"
    return Owed("", 0, "", law, (), (), Why("amount", words, 0))


def _derivation_keys(reasons: Collection[Owed]) -> dict[str, int]:
    """The database key of each derivation, by digest; those that are new are added.

    In the order of digests: two writers of the same ones wait for each other and never block.
    """
    keys = _known(reasons)
    new = sorted((item for item in reasons if item.digest not in keys), key=lambda item: item.digest)
    if new:
        Derivation.objects.bulk_create(map(_derivation, new), ignore_conflicts=True)
        keys |= _known(new)
    return keys


def _known(reasons: Iterable[Owed]) -> dict[str, int]:
    wanted = [item.digest for item in reasons]
    return dict(Derivation.objects.filter(digest__in=wanted).values_list("digest", "pk"))


def _derivation(item: Owed) -> Derivation:
    return Derivation(
        digest=item.digest,
        component=item.component,
        law_id=item.law_pk,
        facts=item.facts_json(),
        why=item.why.to_json(),
        article=item.article,
    )


_DONE: Final = """
    UPDATE allowances_batch AS held
    SET is_due = FALSE, people = done.people, refusals = done.refusals,
        state = CASE WHEN is_new THEN 'computed' ELSE state END,
        checked_by_id = CASE WHEN is_new THEN NULL ELSE checked_by_id END,
        first_approved_by_id = CASE WHEN is_new THEN NULL ELSE first_approved_by_id END,
        (line_count, total_vnd) = (
            SELECT COALESCE(SUM(sums.line_count), 0), COALESCE(SUM(sums.amount_vnd), 0)
            FROM allowances_componentsum AS sums WHERE sums.batch_id = held.id
        )
    FROM jsonb_to_recordset(%s) AS done (id bigint, people integer, refusals jsonb, is_new boolean)
    WHERE held.id = done.id
"""


def _conclude(batches: Sequence[Batch], found: Mapping[int, Settlement]) -> None:
    """Write what the lists came to; a check is void once a line came after it."""
    new = [batch for batch in batches if found[batch.pk].lines or batch.state == Batch.State.PENDING]
    rows = [
        {
            "id": batch.pk,
            "people": found[batch.pk].people,
            "refusals": _refusals(found[batch.pk].results),
            "is_new": batch in new,
        }
        for batch in batches
    ]
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [json.dumps(rows)])
    tell_computed(new)


def _refusals(results: Sequence[MonthResult]) -> list[dict[str, object]]:
    counted = Counter(
        (item.component, item.name, item.sentence) for result in results for item in result.refusals
    )
    return [
        {"component": component, "name": name, "sentence": sentence, "people": people}
        for (component, name, sentence), people in sorted(counted.items())
    ]
