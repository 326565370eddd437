"""Decisions about payouts: prepare, approve, send back, give up. Each is one transaction.

The rows of the communes that pay are the lock: of two payouts made at once the second finds nothing open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from allowances.models import PayHold, Payment, PaymentPart, PayMethod, Payout
from allowances.notices import tell_of_payout
from allowances.pay_settings import setting_on
from allowances.payouts.dues import Payers, Seat, dues, holds_of, methods_of, payers_of, seats_of
from allowances.payouts.rules import Due, deduction
from members.models import Person
from notices.models import Notice
from territory import clock
from territory.models import Unit
from territory.scope import reaches

PAY_OUT = "allowances.pay_out"
APPROVE = "allowances.approve_payout"
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Planned:
    """A payment that could be made now: to whom, by which commune, what is due and what is deducted."""

    due: Due
    person: Person
    commune: Unit
    seat: Seat
    deducted_vnd: int
    hold: PayHold | None = None
    method: PayMethod | None = None

    @property
    def amount_vnd(self) -> int:
        """What the person gets."""
        return self.due.gross_vnd - self.deducted_vnd


@dataclass(frozen=True, slots=True)
class Plan:
    """What a payout of a unit would hold now: ``rows`` in the order of lists; ``waiting``, who gets nothing
    because more is to be taken back than is due (where it is as much, nothing waits); ``held``, whose pay is
    withheld."""

    rows: Sequence[Planned]
    waiting: Sequence[Planned]
    held: Sequence[Planned]

    @property
    def total_vnd(self) -> int:
        """The sum of the payout."""
        return sum(row.amount_vnd for row in self.rows)


def plan_of(unit: Unit) -> Plan:
    """What ``unit`` would pay out now; the same number of statements whatever the number of people."""
    return _plan(payers_of(unit), unit)


@transaction.atomic
def payout_prepare(*, actor: User, unit: Unit) -> Payout:
    """A payout of all that is open in ``unit``: its rows are frozen and wait for another person's approval.

    Raises NotAllowed beyond the actor's reach, DomainError where nothing is open.
    """
    _require(actor, PAY_OUT, unit)
    payers = payers_of(unit)
    lock_payers(payers)
    plan = _plan(payers, unit)
    if not plan.rows:
        message = "Chờ khóa danh sách của tháng: không còn khoản nào chờ chi."
        raise DomainError(message, code="nothing_open")
    payout = Payout.objects.create(
        unit=unit,
        day=clock.today(),
        people=len({row.due.person_id for row in plan.rows}),
        total_vnd=plan.total_vnd,
        prepared_by=actor,
    )
    payments = [_payment(payout, place, row) for place, row in enumerate(plan.rows, start=1)]
    Payment.objects.bulk_create(payments, batch_size=_CHUNK)
    PaymentPart.objects.bulk_create(_parts(payments, plan.rows), batch_size=_CHUNK)
    tell_of_payout(payout, Notice.Kind.WAITING, actor)
    return payout


@transaction.atomic
def payout_approve(*, actor: User, payout_id: int) -> Payout:
    """Another person than the maker approves; the money may leave."""
    payout = _prepared(actor, payout_id, APPROVE)
    if payout.prepared_by_id in actor.hands:
        raise SamePerson("Đề nghị người khác duyệt: người lập không được tự duyệt.")
    _require_free(payout)
    payout.state, payout.approved_by, payout.approved_at = Payout.State.APPROVED, actor, timezone.now()
    payout.save()
    tell_of_payout(payout, Notice.Kind.APPROVED, actor)
    return payout


@transaction.atomic
def payout_return(*, actor: User, payout_id: int, reason: str) -> Payout:
    """The approver does not agree: nothing of it is paid, all of it is open again."""
    payout = _prepared(actor, payout_id, APPROVE)
    if not reason.strip():
        raise DomainError("Nhập lý do trả lại.", code="required", field="reason")
    _drop(payout, reason.strip())
    tell_of_payout(payout, Notice.Kind.RETURNED, actor)
    return payout


@transaction.atomic
def payout_withdraw(*, actor: User, payout_id: int) -> Payout:
    """Who prepares payouts gives one up before it is approved."""
    payout = _prepared(actor, payout_id, PAY_OUT)
    _drop(payout, "")
    tell_of_payout(payout, Notice.Kind.WITHDRAWN, actor)
    return payout


def payout_actions(user: User, payout: Payout) -> frozenset[str]:
    """The steps that are the user's now: approve, return, withdraw, record; services refuse the others."""
    if payout.state in {Payout.State.APPROVED, Payout.State.CLOSED}:
        return frozenset({"record"}) if user.has_perm(PAY_OUT) else frozenset()
    if payout.state != Payout.State.PREPARED or not reaches(user, payout.unit):
        return frozenset()
    steps = {"withdraw"} if user.has_perm(PAY_OUT) else set()
    if user.has_perm(APPROVE) and payout.prepared_by_id not in user.hands:
        steps |= {"approve", "return"}
    return frozenset(steps)


