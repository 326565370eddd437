"""Twelve closed months of the sample province put right by one run after a backdated rate, through Celery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db import connection

from accounts.models import RoleBinding, User
from allowances.models import Batch, LedgerLine
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.filled_ledger import fill, keep
from antt_portal.benchmarks.province_month import LOG, load, started_and_done
from antt_portal.benchmarks.scratch import scratch_servers
from antt_portal.local.worker import celery_worker
from antt_portal.sample import generator
from regulations.engine import load_law
from regulations.models import LawVersion, ProvinceSetting
from regulations.services import territory_of, version_of
from territory.models import Unit, VillagePlacement
from vietnamese.dates import next_month

_FIRST, _BACK = date(2024, 7, 1), 12
_CHANGED: Final = date(2024, 7, 2)


def arrears_12() -> Iterator[Figure]:
    """Seconds for a month's lists that also correct twelve closed months; then asked again."""
    with scratch_servers() as env:
        load()
        _stand_on()
        with celery_worker(env, LOG):
            with stopwatch() as seconds:
                started_and_done(_FIRST)
                one_month = seconds()
            month = _close_all()
            _change_the_rate()
            yield from _corrected(month, one_month)


def _stand_on() -> None:
    """Units and seats of the sample stand on after 30/06/2025: a thirteenth month has the same communes."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE territory_unitsuccession CASCADE")
        cursor.execute("DELETE FROM territory_unit WHERE path LIKE %s", [f"{generator.PROVINCE}-%"])
    Unit.objects.filter(path__startswith=f"{generator.PROVINCE}.").update(valid_to=None)
    for model in (VillagePlacement, ProvinceSetting, RoleBinding):
        model.objects.filter(valid_to__isnull=False).update(valid_to=None)


def _close_all() -> date:
    """All months closed; returns the first one that is open."""
    months = [_FIRST]
    while len(months) < _BACK:
        months.append(next_month(months[-1]))
    keep()
    fill(_FIRST, months[1:])
    clerk, finance = (
        User.objects.filter(bindings__role=role).earliest("pk")
        for role in ("commune_clerk", "province_finance")
    )
    locked = {"state": Batch.State.LOCKED, "checked_by": clerk, "approved_by": finance}
    Batch.objects.update(**locked, locked_at="2025-06-30T00:00Z")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return next_month(months[-1])


def _change_the_rate() -> None:
    """The tổ trưởng's rate is another one from the second day on, found a year later."""
    old = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
    LawVersion.objects.filter(pk=old.pk).update(valid_to=_CHANGED)
    text = (
        old.text.replace("id: binh-dinh-nq-03-2024", "id: bench-rate")
        .replace("valid_from: 2024-07-01", f"valid_from: {_CHANGED}")
        .replace("vnd: 1440000", "vnd: 1600000")
        .replace("vnd: 1260000", "vnd: 1300000")
        .replace("vnd: 1080000", "vnd: 1100000")
    )
    law = load_law(text, "bench")
    territory = territory_of(law)
    assert territory is not None  # noqa: S101 (the place of the file that was changed)
    version = version_of(law, text, territory)
    version.status = LawVersion.Status.ADOPTED
    version.save()


def _corrected(month: date, one_month: float) -> Iterator[Figure]:
    with stopwatch() as seconds:
        run = started_and_done(month)
        spent = seconds()
    lines = LedgerLine.objects.filter(batch__run=run)
    count = lines.count()
    yield Figure("arrears_12_months", lines.values("for_month").distinct().count() - 1, "months")
    yield Figure("arrears_12_lines", count, "lines")
    yield Figure("arrears_12_one_month", one_month, "s")
    yield Figure("arrears_12", spent, "s", round(spent / one_month, 2), "arrears_12_one_month")
    with stopwatch() as seconds:
        started_and_done(month)
        again = seconds()
    yield Figure("arrears_12_again_lines", lines.count() - count, "lines")
    yield Figure("arrears_12_again", again, "s")
