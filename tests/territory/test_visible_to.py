from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet

from regulations.models import LawVersion
from territory.models import Unit
from territory.official import CHANGE

pytestmark = pytest.mark.django_db

# Law is public; whoever has no unit reads it too.
SCOPED = [
    model
    for model in apps.get_models()
    if hasattr(model._default_manager, "visible_to") and model is not LawVersion
]


@dataclass
class Seat:
    """Somebody who acts for the unit of this path."""

    reach: str


@pytest.mark.usefixtures("units")
@pytest.mark.parametrize(
    ("reach", "day", "count"),
    [
        ("52.", date(2025, 6, 30), 1 + 11 + 155),
        ("52.550.", date(2025, 6, 30), 1 + 13),
        ("52.550.21961.", date(2025, 6, 30), 1),
        ("52.", CHANGE, 0),
        ("52-20250701.", CHANGE, 1 + 135),
        ("38.", CHANGE, 1 + 166),
        ("", CHANGE, 0),
    ],
)
def test_units_are_seen_from_the_own_level_down(reach: str, day: date, count: int) -> None:
    assert Unit.objects.visible_to(Seat(reach)).on(day).count() == count


@pytest.mark.usefixtures("units")
def test_no_reach_holds_a_neighbour_whose_code_begins_alike() -> None:
    assert not Unit.objects.visible_to(Seat("52.")).filter(path__startswith="52-").exists()


@pytest.mark.parametrize("model", SCOPED, ids=[model.__name__ for model in SCOPED])
def test_without_a_unit_no_row_of_any_kind_is_asked_for(model: type[Model]) -> None:
    rows = model._default_manager.visible_to(Seat(""))  # type: ignore[attr-defined]
    assert "WHERE False" in _asked(rows)


def _asked(rows: QuerySet[Model]) -> str:
    try:
        return str(rows.query)
    except EmptyResultSet:
        return "WHERE False"
