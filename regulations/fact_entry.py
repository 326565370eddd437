"""What is stated of a village or a commune from a day on: a new row ends the former, none is overwritten."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import NotAllowed, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from regulations.engine.facts import FactValue
from territory.models import CommuneFacts, Unit, Village, VillageFacts
from vietnamese.dates import ngay

RIGHT = "territory.edit_facts"
Row = TypeVar("Row", VillageFacts, CommuneFacts)


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
