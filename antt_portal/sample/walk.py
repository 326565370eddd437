"""The way through the portal with real input: a team from proposal to decision, a month from run to lock.

Every step goes through the services, by the account whose step it is. A step that was done is not done again,
so a walk that was broken off goes on where it stopped.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from accounts.models import User
from allowances import posting, tasks
from allowances import services as allowances
from allowances.models import Batch, PayRun
from antt_portal.local.worker import celery_worker
from antt_portal.sample.draft import draft_load
from antt_portal.sample.generator import PROVINCE, address
from antt_portal.sample.people import people_of
from antt_portal.sample.villages import villages_of
from members import services as members
from members.models import Person
from reports import services as reports
from reports.models import Document
from teams import services as teams
from teams.models import Team
from territory.clock import today
from territory.models import Unit, Village

COMMUNE: Final = "21961"
DISTRICT: Final = "550"
VILLAGE: Final = "Háo Lễ"
MONTH: Final = date(2024, 7, 1)

_PATIENCE_SECONDS: Final = 120
_WORKER_LOG: Final = Path(settings.BASE_DIR) / "var" / "log" / "demo-worker.log"


Compute = Callable[[PayRun], None]


def compute_here(run: PayRun) -> None:
    """Compute what is due in this process."""
    keys = sorted(run.batches.filter(is_due=True).values_list("pk", flat=True))
    for start in range(0, len(keys), tasks.TOGETHER):
        posting.batches_compute(batch_ids=keys[start : start + tasks.TOGETHER])


def compute_by_worker(run: PayRun) -> None:
    """Let a Celery worker of its own compute what is due; the rows tell when it is done."""
    due = list(run.batches.filter(is_due=True).values_list("pk", flat=True))
    if not due:
        return
    tasks.queue(due)  # those of a walk that was broken off may have lost their place
    with celery_worker(os.environ, _WORKER_LOG):
        until = time.monotonic() + _PATIENCE_SECONDS
        while run.batches.filter(is_due=True).exists():
            if time.monotonic() > until:
                message = f"The worker did not finish: see {_WORKER_LOG}."
                raise RuntimeError(message)
            time.sleep(0.1)


def walk(compute: Compute) -> tuple[Document, PayRun]:
    """Go the whole way; the decision that was issued and the month that was run."""
    document = Document.objects.filter(unit__key=COMMUNE).order_by("pk").first() or establish_team()
    run = _start_month()
    compute(run)
    _lock(run.batches.get(commune__key=COMMUNE))
    draft_load(_account("congan", PROVINCE))
    return document, run


@transaction.atomic
def establish_team() -> Document:
    """The clerk proposes and submits, the district examines, the chairman decides."""
    clerk = _account("canbo", COMMUNE)
    village = Village.objects.select_related("commune__parent").get(commune__key=COMMUNE, name=VILLAGE)
    dossier = teams.team_propose(actor=clerk, village_id=village.pk, name="", start_on=today())
    _add_members(clerk, dossier.team, village)
    members.dossier_submit(actor=clerk, dossier_id=dossier.pk)
    teams.dossier_examine(actor=_account("huyen", DISTRICT), dossier_id=dossier.pk)
    return reports.decision_issue(
        actor=_account("chutich", COMMUNE), dossier_id=dossier.pk, unproven_confirmed=True
    )


def _add_members(clerk: User, team: Team, village: Village) -> None:
    (plan,) = (plan for plan in villages_of(village.commune, DISTRICT) if plan.code == village.code)
    for person in people_of(replace(plan, has_team=True)):
        members.member_add(
            actor=clerk,
            team_id=team.pk,
            full_name=person.full_name,
            birth_date=person.birth_date,
            gender=Person.Gender(person.gender),
            identity_number=person.identity_number,
            address=address(village),
            title=person.spells[0].title,
        )


def _start_month() -> PayRun:
    unit = Unit.objects.get(key=PROVINCE)
    started = PayRun.objects.filter(unit=unit, month=MONTH).first()
    return started or allowances.run_start(actor=_account("congan", PROVINCE), unit=unit, month=MONTH)


def _lock(batch: Batch) -> None:
    """The clerk checks his commune's list, the chairman approves it."""
    if batch.state == Batch.State.COMPUTED:
        batch = allowances.batch_check(actor=_account("canbo", COMMUNE), batch_id=batch.pk)
    if batch.state == Batch.State.CHECKED:
        allowances.batch_approve(actor=_account("chutich", COMMUNE), batch_id=batch.pk)


def _account(prefix: str, code: str) -> User:
    return User.objects.get(username=f"{prefix}.{code}")
