"""Issuing a decision: number, payload, check code, team and people, all in one transaction or not at all."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from allowances.benefits import benefit_decide
from members.changes import change_decide
from members.team_people import people_follow
from reports import benefit_decision, check_code, decision, member_decision, team_decision
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
    register = _next_in_register(dossier.commune)
    signing = _sign(actor, register, code)
    if dossier.kind == Dossier.Kind.ESTABLISH:
        return _keep(signing, register, decision.compose(signing, dossier), decision.TEMPLATE, dossier)
    composed = team_decision.compose(signing, dossier, moved)
    return _keep(signing, register, composed, team_decision.TEMPLATE, dossier)


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
    register = _next_in_register(change.commune)
    signing = _sign(actor, register, code)
    return _keep(signing, register, member_decision.compose(signing, change), member_decision.TEMPLATE)


@transaction.atomic
def benefit_issue(*, actor: User, benefit_id: int) -> Document:
    """The chairman's decision on a sum owed once: the dossier decided, the paper kept.

    Raises what ``benefit_decide`` refuses and MissingLegalBasis; then no number is used up.
    """
    code = check_code.new_code()
    benefit = benefit_decide(actor=actor, benefit_id=benefit_id, decision_code=code)
    register = _next_in_register(benefit.commune)
    signing = _sign(actor, register, code)
    composed = benefit_decision.compose(signing, benefit)
    return _keep(signing, register, composed, benefit_decision.TEMPLATE)


def _next_in_register(unit: Unit) -> Register:
    """This year's register with its next number taken; its row stays locked until the transaction ends."""
    year = clock.today().year
    Register.objects.get_or_create(unit=unit, year=year)
    register = Register.objects.select_for_update().get(unit=unit, year=year)
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register


def _sign(actor: User, register: Register, code: str) -> decision.Signing:
    """Today's signing in the name of ``actor``, with the number just taken."""
    return decision.Signing(
        signer=actor,
        on=clock.today(),
        number=full_number(register.last_number, decision.SYMBOL),
        check_code=code,
        check_url=f"{settings.PUBLIC_URL}{reverse('reports:check', args=[code])}",
    )


def _keep(
    signing: decision.Signing,
    register: Register,
    composed: decision.Decision | team_decision.ArticlesDecision,
    template: str,
    dossier: Dossier | None = None,
) -> Document:
    """The paper as it is kept for ever."""
    payload = composed.payload()
    return Document.objects.create(
        unit=register.unit,
        register=register,
        number=register.last_number,
        symbol=decision.SYMBOL,
        title=composed.title,
        issued_on=signing.on,
        dossier=dossier,
        template=template,
        payload=payload,
        payload_sha256=decision.digest(payload),
        check_code=signing.check_code,
        issued_by=signing.signer,
        is_sample=composed.is_sample,
    )
