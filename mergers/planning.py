"""Preparing a later change: new communes from old ones, merged villages. Only who prepares it edits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from mergers.models import NewUnit, UnitChange, VillageMerger
from territory.models import Unit, Village
from territory.official import CHANGE, FROM_LIST


@dataclass(frozen=True, slots=True)
class Named:
    """A unit or village to be: its kind, its name without the kind, its code."""

    kind: str
    name: str
    code: str


@transaction.atomic
def change_prepare(*, actor: User, day: date, document: str, issued_on: date) -> UnitChange:
    """A change of the actor's province on a day, by the document that orders it; still without units."""
    province = _province(actor)
    if issued_on > day:
        raise DomainError("Nhập ngày ban hành không sau ngày sắp xếp.", code="order", field="issued_on")
    change = UnitChange(province=province, day=day, document=document, issued_on=issued_on, prepared_by=actor)
    save_or_refuse(change, at={"one_change_a_province_and_day": "day"})
    return change


@transaction.atomic
def unit_plan(
    *, actor: User, change_id: int, named: Named, whole: Sequence[int], part: Sequence[int]
) -> NewUnit:
    """A new commune of the change, made of whole communes and parts of others."""
    change = _editable(actor, change_id)
    if not whole and not part:
        raise DomainError("Chọn ít nhất một xã, phường cũ.", code="required", field="whole")
    row = NewUnit(change=change, kind=named.kind, name=named.name, code=named.code)
    save_or_refuse(row, at={"new_unit_code_once_a_change": "code"})
    row.whole.set(Unit.objects.filter(pk__in=whole, parent=change.province))
    row.part.set(Unit.objects.filter(pk__in=part, parent=change.province))
    return row


@transaction.atomic
def village_plan(*, actor: User, change_id: int, named: Named, villages: Sequence[int]) -> VillageMerger:
    """Villages of one commune that become one."""
    change = _editable(actor, change_id)
    rows = Village.objects.visible_to(actor).filter(pk__in=villages, successors=None)
    if len(rows) < 2 or len({row.commune_id for row in rows}) > 1:
        message = "Chọn từ hai thôn, khu phố trở lên của cùng một xã."
        raise DomainError(message, code="invalid", field="villages")
    if Village.objects.filter(code=named.code).exists():
        raise DomainError("Mã này đã dùng. Nhập mã khác.", code="unique", field="code")
    row = VillageMerger(change=change, kind=named.kind, name=named.name, code=named.code)
    save_or_refuse(row)
    row.villages.set(rows)
    return row


@transaction.atomic
def unit_unplan(*, actor: User, change_id: int, pk: int) -> None:
    """Take a new commune out of the change."""
    _editable(actor, change_id).new_units.filter(pk=pk).delete()


@transaction.atomic
def village_unplan(*, actor: User, change_id: int, pk: int) -> None:
    """Take a merged village out of the change."""
    _editable(actor, change_id).village_mergers.filter(pk=pk).delete()


@transaction.atomic
def change_withdraw(*, actor: User, change_id: int) -> UnitChange:
    """Give a change up that nobody has applied; it is kept as withdrawn."""
    change = _editable(actor, change_id)
    change.state = UnitChange.State.WITHDRAWN
    save_or_refuse(change)
    return change


@transaction.atomic
def official_prepare(*, actor: User) -> UnitChange:
    """The change of 01/07/2025 of the province that the actor's own went into, by the official lists."""
    province = official_province(actor)
    if province is None:
        raise WrongState("Không cần lập: tỉnh không có tên trong danh mục sắp xếp hoặc đã áp dụng.")
    change = UnitChange(
        province=province, day=CHANGE, document=FROM_LIST, is_official=True, prepared_by=actor
    )
    save_or_refuse(change)
    return change


def official_province(actor: User) -> Unit | None:
    """The province whose official change of 01/07/2025 the actor may still prepare, or None."""
    unit = actor.binding.unit if actor.binding and actor.has_perm("mergers.prepare") else None
    if unit is None or unit.level != Unit.Level.PROVINCE or unit.valid_from == CHANGE:
        return None
    into = unit.successors.filter(new__valid_from=CHANGE).select_related("new").first()
    province = into.new if into else unit
    if not province.children.filter(valid_from=CHANGE).exists():
        return None
    known = UnitChange.objects.filter(province=province, day=CHANGE)
    return None if known.exclude(state=UnitChange.State.WITHDRAWN).exists() else province


def _province(actor: User) -> Unit:
    unit = actor.binding.unit if actor.binding else None
    if unit is None or unit.level != Unit.Level.PROVINCE or not actor.has_perm("mergers.prepare"):
        raise NotAllowed("Đề nghị Công an tỉnh lập đợt sắp xếp.")
    return unit


def _editable(actor: User, change_id: int) -> UnitChange:
    _province(actor)
    rows = UnitChange.objects.visible_to(actor).select_for_update(of=("self",)).select_related("province")
    change = rows.filter(pk=change_id).first()
    if change is None or change.prepared_by_id != actor.pk:
        raise NotAllowed("Đề nghị người lập đợt sắp xếp này sửa.")
    if change.state != UnitChange.State.PREPARED:
        raise WrongState(f"Chỉ sửa đợt chưa áp dụng; đợt này {change.get_state_display()}.")
    return change
