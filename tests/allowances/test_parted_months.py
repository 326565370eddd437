"""A month of one person that lies in two places or under two titles is paid once, whatever the convention."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from accounts.models import User
from allowances import posting, selectors, services
from allowances.models import Batch, LedgerLine
from members.models import Membership
from regulations.models import ProvinceSetting
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village
from tests.allowances.closed import AUGUST, close
from tests.allowances.closed import compute as compute_month
from tests.allowances.conftest import JULY, Compute
from tests.conftest import MakeVillage
from tests.merged import move

TO_TRUONG, TO_PHO, TO_VIEN = 1_440_000, 1_260_000, 1_080_000
MIDDLE = date(2024, 7, 16)
NOT_BY_DAY = [("none", None), ("half_month", 15), ("whole_month_from", 10)]

pytestmark = pytest.mark.usefixtures("queued", "law")
choices = pytest.mark.parametrize(("convention", "days"), NOT_BY_DAY)


def choose(convention: str, days: int | None) -> None:
    ProvinceSetting.objects.update(part_month=convention, part_month_days=days)


def paid() -> Counter[str]:
    """By title: the sum of all lines of all communes."""
    found = Counter[str]()
    for title, amount in LedgerLine.objects.values_list("membership__title", "amount_vnd"):
        found[title] += amount
    return found


@pytest.fixture
def two_titles(active_team: Team) -> Membership:
    """The tổ phó goes on as a tổ viên from the middle of the month."""
    deputy = active_team.memberships.get(title="to_pho")
    Membership.objects.filter(pk=deputy.pk).update(valid_to=MIDDLE)
    return Membership.objects.create(
        person=deputy.person, team=active_team, title="to_vien", status="recognised", valid_from=MIDDLE
    )


@pytest.fixture
def moved(active_team: Team, village: Village, neighbour_commune: Unit) -> Unit:
    """The other commune, in which the team's village lies from the middle of the month on."""
    move(village, neighbour_commune, MIDDLE)
    return neighbour_commune


def compute_all(actor: User, province: Unit) -> list[Batch]:
    run = services.run_start(actor=actor, unit=province, month=JULY)
    for batch in run.batches.all():
        posting.batch_compute(batch_id=batch.pk)
    return list(run.batches.all())


def test_two_titles_in_a_month_are_each_paid_their_days(compute: Compute, two_titles: Membership) -> None:
    compute()
    sums = LedgerLine.objects.filter(person=two_titles.person).values_list("amount_vnd", flat=True)
    assert sorted(sums) == [(2 * TO_VIEN * 16 + 31) // 62, (2 * TO_PHO * 15 + 31) // 62]


@choices
def test_two_titles_never_pay_two_months(
    compute: Compute, batch: Batch, two_titles: Membership, convention: str, days: int | None
) -> None:
    choose(convention, days)
    compute()
    batch.refresh_from_db()
    assert not LedgerLine.objects.filter(person=two_titles.person).exists()
    assert [refusal["people"] for refusal in batch.refusals] == [2]


@choices
def test_who_served_only_a_part_is_still_paid_by_the_convention(
    compute: Compute, active_team: Team, convention: str, days: int | None
) -> None:
    choose(convention, days)
    active_team.memberships.filter(title="to_pho").update(valid_from=MIDDLE)
    compute()
    assert paid()["to_pho"] == TO_PHO


@choices
def test_whose_month_is_parted_shares_no_answer_with_who_joined_on_the_same_day(
    compute: Compute, active_team: Team, two_titles: Membership, convention: str, days: int | None
) -> None:
    choose(convention, days)
    beside = active_team.memberships.filter(title="to_vien").exclude(pk=two_titles.pk)
    beside.update(valid_from=MIDDLE)
    compute()
    assert paid() == {"to_truong": TO_TRUONG, "to_vien": 2 * TO_VIEN}


@choices
def test_a_village_that_moves_is_not_paid_by_both_communes(
    moved: Unit, province: Unit, province_police: User, convention: str, days: int | None
) -> None:
    choose(convention, days)
    batches = compute_all(province_police, province)
    assert not LedgerLine.objects.exists()
    assert all(batch.refusals for batch in batches)


@pytest.mark.parametrize("moved_on", [date(2024, 7, 1), MIDDLE])
def test_a_team_with_villages_in_two_communes_is_paid_once(
    active_team: Team,
    make_village: MakeVillage,
    commune: Unit,
    neighbour_commune: Unit,
    province: Unit,
    province_police: User,
    moved_on: date,
) -> None:
    second = make_village(commune, "Biểu Chánh", 100)
    TeamCoverage.objects.create(team=active_team, village=second, valid_from=JULY)
    move(second, neighbour_commune, moved_on)
    first, other = compute_all(province_police, province)
    assert paid() == {"to_truong": TO_TRUONG, "to_pho": TO_PHO, "to_vien": 2 * TO_VIEN}
    assert not LedgerLine.objects.exclude(commune=commune).exists()
    assert (first.people, other.people) == (4, 0)


def test_lists_computed_together_count_the_lines_of_one_person_on(
    active_team: Team, moved: Unit, province: Unit, province_police: User
) -> None:
    run = services.run_start(actor=province_police, unit=province, month=JULY)
    posting.batches_compute(batch_ids=list(run.batches.values_list("pk", flat=True)))
    lines = LedgerLine.objects.filter(membership__title="to_pho").order_by("sequence")
    assert [line.sequence for line in lines] == [0, 1]
    assert {line.commune_id for line in lines} == {active_team.commune_id, moved.pk}
    assert sum(line.amount_vnd for line in lines) == TO_PHO


def test_who_is_gone_between_two_reads_stops_nobody(
    compute: Compute, active_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = active_team.memberships.get(title="to_pho").person_id
    read = selectors.spells
    monkeypatch.setattr(selectors, "spells", lambda people, days: read(people - {gone}, days))
    compute()
    assert paid()["to_truong"] == TO_TRUONG


def test_who_never_served_gives_back_what_each_of_two_communes_paid(
    active_team: Team, moved: Unit, province: Unit, province_police: User
) -> None:
    close(province_police, province, JULY)
    active_team.memberships.filter(title="to_pho").update(valid_from=date(2024, 12, 1))
    compute_month(province_police, province, AUGUST)
    lines = LedgerLine.objects.filter(membership__title="to_pho").order_by("sequence")
    assert [line.sequence for line in lines] == [0, 1, 2, 3]
    assert paid()["to_pho"] == 0
