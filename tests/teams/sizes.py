"""The size of a team that serves one village, as pages ask for it."""

from __future__ import annotations

from datetime import date

from regulations.engine import Refusal, TeamSize
from regulations.selectors import stays_of
from teams.sizes import Place, Sizes
from territory.models import Village
from territory.spans import holds_on


def size_at(village: Village, on: date) -> TeamSize | Refusal:
    """By the law in force at the village on a day."""
    stays = stays_of(village.placements.select_related("commune").order_by("valid_from"))
    return Sizes(on).of([Place(village, village.facts.filter(holds_on(on)).first(), stays)])
