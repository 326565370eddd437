"""A person's own file: all data held on him, to hand to him, from every table that names him.

The sections follow the models, so that a new kind of data is in the file the day it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from accounts.history import HIDDEN, Names, label_of, names_for, value_words
from accounts.models import Trail
from members.models import Person

_OWN = HIDDEN | {"identity_cipher", "is_sample", "entered_by_id", "person_id"}


@dataclass(frozen=True, slots=True)
class Section:
    """Everything of one kind: a heading, and a line of words for each row."""

    title: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What is printed: who it is about, on which day, and all that is held."""

    name: str
    unit: str
    on: date
    facts: list[tuple[str, str]]
    sections: list[Section]
    changes: int
    is_sample: bool


def person_file(person: Person, on: date) -> PersonFile:
    """All data held on ``person``; the identity number masked as everywhere on paper for reading."""
    table = Person._meta.db_table
    own = _values(person)
    names = names_for([(table, own)])
    facts = [(label_of(table, name), value_words(table, name, value, names)) for name, value in own.items()]
    return PersonFile(
        name=person.full_name,
        unit=person.commune.name,
        on=on,
        facts=[*facts, ("Số định danh", person.masked_identity)],
        sections=[section for relation in _relations() if (section := _section(relation, person))],
        changes=Trail.objects.filter(person_key=person.pk).count(),
        is_sample=person.is_sample,
    )


def _relations() -> list[models.Field[Any, Any]]:
    """Every column of every table that names a person, in the order of the tables' words."""
    found = [relation.field for relation in Person._meta.related_objects if relation.field.concrete]
    return sorted(found, key=lambda field: str(field.model._meta.verbose_name_plural))


def _section(field: models.Field[Any, Any], person: Person) -> Section | None:
    model = field.model
    rows = list(model._base_manager.filter(**{field.name: person}).order_by("pk"))
    table = model._meta.db_table
    held = [_values(row) for row in rows]
    names = names_for([(table, values) for values in held])
    title = str(model._meta.verbose_name_plural)
    lines = [_line(table, values, names) for values in held]
    return Section(title[:1].upper() + title[1:], lines) if lines else None


def _line(table: str, values: dict[str, Any], names: Names) -> str:
    words = [
        f"{label_of(table, name)}: {value_words(table, name, value, names)}" for name, value in values.items()
    ]
    return "; ".join(words) + "."


def _values(row: models.Model) -> dict[str, Any]:
    """What a row holds by column, without what only orders, finds or guards it, and without what is empty."""
    found = {field.column: getattr(row, field.attname) for field in row._meta.local_concrete_fields}
    return {
        str(name): value
        for name, value in found.items()
        if name not in _OWN and value not in (None, "") and _is_plain(value)
    }


def _is_plain(value: object) -> bool:
    return isinstance(value, (str, int, bool, date, datetime))
