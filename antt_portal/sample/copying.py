"""Rows into their table by COPY, which fires every trigger and keeps every constraint."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Final

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

_ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_PLAIN: Final = (bool, int, date)


def copy_in(rows: Sequence[models.Model]) -> None:
    """Write new rows, all of one model, and give each its key; TypeError for a value that is no plain one."""
    if not rows:
        return
    fields = type(rows[0])._meta.local_concrete_fields
    values = attrgetter(*(field.attname for field in fields))
    with connection.cursor() as cursor:
        for row, key in zip(rows, _keys(cursor, type(rows[0]), len(rows)), strict=True):
            row.pk = key
        lines = "\n".join("\t".join(map(_text, values(row))) for row in rows)
        table = connection.ops.quote_name(type(rows[0])._meta.db_table)
        columns = ", ".join(connection.ops.quote_name(field.column or "") for field in fields)
        with connection.wrap_database_errors:
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(lines))


def _keys(cursor: CursorWrapper, model: type[models.Model], count: int) -> Iterable[int]:
    """The next ``count`` keys of the model's own sequence."""
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
        [model._meta.db_table, model._meta.pk.column, count],
    )
    return [key for (key,) in cursor.fetchall()]


def _text(value: object) -> str:
    """A value as COPY reads it."""
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, _PLAIN):
        return str(value)
    message = f"{value!r} cannot be copied."
    raise TypeError(message)
