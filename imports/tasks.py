"""Housekeeping of imports."""

from __future__ import annotations

from celery import shared_task

from imports import services


@shared_task(ignore_result=True)
def clear_old() -> None:
    """Delete what is kept of lists no longer than it is needed."""
    services.clear_old()
