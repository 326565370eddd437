"""Celery jobs. Each takes a key and calls one service; their safety is the service's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from allowances import posting
from allowances.models import Batch

# A batch that is still due this long after it was queued was lost by a worker or the broker.
STALLED_AFTER = timedelta(minutes=2)


@shared_task(
    acks_late=True, reject_on_worker_lost=True, soft_time_limit=50, time_limit=60, ignore_result=True
)
def compute_batch(*, batch_id: int) -> None:
    """Compute one commune's month. Safe to deliver twice, late, or after a crash."""
    posting.batch_compute(batch_id=batch_id)


@shared_task(
    acks_late=True, reject_on_worker_lost=True, soft_time_limit=50, time_limit=60, ignore_result=True
)
def settle_batches(*, batch_ids: list[int]) -> None:
    """Finish at once what has nothing to post, and queue the rest commune by commune."""
    queue(posting.batches_settle(batch_ids=batch_ids))


@shared_task(ignore_result=True)
def requeue_stalled() -> None:
    """Queue again what is due and was queued too long ago. The rows are the truth, not the broker."""
    with transaction.atomic():
        stalled = Batch.objects.filter(is_due=True, queued_at__lt=timezone.now() - STALLED_AFTER)
        keys = list(stalled.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Batch.objects.filter(pk__in=keys).update(queued_at=timezone.now())
    queue(keys)


def queue(batch_ids: Iterable[int]) -> None:
    """Hand batches to the workers, a task for each."""
    _send(compute_batch, [{"batch_id": key} for key in batch_ids])


def queue_again(batch_ids: Sequence[int]) -> None:
    """Hand batches that were computed before to the workers: one pass finds those with something to post."""
    _send(settle_batches, [{"batch_ids": list(batch_ids)}] if batch_ids else [])


def _send(task: Task[Any, None], calls: Sequence[dict[str, Any]]) -> None:
    """Without a broker the rows stay due, and the sweeper queues them later."""
    try:
        for arguments in calls:
            task.apply_async(kwargs=arguments, retry=False)
    except OperationalError:
        return
