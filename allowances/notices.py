"""Who is told of payment lists, sums owed once and payouts: whose step it is, then who made them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from accounts.models import User
from accounts.roles import Role
from allowances.models import Batch, Benefit, LedgerCheck, Payout
from notices.models import Notice
from notices.services import Desk, Thing, settle, tell, tell_each
from teams.routes import province_of
from territory.models import Unit
from vietnamese.dates import ngay, thang
from vietnamese.money import grouped


def tell_clerks(batch: Batch, kind: Notice.Kind, actor: User | None) -> None:
    """The list of the commune was sent back or approved."""
    thing = _list(batch)
    settle(thing)
    tell(kind=kind, thing=thing, desks=[Desk.of(Role.COMMUNE_CLERK, batch.commune)], actor=actor)


def tell_computed(batches: Collection[Batch]) -> None:
    """These lists, as they were before, were computed: each is its clerk's to check now.

    A fixed number of statements.
    """
    things = [(Desk.of(Role.COMMUNE_CLERK, batch.commune), _list(batch)) for batch in batches]
    settle(*(_list(batch) for batch in batches if batch.state != Batch.State.PENDING))
    tell_each(kind=Notice.Kind.WAITING, things=things)


def tell_approvers(batch: Batch, actor: User) -> None:
    """A list was checked: its chairman is told of it, the province's finance once for all of the run."""
    thing, run = _list(batch), batch.run
    settle(thing)
    chairman = [Desk.of(Role.COMMUNE_CHAIRMAN, batch.commune)]
    tell(kind=Notice.Kind.WAITING, thing=thing, desks=chairman, actor=actor)
    title = f"Các danh sách chi trả đã kiểm tra của tháng {thang(run.month)}"
    tell(
        kind=Notice.Kind.WAITING,
        thing=Thing(title, run.unit, Notice.Page.RUN, run.pk),
        desks=[Desk.of(Role.PROVINCE_FINANCE, run.unit)],
        actor=actor,
        once=f"run:{run.pk}:checked",
    )


def tell_not_started(province: Unit, month: date, why: str) -> None:
    """A run that was due by the schedule could not start; the province is told once a month of lists."""
    tell(
        kind=Notice.Kind.HELD,
        thing=Thing(
            f"Chưa tự tính được hỗ trợ tháng {thang(month)}: {why}",
            province,
            Notice.Page.SCHEDULE,
            province.pk,
        ),
        desks=[Desk.of(role, province) for role in (Role.PROVINCE_POLICE, Role.PROVINCE_FINANCE)],
        actor=None,
        once=f"schedule:{province.pk}:{month.isoformat()}",
    )


def tell_of_faults(check: LedgerCheck) -> None:
    """The nightly check found the ledger altered: police, finance and auditors of the province are told."""
    province = province_of(check.province)
    title = (
        f"Kiểm tra sổ chi trả ngày {ngay(check.checked_on)} của {check.province.name_inside}:"
        f" {grouped(check.fault_count)} sai lệch"
    )
    roles = (Role.PROVINCE_POLICE, Role.PROVINCE_FINANCE, Role.AUDITOR)
    tell(
        kind=Notice.Kind.FAULT,
        thing=Thing(title, province, Notice.Page.LEDGER_CHECKS, province.pk),
        desks=[Desk.of(role, province) for role in roles],
        actor=None,
    )


def tell_of_benefit(benefit: Benefit, kind: Notice.Kind, actor: User) -> None:
    """A dossier of a sum owed once waits for the chairman, or came back to the clerks decided or not."""
    words = f"Hồ sơ trợ cấp số {benefit.pk} của {benefit.commune.name_inside}"
    thing = Thing(words, benefit.commune, Notice.Page.BENEFIT, benefit.pk)
    settle(thing)
    role = Role.COMMUNE_CHAIRMAN if kind == Notice.Kind.WAITING else Role.COMMUNE_CLERK
    tell(kind=kind, thing=thing, desks=[Desk.of(role, benefit.commune)], actor=actor)


def tell_of_payout(payout: Payout, kind: Notice.Kind, actor: User) -> None:
    """A payout waits for who approves it, was withdrawn from there, or came back to its makers' desk."""
    thing = Thing(
        f"Đợt chi số {payout.pk} của {payout.unit.name_inside}", payout.unit, Notice.Page.PAYOUT, payout.pk
    )
    settle(thing)
    to_approve = kind in (Notice.Kind.WAITING, Notice.Kind.WITHDRAWN)
    desks = [_approvers(payout.unit)] if to_approve else _seat(payout.prepared_by)
    tell(kind=kind, thing=thing, desks=desks, actor=actor)


def finance_of(unit: Unit) -> Desk:
    """Sở Tài chính of the province that keeps the files of ``unit`` today."""
    return Desk.of(Role.PROVINCE_FINANCE, province_of(unit))


def _list(batch: Batch) -> Thing:
    title = f"Danh sách chi trả tháng {thang(batch.month)} của {batch.commune.name_inside}"
    return Thing(title, batch.commune, Notice.Page.BATCH, batch.pk)


def _approvers(unit: Unit) -> Desk:
    """A commune's chairman approves; of a greater unit the finance of its province."""
    if unit.level == Unit.Level.COMMUNE:
        return Desk.of(Role.COMMUNE_CHAIRMAN, unit)
    return finance_of(unit)


def _seat(user: User) -> list[Desk]:
    """The desk at which the user sits today, with his stand-ins; none once his role has ended."""
    held = user.binding
    return [Desk.of(Role(held.role), held.unit)] if held else []
