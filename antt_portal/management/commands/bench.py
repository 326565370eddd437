"""Measures the jobs this portal promises figures for; one JSON object a line."""

from __future__ import annotations

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from antt_portal.benchmarks.arrears import arrears_12
from antt_portal.benchmarks.budget_estimate import budget_estimate
from antt_portal.benchmarks.budget_years import budget_ten_years
from antt_portal.benchmarks.country_month import country_month, month_after_36
from antt_portal.benchmarks.decision_pdf import decision_pdf
from antt_portal.benchmarks.figures import Job
from antt_portal.benchmarks.identity_rotation import identity_rotation
from antt_portal.benchmarks.imports import import_bad, import_bomb, import_good
from antt_portal.benchmarks.killed_rounds import killed_rounds
from antt_portal.benchmarks.law_cost import law_cost
from antt_portal.benchmarks.law_million import law_million
from antt_portal.benchmarks.list_pages import list_pages
from antt_portal.benchmarks.merge_country import merge_country
from antt_portal.benchmarks.province_month import province_month
from antt_portal.benchmarks.sample_country import sample_country
from antt_portal.benchmarks.search_people import search_people

_JOBS: Final[dict[str, Job]] = {
    "province_month": province_month,
    "arrears_12": arrears_12,
    "country_month": country_month,
    "month_after_36": month_after_36,
    "budget_ten_years": budget_ten_years,
    "killed_rounds": killed_rounds,
    "decision_pdf": decision_pdf,
    "identity_rotation": identity_rotation,
    "budget_estimate": budget_estimate,
    "law_cost": law_cost,
    "law_million": law_million,
    "import_good": import_good,
    "import_bad": import_bad,
    "import_bomb": import_bomb,
    "sample_country": sample_country,
    "search_people": search_people,
    "list_pages": list_pages,
    "merge_country": merge_country,
}


class Command(BaseCommand):
    """Runs one benchmark, or all."""

    help = "Prints one JSON object a line: name, value, unit, and ratio and against where two are compared."

    def add_arguments(self, parser: CommandParser) -> None:
        """The benchmark to run; all without one."""
        parser.add_argument("name", nargs="?", choices=sorted(_JOBS))

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints each figure as soon as it is known."""
        for name in [options["name"]] if options["name"] else _JOBS:
            for figure in _JOBS[name]():
                self.stdout.write(figure.line())
                self.stdout.flush()
