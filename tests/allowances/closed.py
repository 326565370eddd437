"""Months whose lists are closed: computed, checked by the clerk, approved by the chairman."""

from __future__ import annotations

from datetime import date

from django.test import override_settings

from accounts.models import RoleBinding, User
from allowances import posting, services
from allowances.models import Batch, LedgerLine, PayRun
from territory import clock
from territory.models import Unit

AUGUST, SEPTEMBER, OCTOBER = date(2024, 8, 1), date(2024, 9, 1), date(2024, 10, 1)


def begin(actor: User, unit: Unit, month: date) -> PayRun:
    """The run of the month, started in that month where it is still to come."""
    with override_settings(PORTAL_TODAY=max(clock.today(), month).isoformat()):
        return services.run_start(actor=actor, unit=unit, month=month)


def compute(actor: User, unit: Unit, month: date) -> list[Batch]:
    """Every list of the month, computed again; none is checked."""
    run = begin(actor, unit, month)
    for batch in run.batches.exclude(state=Batch.State.LOCKED):
        posting.batch_compute(batch_id=batch.pk)
    return list(Batch.objects.filter(month=month, commune__path__startswith=unit.path))


def close(actor: User, unit: Unit, month: date) -> None:
    """Every list of the month, computed, checked and locked by those who hold the seats in the commune."""
    for batch in compute(actor, unit, month):
        lock(batch)


def lock(batch: Batch) -> None:
    """The list checked and approved by those who hold the seats in its commune, or by its province."""
    services.batch_check(actor=_seat(batch.commune, "commune_clerk"), batch_id=batch.pk)
    services.batch_approve(actor=_seat(batch.commune, "commune_chairman"), batch_id=batch.pk)


def _seat(commune: Unit, role: str) -> User:
    held = RoleBinding.objects.filter(unit=commune, role=role).first()
    if held is None:
        user = User.objects.create_user(f"{role}-{commune.key}", None)
        held = RoleBinding.objects.create(user=user, role=role, unit=commune, valid_from=date(2024, 1, 1))
    return User.objects.get(pk=held.user_id)


def corrections(month: date, *, paid_in: date) -> dict[tuple[str, str], int]:
    """By name and component: what lists of ``paid_in`` posted for ``month``."""
    rows = LedgerLine.objects.filter(for_month=month, batch__month=paid_in)
    return {
        (name, component): amount
        for name, component, amount in rows.values_list("person__full_name", "component", "amount_vnd")
    }


def causes(month: date, *, paid_in: date) -> dict[str, str]:
    """By name: why lists of ``paid_in`` corrected ``month``."""
    return dict(
        LedgerLine.objects.filter(for_month=month, batch__month=paid_in).values_list(
            "person__full_name", "cause"
        )
    )
