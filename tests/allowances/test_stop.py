"""A run that is stopped and goes on: what was computed stays, what waits is computed once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.errors import NotAllowed, WrongState
from accounts.models import Trail, User
from allowances import posting, services, tasks
from allowances.models import Batch, LedgerLine, PayRun
from territory.models import Unit
from tests.allowances.conftest import JULY, Compute


@pytest.fixture
def two_lists(neighbour_commune: Unit, july: PayRun) -> list[Batch]:
    """The lists of both communes, both waiting."""
    return list(july.batches.order_by("commune__key"))


@pytest.fixture
def stopped(july: PayRun, province_police: User) -> PayRun:
    """The run, stopped before anything was computed."""
    return services.run_stop(actor=province_police, run_id=july.pk)


def test_a_stopped_run_computes_nothing_and_keeps_what_is_done(
    two_lists: list[Batch], july: PayRun, province_police: User
) -> None:
    first, second = two_lists
    assert posting.batch_compute(batch_id=first.pk) == 4
    services.run_stop(actor=province_police, run_id=july.pk)
    for _ in range(2):
        assert posting.batch_compute(batch_id=second.pk) == 0
    assert list(july.batches.order_by("commune__key").values_list("is_due", "state")) == [
        (False, "computed"),
        (True, "pending"),
    ]


def test_resume_computes_the_rest_and_every_line_once(
    two_lists: list[Batch],
    stopped: PayRun,
    province_police: User,
    queued: list[int],
    django_capture_on_commit_callbacks: object,
) -> None:
    queued.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.run_resume(actor=province_police, run_id=stopped.pk)
    assert queued == [batch.pk for batch in Batch.objects.order_by("pk")]
    for key in [*queued, *queued]:
        posting.batch_compute(batch_id=key)
    assert LedgerLine.objects.count() == 4
    assert not Batch.objects.filter(is_due=True).exists()


def test_the_sweeper_leaves_a_stopped_run_alone(stopped: PayRun, queued: list[int]) -> None:
    queued.clear()
    long_ago = timezone.now() - timedelta(hours=1)
    Batch.objects.update(queued_at=long_ago)
    tasks.requeue_stalled()
    assert queued == []
    assert set(Batch.objects.values_list("queued_at", flat=True)) == {long_ago}


def test_asking_again_waits_for_resume(
    stopped: PayRun, batch: Batch, province: Unit, province_police: User, clerk: User
) -> None:
    with pytest.raises(WrongState, match="Đợt tính đang dừng"):
        services.run_start(actor=province_police, unit=province, month=JULY)
    with pytest.raises(WrongState, match="Đợt tính đang dừng"):
        services.batch_recompute(actor=clerk, batch_id=batch.pk)
    with pytest.raises(WrongState, match="Đợt tính đang dừng"):
        services.run_stop(actor=province_police, run_id=stopped.pk)


def test_what_is_finished_has_nothing_to_stop(july: PayRun, compute: Compute, province_police: User) -> None:
    compute()
    with pytest.raises(WrongState, match="đã tính xong"):
        services.run_stop(actor=province_police, run_id=july.pk)
    with pytest.raises(WrongState, match="không dừng"):
        services.run_resume(actor=province_police, run_id=july.pk)


def test_only_who_may_start_stops_and_resumes(july: PayRun, province_finance: User, clerk: User) -> None:
    for actor in (province_finance, clerk):
        with pytest.raises(NotAllowed):
            services.run_stop(actor=actor, run_id=july.pk)
        with pytest.raises(NotAllowed):
            services.run_resume(actor=actor, run_id=july.pk)


def test_the_pages_tell_who_stopped_it_and_offer_to_go_on(
    client: Client, july: PayRun, batch: Batch, province_police: User, clerk: User
) -> None:
    client.force_login(province_police)
    page = f"/chi-tra/{july.pk}/"
    assert "Dừng đợt tính" in client.get(page).content.decode()
    client.post(f"{page}dung/")
    html = client.get(page).content.decode()
    assert f"người dừng: {province_police}" in html
    assert "Đã dừng, đã tính 0/1 xã" in html
    assert client.get(f"{page}tien-do/").status_code == 286
    assert "Đã dừng" in client.get(f"/chi-tra/xa/{batch.pk}/").content.decode()
    assert "Đã dừng" in client.get("/chi-tra/").content.decode()
    client.force_login(clerk)
    assert "Tiếp tục tính" not in client.get(page).content.decode()
    client.force_login(province_police)
    client.post(f"{page}tiep-tuc/")
    assert PayRun.objects.get().stopped_at is None


def test_the_trail_keeps_each_stop(stopped: PayRun, province_police: User) -> None:
    services.run_resume(actor=province_police, run_id=stopped.pk)
    assert Trail.objects.filter(table="allowances_payrun", action="update").count() == 2


def test_a_stop_has_its_hand(july: PayRun) -> None:
    with pytest.raises(IntegrityError, match="stopped_run_has_its_hand"):
        PayRun.objects.update(stopped_at=timezone.now())
