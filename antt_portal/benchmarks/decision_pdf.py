"""One decision as PDF, warm; and the fonts it carries."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.scratch import scratch_servers
from antt_portal.sample import accounts, generator
from antt_portal.sample.walk import COMMUNE, establish_team
from regulations.services import law_load
from reports.rendering import render_document
from territory.services import units_load

_ROUNDS = 20


def decision_pdf() -> Iterator[Figure]:
    """Median milliseconds of rendering one issued decision after a first one."""
    with scratch_servers():
        units_load()
        law_load()
        generator.load(communes=[COMMUNE])
        accounts.load()
        document = establish_team()
        size = len(render_document(document))
        times = []
        for _ in range(_ROUNDS):
            with stopwatch() as seconds:
                render_document(document)
                times.append(seconds())
    yield Figure("decision_pdf", round(statistics.median(times) * 1000, 1), "ms")
    yield Figure("decision_pdf_size", size, "bytes")
