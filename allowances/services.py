"""Decisions about runs: start, compute again, check, send back, approve and lock.

Nobody approves what he prepared or checked; the service says so in words, the database refuses it anyway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F, Func, Value
from django.utils import timezone

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from allowances import posting, settling, tasks
from allowances.models import Batch, PayRun
from allowances.notices import tell_approvers, tell_clerks
from allowances.pay_settings import setting_on
from allowances.proof import head_of
from notices.models import Notice
from territory import clock
from territory.models import Unit
from territory.scope import reaches
from territory.spans import overlaps
from vietnamese.dates import next_month, thang


@transaction.atomic
def run_start(*, actor: User, unit: Unit, month: date) -> PayRun:
    """Start the regular month of ``unit``, or compute it again; every unlocked batch becomes due.

    Raises DomainError for a month that has not begun, where no law holds, or where the unit has no commune in
    that month.
    """
    _require(actor, "allowances.start_run", unit)
    _refuse_to_come(month)
    settling.books_of(unit, month)
    run, _ = PayRun.objects.get_or_create(unit=unit, month=month, defaults={"prepared_by": actor})
    _refuse_stopped(run)
    communes = communes_of(unit, month)
    _add_batches(run, communes, actor)
    _make_due(run, actor)
    return run


def _refuse_to_come(month: date) -> None:
    """A list paid ahead would take the months between, which have no list yet, for months left out."""
    if month > clock.today():
        message = f"Chọn tháng đến tháng {thang(clock.today())}: tháng {thang(month)} chưa bắt đầu."
        raise DomainError(message, code="to_come", field="month")


def _add_batches(run: PayRun, communes: Sequence[Unit], actor: User) -> None:
    """One for each commune that has none in the month; who starts beside may have added it by now."""
    there = set(Batch.objects.filter(commune__in=communes, month=run.month).values_list("commune", flat=True))
    new = [
        Batch(run=run, commune=commune, month=run.month, prepared_by=actor)
        for commune in communes
        if commune.pk not in there
    ]
    Batch.objects.bulk_create(new, ignore_conflicts=True)


def communes_of(unit: Unit, month: date) -> list[Unit]:
    """The communes of ``unit`` that stand on a day of the month, by name; DomainError if none."""
    standing = Unit.objects.filter(overlaps(month, next_month(month)), path__startswith=unit.path)
    communes = list(standing.communes())
    if not communes:
        raise DomainError(
            "Chọn tháng khác: đơn vị không có xã, phường nào trong tháng này.", code="empty", field="month"
        )
    return communes


def _make_due(run: PayRun, actor: User) -> None:
    """Rows are locked in the order of their keys, as workers lock them, so that two starts never block."""
    ordered = run.batches.exclude(state=Batch.State.LOCKED).select_for_update().order_by("pk")
    keys = list(ordered.values_list("pk", flat=True))
    due = Batch.objects.filter(pk__in=keys)
    due.update(is_due=True, sweeps=0, queued_at=timezone.now(), prepared_by=actor)
    due.exclude(makers__contains=[actor.pk]).update(
        makers=Func(F("makers"), Value(actor.pk), function="ARRAY_APPEND")
    )
    transaction.on_commit(lambda: tasks.queue(keys))


@transaction.atomic
def run_stop(*, actor: User, run_id: int) -> PayRun:
    """Stop a run that is under way: what is being computed is finished, what waits stays as it is."""
    run = _lock_run(actor, run_id)
    _refuse_stopped(run)
    if not run.batches.filter(is_due=True).exists():
        raise WrongState("Đợt tính đã tính xong, không còn xã nào để dừng.")
    run.stopped_at, run.stopped_by = timezone.now(), actor
    run.save(update_fields=["stopped_at", "stopped_by"])
    return run


@transaction.atomic
def run_resume(*, actor: User, run_id: int) -> PayRun:
    """Go on with a stopped run: the workers get what still waits; who prepared it stays who he was."""
    run = _lock_run(actor, run_id)
    if run.stopped_at is None:
        raise WrongState("Đợt tính không dừng. Mở lại trang để xem tiến độ.")
    run.stopped_at = run.stopped_by = None
    run.save(update_fields=["stopped_at", "stopped_by"])
    due = run.batches.filter(is_due=True)
    keys = list(due.select_for_update().order_by("pk").values_list("pk", flat=True))
    due.update(queued_at=timezone.now(), sweeps=0)
    transaction.on_commit(lambda: tasks.queue(keys))
    return run


def _lock_run(actor: User, run_id: int) -> PayRun:
    run = PayRun.objects.select_for_update(of=("self",)).select_related("unit").get(pk=run_id)
    _require(actor, "allowances.start_run", run.unit)
    return run


def _refuse_stopped(run: PayRun) -> None:
    if run.stopped_at is not None:
        raise WrongState("Đợt tính đang dừng. Mở đợt tính, chọn Tiếp tục tính.", code="stopped")


@transaction.atomic
def batch_recompute(*, actor: User, batch_id: int) -> Batch:
    """Ask for one commune's month to be computed again after its facts were corrected."""
    batch = _lock(actor, "allowances.check", batch_id)
    _refuse_locked(batch)
    _refuse_stopped(batch.run)
    batch.is_due, batch.queued_at, batch.prepared_by = True, timezone.now(), actor
    batch.sweeps = 0
    _sign(batch, actor)
    batch.save()
    transaction.on_commit(lambda: tasks.queue([batch_id]))
    return batch


