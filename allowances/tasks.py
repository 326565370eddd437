"""Celery jobs. Each takes keys and calls one service; their safety is the service's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from celery import shared_task
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from allowances import checks, posting
from allowances.models import Batch
from territory import clock

# A batch that is still due this long after it was queued was lost by a worker or the broker.
STALLED_AFTER = timedelta(minutes=2)
# Communes that one task computes in one transaction: some thousand people, a few seconds.
TOGETHER: Final = 40


@shared_task(
    acks_late=True, reject_on_worker_lost=True, soft_time_limit=50, time_limit=60, ignore_result=True
)
def compute_batches(*, batch_ids: list[int]) -> None:
    """Compute some communes' month. Safe to deliver twice, late, or after a crash."""
    posting.batches_compute(batch_ids=batch_ids)


@shared_task(ignore_result=True)
def requeue_stalled() -> None:
    """Queue again what is due and was queued too long ago. The rows are the truth, not the broker.

    The first time together; what stalls again, alone, so that no commune holds up others for ever.
    """
    with transaction.atomic():
        stalled = Batch.objects.filter(is_due=True, queued_at__lt=timezone.now() - STALLED_AFTER)
        running = stalled.filter(run__stopped_at=None)
        sweeps = dict(running.select_for_update(skip_locked=True, of=("self",)).values_list("pk", "sweeps"))
        Batch.objects.filter(pk__in=sweeps).update(queued_at=timezone.now(), sweeps=F("sweeps") + 1)
    queue(key for key, times in sweeps.items() if not times)
    queue((key for key, times in sweeps.items() if times), alone=True)


@shared_task(ignore_result=True)
def check_ledgers() -> None:
    """Hand every province that was not checked today to the workers; what they lose, an hour later."""
    today = clock.today()
    for province in checks.provinces_to_check(today):
        check_ledger.delay(province_id=province, on=today.isoformat())


@shared_task(acks_late=True, ignore_result=True)
def check_ledger(*, province_id: int, on: str) -> None:
    """Check the locked lists of a province. Safe to deliver twice, late, or after a crash."""
    checks.province_check(province_id=province_id, on=date.fromisoformat(on))


def queue(batch_ids: Iterable[int], *, alone: bool = False) -> None:
    """Hand batches to the workers, some communes a task, or each ``alone``.

    Without a broker the rows stay due, and the sweeper queues them later.
    """
    keys, together = sorted(batch_ids), 1 if alone else TOGETHER
    try:
        for start in range(0, len(keys), together):
            chunk = {"batch_ids": keys[start : start + together]}
            compute_batches.apply_async(kwargs=chunk, retry=False)
    except OperationalError:
        return
