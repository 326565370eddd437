"""Writes of this room: the official units, as their lists have them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from territory.models import DataQuestion, Unit, UnitSuccession
from territory.official import OfficialLists, OfficialSuccession, OfficialUnit, Question, read_lists
from vietnamese.text import name_sort_key

_FACTS: Final = ("code", "level", "kind", "name", "path", "valid_from", "valid_to")
_CHUNK: Final = 4000


@dataclass(frozen=True, slots=True)
class UnitsLoad:
    """How many rows a load wrote; all zero when the database already held the lists."""

    units: int
    successions: int
    questions: int


@transaction.atomic
def units_load(lists: OfficialLists | None = None) -> UnitsLoad:
    """Write what of the official lists is missing or differs; a second call writes nothing."""
    lists = lists or read_lists()
    return UnitsLoad(
        units=_write_units(lists.units),
        successions=_write_successions(lists.successions),
        questions=_write_questions(lists.questions),
    )


def _write_units(listed: Iterable[OfficialUnit]) -> int:
    known = {key: tuple(facts) for key, *facts in Unit.objects.values_list("key", *_FACTS)}
    missing = [unit for unit in listed if known.get(unit.key) != _facts(unit)]
    for level in Unit.Level.values:
        rows = [unit for unit in missing if unit.level == level]
        _upsert_units(rows, _ids({unit.parent_key for unit in rows}))
    return len(missing)


def _facts(unit: OfficialUnit) -> tuple[object, ...]:
    return tuple(getattr(unit, name) for name in _FACTS)


def _ids(keys: Collection[str]) -> dict[str, int]:
    return dict(Unit.objects.filter(key__in=keys).values_list("key", "pk"))


def _upsert_units(rows: Iterable[OfficialUnit], parents: dict[str, int]) -> None:
    units = [_model(row, parents.get(row.parent_key)) for row in rows]
    Unit.objects.bulk_create(
        units,
        batch_size=_CHUNK,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[*_FACTS, "parent", "sort_key"],
    )


def _model(row: OfficialUnit, parent_id: int | None) -> Unit:
    """The row to store; units sort by their proper names, so xã and phường stand in one alphabet."""
    facts = {name: getattr(row, name) for name in _FACTS}
    unit = Unit(key=row.key, parent_id=parent_id, **facts)
    unit.sort_key, unit.keeper_path = name_sort_key(unit.proper_name), row.path
    return unit


def _write_successions(listed: Iterable[OfficialSuccession]) -> int:
    ids = dict(Unit.objects.values_list("key", "pk"))
    known = set(UnitSuccession.objects.values_list("old_id", "new_id"))
    rows = [
        UnitSuccession(old_id=ids[row.old_key], new_id=ids[row.new_key], extent=row.extent)
        for row in listed
        if (ids[row.old_key], ids[row.new_key]) not in known
    ]
    UnitSuccession.objects.bulk_create(rows, batch_size=_CHUNK)
    return len(rows)


def _write_questions(found: Iterable[Question]) -> int:
    known = set(DataQuestion.objects.values_list("source", "subject"))
    rows = [
        DataQuestion(source=item.source, subject=item.subject, question=item.question)
        for item in found
        if (item.source, item.subject) not in known
    ]
    DataQuestion.objects.bulk_create(rows)
    return len(rows)
