"""The estimate of a budget year of the sample province: who serves, and up to the quota."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from allowances.budget.estimates import estimate, year_span
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.scratch import scratch_servers
from antt_portal.sample import generator
from regulations.services import law_load
from territory.models import Unit
from territory.services import units_load


@dataclass(frozen=True, slots=True)
class _Province:
    reach: str


def budget_estimate() -> Iterator[Figure]:
    """Seconds to estimate a year of the province by who serves, then by the quota, with the statements."""
    viewer = _Province(f"{generator.PROVINCE}.")
    with scratch_servers():
        units_load()
        law_load()
        generator.load()
        province = Unit.objects.get(key=generator.PROVINCE)
        with stopwatch() as seconds:
            found = estimate(viewer=viewer, unit=province, days=year_span(2025))
            yield Figure("budget_estimate", seconds(), "s")
        yield Figure("budget_estimate_people", found.total.heads[found.months[0]], "people")
        with stopwatch() as seconds, CaptureQueriesContext(connection) as queries:
            estimate(viewer=viewer, unit=province, days=year_span(2025), by_quota=True)
            yield Figure("budget_estimate_quota", seconds(), "s")
        yield Figure("budget_estimate_statements", len(queries), "statements")
