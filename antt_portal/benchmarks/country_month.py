"""A month of the whole country through Celery: beside a bare insert of its rows, again, on three years."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.test import override_settings

from accounts.models import User
from allowances import services
from allowances.models import Batch, LedgerLine
from antt_portal.benchmarks.country_law import adopt_everywhere, stand_on
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.filled_ledger import BARE, empty, fill, keep, run
from antt_portal.benchmarks.province_month import LOG
from antt_portal.benchmarks.scratch import scratch_servers
from antt_portal.local.worker import celery_worker
from antt_portal.sample import generator
from territory.models import Unit
from vietnamese.dates import next_month

_MONTH: Final = date(2027, 7, 1)
_BEFORE: Final = 36


def country_month() -> Iterator[Figure]:
    """Seconds of the month and of a bare ``INSERT … SELECT`` of its rows, memory of a worker; then again."""
    with scratch_servers() as env:
        provinces = _load()
        with celery_worker(env, LOG) as worker:
            first = _paid(provinces)
            memory = _peak_memory(worker.pid)
            lines = LedgerLine.objects.count()
            yield Figure("country_month_people", _people(), "people")
            yield Figure("country_month_lines", lines, "lines")
            yield Figure("country_month_memory", memory, "MiB in the largest worker")
            bare = _bare_insert()
            yield Figure("country_month_bare", bare, "s")
            yield Figure("country_month", first, "s", round(first / bare, 2), "country_month_bare")
            again = _paid(provinces)
            yield Figure("country_month_again_lines", LedgerLine.objects.count() - lines, "lines")
            yield Figure("country_month_again", again, "s")


def month_after_36() -> Iterator[Figure]:
    """Seconds of the country's month on an empty ledger, and on top of 36 months of it."""
    with scratch_servers() as env:
        provinces = _load()
        with celery_worker(env, LOG):
            first = _paid(provinces)
        lines = LedgerLine.objects.count()
        keep()
        empty()
        fill(_MONTH, _before())
        run("UPDATE allowances_batch SET state = 'pending' WHERE month = %(month)s", month=_MONTH)
        run("VACUUM ANALYZE")
        yield Figure("month_after_36_before", LedgerLine.objects.count(), "lines")
        with celery_worker(env, LOG):
            after = _paid(provinces)
        posted = LedgerLine.objects.filter(for_month=_MONTH).count()
        yield Figure("month_after_36_lines", posted, "lines")
        yield Figure("month_after_36_first_lines", lines, "lines")
        yield Figure("month_after_36_first", first, "s")
        yield Figure("month_after_36", after, "s", round(after / first, 2), "month_after_36_first")


def _load() -> list[Unit]:
    """The country's people under one made-up law of three components; the provinces."""
    call_command("sample", country=True, verbosity=0)
    stand_on()
    provinces = adopt_everywhere()
    generator.measure_tables()
    return provinces


def _paid(provinces: list[Unit]) -> float:
    """Seconds from the first province's start to the last list."""
    actors = User.objects.in_bulk([f"congan.{unit.code}" for unit in provinces], field_name="username")
    run("CHECKPOINT")  # what was written before is not counted to what comes
    with stopwatch() as seconds, override_settings(PORTAL_TODAY=_MONTH.isoformat()):
        for unit in provinces:
            services.run_start(actor=actors[f"congan.{unit.code}"], unit=unit, month=_MONTH)
        while Batch.objects.filter(is_due=True).exists():
            time.sleep(0.1)
        return seconds()


def _before() -> Iterator[date]:
    month = date(_MONTH.year - _BEFORE // 12, _MONTH.month, 1)
    while month < _MONTH:
        yield month
        month = next_month(month)


def _people() -> int:
    return sum(Batch.objects.filter(month=_MONTH).values_list("people", flat=True))


def _peak_memory(pid: int) -> int:
    """The most that a process of the worker has held, MiB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return max(_held(int(child)) for child in children) // 1024


def _held(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def _bare_insert() -> float:
    """Seconds to write the rows of the emptied ledger into it again: same indexes, keys and triggers."""
    keep()
    empty()
    run("CHECKPOINT")
    with stopwatch() as seconds:
        run(BARE)
        return seconds()