def lock_payers(payers: Payers) -> None:
    """Nobody else makes, settles or drops payments of these communes until the transaction ends."""
    rows = Unit.objects.filter(pk__in=payers.units).select_for_update(no_key=True).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _plan(payers: Payers, unit: Unit) -> Plan:
    found = dues(payers)
    keys = {due.person_id for due in found.values()}
    people, seats, holds = Person.objects.in_bulk(keys), seats_of(keys, payers), holds_of(keys)
    methods = methods_of(keys)
    share = setting_on(unit, clock.today()).recovery_share_percent
    rows = sorted(
        (
            Planned(
                due,
                people[due.person_id],
                payers.units[due.commune_id],
                seats.get(due.person_id, Seat()),
                deduction(due.gross_vnd, due.recovery_vnd, share),
                holds.get(due.person_id),
                methods.get(due.person_id),
            )
            for due in found.values()
        ),
        key=_order,
    )
    free = [row for row in rows if row.hold is None]
    return Plan(
        [row for row in free if row.amount_vnd > 0],
        [row for row in free if row.amount_vnd <= 0 and row.due.recovery_vnd > row.due.gross_vnd],
        [row for row in rows if row.hold and row.due.gross_vnd],
    )


def _order(row: Planned) -> tuple[str, str, str, int, str, int]:
    seat = row.seat
    return (
        row.commune.sort_key,
        seat.team_order,
        seat.team_name,
        seat.rank,
        row.person.sort_key,
        row.person.pk,
    )


def _payment(payout: Payout, place: int, row: Planned) -> Payment:
    return Payment(
        payout=payout,
        person=row.person,
        commune=row.commune,
        reference=f"C{payout.pk}-{place}",
        full_name=row.person.full_name,
        title=row.seat.title,
        team_name=row.seat.team_name,
        method=row.method.method if row.method else Payment.Method.CASH,
        bank=row.method.bank if row.method else "",
        holder=row.method.holder if row.method else "",
        account_cipher=row.method.account_cipher if row.method else "",
        gross_vnd=row.due.gross_vnd,
        deducted_vnd=row.deducted_vnd,
        amount_vnd=row.amount_vnd,
    )


def _parts(payments: Iterable[Payment], rows: Iterable[Planned]) -> list[PaymentPart]:
    return [
        PaymentPart(
            payment=payment,
            person_id=payment.person_id,
            batch_id=part.batch_id,
            benefit_id=part.benefit_id,
            gross_vnd=part.gross_vnd,
            recovery_vnd=part.recovery_vnd,
        )
        for payment, row in zip(payments, rows, strict=True)
        for part in row.due.parts
    ]


def _require_free(payout: Payout) -> None:
    """A hold that came after the payout was prepared is heeded."""
    holds = holds_of(payout.payments.values_list("person_id", flat=True))
    if holds:
        name = payout.payments.filter(person__in=holds).values_list("full_name", flat=True).first()
        message = f"Trả lại đợt chi để lập lại: {name} đang bị tạm giữ tiền."
        raise WrongState(message, code="held")


def _drop(payout: Payout, reason: str) -> None:
    payout.payments.update(state=Payment.State.DROPPED)
    payout.state, payout.return_reason = Payout.State.DROPPED, reason
    payout.save()


def _prepared(actor: User, payout_id: int, right: str) -> Payout:
    rows = Payout.objects.visible_to(actor).select_for_update(of=("self",)).select_related("unit")
    payout = rows.filter(pk=payout_id).first()
    if payout is None:
        raise NotAllowed("Chọn đợt chi trong danh sách.")
    _require(actor, right, payout.unit)
    if payout.state != Payout.State.PREPARED:
        raise WrongState(f"Xem lại trạng thái: đợt chi {payout.get_state_display()}.")
    return payout


def _require(actor: User, right: str, unit: Unit) -> None:
    if not actor.has_perm(right) or not reaches(actor, unit):
        raise NotAllowed("Dùng tài khoản có quyền làm việc này tại đơn vị.")
