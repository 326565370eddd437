"""How a province pays where no law is known: dated choices, and lists that two people approve."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.errors import DomainError, NotAllowed, SamePerson
from accounts.models import User
from allowances import posting, services
from allowances.models import Batch, PayRun, PaySetting
from allowances.pay_settings import setting_choose, setting_on
from allowances.steps import batch_actions
from members.models import Membership
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import AUGUST
from tests.allowances.conftest import JULY, Compute

TEAM_OF_FOUR = 4_860_000
PAGE = "/chi-tra/cach-chi-tra/"


def choose(actor: User, province: Unit, month: date = JULY, **values: int | None) -> PaySetting:
    """A choice of the province from a month on."""
    wanted: dict[str, int | None] = {"arrears_months": 6, "second_approval_from_vnd": None, **values}
    return setting_choose(
        actor=actor,
        province=province,
        month=month,
        source="Ý kiến của tỉnh",
        arrears_months=wanted["arrears_months"] or 0,
        second_approval_from_vnd=wanted["second_approval_from_vnd"],
        recovery_share_percent=wanted.get("recovery_share_percent"),
    )


class TestChoices:
    def test_without_one_the_portal_reaches_twelve_months_back(self, commune: Unit) -> None:
        assert setting_on(commune, JULY).arrears_months == 12

    def test_a_choice_ends_the_one_before(
        self, province: Unit, commune: Unit, province_finance: User
    ) -> None:
        choose(province_finance, province)
        choose(province_finance, province, AUGUST, arrears_months=3)
        assert [setting_on(commune, day).arrears_months for day in (JULY, AUGUST)] == [6, 3]

    def test_a_month_that_has_begun_keeps_its_choice(self, province: Unit, province_finance: User) -> None:
        choose(province_finance, province, JULY)
        for month in (JULY, date(2024, 6, 1)):
            with pytest.raises(DomainError, match="Chọn tháng sau tháng 07/2024"):
                choose(province_finance, province, month)

    def test_a_choice_that_has_not_begun_is_corrected_and_preceded(
        self, province: Unit, commune: Unit, province_finance: User
    ) -> None:
        far, september = date(2040, 1, 1), date(2024, 9, 1)
        choose(province_finance, province, far, arrears_months=1)
        choose(province_finance, province, far, arrears_months=2)
        choose(province_finance, province, AUGUST, arrears_months=3)
        choose(province_finance, province, september, arrears_months=4)
        days = (JULY, AUGUST, september, date(2039, 12, 1), far)
        assert [setting_on(commune, day).arrears_months for day in days] == [12, 3, 4, 4, 2]

    def test_others_choose_nothing(self, province: Unit, province_police: User) -> None:
        with pytest.raises(NotAllowed):
            choose(province_police, province)

    def test_the_page_says_that_it_is_not_law(
        self, client: Client, province: Unit, province_finance: User, clerk: User
    ) -> None:
        client.force_login(clerk)
        html = client.get(PAGE).content.decode()
        assert "không phải quy định của pháp luật" in html
        assert "12 tháng" in html
        assert "Ghi lựa chọn" not in html
        client.force_login(province_finance)
        typed = {"month": "08/2024", "arrears_months": "6", "second_approval_from_vnd": "50.000.000"}
        assert client.post(PAGE, typed).status_code == 422
        assert client.post(PAGE, {**typed, "source": "Công văn của Sở"}).status_code == 302
        kept = PaySetting.objects.get()
        assert (kept.valid_from, kept.arrears_months, kept.second_approval_from_vnd) == (
            AUGUST,
            6,
            50_000_000,
        )


class TestTwoApprovals:
    @pytest.fixture
    def checked(
        self, compute: Compute, batch: Batch, clerk: User, province: Unit, province_finance: User
    ) -> Batch:
        """A checked list whose sum asks for two people."""
        choose(province_finance, province, second_approval_from_vnd=TEAM_OF_FOUR)
        compute()
        return services.batch_check(actor=clerk, batch_id=batch.pk)

    def test_the_second_person_locks(self, checked: Batch, chairman: User, province_finance: User) -> None:
        first = services.batch_approve(actor=chairman, batch_id=checked.pk)
        assert (first.state, first.stage[1]) == (Batch.State.CHECKED, "Chờ duyệt lần hai")
        second = services.batch_approve(actor=province_finance, batch_id=checked.pk)
        assert second.state == Batch.State.LOCKED
        assert (second.first_approved_by, second.approved_by) == (chairman, province_finance)

    def test_one_person_never_approves_twice(self, checked: Batch, chairman: User) -> None:
        services.batch_approve(actor=chairman, batch_id=checked.pk)
        with pytest.raises(SamePerson, match="người khác duyệt lần hai"):
            services.batch_approve(actor=chairman, batch_id=checked.pk)
        checked.refresh_from_db()
        assert "approve" not in batch_actions(chairman, checked)

    def test_a_smaller_sum_needs_one(
        self, checked: Batch, chairman: User, province: Unit, active_team: Team, compute: Compute, clerk: User
    ) -> None:
        Membership.objects.filter(team=active_team, title="to_pho").update(valid_to=date(2024, 7, 10))
        compute()
        services.batch_check(actor=clerk, batch_id=checked.pk)
        assert services.batch_approve(actor=chairman, batch_id=checked.pk).state == Batch.State.LOCKED

    def test_what_changes_after_the_first_approval_is_approved_from_the_start(
        self, checked: Batch, chairman: User, active_team: Team, compute: Compute
    ) -> None:
        services.batch_approve(actor=chairman, batch_id=checked.pk)
        Membership.objects.filter(team=active_team, title="to_pho").update(valid_to=date(2024, 7, 10))
        compute()
        checked.refresh_from_db()
        assert checked.first_approved_by is None

    def test_sending_back_voids_the_first_approval(
        self, checked: Batch, chairman: User, province_finance: User
    ) -> None:
        services.batch_approve(actor=chairman, batch_id=checked.pk)
        back = services.batch_return(actor=province_finance, batch_id=checked.pk, reason="Xem lại")
        assert back.first_approved_by is None

    def test_all_at_once_says_what_waits_for_another(
        self, client: Client, checked: Batch, july: PayRun, province_finance: User
    ) -> None:
        client.force_login(province_finance)
        answer = client.post(
            reverse("allowances:run_approve", args=[july.pk]), {"seen": f"{checked.pk}:4"}, follow=True
        )
        assert "Đã duyệt lần một danh sách của 1 xã" in answer.content.decode()

    @pytest.mark.parametrize("same", ["approved_by", "checked_by", "makers", "nobody"])
    def test_the_database_refuses_one_person_in_two_places(
        self, checked: Batch, chairman: User, clerk: User, same: str
    ) -> None:
        first = {"approved_by": chairman, "nobody": None}.get(same, clerk)
        if same == "makers":
            Batch.objects.filter(pk=checked.pk).update(checked_by=chairman, makers=[clerk.pk])
        names = "two_approvals_are_of_two|first_approver_is_not_maker|approver_is_not_maker"
        with pytest.raises(IntegrityError, match=names), transaction.atomic():
            Batch.objects.filter(pk=checked.pk).update(
                state="locked",
                needs_two=True,
                first_approved_by=first,
                approved_by=chairman,
                locked_at="2024-07-25T00:00Z",
            )


def test_a_list_that_was_computed_again_without_a_change_keeps_its_first_approval(
    compute: Compute, batch: Batch, clerk: User, chairman: User, province: Unit, province_finance: User
) -> None:
    choose(province_finance, province, second_approval_from_vnd=1)
    compute()
    services.batch_check(actor=clerk, batch_id=batch.pk)
    services.batch_approve(actor=chairman, batch_id=batch.pk)
    Batch.objects.filter(pk=batch.pk).update(is_due=True)
    assert posting.batch_compute(batch_id=batch.pk) == 0
    batch.refresh_from_db()
    assert batch.first_approved_by == chairman
