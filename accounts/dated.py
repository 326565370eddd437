"""Choices that hold from a day on: the next ends what holds; one that made nothing can be corrected."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from accounts.errors import DomainError
from territory.spans import DatedModel

D = TypeVar("D", bound=DatedModel)


def make_room(
    rows: QuerySet[D], start: date, *, changeable_from: date, field: str = "", taken: str = ""
) -> date | None:
    """Make room for a choice from ``start`` on, under the lock of ``rows``; call it in the transaction.

    Returns the day on which the new choice ends: where the next one begins, None where none does. What runs
    on ends at ``start``; one that begins on that very day is replaced, and stays in the trail. Raises
    DomainError where one begins on that day or later but before ``changeable_from``, since something may have
    been made by it: ``taken`` says so, with the day the last such one began at ``{last}``.
    """
    own = rows.select_for_update(of=("self",))
    begun = own.filter(valid_from__gte=start, valid_from__lt=changeable_from).order_by("-valid_from").first()
    if begun is not None:
        raise DomainError(taken.format(last=begun.valid_from), code="order", field=field)
    own.filter(valid_from=start).delete()
    after = own.filter(valid_from__gt=start).order_by("valid_from").first()
    until = after.valid_from if after is not None else None
    own.filter(Q(valid_to=None) | Q(valid_to=until), valid_from__lt=start).update(valid_to=start)
    return until
