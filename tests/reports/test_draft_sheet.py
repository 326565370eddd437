"""The workbook of a draft: marked as a draft, and to the đồng what the page shows."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import User
from members.models import Person
from regulations.models import LawVersion
from teams.models import Team
from territory.models import Unit, VillageFacts
from tests.reports.conftest import MakeTeam

MARK = "Dự thảo – không phải số chi trả"
MONTHS = {"first_month": "07/2024", "last_month": "08/2024"}
AMOUNTS = ("Tổng hiện hành", "Tổng dự thảo", "Chênh lệch")


@pytest.fixture
def draft(law: None, province: Unit) -> LawVersion:
    """A draft with more for the leader, and less where few households live."""
    text = LawVersion.objects.get(territory=province).text
    changes = {
        "status: adopted": "status: draft",
        "vnd: 1440000": "vnd: 1800000",
        "{vnd: 1080000, cite: muc_ho_tro}": "{table: [{when: {fact: village.households, from: 350}, value:"
        " {vnd: 1080000, cite: muc_ho_tro}}, {when: {fact: village.households, below: 350}, value:"
        " {vnd: 900000, cite: muc_ho_tro}}]}",
    }
    for before, after in changes.items():
        text = text.replace(before, after)
    return LawVersion.objects.create(
        document_id="du-thao",
        title="Dự thảo",
        territory=province,
        status=LawVersion.Status.DRAFT,
        text=text,
        digest="du-thao",
        valid_from=date(2024, 7, 1),
    )


@pytest.fixture
def finance(client: Client, province_finance: User) -> Client:
    """The browser of Sở Tài chính."""
    client.force_login(province_finance)
    return client


def rows_of(client: Client, draft: LawVersion) -> list[list[Any]]:
    answer = client.get(reverse("reports:draft_cost_xlsx"), MONTHS | {"draft": draft.pk})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="du-toan-du-thao-')
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def row_of(rows: list[list[Any]], name: str) -> list[Any]:
    return next(row for row in rows if row[1] == name)


def test_the_workbook_has_every_commune_month_and_component(
    finance: Client, draft: LawVersion, active_team: Team, make_team: MakeTeam, neighbour_commune: Unit
) -> None:
    make_team(neighbour_commune, "Định Thiện")
    rows = rows_of(finance, draft)
    head = next(row for row in rows if row[0] == "STT")
    assert head[-3:] == list(AMOUNTS)
    assert head[6:8] == ["Hỗ trợ hằng tháng, hiện hành", "Hỗ trợ hằng tháng, dự thảo"]
    assert row_of(rows, "Xã Phước Hưng")[:6] == [1, "Xã Phước Hưng", 4, 1, 0, 0]
    assert row_of(rows, "Xã Phước Quang")[:6] == [2, "Xã Phước Quang", 3, 1, 1, 0]
    assert row_of(rows, "Xã Phước Quang")[-3:] == [7_560_000, 7_920_000, 360_000]
    months = [row for row in rows if str(row[1]).startswith("Tháng")]
    assert [row[1] for row in months] == ["Tháng 07/2024", "Tháng 08/2024"] * 2
    assert [row[-1] for row in months] == [360_000, 360_000, 180_000, 180_000]
    sums = [17_280_000, 18_360_000]
    assert row_of(rows, "Tổng cộng")[2:] == [7, 2, 1, 0, *sums, *sums, 1_080_000]


def test_the_workbook_says_that_it_is_a_draft_and_what_is_missing(
    finance: Client, draft: LawVersion, active_team: Team
) -> None:
    VillageFacts.objects.all().delete()
    told = [str(cell) for row in rows_of(finance, draft) for cell in row]
    assert any(text.startswith(MARK) for text in told)
    assert any(text.startswith("Chưa tính Hỗ trợ hằng tháng theo dự thảo cho 2 người") for text in told)
    assert "Tỉnh Bình Định, từ tháng 07/2024 đến tháng 08/2024" in told


@pytest.mark.parametrize("is_sample", [True, False])
def test_sample_people_mark_the_workbook(
    finance: Client, draft: LawVersion, active_team: Team, is_sample: bool
) -> None:
    Person.objects.update(is_sample=is_sample)
    told = [str(cell) for row in rows_of(finance, draft) for cell in row]
    assert any(text.startswith("BẢN MẪU") for text in told) is is_sample


def test_a_workbook_without_its_draft_is_the_form_again(finance: Client, draft: LawVersion) -> None:
    answer = finance.get(reverse("reports:draft_cost_xlsx"), MONTHS)
    assert answer.status_code == 422
    assert "draft" in answer.context["form"].errors
