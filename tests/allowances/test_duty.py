"""Nights and days of duty: entered by team and month, counted by the law, owed exactly once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from allowances import proof
from allowances.duty import duty_record
from allowances.models import Batch, DutyClaim, LedgerLine
from members.models import Membership
from regulations.models import LawVersion
from teams.models import Team, TeamCoverage
from territory.models import Unit
from tests.allowances.closed import AUGUST, SEPTEMBER, causes, close, compute, corrections
from tests.allowances.conftest import JULY
from tests.allowances.nights import EIGHT_HOURS, nights
from tests.allowances.one_off_law import law_with_one_off
from tests.conftest import START, MakeVillage
from tests.merged import adopt

PAGE = "/chi-tra/truc/"


def posted() -> list[int]:
    """The sums of the lines for nights."""
    return list(
        LedgerLine.objects.filter(component="truc_dem").order_by("pk").values_list("amount_vnd", flat=True)
    )


def test_the_month_stands_as_the_page_says_and_nothing_is_overwritten(
    clerk: User, leader: Membership
) -> None:
    assert nights(clerk, leader, 2, 3) == 2
    assert nights(clerk, leader, 2, 3) == 0
    assert nights(clerk, leader, 3, 4) == 2
    standing = DutyClaim.objects.standing().order_by("day")
    assert [claim.day.day for claim in standing] == [3, 4]
    assert DutyClaim.objects.count() == 3
    assert nights(clerk, leader, 3, 4, minutes=60) == 2


def test_one_kind_counts_once_a_day_for_a_person(clerk: User, leader: Membership) -> None:
    nights(clerk, leader, 2)
    (row,) = DutyClaim.objects.all()
    twice = DutyClaim(
        membership=leader, person=leader.person, day=row.day, kind="dem", minutes=60, entered_by=clerk
    )
    with pytest.raises(IntegrityError, match="duty_once_a_day_and_kind"), transaction.atomic():
        twice.save()


def test_duty_is_never_rewritten_nor_deleted(clerk: User, leader: Membership) -> None:
    nights(clerk, leader, 2)
    with pytest.raises(InternalError), transaction.atomic():
        DutyClaim.objects.update(minutes=60)
    with pytest.raises(InternalError), transaction.atomic():
        DutyClaim.objects.all().delete()


def test_a_day_to_come_and_a_day_outside_the_team_are_refused(clerk: User, leader: Membership) -> None:
    with pytest.raises(DomainError, match="ngày này chưa đến"):
        nights(clerk, leader, 19)
    Membership.objects.filter(pk=leader.pk).update(valid_from=date(2024, 7, 10))
    with pytest.raises(DomainError, match="không tham gia tổ ngày đó"):
        nights(clerk, leader, 9)


def test_only_the_clerk_of_the_commune_enters_duty(
    neighbour_clerk: User, chairman: User, leader: Membership
) -> None:
    for stranger in (neighbour_clerk, chairman):
        with pytest.raises(NotAllowed):
            nights(stranger, leader, 2)


def test_the_law_counts_least_hours_and_the_cap_of_the_month(
    clerk: User, leader: Membership, province: Unit, province_police: User
) -> None:
    nights(clerk, leader, 1, 2, 3, 4)
    compute(province_police, province, JULY)
    assert posted() == [3 * 120_000]
    nights(clerk, leader, 1, 2, minutes=239)
    compute(province_police, province, JULY)
    assert sum(posted()) == 0
    (batch,) = Batch.objects.filter(commune=leader.team.commune)
    assert any("dưới 240 phút" in refusal["sentence"] for refusal in batch.refusals)


def test_the_ledger_gets_nights_once_and_corrects_a_closed_month(
    clerk: User, leader: Membership, province: Unit, province_police: User
) -> None:
    nights(clerk, leader, 1)
    for _ in range(2):
        compute(province_police, province, JULY)
        assert posted() == [120_000]
    close(province_police, province, JULY)
    assert proof.recompute(Batch.objects.filter(month=JULY)) == (5, [])
    nights(clerk, leader, 1, 2)
    close(province_police, province, AUGUST)
    assert corrections(JULY, paid_in=AUGUST) == {("Trần Văn An", "truc_dem"): 120_000}
    assert "làm nhiệm vụ" in causes(JULY, paid_in=AUGUST)["Trần Văn An"]
    nights(clerk, leader)
    compute(province_police, province, SEPTEMBER)
    assert sum(posted()) == 0


def test_what_the_law_does_not_name_is_told_and_not_paid(
    clerk: User, leader: Membership, province: Unit, province_police: User
) -> None:
    told = {(leader.pk, START): EIGHT_HOURS}
    duty_record(actor=clerk, team_id=leader.team_id, month=JULY, kind="huy_dong", minutes=told)
    compute(province_police, province, JULY)
    (batch,) = Batch.objects.filter(commune=leader.team.commune)
    assert [refusal["sentence"] for refusal in batch.refusals] == [
        "Chưa có quy định được xác minh về bồi dưỡng khi được huy động, điều động."
    ]


def test_the_grid_keeps_what_was_typed_and_shows_what_it_gives(
    client: Client, clerk: User, chairman: User, leader: Membership
) -> None:
    client.force_login(clerk)
    query = {"team": str(leader.team_id), "month": "07/2024", "kind": "dem"}
    cell = f"m{leader.pk}-2024-07-05"
    wrong = client.post(PAGE, {cell: "25"}, query_params=query)
    assert wrong.status_code == 422
    assert 'value="25"' in wrong.content.decode()
    assert "Trần Văn An, ngày 05/07/2024: nhập số giờ từ 0,5 đến 24" in wrong.content.decode()
    later = client.post(PAGE, {f"m{leader.pk}-2024-07-19": "8"}, query_params=query)
    assert later.status_code == 422
    assert client.post(PAGE, {cell: "4,5"}, query_params=query).status_code == 302
    page = client.get(PAGE, query).content.decode()
    assert 'value="4,5"' in page
    assert "120.000" in page
    client.force_login(chairman)
    page = client.get(PAGE, query).content.decode()
    assert "120.000" in page
    assert f'name="{cell}"' not in page


class TestALimitOfTheMonth:
    """It is a person's, over all his teams and titles of the month, whoever pays."""

    def _second_post(self, leader: Membership, team: Team | None = None) -> Membership:
        Membership.objects.filter(pk=leader.pk).update(valid_to=date(2024, 7, 10))
        post = {"person": leader.person, "status": "recognised", "valid_from": date(2024, 7, 10)}
        return Membership.objects.create(team=team or leader.team, title="to_vien", **post)

    def test_counts_both_titles_of_one_team(
        self, clerk: User, leader: Membership, province: Unit, province_police: User
    ) -> None:
        later = self._second_post(leader)
        told = {(leader.pk, JULY.replace(day=day)): EIGHT_HOURS for day in (1, 2)}
        told |= {(later.pk, JULY.replace(day=day)): EIGHT_HOURS for day in (11, 12, 13)}
        duty_record(actor=clerk, team_id=leader.team_id, month=JULY, kind="dem", minutes=told)
        compute(province_police, province, JULY)
        assert posted() == [2 * 120_000, 100_000]
        close(province_police, province, JULY)
        assert proof.recompute(Batch.objects.filter(month=JULY))[1] == []

    def test_counts_teams_of_two_communes(
        self,
        clerk: User,
        neighbour_clerk: User,
        leader: Membership,
        province: Unit,
        province_police: User,
        neighbour_commune: Unit,
        make_village: MakeVillage,
    ) -> None:
        team = Team.objects.create(commune=neighbour_commune, name="Tổ Quang", status="active", sort_key="q")
        village = make_village(neighbour_commune, "Quang")
        TeamCoverage.objects.create(team=team, village=village, valid_from=START)
        later = self._second_post(leader, team)
        nights(neighbour_clerk, later, 11, 12)
        nights(clerk, leader, 1, 2)
        compute(province_police, province, JULY)
        paid = LedgerLine.objects.filter(component="truc_dem").values_list("commune__name", "amount_vnd")
        assert dict(paid) == {"Xã Phước Hưng": 2 * 120_000, "Xã Phước Quang": 100_000}

    def test_is_each_laws_own_for_the_days_under_it(
        self, clerk: User, leader: Membership, province: Unit, province_police: User
    ) -> None:
        LawVersion.objects.update(valid_to=date(2024, 7, 10))
        adopt(law_with_one_off(number="78/2024/NQ-HĐND", valid_from="2024-07-10"))
        nights(clerk, leader, 1, 2, 3, 4, 11, 12, 13, 14)
        compute(province_police, province, JULY)
        assert posted() == [6 * 120_000]

    def test_that_is_spent_elsewhere_is_told(
        self, clerk: User, leader: Membership, province: Unit, province_police: User
    ) -> None:
        later = self._second_post(leader)
        told = {(leader.pk, JULY.replace(day=day)): EIGHT_HOURS for day in (1, 2, 3)}
        told[later.pk, JULY.replace(day=11)] = EIGHT_HOURS
        duty_record(actor=clerk, team_id=leader.team_id, month=JULY, kind="dem", minutes=told)
        [batch] = compute(province_police, province, JULY)
        batch.refresh_from_db()
        assert posted() == [3 * 120_000]
        assert any("giới hạn của tháng đã đủ" in refusal["sentence"] for refusal in batch.refusals)


