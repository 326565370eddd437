"""What became of payments: made, or returned with a reason. One transaction takes a whole list or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from allowances.models import Payment, Payout
from allowances.payouts.dues import payers_of
from allowances.payouts.services import PAY_OUT, lock_payers
from territory import clock
from vietnamese.dates import ngay
from vietnamese.money import dong

State = Payment.State


@dataclass(frozen=True, slots=True)
class Result:
    """What is told of one payment; ``amount_vnd`` None where whoever tells has the payment before him."""

    reference: str
    is_paid: bool
    on: date
    reason: str = ""
    amount_vnd: int | None = None

    @property
    def state(self) -> Payment.State:
        """The state that it brings the payment to."""
        return State.PAID if self.is_paid else State.RETURNED


@dataclass(frozen=True, slots=True)
class ResultFault:
    """What is wrong with a result, and in which field: reference, amount_vnd, on, reason."""

    place: int
    field: str
    message: str


class ResultsRefused(DomainError):
    """No result was taken: ``faults`` say what to put right."""

    def __init__(self, faults: Sequence[ResultFault]) -> None:
        super().__init__(faults[0].message, code="results_refused", field=faults[0].field)
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many payments changed, so the same list again gives 0; ``came_back`` of them had been told as paid,
    ``came_back_vnd`` đồng, which the next payout holds again."""

    changed: int
    came_back: int
    came_back_vnd: int


@transaction.atomic
def results_record(*, actor: User, payout_id: int, results: Sequence[Result]) -> Recorded:
    """What became of payments of the actor's reach, and what of it was told otherwise before.

    The payout is closed when no payment of it is open. Raises ResultsRefused, with every fault, and then
    nothing is kept; DomainError for a payout that nobody approved.
    """
    payout = _payout(actor, payout_id)
    wanted = {result.reference for result in results}
    rows = Payment.objects.visible_to(actor).filter(payout=payout, reference__in=wanted)
    found = {row.reference: row for row in rows.select_for_update().order_by("pk")}
    faults = list(filter(None, (_fault(place, each, found, payout) for place, each in enumerate(results))))
    faults += _twice(results)
    if faults:
        raise ResultsRefused(faults)
    paid = {row.reference for row in found.values() if row.state == State.PAID}
    changed = [found[each.reference] for each in results if _tells(found[each.reference], each)]
    _keep(changed)
    _close(payout)
    back = [row for row in changed if row.reference in paid and row.state == State.RETURNED]
    return Recorded(len(changed), len(back), sum(row.amount_vnd for row in back))


def _payout(actor: User, payout_id: int) -> Payout:
    """The payout under the lock of all that pay in it."""
    seen = Payout.objects.visible_to(actor).filter(pk=payout_id).select_related("unit").first()
    if seen is None or not actor.has_perm(PAY_OUT):
        raise NotAllowed("Chọn đợt chi trong danh sách.")
    lock_payers(payers_of(seen.unit))
    payout = Payout.objects.select_for_update(of=("self",)).get(pk=payout_id)
    if payout.state not in {Payout.State.APPROVED, Payout.State.CLOSED}:
        message = f"Chờ duyệt đợt chi rồi ghi kết quả: đợt chi {payout.get_state_display()}."
        raise DomainError(message, code="not_approved")
    return payout


def _fault(place: int, result: Result, found: Mapping[str, Payment], payout: Payout) -> ResultFault | None:
    row = found.get(result.reference)
    if row is None:
        return ResultFault(place, "reference", f"Không có khoản {result.reference} trong đợt chi này.")
    if result.amount_vnd is not None and result.amount_vnd != row.amount_vnd:
        message = f"Số tiền của khoản {row.reference} là {dong(row.amount_vnd)}: không nhận số khác."
        return ResultFault(place, "amount_vnd", message)
    if not payout.day <= result.on <= clock.today():
        first, last = ngay(payout.day), ngay(clock.today())
        days = f"từ {first} đến {last}" if first != last else first
        return ResultFault(place, "on", f"Nhập ngày {days}.")
    if not result.is_paid and not result.reason.strip():
        return ResultFault(place, "reason", f"Nhập lý do trả về của khoản {row.reference}.")
    return None


def _twice(results: Sequence[Result]) -> list[ResultFault]:
    """A payment that the list names twice with two results."""
    first: dict[str, Result] = {}
    return [
        ResultFault(place, "reference", f"Bỏ một dòng: khoản {each.reference} có hai kết quả.")
        for place, each in enumerate(results)
        if first.setdefault(each.reference, each) != each
    ]


def _tells(row: Payment, result: Result) -> bool:
    """Takes the result over; whether it is news."""
    reason = "" if result.is_paid else result.reason.strip()
    before = (row.state, row.settled_on, row.reason)
    if result.is_paid:
        row.was_paid_on = None
    elif row.state == State.PAID:
        row.was_paid_on = row.settled_on
    row.state, row.settled_on, row.reason = result.state, result.on, reason
    return before != (result.state, result.on, reason)


def _keep(rows: Sequence[Payment]) -> None:
    """A payment whose return was a mistake stands again, unless a later payout took its sums meanwhile."""
    try:
        with transaction.atomic():
            Payment.objects.bulk_update(
                rows, ["state", "settled_on", "reason", "was_paid_on"], batch_size=1000
            )
    except IntegrityError as error:
        if "is_paid_once" not in str(error):
            raise
        message = "Giữ kết quả bị trả về: khoản này đã nằm trong một đợt chi sau."
        raise DomainError(message, code="paid_since") from error


def _close(payout: Payout) -> None:
    is_open = payout.payments.filter(state=State.OPEN).exists()
    state = Payout.State.APPROVED if is_open else Payout.State.CLOSED
    if payout.state != state:
        payout.state = state
        payout.save()
