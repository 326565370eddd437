"""The whole country as a sample, and how large it is."""

from __future__ import annotations

import resource
from collections.abc import Iterator

from django.core.management import call_command

from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.scratch import scratch_servers
from members.models import InsuranceEnrolment, Membership, Person
from teams.models import Team
from territory.models import Unit, Village, VillageFacts

_COUNTED = (Village, VillageFacts, Team, Person, Membership, InsuranceEnrolment)


def sample_country() -> Iterator[Figure]:
    """Seconds of ``manage.py sample --country`` on an empty database, its rows and the memory it took."""
    with scratch_servers():
        with stopwatch() as seconds:
            call_command("sample", country=True, verbosity=0)
            yield Figure("sample_country", seconds(), "s")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Figure("sample_country_memory", round(memory), "MiB")
        yield Figure("sample_country_communes", Unit.objects.exclude(villages=None).count(), "communes")
        for model in _COUNTED:
            name = str(model._meta.verbose_name_plural)
            yield Figure(f"sample_country_{model._meta.model_name}", model._default_manager.count(), name)
