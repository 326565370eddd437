"""The working day: today in Hà Nội, or the day a sample installation stands at."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day on which papers are dated and roles are asked for."""
    if settings.PORTAL_TODAY:
        return date.fromisoformat(settings.PORTAL_TODAY)
    return timezone.localdate()
