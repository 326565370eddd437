"""Owed minus posted on the real database: exact, once, and by the day."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from allowances import posting, services
from allowances.models import Batch, LedgerLine, PayRun
from members.models import InsuranceEnrolment, Membership
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village
from tests.allowances.conftest import JULY, Compute
from tests.conftest import MakePerson, MakeVillage
from tests.merged import move

TO_TRUONG, TO_PHO, TO_VIEN = 1_440_000, 1_260_000, 1_080_000
TEAM_OF_FOUR = TO_TRUONG + TO_PHO + 2 * TO_VIEN


def _posted() -> int:
    return sum(LedgerLine.objects.values_list("amount_vnd", flat=True))


def test_a_whole_month_pays_each_title_its_rate(compute: Compute, batch: Batch) -> None:
    assert compute() == 4
    sums = LedgerLine.objects.values_list("membership__title", "amount_vnd")
    assert sorted(sums) == [
        ("to_pho", TO_PHO),
        ("to_truong", TO_TRUONG),
        ("to_vien", TO_VIEN),
        ("to_vien", TO_VIEN),
    ]
    batch.refresh_from_db()
    assert (batch.people, batch.line_count, batch.total_vnd) == (4, 4, TEAM_OF_FOUR)
    assert (batch.state, batch.is_due) == (Batch.State.COMPUTED, False)


def test_running_again_posts_nothing(compute: Compute) -> None:
    compute()
    assert compute() == 0
    assert _posted() == TEAM_OF_FOUR


def test_what_is_not_verified_is_told_and_never_paid(
    compute: Compute, batch: Batch, active_team: Team
) -> None:
    member = active_team.memberships.get(title="to_truong")
    InsuranceEnrolment.objects.create(person=member.person, kind="bhyt", valid_from=JULY)
    compute()
    batch.refresh_from_db()
    assert [refusal["component"] for refusal in batch.refusals] == ["ho_tro_bhyt"]
    assert not LedgerLine.objects.filter(component="ho_tro_bhyt").exists()


@pytest.mark.parametrize("day", range(1, 32))
def test_each_join_day_of_the_month_pays_its_days(compute: Compute, active_team: Team, day: int) -> None:
    member = active_team.memberships.get(title="to_truong")
    Membership.objects.filter(pk=member.pk).update(valid_from=date(2024, 7, day))
    compute()
    days = 31 - day + 1
    assert LedgerLine.objects.get(membership=member).amount_vnd == (2 * TO_TRUONG * days + 31) // 62


@pytest.mark.parametrize("day", range(2, 32))
def test_each_leave_day_of_the_month_pays_its_days(compute: Compute, active_team: Team, day: int) -> None:
    member = active_team.memberships.get(title="to_pho")
    Membership.objects.filter(pk=member.pk).update(valid_to=date(2024, 7, day))
    compute()
    assert LedgerLine.objects.get(membership=member).amount_vnd == (2 * TO_PHO * (day - 1) + 31) // 62


def test_a_late_joiner_changes_only_his_own_sum(compute: Compute, active_team: Team) -> None:
    late = active_team.memberships.get(title="to_truong")
    Membership.objects.filter(pk=late.pk).update(valid_from=date(2024, 7, 16))
    compute()
    others = LedgerLine.objects.exclude(membership=late).values_list("amount_vnd", flat=True)
    assert sorted(others) == sorted([TO_PHO, TO_VIEN, TO_VIEN])


def test_a_join_found_too_late_by_the_first_run_is_posted_as_the_difference(
    compute: Compute, active_team: Team
) -> None:
    member = active_team.memberships.get(title="to_truong")
    Membership.objects.filter(pk=member.pk).update(valid_from=date(2024, 7, 16))
    compute()
    first = LedgerLine.objects.get(membership=member)
    Membership.objects.filter(pk=member.pk).update(valid_from=date(2024, 7, 1))
    assert compute() == 1
    second = LedgerLine.objects.get(membership=member, sequence=1)
    assert first.amount_vnd + second.amount_vnd == TO_TRUONG
    assert compute() == 0


def test_a_membership_that_never_was_is_taken_back(compute: Compute, active_team: Team) -> None:
    compute()
    member = active_team.memberships.get(title="to_pho")
    Membership.objects.filter(pk=member.pk).update(valid_from=date(2024, 9, 1))
    assert compute() == 1
    assert sum(member.lines.values_list("amount_vnd", flat=True)) == 0
    assert compute() == 0


@pytest.fixture
def two_lists(
    neighbour_commune: Unit, july: PayRun, commune: Unit, make_village: MakeVillage, make_person: MakePerson
) -> list[int]:
    """The lists of xã Phước Hưng and of its neighbour, which has a team of two now; both are due."""
    team = Team.objects.create(commune=neighbour_commune, name="Tổ", status=Team.Status.ACTIVE)
    village = make_village(neighbour_commune, "Thôn bên")
    TeamCoverage.objects.create(team=team, village=village, valid_from=JULY)
    for title in ("to_truong", "to_pho"):
        Membership.objects.create(
            person=make_person(neighbour_commune, f"Nguyễn Văn {title}"),
            team=team,
            title=title,
            status="recognised",
            valid_from=JULY,
        )
    return [july.batches.get(commune=unit).pk for unit in (commune, neighbour_commune)]


def _due(keys: list[int]) -> None:
    Batch.objects.filter(pk__in=keys).update(is_due=True)


def test_communes_computed_together_are_posted_as_each_alone(two_lists: list[int]) -> None:
    assert posting.batches_compute(batch_ids=two_lists) == 6
    found = Batch.objects.filter(pk__in=two_lists).order_by("total_vnd")
    assert [(batch.people, batch.line_count, batch.total_vnd) for batch in found] == [
        (2, 2, TO_TRUONG + TO_PHO),
        (4, 4, TEAM_OF_FOUR),
    ]
    assert {(batch.state, batch.is_due) for batch in found} == {(Batch.State.COMPUTED, False)}


def test_asking_again_posts_only_where_a_fact_changed(two_lists: list[int], active_team: Team) -> None:
    posting.batches_compute(batch_ids=two_lists)
    _due(two_lists)
    assert posting.batches_compute(batch_ids=two_lists) == 0
    assert not Batch.objects.filter(is_due=True, pk__in=two_lists).exists()
    Membership.objects.filter(team=active_team, title="to_pho").update(valid_to=date(2024, 7, 10))
    _due(two_lists)
    assert posting.batches_compute(batch_ids=two_lists) == 1
    assert LedgerLine.objects.get(sequence=1).batch_id == two_lists[0]


def test_the_number_of_statements_does_not_grow_with_communes(two_lists: list[int]) -> None:
    with CaptureQueriesContext(connection) as one:
        posting.batches_compute(batch_ids=two_lists[:1])
    _due(two_lists)
    with CaptureQueriesContext(connection) as both:
        assert posting.batches_compute(batch_ids=two_lists) == 2
    assert len(both) <= len(one)


def test_what_breaks_off_leaves_no_line_of_any_commune(
    two_lists: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: object) -> None:
        raise OSError

    monkeypatch.setattr(posting, "tell_computed", stop)
    with pytest.raises(OSError):  # noqa: PT011 (raised above)
        posting.batches_compute(batch_ids=two_lists)
    assert not LedgerLine.objects.exists()
    assert Batch.objects.filter(is_due=True, pk__in=two_lists).count() == 2


def test_a_village_that_changed_commune_inside_the_month_is_paid_by_each_its_days(
    july: PayRun,
    batch: Batch,
    compute: Compute,
    village: Village,
    district: Unit,
    neighbour_commune: Unit,
    province: Unit,
    province_police: User,
    active_team: Team,
) -> None:
    compute()
    move(village, neighbour_commune, date(2024, 7, 16))
    services.run_start(actor=province_police, unit=province, month=JULY)
    other = Batch.objects.get(commune=neighbour_commune)
    assert compute() == 4
    assert posting.batch_compute(batch_id=other.pk) == 4
    assert _posted() == TEAM_OF_FOUR
    first = sum(LedgerLine.objects.filter(commune=batch.commune).values_list("amount_vnd", flat=True))
    assert first == sum(round(sum_ * 15 / 31) for sum_ in (TO_TRUONG, TO_PHO, TO_VIEN, TO_VIEN))


def test_a_proposed_member_is_not_paid(compute: Compute, active_team: Team) -> None:
    active_team.memberships.filter(title="to_vien").update(status=Membership.Status.PROPOSED)
    compute()
    assert _posted() == TO_TRUONG + TO_PHO


def test_a_team_without_members_pays_nobody(compute: Compute, active_team: Team) -> None:
    active_team.memberships.all().delete()
    assert compute() == 0
    assert _posted() == 0


def test_insurance_support_goes_to_those_who_joined(compute: Compute, active_team: Team) -> None:
    member = active_team.memberships.get(title="to_truong")
    InsuranceEnrolment.objects.create(person=member.person, kind="bhxh_tu_nguyen", valid_from=JULY)
    compute()
    lines = LedgerLine.objects.filter(component="ho_tro_bhxh")
    assert [(line.membership, line.amount_vnd) for line in lines] == [(member, 165_000)]


def test_the_number_of_statements_does_not_grow_with_people(
    compute: Compute, active_team: Team, commune: Unit, make_person: MakePerson
) -> None:
    compute()
    statements = []
    for day, people in ((2, 1), (3, 40)):
        for number in range(people):
            Membership.objects.create(
                person=make_person(commune, f"Nguyễn Văn {number}"),
                team=active_team,
                title="to_vien",
                status="recognised",
                valid_from=date(2024, 7, day),
            )
        with CaptureQueriesContext(connection) as queries:
            assert compute() == people
        statements.append(len(queries))
    assert statements[0] == statements[1]


def test_a_month_takes_at_most_twenty_statements(two_lists: list[int]) -> None:
    posting.batches_compute(batch_ids=two_lists[:1])
    with CaptureQueriesContext(connection) as queries:
        assert posting.batches_compute(batch_ids=two_lists[1:]) == 2
    told = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(told) <= 20


def test_a_derivation_is_stored_once_for_all_who_share_it(compute: Compute) -> None:
    compute()
    vien = LedgerLine.objects.filter(membership__title="to_vien")
    assert vien.count() == 2
    assert len(set(vien.values_list("derivation", flat=True))) == 1


class TestTheDatabaseRefuses:
    """The guards that hold even when a program forgets them."""

    def test_a_second_line_of_the_same_origin(self, compute: Compute) -> None:
        compute()
        line = LedgerLine.objects.first()
        assert line is not None
        line.pk = None
        with (
            pytest.raises(IntegrityError, match="for_month_membership_id_componen_key"),
            transaction.atomic(),
        ):
            line.save(force_insert=True)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE allowances_ledgerline SET amount_vnd = 1",
            "DELETE FROM allowances_ledgerline",
            "TRUNCATE allowances_ledgerline",
            "UPDATE allowances_derivation SET article = ''",
            "DELETE FROM allowances_batch",
        ],
    )
    def test_a_change_to_what_is_kept(self, compute: Compute, statement: str) -> None:
        compute()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
                cursor.execute(statement)

    def test_a_line_into_a_locked_batch(self, locked: Batch) -> None:
        line = LedgerLine.objects.filter(batch=locked).first()
        assert line is not None
        line.pk, line.sequence = None, 9
        with pytest.raises(InternalError, match="locked batch"), transaction.atomic():
            line.save(force_insert=True)

    def test_a_change_to_a_locked_batch(self, locked: Batch) -> None:
        with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
            Batch.objects.filter(pk=locked.pk).update(total_vnd=1)

    def test_approval_by_the_preparer(self, compute: Compute, batch: Batch, clerk: User) -> None:
        compute()
        with pytest.raises(IntegrityError, match="approver_is_not_maker"), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(
                state="locked", checked_by=clerk, approved_by=batch.prepared_by, locked_at="2024-07-25T00:00Z"
            )

    def test_a_second_batch_for_a_commune_and_month(
        self, batch: Batch, district: Unit, province_police: User
    ) -> None:
        other = PayRun.objects.create(unit=district, month=JULY, prepared_by=province_police)
        with pytest.raises(IntegrityError, match="one_batch_a_commune_month"), transaction.atomic():
            Batch.objects.create(run=other, commune=batch.commune, month=JULY, prepared_by=province_police)


@pytest.fixture
def locked(compute: Compute, batch: Batch, clerk: User, chairman: User) -> Batch:
    """The batch of xã Phước Hưng, computed, checked and approved."""
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    return services.batch_approve(actor=chairman, batch_id=batch.pk)


def test_a_locked_month_stays_when_the_run_starts_again(
    locked: Batch, province: Unit, province_police: User, active_team: Team
) -> None:
    Membership.objects.filter(team=active_team, title="to_pho").update(valid_to=date(2024, 7, 10))
    services.run_start(actor=province_police, unit=province, month=JULY)
    assert posting.batch_compute(batch_id=locked.pk) == 0
    assert _posted() == TEAM_OF_FOUR


@pytest.mark.django_db(transaction=True)
def test_eight_workers_on_one_batch_post_it_once(batch: Batch) -> None:
    posted: list[int] = []

    def work() -> None:
        try:
            posted.append(posting.batch_compute(batch_id=batch.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(posted) == [0] * 7 + [4]
    assert _posted() == TEAM_OF_FOUR
