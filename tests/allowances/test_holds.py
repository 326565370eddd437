"""Pay withheld and released, recoveries spread by a share, money paid back, dossiers beside lists."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from allowances import benefits
from allowances.models import Benefit, LedgerLine, PayHold, PaymentPart, Payout, Repayment
from allowances.one_off import event_of_former
from allowances.payouts import holds
from allowances.payouts import services as payouts
from allowances.payouts.dues import dues, payers_of
from allowances.payouts.reconcile import reconcile
from allowances.payouts.rules import recovery_plan
from members.models import FormerService, KeepDecision, Membership, Person
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import AUGUST, SEPTEMBER, close
from tests.allowances.one_off_law import load_with_one_off
from tests.allowances.test_pay_settings import choose
from tests.allowances.test_payouts import TEAM_OF_FOUR, locked  # noqa: F401 (a fixture)
from tests.conftest import MakePerson

TODAY = date(2024, 7, 18)
DEPUTY_VND = 1_260_000
TAKEN_BACK = 894_194


@pytest.fixture
def deputy(locked: Team) -> Person:  # noqa: F811
    """Lê Thị Bình, tổ phó, whose July is locked."""
    return Person.objects.get(full_name="Lê Thị Bình")


@pytest.fixture
def held(deputy: Person, chairman: User) -> PayHold:
    """Her pay is withheld from today on."""
    return holds.hold_start(
        actor=chairman, person=deputy, from_day=TODAY, reason="Chờ kết luận", decision="12/QĐ-UBND"
    )


class TestHolds:
    def test_who_is_held_is_shown_and_not_paid(
        self, client: Client, held: PayHold, clerk: User, commune: Unit
    ) -> None:
        client.force_login(clerk)
        html = client.get("/chi-tra/chi-tien/moi/").content.decode()
        assert "Chờ kết luận (quyết định số 12/QĐ-UBND), từ 18/07/2024" in html
        made = payouts.payout_prepare(actor=clerk, unit=commune)
        assert made.total_vnd == TEAM_OF_FOUR - DEPUTY_VND
        assert reconcile(commune).total.held == DEPUTY_VND

    def test_it_is_paid_by_itself_afterwards(
        self, held: PayHold, clerk: User, chairman: User, commune: Unit, settings: object
    ) -> None:
        payouts.payout_prepare(actor=clerk, unit=commune)
        ended = holds.hold_end(actor=chairman, hold_id=held.pk, last_day=TODAY, reason="Đã kết luận")
        assert ended.valid_to == date(2024, 7, 19)
        assert not payouts.plan_of(commune).rows
        settings.PORTAL_TODAY = "2024-07-19"  # type: ignore[attr-defined]
        assert payouts.payout_prepare(actor=clerk, unit=commune).total_vnd == DEPUTY_VND

    def test_a_hold_after_the_payout_was_prepared_is_heeded(
        self, deputy: Person, clerk: User, chairman: User, commune: Unit
    ) -> None:
        made = payouts.payout_prepare(actor=clerk, unit=commune)
        holds.hold_start(actor=chairman, person=deputy, from_day=TODAY, reason="Chờ", decision="")
        with pytest.raises(WrongState, match="Lê Thị Bình đang bị tạm giữ"):
            payouts.payout_approve(actor=chairman, payout_id=made.pk)

    def test_only_who_may_and_only_from_today(self, deputy: Person, clerk: User, chairman: User) -> None:
        with pytest.raises(NotAllowed):
            holds.hold_start(actor=clerk, person=deputy, from_day=TODAY, reason="x", decision="")
        with pytest.raises(DomainError, match="Nhập ngày từ 18/07/2024"):
            holds.hold_start(
                actor=chairman, person=deputy, from_day=date(2024, 7, 17), reason="x", decision=""
            )

    def test_the_database_keeps_it(self, held: PayHold, deputy: Person, chairman: User) -> None:
        with pytest.raises(DomainError, match="đang bị tạm giữ"):
            holds.hold_start(actor=chairman, person=deputy, from_day=TODAY, reason="x", decision="")
        for change in ({"reason": "khác"}, {"valid_from": date(2024, 7, 1)}):
            with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
                PayHold.objects.filter(pk=held.pk).update(**change)
        with pytest.raises(IntegrityError, match="pay_hold_has_its_reasons"), transaction.atomic():
            PayHold.objects.filter(pk=held.pk).update(valid_to=date(2024, 8, 1))

    def test_the_pages(self, client: Client, deputy: Person, chairman: User) -> None:
        client.force_login(chairman)
        page = f"/chi-tra/tam-giu/nguoi/{deputy.pk}/"
        assert client.post(page, {"from_day": "18/07/2024"}).status_code == 422
        assert client.post(page, {"from_day": "18/07/2024", "reason": "Chờ"}).status_code == 302
        hold = PayHold.objects.get()
        end = f"/chi-tra/tam-giu/{hold.pk}/thoi/"
        assert client.post(end, {"last_day": "01/07/2024", "reason": "Xong"}).status_code == 422
        assert client.post(end, {"last_day": "18/07/2024", "reason": "Xong"}).status_code == 302
        assert "18/07/2024" in client.get("/chi-tra/tam-giu/").content.decode()


def test_the_plan_of_a_recovery() -> None:
    plan = recovery_plan(1_200_000, 1_500_000, 20, AUGUST)
    assert [vnd for _, vnd in plan] == [300_000] * 4
    assert [month for month, _ in plan][:2] == [AUGUST, SEPTEMBER]
    assert [vnd for _, vnd in recovery_plan(700_000, 1_500_000, 20, AUGUST)] == [300_000, 300_000, 100_000]
    assert recovery_plan(700_000, 1_500_000, None, AUGUST) == ((AUGUST, 700_000),)
    assert recovery_plan(700_000, 0, 20, AUGUST) == ()


class TestRecoveries:
    @pytest.fixture
    def taken_back(
        self,
        locked: Team,  # noqa: F811
        deputy: Person,
        clerk: User,
        chairman: User,
        commune: Unit,
        province: Unit,
        province_police: User,
        province_finance: User,
    ) -> Person:
        """She was paid for July, served from 23/07 only, and goes on serving; a fifth is taken at a time."""
        choose(province_finance, province, date(2024, 7, 1), arrears_months=12, recovery_share_percent=20)
        payouts.payout_prepare(actor=clerk, unit=commune)
        Membership.objects.filter(person=deputy).update(valid_from=date(2024, 7, 23))
        close(province_police, province, AUGUST)
        return deputy

    def test_a_share_of_each_payment_until_nothing_is_left(
        self, taken_back: Person, clerk: User, commune: Unit, province: Unit, province_police: User
    ) -> None:
        (row,) = holds.open_recoveries(commune)
        assert (row.due.recovery_vnd, row.most_vnd) == (TAKEN_BACK, 252_000)
        assert [vnd for _, vnd in row.plan] == [252_000, 252_000, 252_000, 138_194]
        assert row.plan[0][0] == AUGUST
        made = payouts.payout_prepare(actor=clerk, unit=commune)
        paid = made.payments.get(person=taken_back)
        assert (paid.gross_vnd, paid.deducted_vnd) == (DEPUTY_VND, 252_000)
        close(province_police, province, SEPTEMBER)
        payouts.payout_prepare(actor=clerk, unit=commune)
        assert dues(payers_of(commune))[taken_back.pk, commune.pk].recovery_vnd == TAKEN_BACK - 504_000
        assert reconcile(commune).total.difference == 0

    def test_what_is_paid_back_is_open_no_more(
        self, client: Client, taken_back: Person, clerk: User, commune: Unit
    ) -> None:
        client.force_login(clerk)
        assert (
            "dự kiến 4 tháng, mỗi tháng tối đa 252.000"
            in client.get("/chi-tra/con-thu-hoi/").content.decode()
        )
        page = f"/chi-tra/con-thu-hoi/{commune.key}/{taken_back.pk}/"
        typed = {"amount_vnd": "894.195", "paper": "PT 07", "paid_on": "18/07/2024"}
        answer = client.post(page, typed)
        assert answer.status_code == 422
        assert "Nhập tối đa 894.194" in answer.content.decode()
        answer = client.post(page, {**typed, "amount_vnd": "0"})
        assert answer.status_code == 422
        assert "Nhập số tiền nộp lại lớn hơn 0." in answer.content.decode()
        assert client.post(page, {**typed, "amount_vnd": "894.194"}).status_code == 302
        assert holds.open_recoveries(commune) == []
        assert reconcile(commune).total.difference == 0
        row = Repayment.objects.get()
        assert client.post(f"/chi-tra/nop-lai/{row.pk}/bo/").status_code == 302
        assert holds.open_recoveries(commune)[0].due.recovery_vnd == TAKEN_BACK
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            Repayment.objects.update(withdrawn_by=None)


def test_a_dossier_of_who_never_was_in_a_team_is_paid_once(
    tmp_path: object, province: Unit, commune: Unit, clerk: User, chairman: User, make_person: MakePerson
) -> None:
    load_with_one_off(tmp_path)  # type: ignore[arg-type]
    person = make_person(commune, "Phan Văn Cũ")
    service = FormerService.objects.create(
        person=person,
        force="cong_an_xa_ban_chuyen_trach",
        valid_from=date(2010, 7, 1),
        valid_to=date(2024, 7, 1),
        source="Quyết định",
        entered_by=clerk,
    )
    KeepDecision.objects.create(
        person=person,
        outcome="released",
        reason="Không còn nhu cầu",
        number="1/QĐ",
        decided_on=date(2024, 7, 1),
        entered_by=clerk,
    )
    event = event_of_former(service, date(2024, 7, 1), "thoi_viec")
    row = benefits.benefit_prepare(actor=clerk, event=event, facts={}, papers="Quyết định")
    assert not payouts.plan_of(commune).rows
    benefits.benefit_decide(actor=chairman, benefit_id=row.pk, decision_code="X-1")
    made = payouts.payout_prepare(actor=clerk, unit=commune)
    assert made.total_vnd == row.amount_vnd
    assert not LedgerLine.objects.exists()
    assert reconcile(commune).total.difference == 0
    with pytest.raises(DomainError, match="không còn khoản nào"):
        payouts.payout_prepare(actor=clerk, unit=commune)
    part = PaymentPart.objects.get()
    with pytest.raises(IntegrityError, match="dossier_is_paid_once"), transaction.atomic():
        PaymentPart.objects.create(
            payment=part.payment, person=person, benefit=Benefit.objects.get(), gross_vnd=1
        )


class TestSetOff:
    """What waits for a person and what is to be taken back of him, without a payment between them."""

    @pytest.fixture
    def gone(
        self,
        locked: Team,  # noqa: F811
        deputy: Person,
        clerk: User,
        commune: Unit,
        province: Unit,
        province_police: User,
    ) -> Person:
        """July is paid to her, August waits; then it is told that she served no day of either."""
        payouts.payout_prepare(actor=clerk, unit=commune)
        close(province_police, province, AUGUST)
        Membership.objects.filter(person=deputy).update(valid_from=date(2025, 1, 1))
        close(province_police, province, SEPTEMBER)
        return deputy

    def test_only_the_rest_is_asked_of_who_is_paid_no_more(
        self, client: Client, gone: Person, clerk: User, commune: Unit
    ) -> None:
        (row,) = holds.open_recoveries(commune)
        assert (row.due.recovery_vnd, row.set_off_vnd, row.left_vnd) == (
            2 * DEPUTY_VND,
            DEPUTY_VND,
            DEPUTY_VND,
        )
        sums = reconcile(commune).total
        assert (sums.recover, sums.difference) == (DEPUTY_VND, 0)
        client.force_login(clerk)
        page = client.get("/chi-tra/con-thu-hoi/").content.decode()
        assert "đề nghị nộp lại 1.260.000" in page
        assert "đã trừ 1.260.000\xa0đồng chờ chi của người này" in page

    def test_who_paid_the_rest_back_is_even(self, gone: Person, clerk: User, commune: Unit) -> None:
        holds.repayment_enter(
            actor=clerk, person=gone, commune=commune, amount_vnd=DEPUTY_VND, paper="PT 9", paid_on=TODAY
        )
        assert holds.open_recoveries(commune) == []
        assert gone not in {row.person for row in payouts.plan_of(commune).waiting}
        payouts.payout_prepare(actor=clerk, unit=commune)
        sums = reconcile(commune).total
        assert (sums.waiting, sums.recover, sums.difference) == (0, 0, 0)

    def test_a_payout_under_way_is_named_and_warned_of(
        self, client: Client, gone: Person, clerk: User, chairman: User, commune: Unit
    ) -> None:
        made = Payout.objects.get()
        (row,) = holds.open_recoveries(commune)
        assert [sent.payout for sent in row.under_way] == [made]
        client.force_login(chairman)
        assert f"đợt chi số {made.pk}</a>, chờ duyệt" in client.get("/chi-tra/con-thu-hoi/").content.decode()
        page = client.get(f"/chi-tra/chi-tien/{made.pk}/").content.decode()
        assert "Lê Thị Bình: đợt này chi 1.260.000\xa0đồng, lập lại thì trừ thêm 1.260.000" in page
        assert page.count("lập lại thì trừ thêm") == 1
        payouts.payout_approve(actor=chairman, payout_id=made.pk)
        assert holds.owing_in(chairman, Payout.objects.get()) == []
