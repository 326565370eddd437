"""The size of a team that serves one village, as pages ask for it."""

from __future__ import annotations

from datetime import date

from regulations.engine import Refusal, TeamSize
from teams.selectors import places_of_villages
from teams.sizes import Sizes
from territory.models import Village


def size_at(village: Village, on: date) -> TeamSize | Refusal:
    """By the law in force at the village on a day."""
    return Sizes(on).of(places_of_villages([village.pk], on))
