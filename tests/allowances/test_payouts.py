"""Payouts: to pay = locked − paid out, prepared by one person, approved by another, never twice."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import Delegation, User
from accounts.roles import Role
from allowances.models import Payment, PaymentPart, Payout
from allowances.payouts import services as payouts
from allowances.payouts.dues import dues, payers_of
from allowances.payouts.rules import deduction, gives_and_takes
from members.models import Membership
from notices.models import Notice
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import AUGUST, close, compute
from tests.allowances.conftest import JULY
from tests.conftest import MakeUser

TEAM_OF_FOUR = 4_860_000


@pytest.fixture
def locked(law: None, active_team: Team, province: Unit, province_police: User, queued: list[int]) -> Team:
    """The team whose July is locked."""
    close(province_police, province, JULY)
    return active_team


@pytest.fixture
def prepared(locked: Team, clerk: User, commune: Unit) -> Payout:
    """The payout of July, which waits for the chairman."""
    return payouts.payout_prepare(actor=clerk, unit=commune)


def amounts(payout: Payout) -> dict[str, tuple[int, int, int]]:
    rows = payout.payments.values_list("full_name", "gross_vnd", "deducted_vnd", "amount_vnd")
    return {name: (gross, deducted, amount) for name, gross, deducted, amount in rows}


@pytest.mark.parametrize(
    ("gross", "recovery", "share", "expected"),
    [
        pytest.param(1_000, 300, None, 300, id="all at once"),
        pytest.param(1_000, 3_000, None, 1_000, id="no more than there is"),
        pytest.param(1_000, 3_000, 20, 200, id="a share of it"),
        pytest.param(1_000, 150, 20, 150, id="the rest"),
        pytest.param(999, 3_000, 50, 499, id="the half đồng stays with him"),
        pytest.param(0, 300, 20, 0, id="of nothing nothing"),
    ],
)
def test_what_a_payment_bears_of_a_recovery(
    gross: int, recovery: int, share: int | None, expected: int
) -> None:
    assert deduction(gross, recovery, share) == expected


def test_a_list_gives_by_month_and_takes_by_month() -> None:
    assert gives_and_takes([1_200, -300, 50, -20]) == (1_250, 320)


class TestPrepared:
    def test_it_holds_all_that_is_locked(self, prepared: Payout, clerk: User) -> None:
        assert (prepared.state, prepared.people, prepared.total_vnd) == ("prepared", 4, TEAM_OF_FOUR)
        assert sum(amount for _, _, amount in amounts(prepared).values()) == TEAM_OF_FOUR
        assert [row.title for row in prepared.payments.order_by("pk")] == [
            "Tổ trưởng",
            "Tổ phó",
            "Tổ viên",
            "Tổ viên",
        ]

    def test_a_second_one_finds_nothing(self, prepared: Payout, clerk: User, commune: Unit) -> None:
        with pytest.raises(DomainError, match="không còn khoản nào chờ chi"):
            payouts.payout_prepare(actor=clerk, unit=commune)

    def test_an_open_list_pays_nobody(
        self,
        law: None,
        active_team: Team,
        province: Unit,
        commune: Unit,
        province_police: User,
        clerk: User,
        queued: list[int],
    ) -> None:
        compute(province_police, province, JULY)
        with pytest.raises(DomainError, match="không còn khoản nào chờ chi"):
            payouts.payout_prepare(actor=clerk, unit=commune)

    def test_the_province_prepares_what_communes_did_not(
        self, locked: Team, province: Unit, province_finance: User, clerk: User, commune: Unit
    ) -> None:
        made = payouts.payout_prepare(actor=province_finance, unit=province)
        assert made.total_vnd == TEAM_OF_FOUR
        with pytest.raises(DomainError, match="không còn khoản nào"):
            payouts.payout_prepare(actor=clerk, unit=commune)

    def test_others_prepare_nothing(
        self, locked: Team, commune: Unit, chairman: User, neighbour_clerk: User
    ) -> None:
        for stranger in (chairman, neighbour_clerk):
            with pytest.raises(NotAllowed):
                payouts.payout_prepare(actor=stranger, unit=commune)

    def test_the_next_month_alone_comes_next(
        self, prepared: Payout, province: Unit, province_police: User, clerk: User, commune: Unit
    ) -> None:
        close(province_police, province, AUGUST)
        after = payouts.payout_prepare(actor=clerk, unit=commune)
        parts = PaymentPart.objects.filter(payment__payout=after)
        assert set(parts.values_list("batch__month", flat=True)) == {AUGUST}

    def test_what_is_taken_back_lowers_the_next_payment(
        self,
        prepared: Payout,
        locked: Team,
        province: Unit,
        province_police: User,
        clerk: User,
        commune: Unit,
    ) -> None:
        """The tổ phó left on 10/07: July is taken back by the list of August, which gives him nothing."""
        Membership.objects.filter(team=locked, title="to_pho").update(valid_to=date(2024, 7, 10))
        close(province_police, province, AUGUST)
        after = payouts.payout_prepare(actor=clerk, unit=commune)
        assert "Lê Thị Bình" not in amounts(after)
        left = Membership.objects.get(team=locked, title="to_pho").person_id
        (due,) = dues(payers_of(commune), [left]).values()
        assert (due.gross_vnd, due.recovery_vnd) == (0, 894_194)


class TestApproved:
    def test_another_person_approves(self, prepared: Payout, chairman: User) -> None:
        done = payouts.payout_approve(actor=chairman, payout_id=prepared.pk)
        assert (done.state, done.approved_by) == ("approved", chairman)
        with pytest.raises(WrongState, match="đang chi"):
            payouts.payout_approve(actor=chairman, payout_id=prepared.pk)

    def test_the_maker_never_does(self, locked: Team, province: Unit, province_finance: User) -> None:
        made = payouts.payout_prepare(actor=province_finance, unit=province)
        with pytest.raises(SamePerson, match="người lập không được tự duyệt"):
            payouts.payout_approve(actor=province_finance, payout_id=made.pk)
        assert "approve" not in payouts.payout_actions(province_finance, made)

    def test_who_stands_in_for_the_maker_never_does(
        self, locked: Team, province: Unit, province_finance: User, make_user: MakeUser
    ) -> None:
        made = payouts.payout_prepare(actor=province_finance, unit=province)
        colleague = make_user(Role.PROVINCE_FINANCE, province)
        away = Delegation.objects.create(
            principal=province_finance,
            delegate=colleague,
            valid_from=date(2024, 7, 1),
            valid_to=date(2024, 8, 1),
            reason="x",
        )
        with pytest.raises(SamePerson):
            payouts.payout_approve(actor=colleague, payout_id=made.pk)
        assert "approve" not in payouts.payout_actions(colleague, made)
        away.delete()
        back = User.objects.get(pk=colleague.pk)
        assert payouts.payout_approve(actor=back, payout_id=made.pk).state == "approved"

    def test_the_database_refuses_the_maker_too(self, prepared: Payout, clerk: User) -> None:
        with pytest.raises(IntegrityError, match="payout_approver_is_not_maker"), transaction.atomic():
            Payout.objects.filter(pk=prepared.pk).update(
                state="approved", approved_by=clerk, approved_at="2024-07-20T00:00Z"
            )

    def test_a_chairman_does_not_approve_for_the_province(
        self, locked: Team, province: Unit, province_finance: User, chairman: User
    ) -> None:
        made = payouts.payout_prepare(actor=province_finance, unit=province)
        with pytest.raises(NotAllowed):
            payouts.payout_approve(actor=chairman, payout_id=made.pk)

    def test_what_is_sent_back_is_open_again(
        self, prepared: Payout, chairman: User, clerk: User, commune: Unit
    ) -> None:
        back = payouts.payout_return(actor=chairman, payout_id=prepared.pk, reason="Xem lại tổ 2")
        assert (back.state, back.return_reason) == ("dropped", "Xem lại tổ 2")
        assert payouts.payout_prepare(actor=clerk, unit=commune).total_vnd == TEAM_OF_FOUR

    def test_the_maker_gives_it_up(self, prepared: Payout, clerk: User, commune: Unit) -> None:
        payouts.payout_withdraw(actor=clerk, payout_id=prepared.pk)
        assert payouts.plan_of(commune).total_vnd == TEAM_OF_FOUR


class TestTelling:
    """Who approves is told of a payout that waits, who made it of what became of it."""

    @staticmethod
    def told(*users: User) -> list[list[str]]:
        rows = Notice.objects.filter(page=Notice.Page.PAYOUT).unread().order_by("pk")
        return [list(rows.filter(recipient=user).values_list("kind", flat=True)) for user in users]

    def test_of_a_commune(
        self,
        locked: Team,
        clerk: User,
        chairman: User,
        province_finance: User,
        neighbour_clerk: User,
        commune: Unit,
    ) -> None:
        first = payouts.payout_prepare(actor=clerk, unit=commune)
        assert self.told(clerk, chairman, province_finance) == [[], ["waiting"], []]
        payouts.payout_return(actor=chairman, payout_id=first.pk, reason="Xem lại")
        assert self.told(clerk, chairman) == [["returned"], []]
        second = payouts.payout_prepare(actor=clerk, unit=commune)
        payouts.payout_withdraw(actor=clerk, payout_id=second.pk)
        assert self.told(clerk, chairman) == [["returned"], ["withdrawn"]]
        third = payouts.payout_prepare(actor=clerk, unit=commune)
        payouts.payout_approve(actor=chairman, payout_id=third.pk)
        assert self.told(clerk, chairman) == [["returned", "approved"], ["withdrawn"]]
        assert self.told(neighbour_clerk) == [[]]

    def test_of_the_province_goes_to_a_colleague(
        self, locked: Team, province: Unit, province_finance: User, make_user: MakeUser, chairman: User
    ) -> None:
        colleague = make_user(Role.PROVINCE_FINANCE, province)
        made = payouts.payout_prepare(actor=province_finance, unit=province)
        assert self.told(province_finance, colleague, chairman) == [[], ["waiting"], []]
        payouts.payout_approve(actor=colleague, payout_id=made.pk)
        assert self.told(province_finance, colleague) == [["approved"], []]


class TestTheDatabase:
    def test_it_pays_a_list_once(self, prepared: Payout) -> None:
        part = PaymentPart.objects.filter(payment__payout=prepared).first()
        assert part is not None
        with pytest.raises(IntegrityError, match="list_is_paid_once"), transaction.atomic():
            PaymentPart.objects.create(
                payment=part.payment, person=part.person, batch=part.batch, gross_vnd=part.gross_vnd
            )

    def test_it_refuses_a_sum_that_is_no_difference(self, prepared: Payout) -> None:
        row = prepared.payments.earliest("pk")
        for gross, deducted, amount in ((5, 0, 6), (5, 5, 0)):
            with pytest.raises(IntegrityError, match="payment_is_gross"), transaction.atomic():
                Payment.objects.create(
                    payout=prepared,
                    person=row.person,
                    commune=row.commune.parent or row.commune,
                    reference="C0-0",
                    gross_vnd=gross,
                    deducted_vnd=deducted,
                    amount_vnd=amount,
                )

    def test_what_was_prepared_is_frozen(self, prepared: Payout) -> None:
        for change in ({"amount_vnd": 1}, {"full_name": "Người khác"}, {"method": "bank"}):
            with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
                prepared.payments.update(**change)
        with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
            prepared.payments.all()._raw_delete("default")

    def test_a_dropped_payment_stays_dropped(self, prepared: Payout, clerk: User) -> None:
        payouts.payout_withdraw(actor=clerk, payout_id=prepared.pk)
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            prepared.payments.update(state="open")


class TestPages:
    def test_the_way_of_a_payout(
        self, client: Client, locked: Team, clerk: User, chairman: User, commune: Unit
    ) -> None:
        client.force_login(clerk)
        assert "4 người · 4.860.000\xa0đồng" in client.get("/chi-tra/chi-tien/moi/").content.decode()
        assert client.post("/chi-tra/chi-tien/moi/").status_code == 302
        made = Payout.objects.get()
        page = f"/chi-tra/chi-tien/{made.pk}/"
        assert "Rút đợt chi" in client.get(page).content.decode()
        client.force_login(chairman)
        assert client.post(f"{page}tra-lai/", {"reason": ""}).status_code == 422
        assert client.post(f"{page}duyet/").status_code == 302
        html = client.get(page).content.decode()
        assert "Chưa có kết quả: <b>4.860.000\xa0đồng</b>, 4 khoản" in html

    def test_the_cash_list_holds_the_sum_of_the_page(
        self, client: Client, prepared: Payout, clerk: User, commune: Unit
    ) -> None:
        client.force_login(clerk)
        address = f"/chi-tra/chi-tien/{prepared.pk}/{commune.key}"
        assert client.get(f"{address}.pdf").content.startswith(b"%PDF")
        book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{address}.xlsx").content))
        rows = book.get_sheet_by_index(0).to_python()
        assert any(row[1] == "Tổng cộng 4 người" and row[4] == TEAM_OF_FOUR for row in rows)
        signed = [row for row in rows if isinstance(row[0], float)]
        assert [row[0] for row in signed] == [1, 2, 3, 4]
        assert sum(int(str(row[4]).removesuffix(".0")) for row in signed) == TEAM_OF_FOUR


@pytest.mark.django_db(transaction=True)
def test_two_made_at_once_pay_once(locked: Team, clerk: User, commune: Unit) -> None:
    barrier, refused = Barrier(2), []

    def prepare() -> None:
        barrier.wait()
        try:
            payouts.payout_prepare(actor=clerk, unit=commune)
        except DomainError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=prepare) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["nothing_open"]
    assert Payout.objects.get().total_vnd == TEAM_OF_FOUR
