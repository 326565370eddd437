"""A page asks the database as often for a thousand people as for ten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.models import User
from allowances import services
from allowances.models import Batch, PayRun
from antt_portal.benchmarks.addresses import page_names
from antt_portal.sample import accounts, generator
from antt_portal.sample.walk import MONTH, compute_here
from members.models import Membership, Person
from teams.models import Team
from territory.models import Unit
from territory.services import units_load
from tests.conftest import kept_for_a_file, load_two_laws, papers_typeset_once, settle

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

COMMUNE, DISTRICT, PROVINCE = "21553", "540", "52"
SEATS = (f"canbo.{COMMUNE}", f"huyen.{DISTRICT}", f"congan.{PROVINCE}", f"quantri.{PROVINCE}")
# (seat, address): (statements, status)
Counts = dict[tuple[str, str], tuple[int, int]]


@pytest.fixture(scope="module")
def counted(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Counts, Counts]]:
    """Statements of every page of every seat, in a province of some ten people and of some thousand."""
    with papers_typeset_once(), kept_for_a_file(django_db_blocker):
        units_load()
        settle()
        load_two_laws()
        few = _fill([COMMUNE], 10)
        assert 5 <= Person.objects.count() <= 20
        names = Unit.objects.filter(path__startswith=f"{PROVINCE}.").communes().exclude(key=COMMUNE)
        many = _fill(list(names.values_list("key", flat=True)[:20]), 1_300)
        assert Person.objects.count() >= 1_000
        yield few, many


def _fill(communes: list[str], people: int) -> Counts:
    """The sample of these communes, its month paid, and then the statements of every page."""
    generator.load(communes, generator.three_years(len(communes), people))
    accounts.load([COMMUNE])
    settle()
    police = User.objects.get(username=f"congan.{PROVINCE}")
    run = PayRun.objects.first() or services.run_start(
        actor=police, unit=Unit.objects.get(key=PROVINCE), month=MONTH
    )
    Batch.objects.filter(commune__key__in=communes).update(is_due=True)
    compute_here(run)
    clients = {seat: _signed_in(seat) for seat in SEATS}
    addresses = _addresses(run)
    for address in addresses:  # the first page of a process reads what the later ones remember
        clients[f"congan.{PROVINCE}"].get(address)
    return {(seat, address): _count(clients[seat], address) for seat in SEATS for address in addresses}


def _addresses(run: PayRun) -> list[str]:
    """What lists something: all that needs no name, and the pages of units, runs, batches, teams, people."""
    batch, team = (
        run.batches.get(commune__key=COMMUNE),
        Team.objects.filter(commune__key=COMMUNE).earliest("pk"),
    )
    membership = Membership.objects.filter(team=team).earliest("pk")
    given_name, number = membership.person.search_name.split()[-1], team.name.split()[-1]
    searches = [f"{reverse('members:list')}?q={given_name}", f"{reverse('teams:list')}?q={number}"]
    return [
        *(reverse(name) for name in page_names() if not name.startswith("api:")),
        *searches,
        *(reverse("territory:unit", args=[key]) for key in (PROVINCE, DISTRICT, COMMUNE)),
        reverse("allowances:run", args=[run.pk]),
        reverse("allowances:batch", args=[batch.pk]),
        reverse("members:team_detail", args=[team.pk]),
        reverse("members:detail", args=[membership.person_id]),
    ]


def _signed_in(seat: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=seat))
    return client


def _count(client: Client, address: str) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as queries:
        status = client.get(address).status_code
    # A session notes its last use once a minute, which is no question of the page.
    asked = [each["sql"] for each in queries if each["sql"].startswith("SELECT")]
    return sum("django_session" not in sql for sql in asked), status


def test_no_page_asks_more_for_a_thousand_people_than_for_ten(counted: tuple[Counts, Counts]) -> None:
    few, many = counted
    assert set(few) == set(many)
    grown = {key: (few[key], many[key]) for key in few if many[key][0] > few[key][0]}
    assert grown == {}


def test_the_pages_were_really_shown(counted: tuple[Counts, Counts]) -> None:
    few, many = counted
    assert {key: answer[1] for key, answer in few.items()} == {key: answer[1] for key, answer in many.items()}
    shown = {address for (_, address), (_, status) in many.items() if status == 200}
    assert len(shown) >= 25
    assert {reverse(name) for name in ("home", "members:list", "teams:list", "members:alike_list")} <= shown
