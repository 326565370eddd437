"""The way through the portal with real input: a team from proposal to decision, a month from run to lock.

Every step goes through the services, by the account whose step it is. A step that was done is not done again,
so a walk that was broken off goes on where it stopped.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import Final

from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import User
from allowances import posting
from allowances import services as allowances
from allowances.models import Batch, PayRun
from antt_portal.celery import app
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


def walk() -> tuple[Document, PayRun]:
    """Go the whole way; the decision that was issued and the month that was run."""
    document = Document.objects.filter(unit__key=COMMUNE).order_by("pk").first() or establish_team()
    run = _start_month()
    _compute(run)
    _lock(run.batches.get(commune__key=COMMUNE))
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
    return reports.decision_issue(actor=_account("chutich", COMMUNE), dossier_id=dossier.pk)


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


def _compute(run: PayRun) -> None:
    """Let the workers compute what is due, or do it here when there are none."""
    due = run.batches.filter(is_due=True)
    if not due.exists():
        return
    if _worker_answers():
        _wait_for_workers(run)
    for key in due.values_list("pk", flat=True):
        posting.batch_compute(batch_id=key)


def _worker_answers() -> bool:
    try:
        return bool(app.control.ping(timeout=1))
    except OperationalError:
        return False


def _wait_for_workers(run: PayRun) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while run.batches.filter(is_due=True).exists() and time.monotonic() < until:
        time.sleep(0.2)


def _lock(batch: Batch) -> None:
    """The clerk checks his commune's list, the chairman approves it."""
    if batch.state == Batch.State.COMPUTED:
        batch = allowances.batch_check(actor=_account("canbo", COMMUNE), batch_id=batch.pk)
    if batch.state == Batch.State.CHECKED:
        allowances.batch_approve(actor=_account("chutich", COMMUNE), batch_id=batch.pk)


def _account(prefix: str, code: str) -> User:
    return User.objects.get(username=f"{prefix}.{code}")
