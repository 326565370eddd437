"""Seeded rounds of the sample province's month: workers are killed, people and beat start it again and again.

After every round each sum that is owed stands in the ledger once: none twice, none missing, the total as
plain arithmetic over raw rows has it.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pgtrigger
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from allowances import rollups, services, tasks
from allowances.models import Batch, LedgerLine, PayRun, RunSchedule
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.province_month import LOG, load
from antt_portal.benchmarks.scratch import scratch_servers
from antt_portal.celery import app
from antt_portal.local.worker import celery_worker
from antt_portal.sample import generator
from territory.models import Unit

_FIRST, _END = date(2024, 7, 1), date(2024, 8, 1)
# What the resolution of the sample province gives (NQ 03/2024/NQ-HĐND Bình Định), written here a second time.
_RATES: Final = {"to_truong": 1_440_000, "to_pho": 1_260_000, "to_vien": 1_080_000}
_BHXH: Final = 165_000
_STARTS: Final = 10
# What the workers take for today: the day on which the month starts by itself has come.
_TODAY: Final = "2024-07-18"
_BEAT: Final = ("start-scheduled-runs", "requeue-stalled-batches")
# Communes a task, one of them in each round: the portal's own number, and few.
_TOGETHER: Final = (tasks.TOGETHER, 10, 3)
_PATIENCE: Final = 180

Sums = Mapping[tuple[int, str], int]


def killed_rounds() -> Iterator[Figure]:
    """Rounds that ended exact, of KILLED_ROUNDS (50 by itself); seconds for all."""
    wanted = int(os.environ.get("KILLED_ROUNDS", "50"))
    with scratch_servers() as env, stopwatch() as seconds:
        load()
        owed = _by_hand()
        yield Figure("killed_rounds_owed_lines", len(owed), "lines")
        yield Figure("killed_rounds_owed_vnd", sum(owed.values()), "đồng")
        faults = Counter[str]()
        for seed in range(wanted):
            _round(env, random.Random(seed))  # noqa: S311 (moments of a test, to be had again by their seed)
            faults += _faults(owed)
            if (seed + 1) % 10 == 0 or seed + 1 == wanted:
                yield Figure("killed_rounds", seed + 1, "rounds")
        yield Figure("killed_rounds_lines_twice", faults["twice"], "lines")
        yield Figure("killed_rounds_lines_missing", faults["missing"], "lines")
        yield Figure("killed_rounds_sums_wrong", faults["wrong"], "sums")
        yield Figure("killed_rounds_roll_ups_wrong", faults["rolled_up"], "lists")
        yield Figure("killed_rounds_seconds", seconds(), "s")


def _round(env: Mapping[str, str], moments: random.Random) -> None:
    """The month from nothing: a child and then all workers are killed, starts and sweeps fall as they may."""
    _empty()
    tasks.TOGETHER = moments.choice(_TOGETHER)  # type: ignore[misc]
    with celery_worker({**env, "PORTAL_TODAY": _TODAY}, LOG, patience=_PATIENCE) as first:
        _fire()
        _start_at_once()
        row = moments.randrange(1, 6000)
        _wait(lambda: LedgerLine.objects.count() >= row or _is_done())
        time.sleep(moments.uniform(0, 0.2))
        _kill_child(first.pid, moments)
        _fire()
        time.sleep(moments.uniform(0, 0.3))
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    with celery_worker({**env, "PORTAL_TODAY": _TODAY}, LOG, patience=_PATIENCE):
        _fire()
        _start_at_once()
        _fire()
        _wait(_is_done)
        _fire()
        _wait(_is_quiet)


def _empty() -> None:
    app.control.purge()
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE allowances_ledgerline, allowances_componentsum, allowances_teamsum,"
            " allowances_paidyear, allowances_batch, allowances_payrun, allowances_runschedule CASCADE"
        )
    RunSchedule.objects.create(
        province=Unit.objects.get(key=generator.PROVINCE),
        valid_from=_FIRST,
        day=1,
        in_next_month=False,
        chosen_by=User.objects.get(username=f"congan.{generator.PROVINCE}"),
    )


def _fire() -> None:
    """What beat sends, twice; rows are made as old as the sweeper looks for.

    Locked in the order of keys, as workers lock them: else two of them may wait for each other.
    """
    with transaction.atomic():
        due = Batch.objects.filter(is_due=True).select_for_update(no_key=True).order_by("pk")
        keys = list(due.values_list("pk", flat=True))
        Batch.objects.filter(pk__in=keys).update(queued_at=timezone.now() - timedelta(minutes=5))
    for _ in range(2):
        for name in _BEAT:
            app.send_task(app.conf.beat_schedule[name]["task"])


def _start_at_once() -> None:
    """The run of the month, started by ten people in one moment."""
    threads = [threading.Thread(target=_start) for _ in range(_STARTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _start() -> None:
    try:
        actor = User.objects.get(username=f"congan.{generator.PROVINCE}")
        services.run_start(actor=actor, unit=Unit.objects.get(key=generator.PROVINCE), month=_FIRST)
    finally:
        connection.close()


def _kill_child(pid: int, moments: random.Random) -> None:
    words = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    if words:
        os.kill(int(moments.choice(words)), signal.SIGKILL)


def _is_done() -> bool:
    return PayRun.objects.exists() and not Batch.objects.filter(is_due=True).exists()


def _is_quiet() -> bool:
    """Whether the workers have taken all that was sent."""
    with app.connection_for_read() as broker:
        channel: Any = broker.default_channel
        waiting = channel.queue_declare(app.conf.task_default_queue).message_count
        return _is_done() and not waiting


def _wait(done: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > until:
            raise TimeoutError("the month was not computed in time")
        time.sleep(0.02)


def _faults(owed: Sums) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT membership_id, component, COUNT(*), SUM(amount_vnd)"
            " FROM allowances_ledgerline GROUP BY 1, 2"
        )
        rows = {(membership, component): (count, int(vnd)) for membership, component, count, vnd in cursor}
    return Counter(
        twice=sum(count - 1 for count, _ in rows.values()),
        missing=len(owed.keys() - rows.keys()),
        wrong=sum(owed.get(key) != vnd for key, (_, vnd) in rows.items()),
        rolled_up=len(rollups.faults(Batch.objects.all())),
    )


def _by_hand() -> Sums:
    """What July comes to by rates, days and one rounding, from raw rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, person_id, title, valid_from, valid_to"
            " FROM members_membership WHERE status = 'recognised'"
        )
        members = cursor.fetchall()
        cursor.execute(
            "SELECT person_id, valid_from, valid_to"
            " FROM members_insuranceenrolment WHERE kind = 'bhxh_tu_nguyen'"
        )
        insured = {person: (start, end) for person, start, end in cursor}
    owed = {}
    for key, person, title, start, end in members:
        owed[key, "ho_tro_hang_thang"] = _part(_RATES[title], start, end)
        if person in insured:
            since, until = insured[person]
            ends = [day for day in (end, until) if day]
            owed[key, "ho_tro_bhxh"] = _part(_BHXH, max(start, since), min(ends, default=None))
    return {key: vnd for key, vnd in owed.items() if vnd}


def _part(vnd: int, start: date, end: date | None) -> int:
    days = (min(end or _END, _END) - max(start, _FIRST)).days
    return int(Fraction(vnd * max(days, 0), 31) + Fraction(1, 2))
