"""The sample province's month through Celery: computed, explained, stored; then asked for again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext, override_settings

from accounts.models import User
from allowances import posting, services
from allowances.models import Batch, LedgerLine, PayRun
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.scratch import scratch_servers
from antt_portal.local.worker import celery_worker
from antt_portal.sample import accounts, generator
from members.models import Membership
from regulations.services import law_load
from territory.models import Unit
from territory.services import units_load

_MONTH = date(2024, 7, 1)
LOG = Path(settings.BASE_DIR) / "var" / "log" / "bench-worker.log"


def province_month() -> Iterator[Figure]:
    """Seconds from the start of the run to the last line stored, statements for a commune, and again."""
    with scratch_servers() as env:
        load()
        yield from _statements()
        with celery_worker(env, LOG):
            yield from _first_and_again()


def load() -> None:
    """The sample province with its units, law, people and accounts."""
    units_load()
    law_load()
    generator.load()
    accounts.load()


def _first_and_again() -> Iterator[Figure]:
    with stopwatch() as seconds:
        run = started_and_done()
        first = seconds()
    yield Figure("province_month_people", sum(run.batches.values_list("people", flat=True)), "people")
    lines = LedgerLine.objects.count()
    yield Figure("province_month_lines", lines, "lines")
    yield Figure("province_month", first, "s")
    with stopwatch() as seconds:
        started_and_done()
        again = seconds()
    yield Figure("province_month_again_lines", LedgerLine.objects.count() - lines, "lines")
    yield Figure("province_month_again", again, "s")


def started_and_done(month: date = _MONTH) -> PayRun:
    """The province's run of ``month``, started in that month and waited for."""
    actor = User.objects.get(username=f"congan.{generator.PROVINCE}")
    with override_settings(PORTAL_TODAY=month.isoformat()):
        run = services.run_start(actor=actor, unit=Unit.objects.get(key=generator.PROVINCE), month=month)
    while run.batches.filter(is_due=True).exists():
        time.sleep(0.05)
    return run


def _statements() -> Iterator[Figure]:
    """SQL statements of the commune task for the smallest and the largest commune; equal when constant."""
    teams = Unit.objects.filter(path__startswith="52.").communes().annotate(size=Count("teams__memberships"))
    by_size = teams.filter(size__gt=0).order_by("size", "key")
    _counted(by_size[0])  # the first commune of a process also reads the law: three statements more
    for name, commune in (("smallest", by_size[0]), ("largest", by_size.reverse()[0])):
        members = Membership.objects.filter(team__commune=commune).count()
        yield Figure(f"province_month_statements_{name}_commune", _counted(commune), "statements")
        yield Figure(f"province_month_members_{name}_commune", members, "memberships")


def _counted(commune: Unit) -> int:
    actor = User.objects.get(username=f"congan.{generator.PROVINCE}")
    with transaction.atomic():
        run = PayRun.objects.create(unit=commune, month=_MONTH, prepared_by=actor)
        batch = Batch.objects.create(run=run, commune=commune, month=_MONTH, prepared_by=actor)
        with CaptureQueriesContext(connection) as queries:
            posting.batch_compute(batch_id=batch.pk)
        transaction.set_rollback(True)
    return sum("SAVEPOINT" not in query["sql"] for query in queries)
