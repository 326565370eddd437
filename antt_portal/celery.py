"""The Celery application: JSON only, no result backend, every task acknowledged late."""

from __future__ import annotations

import gc
import os
from contextlib import ExitStack
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import before_task_publish, task_postrun, task_prerun, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antt_portal.settings.local")

app = Celery("antt_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["allowances"], related_name="schedule_tasks")


@before_task_publish.connect
def carry_trail(headers: dict[str, Any], **_signal: Any) -> None:
    """Send who asked along with the task, so that what it writes is his in the trail."""
    headers["trail"] = carried()


@task_prerun.connect
def resume_trail(task: Any, **_signal: Any) -> None:
    """Say in the task what was said where it was queued."""
    if task.request.is_eager:
        return
    task.request.said = ExitStack()
    task.request.said.enter_context(resumed(getattr(task.request, "trail", None) or {}, task.name))


@task_postrun.connect
def end_trail(task: Any, **_signal: Any) -> None:
    """The task's writes are over."""
    if said := getattr(task.request, "said", None):
        said.close()


@worker_process_init.connect
def collect_less(**_signal: Any) -> None:
    """A month of a thousand people is many objects and no cycle: looking for one took half of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def carried() -> dict[str, Any]:
    """What is said now of the author of a write."""
    return import_module("accounts.trail").carried()  # type: ignore[no-any-return]


def resumed(known: dict[str, Any], origin: str) -> Any:
    """What was said goes on."""
    return import_module("accounts.trail").resumed(known, origin)
