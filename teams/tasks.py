"""Celery jobs of this room."""

from __future__ import annotations

from celery import shared_task

from teams import plans


@shared_task(ignore_result=True)
def apply_decisions() -> None:
    """Names and statuses of the decisions whose day has come. Safe to run twice."""
    plans.apply_due()
