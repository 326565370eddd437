"""Rows by many keys at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet, Value


class _OneOf(Func):
    arg_joiner = " = ANY ("
    template = "%(expressions)s::bigint[])"
    output_field = BooleanField()


def one_of(column: str, keys: Iterable[int] | QuerySet[Any, Any]) -> Func:
    """The condition that ``column`` ("person_id") is one of these ``keys``, or of those that a query gives.

    One parameter however many keys. ``__in`` makes one of each, which costs more than to read the row;
    and of a query the planner looks the keys up first, so that they can lead it through an index.
    """
    if isinstance(keys, QuerySet):
        return _OneOf(F(column), ArraySubquery(keys))
    return _OneOf(F(column), Value("{" + ",".join(map(str, keys)) + "}"))
