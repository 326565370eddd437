"""Decisions beside payouts: pay withheld and released; what people pay back themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Sum

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from allowances.models import Batch, LedgerLine, PayHold, Payment, Payout, Repayment
from allowances.pay_settings import setting_on
from allowances.payouts.dues import Payers, dues, payers_of
from allowances.payouts.rules import Due, deduction, recovery_plan
from allowances.payouts.services import PAY_OUT, lock_payers
from members.models import Person
from territory import clock
from territory.models import Unit
from territory.scope import Viewer, reaches
from vietnamese.dates import next_month, ngay
from vietnamese.money import dong

HOLD = "allowances.hold_pay"


@transaction.atomic
def hold_start(*, actor: User, person: Person, from_day: date, reason: str, decision: str) -> PayHold:
    """From ``from_day`` on nothing is paid out to the person, until another act ends it.

    Raises NotAllowed beyond the actor's reach, DomainError for a day before today: money that left is gone.
    """
    if not actor.has_perm(HOLD) or not Person.objects.visible_to(actor).filter(pk=person.pk).exists():
        raise NotAllowed("Dùng tài khoản có quyền tạm giữ tiền tại đơn vị.")
    if from_day < clock.today():
        raise DomainError(f"Nhập ngày từ {ngay(clock.today())}.", code="past", field="from_day")
    hold = PayHold(
        person=person, valid_from=from_day, reason=reason.strip(), decision=decision.strip(), held_by=actor
    )
    save_or_refuse(hold)
    return hold


@transaction.atomic
def hold_end(*, actor: User, hold_id: int, last_day: date, reason: str) -> PayHold:
    """The hold ends with ``last_day``; what was withheld goes into the next payout by itself."""
    hold = PayHold.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=hold_id).first()
    if hold is None or not actor.has_perm(HOLD):
        raise NotAllowed("Dùng tài khoản có quyền tạm giữ tiền tại đơn vị.")
    if hold.valid_to is not None:
        raise DomainError("Lần tạm giữ này đã thôi.", code="ended")
    if last_day < max(hold.valid_from, clock.today() - timedelta(days=1)):
        message = "Nhập ngày cuối không trước hôm qua và không trước ngày bắt đầu."
        raise DomainError(message, code="past", field="last_day")
    hold.valid_to, hold.ended_by, hold.end_reason = last_day + timedelta(days=1), actor, reason.strip()
    save_or_refuse(hold)
    return hold


@dataclass(frozen=True, slots=True)
class OpenRecovery:
    """What is still to be taken back from a person, and how: by month, or by himself where he is not paid."""

    due: Due
    person: Person
    commune: Unit
    # Set off against what waits for the same person: no payment is made of that, and none asked of him.
    set_off_vnd: int
    plan: tuple[tuple[date, int], ...]
    # His payments that are prepared or sent and have no result: what they hold cannot be deducted from.
    under_way: tuple[Payment, ...] = ()

    @property
    def left_vnd(self) -> int:
        """What is still to be taken back after that."""
        return self.due.recovery_vnd - self.set_off_vnd

    @property
    def most_vnd(self) -> int:
        """The greatest sum that one month bears."""
        return max((vnd for _, vnd in self.plan), default=0)


def open_recoveries(unit: Unit) -> list[OpenRecovery]:
    """Who owes something to a commune of ``unit``, the greatest sum first; a plan for who is still paid.

    Whose waiting sums are as much as is to be taken back owes nothing.
    """
    payers, share = payers_of(unit), setting_on(unit, clock.today()).recovery_share_percent
    found = [due for due in dues(payers).values() if due.recovery_vnd > due.set_off_vnd(share)]
    sent = _under_way(payers, {due.person_id for due in found})
    people = Person.objects.in_bulk({due.person_id for due in found})
    newest = _newest_lists(payers)
    paid = _own_month(newest, people)
    rows = [
        OpenRecovery(
            due,
            people[due.person_id],
            payers.units[due.commune_id],
            set_off := due.set_off_vnd(share),
            recovery_plan(
                due.recovery_vnd - set_off,
                paid.get((due.person_id, due.commune_id), 0),
                share,
                _next_paid(due, newest[due.commune_id].month, is_set_off=bool(set_off)),
            ),
            tuple(sent[due.person_id, due.commune_id]),
        )
        for due in found
    ]
    return sorted(rows, key=lambda row: (-row.left_vnd, row.person.sort_key))


def owing_in(viewer: Viewer, payout: Payout) -> list[tuple[Payment, int]]:
    """Payments of the viewer's reach from which more would be deducted if the payout were prepared now, and
    how much more: a recovery was locked meanwhile. Empty once the payout is approved."""
    if payout.state != Payout.State.PREPARED:
        return []
    payers, share = payers_of(payout.unit), setting_on(payout.unit, clock.today()).recovery_share_percent
    rows = {(row.person_id, payers.of[row.commune_id]): row for row in payout.payments.visible_to(viewer)}
    open_now = dues(payers, [person for person, _ in rows])
    told = ((rows[key], due) for key, due in open_now.items() if key in rows)
    more = (
        (row, deduction(row.gross_vnd, row.deducted_vnd + due.recovery_vnd, share) - row.deducted_vnd)
        for row, due in told
    )
    return [(row, vnd) for row, vnd in more if vnd > 0]


@transaction.atomic
def repayment_enter(
    *, actor: User, person: Person, commune: Unit, amount_vnd: int, paper: str, paid_on: date
) -> Repayment:
    """The person paid back, by a receipt; no more than is to be taken back from him.

    Raises NotAllowed beyond the actor's reach, DomainError for a later day, a greater sum or none.
    """
    if not actor.has_perm(PAY_OUT) or not reaches(actor, commune):
        raise NotAllowed("Dùng tài khoản có quyền làm việc này tại đơn vị.")
    if amount_vnd <= 0:
        raise DomainError("Nhập số tiền nộp lại lớn hơn 0.", code="no_sum", field="amount_vnd")
    payers = payers_of(commune)
    lock_payers(payers)
    due = dues(payers, [person.pk]).get((person.pk, commune.pk))
    still = max(due.recovery_vnd, 0) if due else 0
    if amount_vnd > still:
        raise DomainError(f"Nhập tối đa {dong(still)}, số còn thu hồi.", code="too_much", field="amount_vnd")
    if paid_on > clock.today():
        raise DomainError("Nhập ngày không sau hôm nay.", code="later", field="paid_on")
    row = Repayment(
        person=person,
        commune=commune,
        amount_vnd=amount_vnd,
        paper=paper.strip(),
        paid_on=paid_on,
        entered_by=actor,
    )
    save_or_refuse(row, at={"repayment_once_a_paper": "paper"})
    return row


@transaction.atomic
def repayment_withdraw(*, actor: User, repayment_id: int) -> Repayment:
    """A mistyped receipt is taken out again; the sum is open again."""
    rows = Repayment.objects.visible_to(actor).standing().select_for_update(of=("self",))
    row = rows.filter(pk=repayment_id).first()
    if row is None or not actor.has_perm(PAY_OUT):
        raise NotAllowed("Chọn khoản nộp lại trong danh sách.")
    row.withdrawn_by = actor
    save_or_refuse(row)
    return row


def _under_way(payers: Payers, people: Collection[int]) -> dict[tuple[int, int], list[Payment]]:
    """By person and paying commune: payments that nobody has told the result of; one statement."""
    rows = Payment.objects.filter(state=Payment.State.OPEN, person__in=people, commune__in=payers.of)
    found: dict[tuple[int, int], list[Payment]] = defaultdict(list)
    for row in rows.select_related("payout").order_by("pk"):
        found[row.person_id, payers.of[row.commune_id]].append(row)
    return found


def _next_paid(due: Due, newest: date, *, is_set_off: bool) -> date:
    """The month of the first list that a further payment will bear: the newest one while it is unpaid."""
    is_open = any(part.month == newest and part.gross_vnd for part in due.parts)
    return newest if is_open and not is_set_off else next_month(newest)


def _newest_lists(payers: Payers) -> dict[int, Batch]:
    """By paying commune: its newest locked list, or that of its forerunner; one statement."""
    rows = Batch.objects.filter(state=Batch.State.LOCKED, commune__in=payers.of).order_by("month", "pk")
    return {payers.of[row.commune_id]: row for row in rows.only("month", "commune_id")}


def _own_month(lists: Mapping[int, Batch], people: Collection[int]) -> dict[tuple[int, int], int]:
    """By person and paying commune: what its newest list gives for its own month; one statement."""
    payer = {batch.pk: commune for commune, batch in lists.items()}
    lines = LedgerLine.objects.filter(batch__in=payer, person__in=people, for_month=F("batch__month"))
    rows = lines.values_list("person_id", "batch_id").annotate(vnd=Sum("amount_vnd")).order_by()
    return {(person, payer[batch]): vnd for person, batch, vnd in rows}
