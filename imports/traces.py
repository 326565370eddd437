"""Whether anything was decided or computed since a list was written.

Ledger lines belong to a room above; here they are only asked for, through the relation's name.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from accounts.errors import WrongState
from territory.models import Unit

_COMPUTED: Final = "Không hoàn tác được: đã tính chi trả sau khi nhập. Nhập lại số liệu đúng bằng tệp mới."
_DECIDED: Final = "Không hoàn tác được: đã có quyết định về tổ sau khi nhập. Nhập lại số đúng bằng tệp mới."


def require_unused(communes: Collection[int], first_day: date, since: datetime) -> None:
    """WrongState when a month from ``first_day`` on was computed, or a team decided, in a commune."""
    units = Unit.objects.filter(pk__in=communes)
    month = first_day.replace(day=1)
    if units.filter(lines__posted_at__gt=since, lines__for_month__gte=month).exists():
        raise WrongState(_COMPUTED)
    if units.filter(dossiers__events__at__gt=since, dossiers__events__action="issued").exists():
        raise WrongState(_DECIDED)
