"""The country's change of units of 01/07/2025 on a full sample, and every report of June before and after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.db.models import Count, F
from django.test.utils import CaptureQueriesContext, override_settings

from accounts.models import RoleBinding, User
from accounts.roles import Role
from allowances import posting
from allowances import services as allowances_services
from allowances.models import Batch
from allowances.payments import payment_list
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.scratch import scratch_servers
from members.models import Membership, Person
from mergers.services import official_apply
from reports import xlsx
from reports.selectors import BudgetReport, budget_report
from reports.sheets import budget_sheet, payment_sheet
from teams.models import Team
from territory.models import Unit, VillagePlacement
from territory.official import CHANGE
from territory.spans import holds_on, last_day
from vietnamese.dates import month_span

_DISTRICT = "550"
_LAST = last_day(CHANGE) or CHANGE
_JUNE = _LAST.replace(day=1)


@dataclass(frozen=True, slots=True)
class _Reader:
    reach: str


def merge_country() -> Iterator[Figure]:
    """Seconds and statements of the change, a second change that moves nothing, and papers that differ."""
    with scratch_servers():
        call_command("sample", country=True, verbosity=0)
        yield Figure("merge_country_teams", Team.objects.count(), "teams")
        yield Figure("merge_country_people", Person.objects.count(), "people")
        with override_settings(PORTAL_TODAY=_LAST.isoformat()):
            batches = _lists_of_june()
            before = _papers(batches)
        with override_settings(PORTAL_TODAY=CHANGE.isoformat()):
            yield from _change()
            after = _papers(batches)
        yield Figure("merge_country_papers", len(before), "papers of 06/2025")
        changed = sum(first != second for first, second in zip(before, after, strict=True))
        yield Figure("merge_country_papers_changed", changed, "papers")


def _change() -> Iterator[Figure]:
    with stopwatch() as seconds, CaptureQueriesContext(connection) as queries:
        counts = official_apply()
        yield Figure("merge_country", seconds(), "s")
    yield Figure("merge_country_statements", len(queries), "statements")
    for name, count in counts.items():
        yield Figure(f"merge_country_moved_{name}", count, name)
    with stopwatch() as seconds:
        again = official_apply()
        yield Figure("merge_country_again", seconds(), "s")
    yield Figure("merge_country_moved_again", sum(again.values()), "rows")


def _lists_of_june() -> list[Batch]:
    """The computed lists of June of one district of the sample province."""
    district = Unit.objects.get(key=_DISTRICT)
    police = User.objects.create(username="do-dem", full_name="Người đo")
    RoleBinding.objects.create(
        user=police, role=Role.PROVINCE_POLICE, unit=Unit.objects.get(key="52"), valid_from=_JUNE
    )
    run = allowances_services.run_start(actor=police, unit=district, month=_JUNE)
    for batch in run.batches.all():
        posting.batch_compute(batch_id=batch.pk)
    return list(Batch.objects.filter(run=run).select_related("commune__parent").order_by("pk"))


def _papers(batches: list[Batch]) -> list[str]:
    """Digests: each list as a workbook, each former province's budget report, who served where."""
    lists = [xlsx.workbook(payment_sheet(batch, payment_list(batch))) for batch in batches]
    provinces = Unit.objects.filter(level=Unit.Level.PROVINCE).on(_LAST).order_by("key")
    budgets = [xlsx.workbook(budget_sheet(_budget(unit))) for unit in provinces]
    served = repr([_force(unit) for unit in provinces]).encode()
    return [hashlib.sha256(paper).hexdigest() for paper in (*lists, *budgets, served)]


def _budget(unit: Unit) -> BudgetReport:
    return budget_report(viewer=_Reader(unit.path), unit=unit, first_month=_JUNE, last_month=_JUNE)


def _force(unit: Unit) -> tuple[int, int]:
    """Villages of the province on its last day, and people of the teams that served them in June."""
    placed = VillagePlacement.objects.filter(holds_on(_LAST), commune__path__startswith=unit.path)
    june = month_span(_JUNE)
    people = Membership.objects.recognised().within(june.start, june.end)
    inside = people.filter(team__coverages__village__in=placed.values("village"))
    counted = inside.aggregate(people=Count(F("person"), distinct=True))
    return placed.count(), counted["people"]
