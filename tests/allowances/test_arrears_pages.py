"""Lists that correct earlier months, as people read them: page, paper, workbook and reports."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from allowances.models import Batch, LedgerLine
from allowances.payments import payment_list
from members.models import Membership
from reports.selectors import budget_report
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import AUGUST, close, compute
from tests.allowances.conftest import JULY

TO_TRUONG, TEAM_OF_FOUR = 1_440_000, 4_860_000
BACK = (2 * TO_TRUONG * 16 + 31) // 62 - TO_TRUONG
CAUSE = "Tham gia từ ngày 16/07/2024, trước ghi từ ngày 01/07/2024"


@pytest.fixture
def august(
    queued: list[int], law: None, active_team: Team, province: Unit, province_police: User, clerk: User
) -> Batch:
    """The list of August, which takes back half of the tổ trưởng's locked July."""
    close(province_police, province, JULY)
    Membership.objects.filter(team=active_team, title="to_truong").update(valid_from=date(2024, 7, 16))
    [batch] = compute(province_police, province, AUGUST)
    return batch


def test_the_list_keeps_earlier_months_apart_and_counts_them_in(august: Batch) -> None:
    found = payment_list(august)
    assert (found.own_vnd, found.arrears_vnd) == (TEAM_OF_FOUR, BACK)
    assert found.total_vnd == sum(found.sums) == august.total_vnd == TEAM_OF_FOUR + BACK
    assert [(entry.month, entry.cause, entry.row.total_vnd) for entry in found.arrears] == [
        (JULY, CAUSE, BACK)
    ]
    assert found.people == 4


def test_the_page_says_for_which_month_and_why(client: Client, clerk: User, august: Batch) -> None:
    client.force_login(clerk)
    html = client.get(f"/chi-tra/xa/{august.pk}/").content.decode()
    assert "Truy lĩnh, thu hồi của các tháng trước" in html
    assert f"Tháng 07/2024, Tổ bảo vệ ANTT thôn Háo Lễ. {CAUSE}." in html


def test_the_page_why_shows_the_lines_of_both_lists(client: Client, clerk: User, august: Batch) -> None:
    line = LedgerLine.objects.get(batch=august, for_month=JULY)
    client.force_login(clerk)
    address = f"/chi-tra/xa/{august.pk}/vi-sao/{line.membership_id}/{line.component}/"
    html = client.get(address, {"thang": "07/2024"}).content.decode()
    assert "1.440.000" in html
    assert CAUSE in html
    assert client.get(address, {"thang": "06/2024"}).status_code == 404
    assert client.get(address, {"thang": "x"}).status_code == 404


def test_the_paper_and_the_workbook_have_the_same_total(client: Client, clerk: User, august: Batch) -> None:
    client.force_login(clerk)
    paper = client.get(reverse("reports:payment_list_pdf", args=[august.pk]))
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    assert "tháng 07/2024" in " ".join(words.split())
    assert f"{TEAM_OF_FOUR + BACK:,}".replace(",", ".") in words


def test_a_report_counts_a_correction_in_the_month_of_the_list_that_pays_it(
    august: Batch, province: Unit, province_police: User
) -> None:
    sums = [
        budget_report(viewer=province_police, unit=province, first_month=month, last_month=month)
        for month in (JULY, AUGUST)
    ]
    assert [report.total.total_vnd for report in sums] == [TEAM_OF_FOUR, TEAM_OF_FOUR + BACK]