@transaction.atomic
def batch_check(*, actor: User, batch_id: int, seen: int | None = None) -> Batch:
    """The clerk vouches for the list of his commune; it then waits for another person's approval.

    ``seen`` is the number of lines on the page he decided from: lines are only ever appended, so an equal
    number is the same list.
    """
    batch = _lock(actor, "allowances.check", batch_id)
    _refuse_stale(batch, Batch.State.COMPUTED, "Chờ tính xong rồi kiểm tra danh sách.")
    _refuse_unseen(batch, seen)
    batch.state, batch.checked_by, batch.return_reason = Batch.State.CHECKED, actor, ""
    _sign(batch, actor)
    batch.save()
    tell_approvers(batch, actor)
    return batch


@transaction.atomic
def batch_return(*, actor: User, batch_id: int, reason: str) -> Batch:
    """Send a checked list back to the clerk, with the reason he must deal with."""
    batch = _lock(actor, "allowances.approve", batch_id)
    _refuse_stale(batch, Batch.State.CHECKED, "Chỉ trả lại danh sách đã kiểm tra và chưa duyệt.")
    if not reason.strip():
        raise DomainError("Nhập lý do trả lại danh sách.", code="required", field="reason")
    batch.state, batch.checked_by, batch.return_reason = Batch.State.COMPUTED, None, reason.strip()
    batch.first_approved_by = None
    batch.save()
    tell_clerks(batch, Notice.Kind.RETURNED, actor)
    return batch


@transaction.atomic
def batch_approve(*, actor: User, batch_id: int, seen: int | None = None) -> Batch:
    """Approve and lock a list; refuses who ever prepared or checked it, and a list that facts outran.

    A list whose sum asks for two approvals is locked by the second person; it stays checked after the first.
    ``seen`` as for ``batch_check``: nobody approves another list than the one he read.
    """
    batch = _lock(actor, "allowances.approve", batch_id)
    _refuse_stale(batch, Batch.State.CHECKED, "Chờ Công an xã kiểm tra danh sách rồi duyệt.")
    _refuse_unseen(batch, seen)
    if actor.hands & {batch.prepared_by_id, batch.checked_by_id, *batch.makers}:
        raise SamePerson("Đề nghị người khác duyệt: người tính hoặc kiểm tra không được tự duyệt.")
    if batch.first_approved_by_id in actor.hands:
        raise SamePerson("Đề nghị người khác duyệt lần hai: một người không duyệt hai lần.")
    if posting.batch_differences(batch):
        raise WrongState(
            "Tính lại trước khi duyệt: dữ liệu đã thay đổi sau lần tính gần nhất.", code="outdated"
        )
    threshold = setting_on(batch.commune, batch.month).second_approval_from_vnd
    batch.needs_two = threshold is not None and batch.total_vnd >= threshold
    if batch.needs_two and batch.first_approved_by_id is None:
        batch.first_approved_by = actor
        batch.save()
        tell_approvers(batch, actor)
        return batch
    batch.state, batch.approved_by, batch.locked_at = Batch.State.LOCKED, actor, timezone.now()
    batch.chain_head = head_of(batch)
    batch.save()
    tell_clerks(batch, Notice.Kind.APPROVED, actor)
    return batch


def run_approve_checked(*, actor: User, run: PayRun, seen: Mapping[int, int]) -> tuple[int, int, list[str]]:
    """Approve the checked batches of ``run`` in the actor's reach, each in its own transaction.

    ``seen`` are the lines that the page showed by batch: a batch that was not on it is left alone, one that
    has other lines now is refused.
    Returns how many were locked, how many wait for a second person now, and for each that was refused its
    commune and why: one list never holds up the others.
    """
    batches = run.batches.visible_to(actor).filter(state=Batch.State.CHECKED, is_due=False, pk__in=seen)
    refused, locked = [], 0
    keys = list(batches.values_list("pk", "commune__name"))
    for key, commune in keys:
        try:
            done = batch_approve(actor=actor, batch_id=key, seen=seen[key])
            locked += done.state == Batch.State.LOCKED
        except DomainError as error:
            refused.append(f"{commune}: {error.message}")
    return locked, len(keys) - len(refused) - locked, refused


def _lock(actor: User, right: str, batch_id: int) -> Batch:
    batch = (
        Batch.objects.select_for_update(of=("self",))
        .select_related("commune__parent__parent")
        .get(pk=batch_id)
    )
    _require(actor, right, batch.commune)
    return batch


def _sign(batch: Batch, actor: User) -> None:
    """The actor stays one of the batch's makers, whatever role he holds later."""
    batch.makers = sorted({*batch.makers, actor.pk})


def _require(actor: User, right: str, unit: Unit) -> None:
    if not actor.has_perm(right) or not reaches(actor, unit):
        raise NotAllowed("Dùng tài khoản có quyền làm việc này tại đơn vị.")


def _refuse_locked(batch: Batch) -> None:
    if batch.state == Batch.State.LOCKED:
        raise WrongState("Danh sách đã khóa. Điều chỉnh bằng đợt tính của tháng sau.", code="locked")


def _refuse_unseen(batch: Batch, seen: int | None) -> None:
    if seen is not None and seen != batch.line_count:
        raise WrongState("Đọc lại danh sách: danh sách đã thay đổi sau khi mở trang.", code="unseen")


def _refuse_stale(batch: Batch, state: Batch.State, message: str) -> None:
    _refuse_locked(batch)
    if batch.is_due or batch.state != state:
        raise WrongState(message)
