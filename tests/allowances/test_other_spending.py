"""What a unit spent beside the lists: entered with its document, withdrawn with a reason, in the year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import Trail, User
from allowances.budget.forecast import Spend, budget_year
from allowances.budget.models import BudgetLine
from allowances.budget.spent import SpentSum, spending_enter, spending_withdraw
from allowances.budget.spent_models import OtherSpending
from territory.models import Unit
from tests.conftest import MakeApi

DAY = date(2024, 7, 10)
SUM = SpentSum("trang_bi", DAY, 700, "HĐ 15 ngày 10/07/2024", "Gậy cao su")
FORM = {"item": "trang_bi", "spent_on": "10/07/2024", "amount_vnd": "700", "document": "HĐ 15"}


@pytest.fixture(autouse=True)
def _on_18_july(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_TODAY = "2024-07-18"  # type: ignore[attr-defined]


@pytest.fixture
def given(commune: Unit, clerk: User, district_officer: User, province_finance: User) -> BudgetLine:
    """1.000 đồng of equipment allocated to the commune for 2024."""
    return BudgetLine.objects.create(
        unit=commune, year=2024, item="trang_bi", basis={"source": "Thử"}, asked_vnd=1_000, asked_by=clerk,
        asked_on=DAY, examined_vnd=1_000, examined_by=district_officer, examined_on=DAY, allocated_vnd=1_000,
        allocated_by=province_finance, decision_number="1/QĐ", decided_on=DAY, state="allocated",
    )  # fmt: skip


@pytest.fixture
def entry(commune: Unit, clerk: User) -> OtherSpending:
    """700 đồng of equipment, spent on 10/07/2024."""
    return spending_enter(actor=clerk, unit=commune, spent=SUM)


def figures(sums: Spend) -> tuple[int, int, int, int]:
    return sums.entered_vnd, sums.executed_vnd, sums.left_vnd, sums.forecast_vnd


def refused(change: Callable[[], object], name: str) -> None:
    with pytest.raises((IntegrityError, InternalError), match=name), transaction.atomic():
        change()


class TestEntering:
    """Who enters what, and what is refused in words."""

    def test_an_entry_keeps_who_when_and_on_which_document(self, entry: OtherSpending, clerk: User) -> None:
        entry.refresh_from_db()
        assert (entry.entered_by, entry.entered_on, entry.document) == (
            clerk,
            date(2024, 7, 18),
            SUM.document,
        )
        assert Trail.objects.filter(table="allowances_otherspending").count() == 1

    @pytest.mark.parametrize(
        ("changed", "field", "words"),
        [
            ({"spent_on": date(2024, 7, 19)}, "spent_on", "không sau hôm nay"),
            ({"spent_on": date(2023, 12, 31)}, "spent_on", "từ 01/01/2024"),
            ({"amount_vnd": 0}, "amount_vnd", "lớn hơn 0"),
            ({"amount_vnd": -5}, "amount_vnd", "lớn hơn 0"),
            ({"amount_vnd": 10**12 + 1}, "amount_vnd", "tối đa 1.000 tỷ đồng"),
            ({"item": "ho_tro_hang_thang"}, "item", "lấy từ danh sách đã khóa"),
            ({"document": " "}, "document", "Nhập chứng từ"),
        ],
    )
    def test_what_is_no_fact_is_refused_beside_its_field(
        self, commune: Unit, clerk: User, changed: dict[str, object], field: str, words: str
    ) -> None:
        with pytest.raises(DomainError, match=words) as refusal:
            spending_enter(actor=clerk, unit=commune, spent=replace(SUM, **changed))  # type: ignore[arg-type]
        assert refusal.value.field == field

    def test_the_same_entry_is_taken_once_until_it_is_withdrawn(
        self, entry: OtherSpending, commune: Unit, clerk: User
    ) -> None:
        with pytest.raises(DomainError, match="đã được ghi") as refusal:
            spending_enter(actor=clerk, unit=commune, spent=SUM)
        assert refusal.value.field == "document"
        spending_withdraw(actor=clerk, spending_id=entry.pk, reason="Nhầm")
        assert spending_enter(actor=clerk, unit=commune, spent=SUM).pk != entry.pk

    @pytest.mark.parametrize(
        "document", ["hđ 15 NGÀY 10/07/2024", "HĐ15  ngày10/07/2024", " Hđ 15\u00a0Ngày 10/07/2024"]
    )
    def test_a_document_is_one_however_it_is_written(
        self, entry: OtherSpending, commune: Unit, clerk: User, document: str
    ) -> None:
        with pytest.raises(DomainError, match="đã được ghi"):
            spending_enter(actor=clerk, unit=commune, spent=replace(SUM, document=document))
        other = spending_enter(
            actor=clerk, unit=commune, spent=replace(SUM, document="HD 15 ngày 10/07/2024")
        )
        assert other.document == "HD 15 ngày 10/07/2024"

    def test_only_the_seats_that_ask_for_the_unit_enter_and_withdraw(
        self, entry: OtherSpending, commune: Unit, province: Unit, neighbour_clerk: User, chairman: User,
        province_finance: User, province_police: User,
    ) -> None:  # fmt: skip
        for actor in (neighbour_clerk, chairman, province_finance, province_police):
            with pytest.raises(NotAllowed):
                spending_enter(actor=actor, unit=commune, spent=replace(SUM, document="Khác"))
            with pytest.raises(NotAllowed):
                spending_withdraw(actor=actor, spending_id=entry.pk, reason="Nhầm")
        assert spending_enter(actor=province_police, unit=province, spent=SUM).unit == province

    def test_an_entry_out_of_reach_is_told_like_one_that_is_none(
        self, entry: OtherSpending, neighbour_clerk: User
    ) -> None:
        for key in (entry.pk, entry.pk + 1):
            with pytest.raises(NotAllowed, match="trong danh sách của đơn vị mình"):
                spending_withdraw(actor=neighbour_clerk, spending_id=key, reason="Nhầm")

    def test_a_withdrawal_has_its_reason_and_happens_once(self, entry: OtherSpending, clerk: User) -> None:
        with pytest.raises(DomainError, match="lý do"):
            spending_withdraw(actor=clerk, spending_id=entry.pk, reason=" ")
        spending_withdraw(actor=clerk, spending_id=entry.pk, reason="Nhầm")
        with pytest.raises(WrongState):
            spending_withdraw(actor=clerk, spending_id=entry.pk, reason="Nhầm nữa")

    def test_who_kept_the_papers_of_a_former_unit_withdraws_for_it(
        self, entry: OtherSpending, commune: Unit, neighbour_commune: Unit, neighbour_clerk: User
    ) -> None:
        Unit.objects.filter(pk=commune.pk).update(keeper_path=neighbour_commune.path)
        assert spending_withdraw(actor=neighbour_clerk, spending_id=entry.pk, reason="Nhầm").withdrawn_by


class TestDatabase:
    """What it refuses whoever writes."""

    @pytest.mark.parametrize(
        ("changed", "name"),
        [
            ({"amount_vnd": 0}, "other_spending_is_a_sum_with_its_paper"),
            ({"document": ""}, "other_spending_is_a_sum_with_its_paper"),
            ({"item": "ho_tro_hang_thang"}, "other_spending_is_a_sum_with_its_paper"),
            ({"spent_on": date(2024, 7, 19)}, "other_spending_never_ahead"),
            ({"withdraw_reason": "Nhầm"}, "withdrawn_spending_has_its_reason"),
            ({"withdrawn_on": DAY}, "withdrawn_spending_has_its_reason"),
        ],
    )
    def test_no_row_that_is_no_fact(
        self, commune: Unit, clerk: User, changed: dict[str, object], name: str
    ) -> None:
        values = {
            "item": "khac", "spent_on": DAY, "amount_vnd": 1, "document": "PC 1",
            "entered_on": date(2024, 7, 18),
        }  # fmt: skip
        row = OtherSpending(unit=commune, entered_by=clerk, **values | changed)
        refused(row.save, name)

    @pytest.mark.parametrize(
        "changed", [{"amount_vnd": 1}, {"document": "Khác"}, {"spent_on": date(2024, 7, 1)}, {"note": "Khác"}]
    )
    def test_no_entry_is_changed_or_deleted(self, entry: OtherSpending, changed: dict[str, object]) -> None:
        rows = OtherSpending.objects.filter(pk=entry.pk)
        refused(lambda: rows.update(**changed), "Cannot update rows")
        refused(rows.delete, "Cannot delete rows")

    def test_a_withdrawal_stands(self, entry: OtherSpending, clerk: User) -> None:
        spending_withdraw(actor=clerk, spending_id=entry.pk, reason="Nhầm")
        rows = OtherSpending.objects.filter(pk=entry.pk)
        undone = {"withdrawn_by": None, "withdrawn_on": None, "withdraw_reason": ""}
        refused(lambda: rows.update(**undone), "Cannot update rows")


class TestYear:
    """Executed and left by month, item and unit; no more is forecast than was spent."""

    @pytest.mark.parametrize("level", ["province", "district", "commune"])
    def test_what_stands_counts_at_every_level_in_the_month_of_its_day(
        self, given: BudgetLine, entry: OtherSpending, province: Unit, district: Unit, commune: Unit,
        clerk: User, province_finance: User, level: str,
    ) -> None:  # fmt: skip
        june = replace(SUM, spent_on=date(2024, 6, 30), amount_vnd=50)
        spending_enter(actor=clerk, unit=commune, spent=june)
        wrong = spending_enter(actor=clerk, unit=commune, spent=replace(SUM, amount_vnd=9_000))
        spending_withdraw(actor=clerk, spending_id=wrong.pk, reason="Nhầm")
        unit = {"province": province, "district": district, "commune": commune}[level]
        found = budget_year(viewer=province_finance, unit=unit, year=2024)
        [item] = found.items
        assert figures(item.spend) == figures(found.total) == (750, 750, 250, 750)
        assert [row.spend.entered_vnd for row in found.parts] == ([] if level == "commune" else [750])
        months = {month.month: spend.entered_vnd for month, spend in found.months if spend.entered_vnd}
        assert months == {6: 50, 7: 700}
        assert (found.total.percent, found.overspent) == ("75,0%", [])

    def test_a_province_counts_its_own_spending_as_its_own_part(
        self, province: Unit, entry: OtherSpending, province_police: User, province_finance: User
    ) -> None:
        spending_enter(actor=province_police, unit=province, spent=SUM)
        parts = budget_year(viewer=province_finance, unit=province, year=2024).parts
        assert [(row.key, row.spend.entered_vnd) for row in parts] == [(province.key, 700), ("550", 700)]

    def test_a_district_counts_its_own_spending_as_its_own_part(
        self, district: Unit, clerk: User, province_finance: User
    ) -> None:
        OtherSpending.objects.create(
            unit=district, item="khac", spent_on=DAY, amount_vnd=3, document="PC 1", entered_by=clerk,
            entered_on=DAY,
        )  # fmt: skip
        parts = budget_year(viewer=province_finance, unit=district, year=2024).parts
        assert [(row.key, row.spend.entered_vnd) for row in parts] == [(district.key, 3)]

    def test_another_year_and_another_reach_do_not_count(
        self, entry: OtherSpending, province: Unit, clerk: User, neighbour_clerk: User
    ) -> None:
        assert budget_year(viewer=clerk, unit=province, year=2024).total.entered_vnd == 700
        assert budget_year(viewer=clerk, unit=province, year=2025).total.entered_vnd == 0
        assert budget_year(viewer=neighbour_clerk, unit=province, year=2024).total.entered_vnd == 0

    def test_what_a_former_unit_spent_stays_with_who_keeps_its_papers(
        self, entry: OtherSpending, commune: Unit, neighbour_commune: Unit, neighbour_clerk: User
    ) -> None:
        Unit.objects.filter(pk=commune.pk).update(keeper_path=neighbour_commune.path)
        found = budget_year(viewer=neighbour_clerk, unit=neighbour_commune, year=2024)
        assert found.total.entered_vnd == 700

    def test_page_workbook_pdf_and_api_show_what_was_spent_and_by_how_much_it_is_over(
        self, client: Client, given: BudgetLine, entry: OtherSpending, commune: Unit, province: Unit,
        clerk: User, make_api: MakeApi,
    ) -> None:  # fmt: skip
        more = replace(SUM, item="trang_bi", amount_vnd=1_300)
        spending_enter(actor=clerk, unit=commune, spent=more)
        client.force_login(clerk)
        query = {"unit": commune.key, "year": "2024"}
        page = client.get(reverse("allowances:budget_spending"), query).content.decode()
        assert "vượt dự toán 1.000\u00a0đồng" in page.replace(" đồng", "\u00a0đồng")
        assert "không suy ra cho các tháng còn lại" in page
        book = client.get(reverse("reports:spending_xlsx"), query).content
        rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
        [total] = [row for row in rows if row[1] == "Tổng cộng"]
        assert (total[2], total[3], total[5]) == (1_000, 2_000, -1_000)
        assert any("vượt dự toán" in str(cell) for row in rows for cell in row)
        said = make_api(province, "budget").get(reverse("api:budget-year"), query).json()["total"]
        assert (said["locked_vnd"], said["entered_vnd"], said["left_vnd"]) == (0, 2_000, -1_000)
        assert client.get(reverse("reports:spending_pdf"), query)["Content-Type"] == "application/pdf"


class TestPages:
    """The unit's entries with the form, and the page that takes one out."""

    def test_a_sum_beyond_what_is_allocated_is_taken_and_said(
        self, client: Client, given: BudgetLine, clerk: User
    ) -> None:
        client.force_login(clerk)
        sent = FORM | {"amount_vnd": "1.300"}
        page = client.post(reverse("allowances:budget_spent"), sent, follow=True).content.decode()
        assert OtherSpending.objects.get().amount_vnd == 1_300
        assert page.count("vượt dự toán 300") == 2
        assert "HĐ 15" in page

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"item": "ho_tro_hang_thang"}, "Chọn trang bị, trang phục, tập huấn hoặc khoản khác"),
            ({"spent_on": "19/07/2024"}, "Nhập ngày chi không sau hôm nay."),
            ({"amount_vnd": "0"}, "Nhập số tiền lớn hơn 0."),
            ({"document": ""}, "Nhập chứng từ."),
        ],
    )
    def test_a_refusal_keeps_what_was_typed(
        self, client: Client, clerk: User, changed: dict[str, str], sentence: str
    ) -> None:
        client.force_login(clerk)
        answer = client.post(reverse("allowances:budget_spent"), FORM | {"note": "Gậy cao su"} | changed)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert sentence in page
        assert "Gậy cao su" in page

    def test_who_only_reads_sees_no_form_and_another_unit_is_refused_in_words(
        self, client: Client, entry: OtherSpending, commune: Unit, auditor: User, province_police: User
    ) -> None:
        address = f"{reverse('allowances:budget_spent')}?unit={commune.key}&year=2024"
        client.force_login(auditor)
        page = client.get(address).content.decode()
        assert "HĐ 15" in page
        assert "Ghi khoản đã chi" not in page
        client.force_login(province_police)
        answer = client.post(address, FORM)
        assert (answer.status_code, OtherSpending.objects.count()) == (422, 1)
        assert "chính đơn vị đã chi" in answer.content.decode()

    def test_a_withdrawn_entry_is_crossed_out_with_its_reason(
        self, client: Client, entry: OtherSpending, clerk: User
    ) -> None:
        client.force_login(clerk)
        address = reverse("allowances:budget_spent_withdraw", args=[entry.pk])
        assert "Nhập lý do rút" in client.post(address, {"reason": ""}).content.decode()
        page = client.post(address, {"reason": "Ghi nhầm số tiền"}, follow=True).content.decode()
        assert "<del>700</del>" in page
        assert "Ghi nhầm số tiền" in page
        assert address not in page
        assert "vượt dự toán" not in page
