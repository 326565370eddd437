"""Choices that hold from a day on: the next one ends what holds, none is lost."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from accounts.errors import DomainError
from territory.spans import DatedModel

D = TypeVar("D", bound=DatedModel)


def make_room(rows: QuerySet[D], start: date, *, field: str, taken: str) -> None:
    """End at ``start`` the choice of ``rows`` that runs on, under their lock; call it in the transaction.

    Raises DomainError where one begins on that day or later, since something may have been made by it:
    ``taken`` says so, with the day the last one began at ``{last}``.
    """
    own = rows.select_for_update(of=("self",))
    last = own.order_by("-valid_from").first()
    if last is not None and last.valid_from >= start:
        raise DomainError(taken.format(last=last.valid_from), code="order", field=field)
    own.filter(valid_to=None).update(valid_to=start)
