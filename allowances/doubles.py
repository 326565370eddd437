"""People of a list who may be paid twice: before anybody approves it, whoever looks sees them."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from allowances.models import LedgerLine
from members.alike import Alike, alike_among, alike_rows
from members.models import Person
from territory.scope import Viewer

_SHOWN: Final = 20


def alike_in(lines: QuerySet[LedgerLine], viewer: Viewer) -> dict[str, list[Alike] | bool]:
    """What the pages show of people in ``lines`` who may be the same as others: ``alike``, ``more_alike``."""
    people = Person.objects.filter(Exists(lines.filter(person=OuterRef("pk"))))
    keys = alike_among(people, viewer)
    return {"alike": alike_rows(keys[:_SHOWN], viewer), "more_alike": len(keys) > _SHOWN}
