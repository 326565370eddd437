"""A draft costed over a year of the sample province, beside the law in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from allowances.costing import draft_cost
from allowances.team_numbers import team_numbers
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.scratch import scratch_servers
from antt_portal.sample import generator
from regulations.engine import Law, load_law
from regulations.models import LawVersion
from regulations.services import law_load
from territory.services import units_load

_FIRST, _LAST = date(2024, 7, 1), date(2025, 6, 1)
_CHANGES = (
    ("status: adopted", "status: draft"),
    ("valid_from: 2024-07-01", "valid_from: 2025-01-01"),
    ("vnd: 1440000", "vnd: 1800000"),
    ("vnd: 165000", "vnd: 120000"),
    ("below: 350", "below: 400"),
    ("from: 350", "from: 400"),
)


@dataclass(frozen=True, slots=True)
class _Province:
    reach: str


def law_cost() -> Iterator[Figure]:
    """Seconds to cost a draft over 12 months of the province, with its statements; then the size of teams."""
    viewer = _Province(f"{generator.PROVINCE}.")
    with scratch_servers():
        units_load()
        law_load()
        generator.load()
        draft = _draft()
        with stopwatch() as seconds, CaptureQueriesContext(connection) as queries:
            cost = draft_cost(viewer=viewer, draft=draft, first_month=_FIRST, last_month=_LAST)
            yield Figure("law_cost", seconds(), "s")
        yield Figure("law_cost_people", cost.total.people, "people")
        yield Figure("law_cost_statements", len(queries), "statements")
        with stopwatch() as seconds:
            team_numbers(viewer=viewer, draft=draft, month=_LAST)
            yield Figure("law_cost_team_numbers", seconds(), "s")


def _draft() -> Law:
    """The province's own law with other sums and another size, as a draft from the next year on."""
    text = LawVersion.objects.get(territory__key=generator.PROVINCE, status="adopted").text
    for before, after in _CHANGES:
        text = text.replace(before, after)
    return load_law(text, "draft")
