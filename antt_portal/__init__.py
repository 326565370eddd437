"""The portal: settings, start-up, home pages and the root of the API."""

from __future__ import annotations

from antt_portal.celery import app as celery_app

__all__ = ["celery_app"]
