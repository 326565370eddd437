"""The Celery application: JSON only, no result backend, every task acknowledged late."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antt_portal.settings.local")

app = Celery("antt_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
