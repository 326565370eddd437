"""The money on the page, in the workbook and on paper is the same to the đồng, at every level."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import User
from allowances.models import Batch, LedgerLine, PayRun
from allowances.payments import payment_list
from allowances.services import batch_approve, batch_check
from members.models import Person
from reports.charts import budget_chart
from reports.selectors import BudgetReport, budget_report
from territory.models import Unit
from vietnamese.money import grouped, in_words

JULY = date(2024, 7, 1)
QUERY = {"first_month": "07/2024", "last_month": "07/2024"}


def report_on(unit: Unit, viewer: User) -> BudgetReport:
    return budget_report(viewer=viewer, unit=unit, first_month=JULY, last_month=JULY)


def posted(**where: Any) -> int:
    return sum(LedgerLine.objects.filter(**where).values_list("amount_vnd", flat=True))


def paper_text(content: bytes) -> str:
    with pdfplumber.open(BytesIO(content)) as file:
        return "\n".join(page.extract_text() for page in file.pages)


def workbook_rows(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def total_row(rows: list[list[Any]]) -> list[Any]:
    [row] = [row for row in rows if str(row[1]).startswith("Tổng cộng")]
    return row


@pytest.fixture
def units(province: Unit, district: Unit, commune: Unit) -> dict[str, Unit]:
    return {"province": province, "district": district, "commune": commune}


@pytest.mark.parametrize("level", ["province", "district", "commune"])
def test_page_workbook_and_paper_show_one_total(
    client: Client, july: PayRun, units: dict[str, Unit], province_finance: User, level: str
) -> None:
    unit = units[level]
    total = posted(commune__path__startswith=unit.path)
    client.force_login(province_finance)
    query = QUERY | {"unit": unit.key}
    page = client.get(reverse("reports:budget"), query).content.decode()
    foot = re.findall(r"<tfoot>.*?</tfoot>", page, re.S)[0]
    assert grouped(total) in foot
    row = total_row(workbook_rows(client.get(reverse("reports:budget_xlsx"), query).content))
    assert row[-2] == total
    paper = paper_text(client.get(reverse("reports:budget_pdf"), query).content)
    [line] = [line for line in paper.splitlines() if line.startswith("Tổng cộng")]
    assert line.split()[-2] == grouped(total)


@pytest.mark.parametrize("level", ["province", "district"])
def test_each_row_is_the_total_of_the_report_below(
    july: PayRun, units: dict[str, Unit], province_finance: User, level: str
) -> None:
    for row in report_on(units[level], province_finance).rows:
        below = report_on(Unit.objects.get(key=row.key), province_finance)
        assert (below.total.total_vnd, below.total.people) == (row.total_vnd, row.people)


def test_the_rows_are_the_units_below_in_the_order_of_their_names(
    july: PayRun, province: Unit, district: Unit, province_finance: User
) -> None:
    districts = report_on(province, province_finance)
    assert [(row.name, row.people) for row in districts.rows] == [
        ("Huyện Phù Mỹ", 3),
        ("Huyện Tuy Phước", 10),
    ]
    communes = report_on(district, province_finance)
    assert [(row.name, row.people) for row in communes.rows] == [("Xã Phước Hưng", 4), ("Xã Phước Quang", 6)]


def test_a_commune_without_payments_stands_there_with_zero(
    july: PayRun, district: Unit, province_finance: User, commune: Unit
) -> None:
    Unit.objects.create(
        key="21999", code="21999", level="commune", kind="xa", name="Xã Phước An", parent=district,
        path=f"{district.path}21999.", sort_key="0",
    )  # fmt: skip
    first = report_on(district, province_finance).rows[0]
    assert (first.name, first.people, first.total_vnd) == ("Xã Phước An", 0, 0)


def test_a_person_in_two_teams_of_the_months_counts_once(
    batch: Batch, commune: Unit, province_finance: User
) -> None:
    line = batch.lines.order_by("pk").first()
    assert line is not None
    LedgerLine.objects.create(
        batch=batch,
        membership=line.membership,
        person=line.person,
        team=line.team,
        commune=line.commune,
        component=line.component,
        for_month=line.for_month,
        sequence=line.sequence + 1,
        amount_vnd=-40_000,
        derivation=line.derivation,
    )
    total = report_on(commune, province_finance).total
    assert (total.people, total.total_vnd) == (4, 4_860_000 - 40_000)


def test_what_is_approved_is_counted_apart(
    batch: Batch, district: Unit, clerk: User, chairman: User, province_finance: User
) -> None:
    batch_check(actor=clerk, batch_id=batch.pk)
    batch_approve(actor=chairman, batch_id=batch.pk)
    report = report_on(district, province_finance)
    assert [row.locked_vnd for row in report.rows] == [report.rows[0].total_vnd, 0]
    chart = budget_chart(report)
    assert chart is not None
    assert [(bar.locked_width > 0, bar.open_width > 0) for bar in chart.bars] == [
        (True, False),
        (False, True),
    ]


def test_the_longest_bar_belongs_to_the_greatest_total(
    july: PayRun, province: Unit, commune: Unit, province_finance: User
) -> None:
    chart = budget_chart(report_on(province, province_finance))
    assert chart is not None
    assert [(bar.label, bar.shown) for bar in chart.bars] == [("Phù Mỹ", "3,8"), ("Tuy Phước", "12,4")]
    assert chart.bars[0].open_width < chart.bars[1].open_width
    assert budget_chart(report_on(commune, province_finance)) is None


def test_months_outside_are_left_out(july: PayRun, province: Unit, province_finance: User) -> None:
    for first, last in ((date(2024, 5, 1), date(2024, 6, 1)), (date(2024, 8, 1), date(2024, 9, 1))):
        report = budget_report(viewer=province_finance, unit=province, first_month=first, last_month=last)
        assert report.is_empty
        assert report.total.total_vnd == 0


def test_the_report_takes_a_fixed_number_of_queries(
    july: PayRun, units: dict[str, Unit], province_finance: User, django_assert_max_num_queries: Any
) -> None:
    assert province_finance.reach
    for unit in units.values():
        with django_assert_max_num_queries(6):
            report_on(unit, province_finance)


def test_a_clerk_reads_his_commune_only(
    client: Client, july: PayRun, clerk: User, commune: Unit, district: Unit, neighbour_commune: Unit
) -> None:
    client.force_login(clerk)
    url = reverse("reports:budget")
    assert "Tổ bảo vệ ANTT thôn Háo Lễ" in client.get(url).content.decode()
    for unit, status in ((commune, 200), (district, 404), (neighbour_commune, 404)):
        for name in ("budget", "budget_pdf", "budget_xlsx"):
            answer = client.get(reverse(f"reports:{name}"), QUERY | {"unit": unit.key})
            assert answer.status_code == status


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("7-2024", "07/2024", "Nhập tháng theo dạng 07/2024."),
        ("08/2024", "07/2024", "Nhập tháng cuối không trước tháng đầu."),
        ("", "07/2024", "Nhập tháng theo dạng 07/2024."),
    ],
)
def test_months_that_cannot_be_read_are_asked_for_again(
    client: Client, province_finance: User, first: str, last: str, sentence: str
) -> None:
    client.force_login(province_finance)
    for name in ("budget", "budget_pdf", "budget_xlsx"):
        answer = client.get(reverse(f"reports:{name}"), {"first_month": first, "last_month": last})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()


def test_months_without_payments_say_what_to_do(client: Client, law: None, province_finance: User) -> None:
    client.force_login(province_finance)
    answer = client.get(reverse("reports:budget"))
    assert answer.status_code == 200
    assert "Chọn tháng khác, hoặc chờ Công an tỉnh tính" in answer.content.decode()


def test_the_page_links_down_to_each_unit_below(
    client: Client, july: PayRun, district: Unit, province_finance: User
) -> None:
    client.force_login(province_finance)
    page = client.get(reverse("reports:budget"), QUERY).content.decode()
    [link] = re.findall(r'href="(\?[^"]+)">Huyện Tuy Phước</a>', page)
    below = client.get(reverse("reports:budget") + link.replace("&amp;", "&")).content.decode()
    assert "Xã Phước Hưng" in below


def test_an_administrator_reads_no_budget(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    assert client.get(reverse("reports:budget")).status_code == 403


def test_the_payment_list_is_the_same_on_paper_and_in_the_workbook(
    client: Client, batch: Batch, clerk: User
) -> None:
    client.force_login(clerk)
    total = payment_list(batch).total_vnd
    assert total == posted(batch=batch)
    rows = workbook_rows(client.get(reverse("reports:payment_list_xlsx", args=[batch.pk])).content)
    assert total_row(rows)[-2] == total
    paper = paper_text(client.get(reverse("reports:payment_list_pdf", args=[batch.pk])).content)
    [line] = [line for line in paper.splitlines() if line.startswith("Tổng cộng 4 người")]
    assert line.split()[-1] == grouped(total)
    assert f"Bằng chữ: {in_words(total)}." in paper


def test_the_payment_list_names_people_by_title_and_has_three_places_to_sign(
    client: Client, batch: Batch, clerk: User
) -> None:
    client.force_login(clerk)
    paper = paper_text(client.get(reverse("reports:payment_list_pdf", args=[batch.pk])).content)
    places = [paper.index(name) for name in ("Trần Văn An", "Lê Thị Bình", "Phạm Văn Cường", "Võ Thị Dung")]
    assert places == sorted(places)
    for words in ("NGƯỜI LẬP DANH SÁCH", "TRƯỞNG CÔNG AN XÃ PHƯỚC HƯNG", "CHỦ TỊCH UBND XÃ PHƯỚC HƯNG"):
        assert words in paper
    assert "Trang 1/1" in paper


def test_a_list_says_that_it_is_not_approved_until_it_is(
    client: Client, batch: Batch, clerk: User, chairman: User
) -> None:
    client.force_login(clerk)
    url = reverse("reports:payment_list_pdf", args=[batch.pk])
    assert "Chưa được duyệt" in paper_text(client.get(url).content)
    batch_check(actor=clerk, batch_id=batch.pk)
    batch_approve(actor=chairman, batch_id=batch.pk)
    assert "Chưa được duyệt" not in paper_text(client.get(url).content)


@pytest.mark.parametrize("name", ["payment_list_pdf", "payment_list_xlsx"])
def test_a_list_of_another_commune_is_not_found(
    client: Client, batch: Batch, neighbour_clerk: User, name: str
) -> None:
    client.force_login(neighbour_clerk)
    assert client.get(reverse(f"reports:{name}", args=[batch.pk])).status_code == 404


@pytest.mark.parametrize("name", ["payment_list_pdf", "payment_list_xlsx"])
def test_the_file_has_a_name_without_accents(client: Client, batch: Batch, clerk: User, name: str) -> None:
    client.force_login(clerk)
    answer = client.get(reverse(f"reports:{name}", args=[batch.pk]))
    assert "danh-sach-chi-tra-xa-phuoc-hung-07-2024." in answer["Content-Disposition"]
    assert answer["Content-Disposition"].isascii()


def test_a_list_with_sample_people_is_marked(client: Client, batch: Batch, clerk: User) -> None:
    client.force_login(clerk)
    paper, book = (
        reverse(f"reports:{name}", args=[batch.pk]) for name in ("payment_list_pdf", "payment_list_xlsx")
    )
    assert "MẪU" not in paper_text(client.get(paper).content)
    Person.objects.filter(full_name="Trần Văn An").update(is_sample=True)
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in workbook_rows(client.get(book).content)[0][0]
    assert {"Ẫ", "Ý"} <= set(paper_text(client.get(paper).content))


def test_a_list_says_what_the_law_does_not_let_us_compute(client: Client, batch: Batch, clerk: User) -> None:
    refusal = {
        "component": "ho_tro_bhyt",
        "name": "Hỗ trợ BHYT",
        "sentence": "Mức tính chưa rõ.",
        "people": 4,
    }
    Batch.objects.filter(pk=batch.pk).update(refusals=[refusal])
    client.force_login(clerk)
    paper = paper_text(client.get(reverse("reports:payment_list_pdf", args=[batch.pk])).content)
    assert "Chưa tính Hỗ trợ BHYT: Mức tính chưa rõ." in paper


@pytest.mark.parametrize("name", ["budget", "budget_pdf", "budget_xlsx"])
def test_a_unit_that_no_text_can_name_is_not_there(
    client: Client, july: PayRun, province_finance: User, name: str
) -> None:
    client.force_login(province_finance)
    assert client.get(reverse(f"reports:{name}"), QUERY | {"unit": "52\0x"}).status_code == 404


def test_a_province_that_outlasted_its_districts_has_rows_for_both_times(
    july: PayRun, province: Unit, district: Unit, commune: Unit, province_finance: User
) -> None:
    Unit.objects.filter(pk=commune.pk).update(parent=province)
    report = report_on(province, province_finance)
    assert report.total.total_vnd == posted() == sum(row.total_vnd for row in report.rows)
    [direct] = [row for row in report.rows if row.key == commune.key]
    assert direct.total_vnd == posted(commune=commune)
