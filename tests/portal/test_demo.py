from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from allowances.models import Batch, LedgerLine, PayRun
from antt_portal.sample import accounts, generator
from antt_portal.sample.walk import COMMUNE, compute_here, walk
from members.models import Membership
from regulations.services import law_load
from reports.models import Document
from teams.models import DossierEvent, Team
from territory.services import units_load
from tests.conftest import kept_for_a_file, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def walked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Document, PayRun]]:
    """Two communes of the sample, walked through; each test is a savepoint inside this transaction."""
    with kept_for_a_file(django_db_blocker):
        units_load()
        settle()
        law_load()
        generator.load([COMMUNE, "21964"])
        accounts.load([COMMUNE, "21964"])
        settle()
        found = walk(compute_here)
        settle()
        yield found


def test_the_walk_establishes_a_team_by_four_hands(walked: tuple[Document, PayRun]) -> None:
    document, _ = walked
    actors = DossierEvent.objects.order_by("pk").values_list("action", "actor__username")
    assert list(actors) == [
        ("created", "canbo.21961"),
        ("submitted", "canbo.21961"),
        ("examined", "huyen.550"),
        ("issued", "chutich.21961"),
    ]
    team = Team.objects.get(dossiers=document.dossier)
    assert (team.status, str(team.commune)) == (Team.Status.ACTIVE, "Xã Phước Hưng")
    assert team.memberships.filter(status=Membership.Status.RECOGNISED).count() == 4


def test_its_people_and_paper_are_marked_as_sample(walked: tuple[Document, PayRun]) -> None:
    assert walked[0].is_sample
    assert not Membership.objects.filter(person__is_sample=False).exists()


def test_the_walk_runs_the_month_and_locks_one_commune(walked: tuple[Document, PayRun]) -> None:
    _, run = walked
    assert run.batches.count() == 155
    assert not run.batches.filter(is_due=True).exists()
    batch = run.batches.get(state=Batch.State.LOCKED)
    hands = batch.prepared_by, batch.checked_by, batch.approved_by
    assert [str(hand and hand.username) for hand in hands] == ["congan.52", "canbo.21961", "chutich.21961"]
    assert LedgerLine.objects.filter(batch=batch, amount_vnd=1_440_000).exists()


def test_a_second_walk_does_nothing(walked: tuple[Document, PayRun]) -> None:
    before = (DossierEvent.objects.count(), Document.objects.count(), LedgerLine.objects.count())
    assert walk(compute_here) == walked
    assert before == (DossierEvent.objects.count(), Document.objects.count(), LedgerLine.objects.count())
