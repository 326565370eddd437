"""What is stated of a village or a commune from a day on: a new row ends the former, none is overwritten.

What was typed wrongly is no statement: it is put right in its row, with a reason, and the trail keeps what
stood there. Lists that are locked stay; what they should have paid is owed minus posted in the next run.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from accounts.trail import said
from regulations.engine.facts import FactValue
from territory.models import CommuneFacts, Unit, Village, VillageFacts
from territory.spans import overlaps
from vietnamese.dates import ngay

RIGHT = "territory.edit_facts"
Row = TypeVar("Row", VillageFacts, CommuneFacts)
Facts = VillageFacts | CommuneFacts


@transaction.atomic
def village_facts_record(
    *, actor: User, village_id: int, valid_from: date, source: str, **values: FactValue
) -> VillageFacts:
    """All that is known of a village from ``valid_from`` on; ``values`` by column, None where not known.

    Raises NotAllowed beyond the actor's reach, WrongState for a day on or before which figures begin.
    """
    _require(actor)
    village = Village.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=village_id).first()
    if village is None:
        raise NotAllowed("Chọn thôn, khu phố thuộc đơn vị của tài khoản.")
    row = VillageFacts(village=village, valid_from=valid_from, source=source, **values)
    return _next(row, VillageFacts.objects.filter(village=village))


@transaction.atomic
def commune_facts_record(
    *, actor: User, commune_id: int, valid_from: date, source: str, **values: FactValue
) -> CommuneFacts:
    """The same for a commune."""
    _require(actor)
    communes = Unit.objects.visible_to(actor).communes().select_for_update(of=("self",))
    commune = communes.filter(pk=commune_id).first()
    if commune is None:
        raise NotAllowed("Chọn xã, phường thuộc đơn vị của tài khoản.")
    row = CommuneFacts(commune=commune, valid_from=valid_from, source=source, **values)
    return _next(row, CommuneFacts.objects.filter(commune=commune))


@transaction.atomic
def facts_correct(*, actor: User, row: Facts, reason: str, **values: FactValue) -> Facts:
    """The same facts of the same days with what was typed wrongly put right; ``values`` by column.

    Raises NotAllowed beyond the actor's reach, DomainError without a reason or where nothing differs.
    """
    held = _locked(actor, row, reason)
    if all(getattr(held, name) == value for name, value in values.items()):
        raise DomainError("Sửa ít nhất một ô: chưa có ô nào khác số liệu đã ghi.", code="nothing")
    for name, value in values.items():
        setattr(held, name, value)
    with said(reason=f"Sửa số liệu nhập nhầm: {reason.strip()}"):
        save_or_refuse(held)
    return held


@transaction.atomic
def facts_remove(*, actor: User, row: Facts, reason: str) -> None:
    """Take out facts that should not have been entered; those before them run on in their place.

    Raises NotAllowed beyond the actor's reach, DomainError without a reason, WrongState for facts that others
    followed: only the last can go without a gap.
    """
    held = _locked(actor, row, reason)
    if not is_last(held):
        raise WrongState("Sửa từng ô: sau số liệu này đã có số liệu khác, chỉ bỏ được số liệu mới nhất.")
    before = _beside(held).filter(valid_to=held.valid_from).first()
    with said(reason=f"Bỏ số liệu nhập nhầm: {reason.strip()}"):
        held.delete()
        if before is not None:
            before.valid_to = held.valid_to
            before.save(update_fields=["valid_to"])


def is_last(row: Facts) -> bool:
    """Whether no facts of the same place begin later."""
    return not _beside(row).filter(valid_from__gt=row.valid_from).exists()


def locked_months(row: Facts) -> list[date]:
    """The months whose locked lists may rest on these facts, oldest first.

    The lists belong to a room above; here they are only asked for, through the relation's name.
    """
    if isinstance(row, CommuneFacts):
        communes = Unit.objects.filter(pk=row.commune_id)
    else:
        placements = row.village.placements.filter(overlaps(row.valid_from, row.valid_to))
        communes = Unit.objects.filter(pk__in=placements.values("commune"))
    months = communes.filter(batches__state="locked", batches__month__gte=row.valid_from.replace(day=1))
    if row.valid_to is not None:
        months = months.filter(batches__month__lt=row.valid_to)
    found: set[date] = set(months.values_list("batches__month", flat=True))
    return sorted(found)


def _locked(actor: User, row: Facts, reason: str) -> Facts:
    """The row, locked, within the actor's reach."""
    _require(actor)
    if isinstance(row, VillageFacts):
        reached = Village.objects.visible_to(actor).filter(pk=row.village_id).exists()
    else:
        reached = Unit.objects.visible_to(actor).filter(pk=row.commune_id).exists()
    held: Facts | None = _beside(row).select_for_update().filter(pk=row.pk).first()
    if not reached or held is None:
        raise NotAllowed("Chọn số liệu thuộc đơn vị của tài khoản.")
    if not reason.strip():
        raise DomainError("Nhập lý do: nhầm ở chỗ nào, theo văn bản nào.", code="no_reason", field="reason")
    return held


def _beside(row: Facts) -> QuerySet[Any]:
    """The facts of the same place."""
    if isinstance(row, VillageFacts):
        return VillageFacts.objects.filter(village=row.village_id)
    return CommuneFacts.objects.filter(commune=row.commune_id)


def _require(actor: User) -> None:
    if not actor.has_perm(RIGHT):
        raise NotAllowed("Dùng tài khoản có quyền nhập số liệu địa bàn.")


def _next(row: Row, rows: QuerySet[Row]) -> Row:
    """Saves ``row`` after all of ``rows``; the last of them ends on its first day."""
    last = rows.order_by("valid_from").last()
    if last is not None and last.valid_from >= row.valid_from:
        message = f"Nhập ngày sau {ngay(last.valid_from)}: đã có số liệu ghi từ ngày đó."
        raise WrongState(message, code="later_facts", field="valid_from")
    if last is not None and (last.valid_to is None or last.valid_to > row.valid_from):
        last.valid_to = row.valid_from
        last.save(update_fields=["valid_to"])
    save_or_refuse(row)
    return row
