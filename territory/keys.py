"""Rows by many keys at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func, Value


class _OneOf(Func):
    arg_joiner = " = ANY ("
    template = "%(expressions)s::bigint[])"
    output_field = BooleanField()


def one_of(column: str, keys: Iterable[int]) -> Func:
    """The condition that ``column`` ("person_id") is one of these ``keys``.

    One parameter however many keys: ``__in`` makes one of each, which costs more than to read the row.
    A query in their place would not do: the database compares with each key in turn what it cannot look up.
    """
    return _OneOf(F(column), Value("{" + ",".join(map(str, keys)) + "}"))
