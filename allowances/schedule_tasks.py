"""The Celery job of the schedule, apart from tasks.py: starting a run hands work to the jobs there."""

from __future__ import annotations

from celery import shared_task

from allowances import schedules


@shared_task(ignore_result=True)
def start_scheduled() -> None:
    """Start the runs whose day has come. Safe to fire twice, late, or after days without the portal."""
    schedules.start_due()