class TestAClosedMonth:
    """What the law tells now is corrected; what it does not tell any more is left as it was."""

    def test_takes_back_what_is_certainly_nothing(
        self, clerk: User, leader: Membership, province: Unit, province_police: User
    ) -> None:
        nights(clerk, leader, 1)
        close(province_police, province, JULY)
        nights(clerk, leader, 1, minutes=60)
        compute(province_police, province, AUGUST)
        assert corrections(JULY, paid_in=AUGUST) == {("Trần Văn An", "truc_dem"): -120_000}

    def test_keeps_what_the_law_does_not_tell_any_more(
        self, clerk: User, leader: Membership, province: Unit, province_police: User
    ) -> None:
        nights(clerk, leader, 11)
        close(province_police, province, JULY)
        LawVersion.objects.update(valid_to=date(2024, 7, 10))
        text = law_with_one_off(number="78/2024/NQ-HĐND", valid_from="2024-07-10")
        leaders = "{fact: member.title, is: to_truong}, value: {vnd: 120000"
        assert text.count(leaders) == 1
        silent = text.replace(leaders, leaders.replace("to_truong", "to_pho"))
        adopt(silent.replace("      otherwise: {vnd: 100000, cite: muc_ho_tro}\n", ""))
        compute(province_police, province, AUGUST)
        assert corrections(JULY, paid_in=AUGUST) == {}
