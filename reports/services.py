"""Issuing a decision: number, payload, check code, team and people, all in one transaction or not at all."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from members.changes import change_decide
from members.team_people import people_follow
from reports import check_code, decision, member_decision, team_decision
from reports.models import Document, Register, full_number
from teams import services as teams_services
from teams.models import Dossier
from territory import clock
from territory.models import Unit


@transaction.atomic
def decision_issue(*, actor: User, dossier_id: int, unproven_confirmed: bool = False) -> Document:
    """The chairman's decision on a dossier: team and people as it says, the paper kept.

    ``unproven_confirmed``: the chairman accepts people whose standards of Điều 13 are not proved yet.

    The number is the next of the commune's register of the year. Raises what ``dossier_issue`` and
    ``people_follow`` refuse, and MissingLegalBasis while the law to cite is not on record; then no number
    is used up.
    """
    code = check_code.new_code()
    dossier = teams_services.dossier_issue(actor=actor, dossier_id=dossier_id, decision_code=code)
    moved = people_follow(dossier, unproven_confirmed=unproven_confirmed)
    today = clock.today()
    register = _next_in_register(dossier.commune, today.year)
    issue = decision.Issue(
        signer=actor,
        dossier=dossier,
        on=today,
        number=full_number(register.last_number, decision.SYMBOL),
        check_code=code,
        check_url=f"{settings.PUBLIC_URL}{reverse('reports:check', args=[code])}",
    )
    is_first = dossier.kind == Dossier.Kind.ESTABLISH
    composed = decision.compose(issue) if is_first else team_decision.compose(issue, moved)
    payload = composed.payload()
    return Document.objects.create(
        unit=dossier.commune,
        register=register,
        number=register.last_number,
        symbol=decision.SYMBOL,
        title=composed.title,
        issued_on=today,
        dossier=dossier,
        template=decision.TEMPLATE if is_first else team_decision.TEMPLATE,
        payload=payload,
        payload_sha256=decision.digest(payload),
        check_code=code,
        issued_by=actor,
        is_sample=composed.is_sample,
    )


@transaction.atomic
def change_issue(*, actor: User, change_id: int, unproven_confirmed: bool = False) -> Document:
    """The chairman's decision on one member: memberships as proposed, the paper kept.

    ``unproven_confirmed``: he accepts somebody whose standards of Điều 13 are not proved yet. Raises what
    ``change_decide`` refuses and MissingLegalBasis; then no number is used up.
    """
    code = check_code.new_code()
    change = change_decide(
        actor=actor, change_id=change_id, decision_code=code, unproven_confirmed=unproven_confirmed
    )
    today = clock.today()
    register = _next_in_register(change.commune, today.year)
    issue = member_decision.ChangeIssue(
        signer=actor,
        change=change,
        on=today,
        number=full_number(register.last_number, decision.SYMBOL),
        check_code=code,
        check_url=f"{settings.PUBLIC_URL}{reverse('reports:check', args=[code])}",
    )
    composed = member_decision.compose(issue)
    payload = composed.payload()
    return Document.objects.create(
        unit=change.commune,
        register=register,
        number=register.last_number,
        symbol=decision.SYMBOL,
        title=composed.title,
        issued_on=today,
        template=member_decision.TEMPLATE,
        payload=payload,
        payload_sha256=decision.digest(payload),
        check_code=code,
        issued_by=actor,
        is_sample=composed.is_sample,
    )


def _next_in_register(unit: Unit, year: int) -> Register:
    """The register with its next number taken; its row stays locked until the transaction ends."""
    Register.objects.get_or_create(unit=unit, year=year)
    register = Register.objects.select_for_update().get(unit=unit, year=year)
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register
