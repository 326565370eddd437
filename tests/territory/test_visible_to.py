from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from territory.models import Unit
from territory.official import CHANGE

pytestmark = pytest.mark.django_db


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
