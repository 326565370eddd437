"""The budget report of the largest province over ten years of its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.management import call_command
from django.test import override_settings

from accounts.models import User
from allowances import services
from allowances.models import LedgerLine
from antt_portal.benchmarks.country_law import adopt_everywhere, stand_on
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.filled_ledger import fill, keep, run
from antt_portal.benchmarks.scratch import scratch_servers
from antt_portal.benchmarks.search_people import LARGEST
from antt_portal.sample import generator
from antt_portal.sample.walk import compute_here
from reports.selectors import BudgetReport, budget_report
from territory.models import Unit
from vietnamese.dates import next_month

_FIRST: Final = date(2027, 7, 1)
_LAST: Final = date(2037, 6, 1)
_ROUNDS: Final = 5
# All lists but those of the last year.
_LOCK: Final = """
    UPDATE allowances_batch SET state = 'locked', locked_at = now(),
        checked_by_id = (SELECT id FROM accounts_user WHERE username = 'taichinh.' || %(province)s),
        approved_by_id = (SELECT id FROM accounts_user WHERE username = 'kiemtra.' || %(province)s)
    WHERE month < %(last)s - interval '1 year'
"""


@dataclass(frozen=True, slots=True)
class _Reader:
    reach: str


def budget_ten_years() -> Iterator[Figure]:
    """Seconds of the report at each level and in the bounds of today, the slowest of five.

    Beside them the first report of all: a process reads the adopted law of the country once, for the names of
    components.
    """
    with scratch_servers():
        province = _paid_for_years()
        yield Figure("budget_ten_years_lines", LedgerLine.objects.count(), "lines")
        commune = Unit.objects.communes().filter(path__startswith=province.path, valid_from=None)[0]
        assert commune.parent is not None  # noqa: S101 (a commune of before 01/07/2025)
        with stopwatch() as seconds:
            _of(province)
            yield Figure("budget_ten_years_first_of_a_process", seconds(), "s")
        yield from _report("budget_ten_years", province)
        yield from _report("budget_ten_years_in_todays_bounds", province, in_todays_bounds=True)
        yield from _report("budget_ten_years_district", commune.parent)
        yield from _report("budget_ten_years_commune", commune)


def _paid_for_years() -> Unit:
    """The province with the most people and the lists of 120 months."""
    call_command("sample", province=LARGEST, verbosity=0)
    stand_on()
    adopt_everywhere()
    generator.measure_tables()
    province = Unit.objects.get(key=LARGEST)
    actor = User.objects.get(username=f"congan.{LARGEST}")
    with override_settings(PORTAL_TODAY=_FIRST.isoformat()):
        compute_here(services.run_start(actor=actor, unit=province, month=_FIRST))
    keep()
    fill(_FIRST, _later_months())
    run(_LOCK, province=LARGEST, last=_LAST)
    run("VACUUM ANALYZE")
    return province


def _later_months() -> Iterator[date]:
    month = _FIRST
    while month < _LAST:
        month = next_month(month)
        yield month


def _report(name: str, unit: Unit, *, in_todays_bounds: bool = False) -> Iterator[Figure]:
    times = []
    for _ in range(_ROUNDS):
        with stopwatch() as seconds:
            report = _of(unit, in_todays_bounds=in_todays_bounds)
            times.append(seconds())
    yield Figure(f"{name}_people", report.total.people, "people")
    yield Figure(name, max(times), "s")


def _of(unit: Unit, *, in_todays_bounds: bool = False) -> BudgetReport:
    return budget_report(
        viewer=_Reader(unit.path),
        unit=unit,
        first_month=_FIRST,
        last_month=_LAST,
        in_todays_bounds=in_todays_bounds,
    )
