"""A killed worker loses nothing and pays nothing twice: real workers, real signals, seeded moments."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from allowances import services, tasks
from allowances.models import Batch, LedgerLine, PayRun
from antt_portal.celery import app
from antt_portal.local.processes import Child
from antt_portal.local.worker import celery_worker
from antt_portal.settings import environment
from members.models import InsuranceEnrolment, Membership, Person
from teams.models import Team, TeamCoverage
from territory.models import Unit
from tests.conftest import MakePerson, MakeVillage, make_unit

JULY = date(2024, 7, 1)
_COMMUNES = 12
RATES = {"to_truong": 1_440_000, "to_pho": 1_260_000, "to_vien": 1_080_000}
BHXH = 165_000

Worker = Callable[[], AbstractContextManager[Child]]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def force(
    law: None,
    district: Unit,
    province_police: User,
    make_village: MakeVillage,
    make_person: MakePerson,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """Twelve communes with a team of ten each, some joining late or leaving early; a real broker.

    Three communes a task, so that some are done when a worker is killed and some are not.
    """
    monkeypatch.setattr(tasks, "TOGETHER", 3)
    for number in range(_COMMUNES):
        commune = make_unit(f"9{number:04d}", Unit.Level.COMMUNE, Unit.Kind.XA, f"Xã {number}", district)
        village = make_village(commune, f"Thôn {number}")
        team = Team.objects.create(commune=commune, name="Tổ", status=Team.Status.ACTIVE)
        TeamCoverage.objects.create(team=team, village=village, valid_from=JULY)
        for seat in range(10):
            _join(make_person(commune, f"Nguyễn Văn {seat}"), team, seat, number)
    app.conf.task_always_eager = False
    app.control.purge()
    yield
    app.control.purge()
    app.conf.task_always_eager = True


def _join(person: Person, team: Team, seat: int, number: int) -> None:
    title = "to_truong" if seat == 0 else "to_pho" if seat == 1 else "to_vien"
    late = JULY + timedelta(days=number) if seat == 3 else JULY
    early = JULY + timedelta(days=20 + number % 10) if seat == 4 else None
    Membership.objects.create(
        person=person, team=team, title=title, status="recognised", valid_from=late, valid_to=early
    )
    if seat % 2:
        InsuranceEnrolment.objects.create(person=person, kind="bhxh_tu_nguyen", valid_from=late)


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    """Starts a worker on this test's database and broker."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "antt_portal.settings.test",
        "DATABASE_URL": environment.database_url(connection.settings_dict),
    }
    return lambda: celery_worker(env, tmp_path / "worker.log")


def _start() -> PayRun:
    actor = User.objects.get(bindings__role=Role.PROVINCE_POLICE)
    return services.run_start(actor=actor, unit=Unit.objects.get(key="52"), month=JULY)


def _wait_until(done: Callable[[], bool], patience: float = 60) -> None:
    until = time.monotonic() + patience
    while not done():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


def _children(pid: int) -> list[int]:
    words = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in words.split()]


def _sweep() -> None:
    """What beat does each minute, without the wait."""
    Batch.objects.filter(is_due=True).update(queued_at=timezone.now() - timedelta(minutes=5))
    tasks.requeue_stalled()


def _owed_by_hand() -> dict[tuple[int, str], int]:
    """An independent calculation: plain rates by title, days of July, rounded half up once."""
    owed: dict[tuple[int, str], int] = {}
    enrolled = dict(
        InsuranceEnrolment.objects.filter(kind="bhxh_tu_nguyen").values_list("person_id", "valid_from")
    )
    for member in Membership.objects.recognised():
        owed[member.pk, "ho_tro_hang_thang"] = _half_up(RATES[member.title] * _days(member, JULY))
        if member.person_id in enrolled:
            owed[member.pk, "ho_tro_bhxh"] = _half_up(BHXH * _days(member, enrolled[member.person_id]))
    return {key: vnd for key, vnd in owed.items() if vnd}


def _days(member: Membership, since: date) -> Fraction:
    end = min(member.valid_to or date(2024, 8, 1), date(2024, 8, 1))
    return Fraction(max((end - max(member.valid_from, since, JULY)).days, 0), 31)


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def _posted() -> dict[tuple[int, str], int]:
    rows = LedgerLine.objects.values_list("membership_id", "component").annotate(sum=Sum("amount_vnd"))
    return {(membership, component): total for membership, component, total in rows}


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_child_and_a_killed_worker_leave_every_line_once(
    force: None, worker: Worker, seed: int
) -> None:
    moments = random.Random(seed)
    with worker() as first:
        run = _start()
        _wait_until(lambda: LedgerLine.objects.count() > moments.randrange(1, 100))
        os.kill(moments.choice(_children(first.pid)), signal.SIGKILL)
        time.sleep(moments.uniform(0, 0.2))
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    with worker():
        _sweep()
        _start()
        _wait_until(lambda: not run.batches.filter(is_due=True).exists())
    owed = _owed_by_hand()
    assert _posted() == owed
    assert LedgerLine.objects.count() == len(owed)


def test_ten_starts_at_once_post_one_set(force: None, worker: Worker) -> None:
    with worker():
        for _ in range(10):
            run = _start()
        _wait_until(lambda: not run.batches.filter(is_due=True).exists())
    assert LedgerLine.objects.count() == len(_owed_by_hand())
    assert _posted() == _owed_by_hand()


def test_a_run_stopped_killed_and_resumed_has_every_line_once(force: None, worker: Worker) -> None:
    actor = User.objects.get(bindings__role=Role.PROVINCE_POLICE)
    with worker() as first:
        run = _start()
        _wait_until(LedgerLine.objects.exists)
        services.run_stop(actor=actor, run_id=run.pk)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    held = LedgerLine.objects.count()
    with worker():
        _sweep()
        for key in run.batches.values_list("pk", flat=True):
            tasks.compute_batches.delay(batch_ids=[key])
        time.sleep(1)
        assert LedgerLine.objects.count() == held < len(_owed_by_hand())
        services.run_resume(actor=actor, run_id=run.pk)
        _wait_until(lambda: not run.batches.filter(is_due=True).exists())
    assert _posted() == _owed_by_hand()
    assert LedgerLine.objects.count() == len(_owed_by_hand())
