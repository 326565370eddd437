"""Results of payments: made or returned, ticked or read from a file; what came back is open again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from allowances.models import Payment, Payout
from allowances.payouts import services as payouts
from allowances.payouts.file_faults import FileFaults
from allowances.payouts.reconcile import reconcile
from allowances.payouts.result_files import results_read
from allowances.payouts.results import Result, ResultsRefused, results_record
from teams.models import Team
from territory.models import Unit
from tests.allowances.test_payouts import TEAM_OF_FOUR, locked  # noqa: F401 (a fixture)

DAY = date(2024, 7, 18)
HEAD = "Mã khoản chi;Họ và tên;Số tiền;Kết quả;Ngày;Lý do trả về"


@pytest.fixture
def approved(locked: Team, clerk: User, chairman: User, commune: Unit) -> Payout:  # noqa: F811
    """The payout of July, approved on 18/07/2024."""
    made = payouts.payout_prepare(actor=clerk, unit=commune)
    return payouts.payout_approve(actor=chairman, payout_id=made.pk)


def refs(payout: Payout) -> list[str]:
    return list(payout.payments.order_by("pk").values_list("reference", flat=True))


def tell(actor: User, payout: Payout, *results: Result) -> int:
    return results_record(actor=actor, payout_id=payout.pk, results=results).changed


def returned(reference: str) -> Result:
    return Result(reference, is_paid=False, on=DAY, reason="Sai số tài khoản")


def paid(reference: str) -> Result:
    return Result(reference, is_paid=True, on=DAY)


def states(payout: Payout) -> list[str]:
    return list(payout.payments.order_by("pk").values_list("state", flat=True))


def test_what_comes_back_is_paid_by_the_next_payout(approved: Payout, clerk: User, commune: Unit) -> None:
    first, *others = refs(approved)
    assert tell(clerk, approved, returned(first), *map(paid, others)) == 4
    approved.refresh_from_db()
    assert approved.state == "closed"
    again = payouts.payout_prepare(actor=clerk, unit=commune)
    assert (again.people, again.total_vnd) == (1, 1_440_000)


def test_a_payout_closes_with_its_last_result(approved: Payout, clerk: User) -> None:
    *others, last = refs(approved)
    for batch, state in ((others, "approved"), ([last], "closed")):
        tell(clerk, approved, *map(paid, batch))
        approved.refresh_from_db()
        assert approved.state == state


def test_the_same_results_again_change_nothing(approved: Payout, clerk: User) -> None:
    results = [returned(refs(approved)[0]), *map(paid, refs(approved)[1:])]
    assert [tell(clerk, approved, *results) for _ in range(2)] == [4, 0]


def test_nothing_is_told_before_the_approval(locked: Team, clerk: User, commune: Unit) -> None:  # noqa: F811
    made = payouts.payout_prepare(actor=clerk, unit=commune)
    with pytest.raises(DomainError, match="Chờ duyệt đợt chi"):
        tell(clerk, made, paid(refs(made)[0]))


def test_a_mistaken_return_stands_again_unless_it_was_paid_since(
    approved: Payout, clerk: User, chairman: User, commune: Unit
) -> None:
    first, second, *_ = refs(approved)
    tell(clerk, approved, returned(first), returned(second))
    assert tell(clerk, approved, paid(first)) == 1
    payouts.payout_prepare(actor=clerk, unit=commune)
    with pytest.raises(DomainError, match="đã nằm trong một đợt chi sau"):
        tell(clerk, approved, paid(second))


@pytest.mark.parametrize(
    ("result", "field", "sentence"),
    [
        pytest.param(paid("C0-9"), "reference", "Không có khoản C0-9", id="another payout's"),
        pytest.param(Result("?", True, DAY, "", 1), "amount_vnd", "không nhận số khác", id="another sum"),
        pytest.param(Result("?", True, date(2024, 7, 19)), "on", "Nhập ngày 18/07/2024", id="later"),
        pytest.param(Result("?", True, date(2024, 7, 17)), "on", "Nhập ngày 18/07/2024", id="before"),
        pytest.param(Result("?", False, DAY, " "), "reason", "Nhập lý do trả về", id="no reason"),
    ],
)
def test_a_wrong_result_is_refused_with_all_others(
    approved: Payout, clerk: User, result: Result, field: str, sentence: str
) -> None:
    first, second, *_ = refs(approved)
    wrong = Result(
        result.reference.replace("?", first), result.is_paid, result.on, result.reason, result.amount_vnd
    )
    with pytest.raises(ResultsRefused, match=sentence) as refused:
        tell(clerk, approved, paid(second), wrong)
    assert [(each.place, each.field) for each in refused.value.faults] == [(1, field)]
    assert set(states(approved)) == {"open"}


def test_days_that_results_may_have_are_named(approved: Payout, clerk: User, settings: Any) -> None:
    settings.PORTAL_TODAY = "2024-07-20"
    with pytest.raises(ResultsRefused, match="Nhập ngày từ 18/07/2024 đến 20/07/2024"):
        tell(clerk, approved, Result(refs(approved)[0], True, date(2024, 7, 21)))


def test_a_file_of_another_kind_is_told_both_kinds() -> None:
    with pytest.raises(DomainError, match=r"Chọn tệp \.xlsx hoặc \.csv"):
        results_read(b"%PDF-1.7", "ket-qua.pdf")


def test_two_results_of_one_payment_are_refused(approved: Payout, clerk: User) -> None:
    with pytest.raises(ResultsRefused, match="hai kết quả"):
        tell(clerk, approved, paid(refs(approved)[0]), returned(refs(approved)[0]))


def test_only_who_pays_tells(approved: Payout, chairman: User, neighbour_clerk: User) -> None:
    for stranger in (chairman, neighbour_clerk):
        with pytest.raises(NotAllowed):
            tell(stranger, approved, paid(refs(approved)[0]))


def test_reconciled_until_nothing_is_open(approved: Payout, clerk: User, commune: Unit) -> None:
    def now() -> tuple[int, int, int, int]:
        total = reconcile(commune).total
        assert total.difference == 0
        return total.paid, total.sent, total.waiting, total.returned

    first, *others = refs(approved)
    assert now() == (0, TEAM_OF_FOUR, 0, 0)
    tell(clerk, approved, returned(first), *map(paid, others))
    assert now() == (3_420_000, 0, 1_440_000, 1_440_000)
    tell(clerk, approved, paid(first))
    assert now() == (TEAM_OF_FOUR, 0, 0, 0)
    assert reconcile(commune).total.is_settled


def csv_of(*lines: Sequence[object]) -> bytes:
    return "\r\n".join([HEAD, *(";".join(map(str, line)) for line in lines)]).encode("utf-8-sig")


class TestFiles:
    def test_a_csv_is_read_by_reference(self, client: Client, approved: Payout, clerk: User) -> None:
        rows = list(approved.payments.order_by("pk"))
        content = csv_of(
            *(
                (
                    row.reference,
                    row.full_name,
                    f"{row.amount_vnd:,}".replace(",", "."),
                    "đã chi",
                    "18/07/2024",
                    "",
                )
                for row in rows
            )
        )
        client.force_login(clerk)
        address = f"/chi-tra/chi-tien/{approved.pk}/tep-ket-qua/"
        for sentence in ("Đã ghi kết quả của 4 khoản", "Không có gì thay đổi"):
            file = SimpleUploadedFile("ket-qua.csv", content)
            assert sentence in client.post(address, {"file": file}, follow=True).content.decode()
        assert states(approved) == ["paid"] * 4

    def test_every_wrong_cell_is_named(self, client: Client, approved: Payout, clerk: User) -> None:
        first, second, *_ = approved.payments.order_by("pk")
        content = csv_of(
            (first.reference, "", "một triệu", "đã chi", "18/07/2024", ""),
            (second.reference, "", second.amount_vnd, "mất", "hôm qua", ""),
        )
        with pytest.raises(FileFaults) as refused:
            results_read(content, "a.csv")
        assert [(each.number, each.column) for each in refused.value.faults] == [
            (2, "Số tiền"),
            (3, "Kết quả"),
            (3, "Ngày"),
        ]
        client.force_login(clerk)
        wrong = csv_of((first.reference, "", 5, "đã chi", "18/07/2024", ""))
        answer = client.post(
            f"/chi-tra/chi-tien/{approved.pk}/tep-ket-qua/", {"file": SimpleUploadedFile("a.csv", wrong)}
        )
        assert answer.status_code == 422
        assert "không nhận số khác" in answer.content.decode()

    def test_the_form_comes_back_filled_in(self, client: Client, approved: Payout, clerk: User) -> None:
        tell(clerk, approved, paid(refs(approved)[0]), returned(refs(approved)[1]))
        client.force_login(clerk)
        content = client.get(f"/chi-tra/chi-tien/{approved.pk}/ket-qua.xlsx").content
        read = results_read(BytesIO(content).read(), "ket-qua.xlsx")
        assert [(each.is_paid, each.reason) for each in read.results] == [
            (True, ""),
            (False, "Sai số tài khoản"),
        ]
        assert tell(clerk, approved, *read.results) == 0

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            pytest.param("Mã khoản chi;Số tiền".encode("utf-16"), "UTF-8", id="another coding"),
            pytest.param(b"a;b\r\n1;2", "thiếu cột", id="no columns"),
            pytest.param(csv_of(("C1-1", "", 5, "", "", "")), "ít nhất một khoản", id="no result"),
        ],
    )
    def test_a_file_of_another_kind_is_refused(self, content: bytes, sentence: str) -> None:
        with pytest.raises(DomainError, match=sentence):
            results_read(content, "a.csv")


class TestPages:
    def test_results_are_ticked(self, client: Client, approved: Payout, clerk: User) -> None:
        first, second, *_ = approved.payments.order_by("pk")
        client.force_login(clerk)
        page = f"/chi-tra/chi-tien/{approved.pk}/ket-qua/"
        typed = {"on": "18/07/2024", f"result-{first.pk}": "paid", f"result-{second.pk}": "returned"}
        answer = client.post(page, typed)
        assert answer.status_code == 422
        assert "Nhập lý do trả về" in answer.content.decode()
        assert client.post(page, {**typed, f"reason-{second.pk}": "Đi vắng"}).status_code == 302
        assert Payment.objects.get(pk=second.pk).reason == "Đi vắng"
        all_paid = f"/chi-tra/chi-tien/{approved.pk}/da-chi-het/"
        assert client.post(all_paid, {"on": "19/07/2024"}).status_code == 422
        assert client.post(all_paid, {"on": "18/07/2024"}).status_code == 302
        assert states(approved) == ["paid", "returned", "paid", "paid"]

    def test_the_sums_stand_side_by_side(self, client: Client, approved: Payout, clerk: User) -> None:
        client.force_login(clerk)
        assert "Khớp đến từng đồng" in client.get("/chi-tra/doi-chieu/").content.decode()

    def test_what_was_paid_and_came_back_is_told(
        self, client: Client, approved: Payout, clerk: User, commune: Unit
    ) -> None:
        first, *_ = approved.payments.order_by("pk")
        tell(clerk, approved, *map(paid, refs(approved)))
        client.force_login(clerk)
        page = f"/chi-tra/chi-tien/{approved.pk}/ket-qua/"
        typed = {"on": "18/07/2024", f"result-{first.pk}": "returned", f"reason-{first.pk}": "Sai số"}
        typed |= {f"result-{row.pk}": "paid" for row in approved.payments.exclude(pk=first.pk)}
        said = client.post(page, typed, follow=True).content.decode()
        assert "1 khoản đã ghi là đã chi nay bị trả về: 1.440.000\xa0đồng" in said
        shown = client.get(f"/chi-tra/chi-tien/{approved.pk}/").content.decode()
        assert "<b>1.440.000\xa0đồng</b>, 1 khoản trước đó đã ghi là đã chi" in shown
        assert "(đã ghi chi ngày 18/07/2024)" in shown
        tell(clerk, approved, Result(first.reference, is_paid=False, on=DAY, reason="Lý do khác"))
        assert Payment.objects.get(pk=first.pk).was_paid_on == DAY
        tell(clerk, approved, paid(first.reference))
        assert Payment.objects.get(pk=first.pk).was_paid_on is None

    @pytest.mark.parametrize(
        ("state", "sentence"),
        [
            ("paid", "ghi nhầm hoặc tiền quay lại thì chọn Trả về và nhập lý do"),
            ("returned", "tiền đã đến người nhận thì chọn Đã chi"),
        ],
    )
    def test_a_result_is_never_untold(
        self, client: Client, approved: Payout, clerk: User, state: str, sentence: str
    ) -> None:
        first, *_ = approved.payments.order_by("pk")
        tell(clerk, approved, paid(first.reference) if state == "paid" else returned(first.reference))
        client.force_login(clerk)
        page = f"/chi-tra/chi-tien/{approved.pk}/ket-qua/"
        answer = client.post(page, {"on": "18/07/2024", f"result-{first.pk}": ""})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert Payment.objects.get(pk=first.pk).state == state
