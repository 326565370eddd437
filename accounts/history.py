"""Rows of the trail as officials read them: labels of the models, names for keys, dates as written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.utils import timezone

from accounts.models import Trail, User
from vietnamese.dates import ngay

HIDDEN: Final = frozenset(
    {
        "id",
        "search_name",
        "sort_key",
        "identity_fingerprint",
        "last_login",
        "text",
        "password",
        "token_digest",
    }
)
_EMPTY: Final = "để trống"
_Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """One column in words; ``before`` "" where a row was added, ``after`` "" where it was taken out."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the trail: when, who from where, what he did to which thing, and why."""

    at: datetime
    actor: str
    address: str
    action: str
    thing: str
    changes: list[Changed]
    reason: str


class Names:
    """Names for the keys that rows hold, read once a model however many rows there are."""

    def __init__(self, wanted: Mapping[type[models.Model], set[Any]]) -> None:
        self._found = {
            model: {key: str(row) for key, row in model._base_manager.in_bulk(list(keys)).items()}
            for model, keys in wanted.items()
        }

    def of(self, model: type[models.Model], key: Any) -> str:
        """The name of a row, its key where the row is gone."""
        return self._found.get(model, {}).get(key, f"mã {key}")


def entries(rows: Iterable[Trail]) -> list[Entry]:
    """Sentences for ``rows`` in their order; a constant number of statements for each kind of row."""
    found = list(rows)
    names = names_for([(row.table, values) for row in found for values in (row.before, row.after) if values])
    actors = Names({User: {row.actor_id for row in found} - {None}})
    return [_entry(row, names, actors) for row in found]


def names_for(rows: Iterable[tuple[str, _Values]]) -> Names:
    """The names that the keys in these rows (table, values by column) lead to."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for table, values in rows:
        for column, value in values.items():
            field = fields_of(table).get(column)
            if value is not None and isinstance(field, models.ForeignKey):
                wanted[field.related_model].add(value)
    return Names(wanted)


@cache
def fields_of(table: str) -> dict[str, models.Field[Any, Any]]:
    """The fields of a table by column; none for a table that is no more."""
    model = model_of(table)
    return {str(field.column): field for field in model._meta.local_concrete_fields} if model else {}


@cache
def model_of(table: str) -> type[models.Model] | None:
    """The model that keeps its rows in ``table``."""
    every = apps.get_models(include_auto_created=True)
    return next((model for model in every if model._meta.db_table == table), None)


def label_of(table: str, column: str) -> str:
    """The words of a column as a form shows them."""
    field = fields_of(table).get(column)
    words = str(field.verbose_name) if field else column
    return words[:1].upper() + words[1:]


def value_words(table: str, column: str, value: Any, names: Names) -> str:
    """A stored value as an official writes it."""
    field = fields_of(table).get(column)
    if value is None or value == "":
        return _EMPTY
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(field, models.ForeignKey):
        return names.of(field.related_model, value)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(field, value)


def _plain(field: models.Field[Any, Any] | None, value: Any) -> str:
    if isinstance(field, models.DateTimeField) and isinstance(value, str):
        return _instant(datetime.fromisoformat(value))
    if isinstance(field, models.DateField) and isinstance(value, str):
        return ngay(date.fromisoformat(value))
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return ngay(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _instant(value: datetime) -> str:
    local = timezone.localtime(value)
    return f"{ngay(local.date())} {local:%H:%M}"


def _entry(row: Trail, names: Names, actors: Names) -> Entry:
    model = model_of(row.table)
    actor = actors.of(User, row.actor_id) if row.actor_id else ""
    return Entry(
        at=row.at,
        actor=actor or "Hệ thống",
        address=row.address,
        action=row.get_action_display(),
        thing=str(model._meta.verbose_name) if model else row.table,
        changes=_changes(row, names),
        reason=row.reason,
    )


def _changes(row: Trail, names: Names) -> list[Changed]:
    before, after = row.before or {}, row.after or {}
    columns = [name for name in fields_of(row.table) if name in before or name in after]
    is_correction = row.action == Trail.Action.UPDATE
    return [
        Changed(
            label_of(row.table, name),
            value_words(row.table, name, before.get(name), names) if before else "",
            value_words(row.table, name, after.get(name), names) if after else "",
        )
        for name in columns
        if is_correction or (name not in HIDDEN and (before.get(name) or after.get(name)) not in (None, ""))
    ]
