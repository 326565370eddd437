from __future__ import annotations

from dataclasses import dataclass

import pytest

from territory.models import Village


@dataclass
class Seat:
    """Somebody who acts for the unit of this path."""

    reach: str


@pytest.mark.parametrize("reach", ["52.", "52.550.", "52.550.21961."])
def test_a_village_is_seen_from_its_commune_up(village: Village, reach: str) -> None:
    assert village in Village.objects.visible_to(Seat(reach))


@pytest.mark.parametrize("reach", ["", "52.550.21964.", "52.540."])
def test_a_village_is_hidden_from_elsewhere(village: Village, reach: str) -> None:
    assert village not in Village.objects.visible_to(Seat(reach))
