"""Every page that lists something, in the largest province of a country of 300,000 people."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from allowances import services
from allowances.models import PayRun
from antt_portal.benchmarks.addresses import page_names
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.scratch import scratch_servers
from antt_portal.benchmarks.search_people import LARGEST
from antt_portal.sample.walk import MONTH, compute_here
from members.models import Person
from teams.models import Team
from territory.models import Unit

_ROUNDS: Final = 10


@dataclass(frozen=True, slots=True)
class _Shown:
    """A page as one seat sees it: its statements, and the milliseconds of each time it was asked for."""

    seat: str
    address: str
    statements: int
    times: tuple[float, ...]


def list_pages() -> Iterator[Figure]:
    """Statements and milliseconds of the server for every list, each page by itself and all together."""
    with scratch_servers():
        call_command("sample", country=True, verbosity=0)
        yield from measured()


def measured() -> Iterator[Figure]:
    """The figures of a database that holds the country."""
    yield Figure("list_pages_people", Person.objects.count(), "people")
    run = _month_paid()
    shown = [page for seat in _seats() for page in _shown(seat, run)]
    for page in shown:
        name = f"list_pages {page.seat} {page.address}"
        yield Figure(f"{name} statements", page.statements, "statements")
        yield Figure(f"{name} p95", _p95(page.times), "ms")
    times = [time for page in shown for time in page.times]
    yield Figure("list_pages_pages", len(shown), "pages")
    yield Figure("list_pages_most_statements", max(page.statements for page in shown), "statements")
    yield Figure("list_pages_p50", round(statistics.median(times), 1), "ms")
    yield Figure("list_pages_p95", _p95(times), "ms")


def _seats() -> list[str]:
    """Who looks: the province, and a district and a commune of it."""
    commune = Unit.objects.filter(path__startswith=f"{LARGEST}.").communes().select_related("parent")[0]
    district = commune.parent.key if commune.parent else LARGEST
    return [f"congan.{LARGEST}", f"quantri.{LARGEST}", f"huyen.{district}", f"canbo.{commune.key}"]


def _month_paid() -> PayRun:
    """The province's month, computed here: what the pages of money show."""
    unit, actor = Unit.objects.get(key=LARGEST), User.objects.get(username=f"congan.{LARGEST}")
    run = PayRun.objects.filter(unit=unit, month=MONTH).first()
    run = run or services.run_start(actor=actor, unit=unit, month=MONTH)
    compute_here(run)
    return run


def _shown(seat: str, run: PayRun) -> Iterator[_Shown]:
    """The pages that are this seat's; what is refused to it is no page."""
    client, user = Client(SERVER_NAME="127.0.0.1"), User.objects.get(username=seat)
    client.force_login(user)
    for address in _addresses(user, run):
        if client.get(address).status_code == 200:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            yield _Shown(seat, address, len(queries), tuple(_timed(client, address) for _ in range(_ROUNDS)))


def _addresses(user: User, run: PayRun) -> Iterator[str]:
    yield from (reverse(name) for name in page_names() if not name.startswith("api:"))
    yield f"{reverse('members:list')}?page=20"
    yield f"{reverse('teams:list')}?page=20"
    team = Team.objects.visible_to(user).earliest("pk")
    yield reverse("members:team_detail", args=[team.pk])
    yield reverse("territory:unit", args=[team.commune.key])
    yield reverse("allowances:run", args=[run.pk])
    yield reverse("allowances:batch", args=[run.batches.get(commune=team.commune).pk])


def _timed(client: Client, address: str) -> float:
    with stopwatch() as seconds:
        client.get(address)
    return round(seconds() * 1000, 1)


def _p95(times: list[float] | tuple[float, ...]) -> float:
    return round(sorted(times)[len(times) * 95 // 100 - 1], 1)
