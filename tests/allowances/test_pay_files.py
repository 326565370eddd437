"""How people are paid, and files for the treasury or the bank: private, by the province's layout, proved."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from accounts.errors import DomainError, NotAllowed
from accounts.models import Trail, User
from allowances.models import PayFileLayout, PayMethod, Payout
from allowances.payouts import services as payouts
from allowances.payouts.pay_files import content_fault, layout_of, pay_file
from allowances.payouts.pay_methods import layout_choose, method_choose
from allowances.payouts.results import Result, results_record
from members import identity
from members.models import Person
from teams.models import Team
from territory.models import Unit
from tests.allowances.test_payouts import TEAM_OF_FOUR, locked  # noqa: F401 (a fixture)
from vietnamese.money import dong

DAY = date(2024, 7, 18)
ACCOUNT = "0123456789012"


@pytest.fixture
def deputy(locked: Team) -> Person:  # noqa: F811
    """Lê Thị Bình, whose July is locked."""
    return Person.objects.get(full_name="Lê Thị Bình")


def choose(actor: User, person: Person, day: date = DAY, **values: str) -> PayMethod:
    told = {"method": "bank", "bank": "Agribank", "holder": "LE THI BINH", "account": ACCOUNT, **values}
    return method_choose(actor=actor, person=person, from_day=day, **told)


@pytest.fixture
def approved(deputy: Person, clerk: User, chairman: User, commune: Unit) -> Payout:
    """July: one by bank, three in cash."""
    choose(clerk, deputy)
    made = payouts.payout_prepare(actor=clerk, unit=commune)
    return payouts.payout_approve(actor=chairman, payout_id=made.pk)


def lines(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


class TestMethods:
    def test_the_number_is_kept_encrypted_and_shown_masked(
        self, client: Client, deputy: Person, clerk: User
    ) -> None:
        client.force_login(clerk)
        page = f"/chi-tra/cach-nhan/{deputy.pk}/"
        typed = {"from_day": "18/07/2024", "method": "bank", "bank": "Agribank", "holder": "LE THI BINH"}
        for wrong in ("", "12", "12 345 678 <b>"):
            assert client.post(page, {**typed, "account": wrong}).status_code == 422
        assert client.post(page, {**typed, "account": "0123 4567.89012"}).status_code == 302
        row = PayMethod.objects.get()
        assert ACCOUNT not in row.account_cipher
        assert identity.decrypted(row.account_cipher) == ACCOUNT
        html = client.get(page).content.decode()
        assert "••••••012" in html
        assert ACCOUNT not in html
        kept = Trail.objects.get(table="allowances_paymethod", action="insert")
        assert row.account_cipher not in str(kept.after)

    def test_another_choice_ends_the_one_before(self, deputy: Person, clerk: User) -> None:
        choose(clerk, deputy, date(2024, 7, 1))
        with pytest.raises(DomainError, match="Nhập ngày sau"):
            choose(clerk, deputy, date(2024, 7, 1))
        choose(clerk, deputy, date(2024, 8, 1), method="cash")
        first = PayMethod.objects.get(valid_from=date(2024, 7, 1))
        assert first.valid_to == date(2024, 8, 1)

    def test_a_wrong_account_is_corrected_on_the_same_day(self, deputy: Person, clerk: User) -> None:
        choose(clerk, deputy, account="11112222")
        choose(clerk, deputy, account="33334444")
        [held] = PayMethod.objects.filter(person=deputy)
        assert held.masked_account.endswith("444")

    def test_strangers_choose_nothing(self, deputy: Person, chairman: User, neighbour_clerk: User) -> None:
        for stranger in (chairman, neighbour_clerk):
            with pytest.raises(NotAllowed):
                choose(stranger, deputy)

    def test_the_database_wants_all_of_an_account(self, deputy: Person, clerk: User) -> None:
        row = choose(clerk, deputy)
        with pytest.raises(IntegrityError, match="account_only_at_a_bank"), transaction.atomic():
            PayMethod.objects.filter(pk=row.pk).update(bank="")

    def test_accounts_follow_the_newest_key(
        self, approved: Payout, clerk: User, commune: Unit, settings: object
    ) -> None:
        old = list(settings.IDENTITY_KEYS)  # type: ignore[attr-defined]
        settings.IDENTITY_KEYS = [Fernet.generate_key().decode(), *old]  # type: ignore[attr-defined]
        call_command("rotate_account_keys")
        settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]  # type: ignore[attr-defined]
        assert PayMethod.objects.get().masked_account == "••••••012"
        assert approved.payments.get(method="bank").masked_account == "••••••012"


class TestFiles:
    def test_it_holds_whom_the_bank_pays(self, client: Client, approved: Payout, clerk: User) -> None:
        client.force_login(clerk)
        page = client.get(f"/chi-tra/chi-tien/{approved.pk}/").content.decode()
        assert "<b>1.260.000\xa0đồng</b>, 1 khoản" in page
        assert ACCOUNT not in page
        address = f"/chi-tra/chi-tien/{approved.pk}/tep"
        head, row = lines(client.post(f"{address}/csv/").content)
        assert head[2:4] == ["Tên chủ tài khoản", "Số tài khoản"]
        reference = approved.payments.get(method="bank").reference
        content = f"Ho tro ANTT co so thang 07/2024 {reference}"
        assert row == ["1", reference, "LE THI BINH", ACCOUNT, "Agribank", "1260000", content]
        book = CalamineWorkbook.from_filelike(BytesIO(client.post(f"{address}/xlsx/").content))
        assert book.get_sheet_by_index(0).to_python()[1][3:6] == [ACCOUNT, "Agribank", 1_260_000.0]
        assert client.post(f"{address}/exe/").status_code == 404

    def test_who_took_it_is_kept(self, approved: Payout, clerk: User, deputy: Person) -> None:
        assert pay_file(actor=clerk, payout=approved, kind="csv").total_vnd == 1_260_000
        look = Trail.objects.get(action="read", person_key=deputy.pk)
        assert (look.actor, look.reason) == (clerk, f"Tệp chuyển khoản, đợt chi số {approved.pk}")

    def test_what_has_its_result_is_sent_no_more(
        self,
        client: Client,
        locked: Team,  # noqa: F811
        clerk: User,
        chairman: User,
        commune: Unit,
    ) -> None:
        for person in Person.objects.filter(full_name__in=["Lê Thị Bình", "Trần Văn An"]):
            choose(clerk, person)
        made = payouts.payout_prepare(actor=clerk, unit=commune)
        payouts.payout_approve(actor=chairman, payout_id=made.pk)
        page, address = f"/chi-tra/chi-tien/{made.pk}/", f"/chi-tra/chi-tien/{made.pk}/tep/csv/"
        first, last = made.payments.filter(method="bank").order_by("pk")
        client.force_login(clerk)
        results_record(actor=clerk, payout_id=made.pk, results=[Result(first.reference, True, DAY)])
        assert [row[1] for row in lines(client.post(address).content)[1:]] == [last.reference]
        assert f"{dong(last.amount_vnd)}</b>, 1 khoản" in client.get(page).content.decode()
        results_record(actor=clerk, payout_id=made.pk, results=[Result(last.reference, True, DAY)])
        assert "Tệp chuyển khoản" not in client.get(page).content.decode()
        refused = client.post(address)
        assert refused.status_code == 422
        assert "mọi khoản chuyển khoản của đợt này đã có kết quả" in refused.content.decode()
        assert client.get(f"/chi-tra/chi-tien/{made.pk}/{commune.key}.xlsx").status_code == 200

    def test_cash_has_its_own_list(
        self, client: Client, approved: Payout, clerk: User, commune: Unit
    ) -> None:
        client.force_login(clerk)
        answer = client.get(f"/chi-tra/chi-tien/{approved.pk}/{commune.key}.xlsx")
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert any(row[1] == "Tổng cộng 3 người" and row[4] == TEAM_OF_FOUR - 1_260_000 for row in rows)

    def test_not_before_the_approval_nor_for_strangers(
        self, deputy: Person, clerk: User, chairman: User, commune: Unit
    ) -> None:
        made = payouts.payout_prepare(actor=clerk, unit=commune)
        with pytest.raises(DomainError, match="Chờ duyệt đợt chi"):
            pay_file(actor=clerk, payout=made, kind="csv")
        payouts.payout_approve(actor=chairman, payout_id=made.pk)
        made.refresh_from_db()
        with pytest.raises(DomainError, match="không có khoản chuyển khoản nào"):
            pay_file(actor=clerk, payout=made, kind="csv")
        with pytest.raises(NotAllowed):
            pay_file(actor=chairman, payout=made, kind="csv")

    def test_what_was_prepared_keeps_its_account(self, approved: Payout, deputy: Person, clerk: User) -> None:
        choose(clerk, deputy, date(2024, 7, 19), account="999999999")
        assert lines(pay_file(actor=clerk, payout=approved, kind="csv").content)[1][3] == ACCOUNT
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            approved.payments.update(holder="NGUOI KHAC")

    @pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "＋1", "－1", "＠1"])
    def test_no_cell_becomes_a_formula(
        self, deputy: Person, clerk: User, chairman: User, commune: Unit, name: str
    ) -> None:
        # Past the form, which takes white space off.
        PayMethod.objects.filter(pk=choose(clerk, deputy).pk).update(holder=name)
        made = payouts.payout_prepare(actor=clerk, unit=commune)
        done = payouts.payout_approve(actor=chairman, payout_id=made.pk)
        assert lines(pay_file(actor=clerk, payout=done, kind="csv").content)[1][2] == f"'{name}"
        content = pay_file(actor=clerk, payout=done, kind="xlsx").content
        with ZipFile(BytesIO(content)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b'fitToPage="1"' in sheet
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        assert book.get_sheet_by_index(0).to_python()[1][2] == name


class TestLayouts:
    COLUMNS = (("Ma", "reference"), ("STK", "account"), ("CCCD", "identity"), ("So tien", "amount"))

    def choose(self, actor: User, province: Unit, day: date = DAY, **values: object) -> PayFileLayout:
        told = {
            "columns": self.COLUMNS,
            "separator": ",",
            "content": "{xa} {ten}",
            "source": "Mẫu của kho bạc",
        }
        return layout_choose(actor=actor, province=province, from_day=day, **{**told, **values})  # type: ignore[arg-type]

    def test_a_province_has_its_own(
        self, approved: Payout, province: Unit, province_finance: User, clerk: User, deputy: Person
    ) -> None:
        self.choose(province_finance, province)
        made = pay_file(actor=clerk, payout=approved, kind="csv").content.decode("utf-8-sig").splitlines()
        number = identity.decrypted(deputy.identity_cipher)
        assert made[0] == "Ma,STK,CCCD,So tien"
        assert made[1].split(",")[1:] == [ACCOUNT, number, "1260000"]
        with pytest.raises(NotAllowed, match="số định danh"):
            pay_file(actor=province_finance, payout=approved, kind="csv")

    def test_what_is_no_layout_is_refused(self, province: Unit, province_finance: User, clerk: User) -> None:
        for wrong, sentence in (
            ({"columns": (("Ma", "reference"),)}, "Chọn ít nhất các cột"),
            ({"columns": (*self.COLUMNS, ("x", "password"))}, "Chọn ít nhất các cột"),
            ({"content": "{person.commune}"}, "Chỉ dùng các chỗ điền"),
        ):
            with pytest.raises(DomainError, match=sentence):
                self.choose(province_finance, province, **wrong)
        with pytest.raises(NotAllowed):
            self.choose(clerk, province)

    def test_the_next_begins_after_the_one_that_holds(self, province: Unit, province_finance: User) -> None:
        first = self.choose(province_finance, province, date(2024, 7, 1))
        with pytest.raises(DomainError, match="Nhập ngày sau ngày của mẫu trước"):
            self.choose(province_finance, province, date(2024, 7, 1))
        later = self.choose(province_finance, province, DAY + timedelta(days=1))
        first.refresh_from_db()
        assert first.valid_to == later.valid_from

    @pytest.mark.parametrize("text", ["{", "{ten!r}", "{ten:>5}", "{ten.__class__}", "{0}", "{}", "{lạ}"])
    def test_only_known_places_are_filled_in(self, text: str) -> None:
        assert content_fault(text)

    def test_the_page_shows_three_rows(
        self, client: Client, province: Unit, commune: Unit, province_finance: User
    ) -> None:
        client.force_login(province_finance)
        page = "/chi-tra/mau-tep/"
        html = client.get(page).content.decode()
        assert html.count("NGUOI MAU") == 3 * 1
        typed = {"from_day": "18/07/2024", "separator": ";", "content": "{ma}", "source": "Mẫu"}
        for place, (header, field) in enumerate(self.COLUMNS, start=1):
            typed |= {f"header_{place}": header, f"field_{place}": field}
        assert client.post(page, {**typed, "content": "{x}"}).status_code == 422
        assert client.post(page, typed).status_code == 302
        assert [column["header"] for column in layout_of(commune, DAY).columns] == [
            "Ma",
            "STK",
            "CCCD",
            "So tien",
        ]
