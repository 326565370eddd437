"""Start, check, send back, approve, lock: who may, when, and what the sentence says."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import RoleBinding, User
from accounts.roles import Role
from allowances import posting, services, tasks
from allowances.models import Batch, PayRun
from members.models import Membership
from teams.models import Team
from territory.models import Unit
from tests.allowances.conftest import JULY, Compute
from tests.conftest import MakeUser


def test_a_run_has_a_batch_for_each_commune_of_the_unit(july: PayRun, commune: Unit) -> None:
    assert [batch.commune for batch in july.batches.all()] == [commune]


def test_starting_ten_times_makes_one_run(july: PayRun, province: Unit, province_police: User) -> None:
    for _ in range(10):
        services.run_start(actor=province_police, unit=province, month=JULY)
    assert (PayRun.objects.count(), Batch.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_batches_are_queued_once_the_start_is_committed(july: PayRun, queued: list[int]) -> None:
    assert queued == list(july.batches.values_list("pk", flat=True))


def test_a_month_without_law_is_refused_in_words(law: None, province: Unit, province_police: User) -> None:
    with pytest.raises(DomainError, match="chưa có văn bản có hiệu lực tháng 06/2024"):
        services.run_start(actor=province_police, unit=province, month=date(2024, 6, 1))
    assert not PayRun.objects.exists()


def test_only_who_may_start_starts(law: None, province: Unit, province_finance: User) -> None:
    with pytest.raises(NotAllowed):
        services.run_start(actor=province_finance, unit=province, month=JULY)


def test_a_month_that_has_not_begun_is_not_run(
    queued: list[int], law: None, active_team: Team, province: Unit, province_police: User, client: Client
) -> None:
    with pytest.raises(DomainError, match=r"Chọn tháng đến tháng 07/2024: tháng 08/2024 chưa bắt đầu\."):
        services.run_start(actor=province_police, unit=province, month=date(2024, 8, 1))
    client.force_login(province_police)
    answer = client.post("/chi-tra/moi/", {"unit": province.key, "month": "08/2024"})
    assert (answer.status_code, PayRun.objects.count()) == (422, 0)
    assert "tháng 08/2024 chưa bắt đầu" in answer.content.decode()


def test_a_list_is_checked_only_once_it_is_computed(batch: Batch, clerk: User) -> None:
    with pytest.raises(WrongState, match="Chờ tính xong"):
        services.batch_check(actor=clerk, batch_id=batch.pk)


def test_a_clerk_of_another_commune_cannot_check(
    compute: Compute, batch: Batch, neighbour_clerk: User
) -> None:
    compute()
    with pytest.raises(NotAllowed):
        services.batch_check(actor=neighbour_clerk, batch_id=batch.pk)


def test_checked_then_approved_is_locked(compute: Compute, batch: Batch, clerk: User, chairman: User) -> None:
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    done = services.batch_approve(actor=chairman, batch_id=batch.pk)
    assert (done.state, done.checked_by, done.approved_by) == (Batch.State.LOCKED, clerk, chairman)


def test_an_unchecked_list_cannot_be_approved(compute: Compute, batch: Batch, chairman: User) -> None:
    compute()
    with pytest.raises(WrongState, match="Chờ Công an xã kiểm tra"):
        services.batch_approve(actor=chairman, batch_id=batch.pk)


def test_who_asked_for_the_computation_cannot_approve(
    compute: Compute, batch: Batch, clerk: User, chairman: User
) -> None:
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    Batch.objects.filter(pk=batch.pk).update(prepared_by=chairman)
    with pytest.raises(SamePerson):
        services.batch_approve(actor=chairman, batch_id=batch.pk)


def test_facts_that_changed_after_the_check_stop_the_approval(
    compute: Compute, batch: Batch, clerk: User, chairman: User, active_team: Team
) -> None:
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    Membership.objects.filter(team=active_team, title="to_pho").update(valid_to=date(2024, 7, 10))
    with pytest.raises(WrongState, match="Tính lại trước khi duyệt"):
        services.batch_approve(actor=chairman, batch_id=batch.pk)


def test_a_line_after_the_check_voids_the_check(
    compute: Compute, batch: Batch, clerk: User, active_team: Team
) -> None:
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    Membership.objects.filter(team=active_team, title="to_pho").update(valid_to=date(2024, 7, 10))
    compute()
    batch.refresh_from_db()
    assert (batch.state, batch.checked_by) == (Batch.State.COMPUTED, None)


def test_computing_again_without_a_difference_keeps_the_check(
    compute: Compute, batch: Batch, clerk: User
) -> None:
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    compute()
    batch.refresh_from_db()
    assert batch.state == Batch.State.CHECKED


@pytest.mark.parametrize("step", ["kiem-tra", "duyet"])
def test_nobody_vouches_for_another_list_than_the_one_he_read(
    client: Client,
    compute: Compute,
    batch: Batch,
    clerk: User,
    chairman: User,
    active_team: Team,
    step: str,
) -> None:
    def take(page: str) -> int:
        [seen] = set(re.findall(r'name="seen" value="(\d+)"', page))
        return client.post(f"/chi-tra/xa/{batch.pk}/{step}/", {"seen": seen}).status_code

    def ready() -> str:
        compute()
        if step == "duyet":
            services.batch_check(actor=clerk, batch_id=batch.pk)
        return client.get(f"/chi-tra/xa/{batch.pk}/").content.decode()

    client.force_login(clerk if step == "kiem-tra" else chairman)
    read = ready()
    Membership.objects.filter(team=active_team, title="to_pho").update(valid_to=date(2024, 7, 10))
    anew = ready()
    assert (take(read), take(anew)) == (422, 302)


def test_sending_back_needs_a_reason_and_shows_it(
    compute: Compute, batch: Batch, clerk: User, chairman: User
) -> None:
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    with pytest.raises(DomainError, match="Nhập lý do"):
        services.batch_return(actor=chairman, batch_id=batch.pk, reason="  ")
    back = services.batch_return(actor=chairman, batch_id=batch.pk, reason="Thiếu ngày thôi của tổ phó")
    assert (back.state, back.return_reason) == (Batch.State.COMPUTED, "Thiếu ngày thôi của tổ phó")


def test_a_clerk_computes_his_own_commune_again(
    compute: Compute,
    batch: Batch,
    clerk: User,
    queued: list[int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    compute()
    queued.clear()
    with django_capture_on_commit_callbacks(execute=True):
        services.batch_recompute(actor=clerk, batch_id=batch.pk)
    assert queued == [batch.pk]


@pytest.mark.parametrize("step", ["batch_check", "batch_recompute", "batch_approve"])
def test_a_locked_list_refuses_every_step(
    compute: Compute, batch: Batch, clerk: User, chairman: User, make_user: MakeUser, commune: Unit, step: str
) -> None:
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    services.batch_approve(actor=chairman, batch_id=batch.pk)
    actor = make_user(Role.COMMUNE_CHAIRMAN, commune) if step == "batch_approve" else clerk
    with pytest.raises(WrongState, match="Danh sách đã khóa"):
        getattr(services, step)(actor=actor, batch_id=batch.pk)


def seen(run: PayRun) -> dict[int, int]:
    """By batch: its lines as the page of the run shows them."""
    return dict(run.batches.values_list("pk", "line_count"))


def test_all_are_approved_only_as_they_were_read(
    compute: Compute, july: PayRun, batch: Batch, clerk: User, province_finance: User
) -> None:
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    approve = services.run_approve_checked
    assert approve(actor=province_finance, run=july, seen={}) == (0, 0, [])
    count, _, refused = approve(actor=province_finance, run=july, seen={batch.pk: 1})
    assert (count, len(refused)) == (0, 1)
    assert "Đọc lại danh sách" in refused[0]
    assert approve(actor=province_finance, run=july, seen=seen(july)) == (1, 0, [])


def test_finance_approves_every_checked_list_at_once(
    compute: Compute, july: PayRun, batch: Batch, clerk: User, province_finance: User
) -> None:
    compute()
    assert services.run_approve_checked(actor=province_finance, run=july, seen=seen(july)) == (0, 0, [])
    services.batch_check(actor=clerk, batch_id=batch.pk)
    assert services.run_approve_checked(actor=province_finance, run=july, seen=seen(july)) == (1, 0, [])


def test_a_list_that_facts_outran_does_not_hold_up_the_others(
    compute: Compute,
    july: PayRun,
    batch: Batch,
    clerk: User,
    province_police: User,
    province_finance: User,
    neighbour_commune: Unit,
    neighbour_clerk: User,
    active_team: Team,
) -> None:
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    services.run_start(actor=province_police, unit=july.unit, month=JULY)
    other = july.batches.get(commune=neighbour_commune)
    for key in (batch.pk, other.pk):
        posting.batch_compute(batch_id=key)
    services.batch_check(actor=neighbour_clerk, batch_id=other.pk)
    Membership.objects.filter(team=active_team, title="to_pho").update(valid_to=date(2024, 7, 10))
    approved, _, [refusal] = services.run_approve_checked(actor=province_finance, run=july, seen=seen(july))
    assert (approved, refusal.split(":")[0]) == (1, "Xã Phước Hưng")
    other.refresh_from_db()
    assert other.state == Batch.State.LOCKED


@pytest.fixture
def becomes_finance(province: Unit) -> Callable[[User], User]:
    """Gives a user, from now on, the seat at Sở Tài chính instead of his own."""

    def become(user: User) -> User:
        RoleBinding.objects.filter(user=user).update(role=Role.PROVINCE_FINANCE, unit=province)
        return User.objects.get(pk=user.pk)

    return become


def test_who_started_the_run_cannot_approve_from_a_later_seat(
    compute: Compute,
    batch: Batch,
    clerk: User,
    province_police: User,
    becomes_finance: Callable[[User], User],
) -> None:
    services.batch_recompute(actor=clerk, batch_id=batch.pk)
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    with pytest.raises(SamePerson):
        services.batch_approve(actor=becomes_finance(province_police), batch_id=batch.pk)


@pytest.mark.parametrize("step", ["batch_check", "batch_recompute"])
def test_who_once_checked_or_recomputed_cannot_approve_after_another_did(
    compute: Compute,
    july: PayRun,
    batch: Batch,
    clerk: User,
    chairman: User,
    province_police: User,
    make_user: MakeUser,
    commune: Unit,
    becomes_finance: Callable[[User], User],
    step: str,
) -> None:
    compute()
    getattr(services, step)(actor=clerk, batch_id=batch.pk)
    if step == "batch_check":
        services.batch_return(actor=chairman, batch_id=batch.pk, reason="Xem lại ngày thôi")
    services.run_start(actor=province_police, unit=july.unit, month=JULY)
    compute()
    services.batch_check(actor=make_user(Role.COMMUNE_CLERK, commune), batch_id=batch.pk)
    with pytest.raises(SamePerson):
        services.batch_approve(actor=becomes_finance(clerk), batch_id=batch.pk)


def test_the_database_refuses_every_former_maker(
    compute: Compute, batch: Batch, clerk: User, province_police: User, make_user: MakeUser, commune: Unit
) -> None:
    services.batch_recompute(actor=clerk, batch_id=batch.pk)
    compute()
    services.batch_check(actor=make_user(Role.COMMUNE_CLERK, commune), batch_id=batch.pk)
    for maker in (clerk, province_police):
        locked = {"state": Batch.State.LOCKED, "approved_by": maker, "locked_at": timezone.now()}
        with pytest.raises(IntegrityError, match="approver_is_not_maker"), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(**locked)


def test_a_commune_that_begins_within_the_month_is_part_of_the_run(
    queued: list[int],
    law: None,
    commune: Unit,
    neighbour_commune: Unit,
    province_police: User,
    province: Unit,
) -> None:
    Unit.objects.filter(pk=neighbour_commune.pk).update(valid_from=date(2024, 7, 16))
    Unit.objects.filter(pk=commune.pk).update(valid_to=date(2024, 7, 16))
    run = services.run_start(actor=province_police, unit=province, month=JULY)
    assert {batch.commune for batch in run.batches.all()} == {commune, neighbour_commune}


def test_the_sweeper_queues_again_what_a_worker_lost(batch: Batch, queued: list[int]) -> None:
    queued.clear()
    tasks.requeue_stalled()
    assert queued == []
    Batch.objects.filter(pk=batch.pk).update(queued_at=timezone.now() - timedelta(minutes=3))
    tasks.requeue_stalled()
    assert queued == [batch.pk]


def test_what_stalls_a_second_time_is_queued_commune_by_commune(
    neighbour_commune: Unit, july: PayRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks: list[list[int]] = []
    monkeypatch.undo()
    monkeypatch.setattr(
        tasks.compute_batches, "apply_async", lambda kwargs, **_: chunks.append(kwargs["batch_ids"])
    )
    keys = sorted(july.batches.values_list("pk", flat=True))
    assert len(keys) == 2
    for expected in ([keys], [[key] for key in keys]):
        chunks.clear()
        july.batches.update(queued_at=timezone.now() - timedelta(minutes=3))
        tasks.requeue_stalled()
        assert chunks == expected


def test_a_broker_that_is_down_leaves_the_rows_due(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise OperationalError

    monkeypatch.undo()
    monkeypatch.setattr(tasks.compute_batches, "apply_async", refuse)
    tasks.queue([batch.pk])
    batch.refresh_from_db()
    assert batch.is_due


@pytest.mark.parametrize("listens", [True, False])
def test_a_broker_that_is_silent_or_gone_is_given_up_in_seconds(listens: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if not listens:
            server.close()
        app = Celery(broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
        app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        begun = time.monotonic()
        with pytest.raises(OperationalError):
            app.send_task("compute", retry=False)
        assert time.monotonic() - begun < 10
