"""How a budget year stands: every sum against a plain calculation, and the same at every level."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import User
from allowances.budget.forecast import BudgetYear, Spend, budget_year
from allowances.budget.models import BudgetLine
from allowances.budget.reads import plan
from members.models import Membership
from regulations.models import LawVersion
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import AUGUST, close, compute
from tests.allowances.conftest import JULY
from tests.conftest import MakeApi

TEAM = 1_440_000 + 1_260_000 + 2 * 1_080_000
SUPPORT = "ho_tro_hang_thang"


@pytest.fixture(autouse=True)
def _in_august(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_TODAY = "2024-08-20"  # type: ignore[attr-defined]


def give(unit: Unit, vnd: int, actors: tuple[User, User, User], item: str = SUPPORT) -> BudgetLine:
    asked, examined, allocated = actors
    return BudgetLine.objects.create(
        unit=unit, year=2024, item=item, basis={"source": "Thử"}, asked_vnd=vnd, asked_by=asked,
        asked_on=JULY, examined_vnd=vnd, examined_by=examined, examined_on=JULY, allocated_vnd=vnd,
        allocated_by=allocated, decision_number="1/QĐ", decided_on=JULY, state="allocated",
    )  # fmt: skip


@pytest.fixture
def actors(clerk: User, district_officer: User, province_finance: User) -> tuple[User, User, User]:
    """Who asked, examined, allocated."""
    return clerk, district_officer, province_finance


@pytest.fixture
def two_months(
    law: None, active_team: Team, province: Unit, province_police: User, queued: list[int]
) -> Team:
    """07/2024 locked, 08/2024 computed; the rest of the year without lists."""
    close(province_police, province, JULY)
    compute(province_police, province, AUGUST)
    return active_team


def year_of(viewer: User, unit: Unit) -> BudgetYear:
    return budget_year(viewer=viewer, unit=unit, year=2024)


def figures(sums: Spend) -> tuple[int, int, int, int, int, int]:
    return (
        sums.allocated_vnd, sums.locked_vnd, sums.open_vnd, sums.left_vnd, sums.rest_vnd, sums.forecast_vnd,
    )  # fmt: skip


def test_locked_open_and_estimated_months_make_the_year(
    two_months: Team, province: Unit, commune: Unit, province_finance: User, actors: tuple[User, User, User]
) -> None:
    give(commune, 7 * TEAM, actors)
    found = year_of(province_finance, province)
    assert figures(found.total) == (7 * TEAM, TEAM, TEAM, 6 * TEAM, 4 * TEAM, 6 * TEAM)
    assert (found.total.percent, found.shortages) == ("14,3%", [])
    by_month = {month.month: (s.locked_vnd, s.open_vnd, s.rest_vnd) for month, s in found.months}
    assert by_month[7] == (TEAM, 0, 0)
    assert by_month[8] == (0, TEAM, 0)
    assert [by_month[month] for month in (9, 10, 11, 12)] == [(0, 0, TEAM)] * 4
    assert by_month[6] == (0, 0, 0)


@pytest.mark.parametrize("level", ["province", "district", "commune"])
def test_items_units_and_months_add_up_at_every_level(
    two_months: Team, province: Unit, district: Unit, commune: Unit, neighbour_commune: Unit,
    province_finance: User, actors: tuple[User, User, User], level: str,
) -> None:  # fmt: skip
    give(commune, 5 * TEAM, actors)
    give(neighbour_commune, 11, actors, "trang_phuc")
    found = year_of(province_finance, {"province": province, "district": district, "commune": commune}[level])
    for rows in (found.items, found.parts) if level != "commune" else (found.items,):
        columns = zip(*(figures(row.spend) for row in rows), strict=True)
        assert tuple(map(sum, columns)) == figures(found.total)
    months = [figures(sums) for _, sums in found.months]
    assert sum(each[1] for each in months) == found.total.locked_vnd
    assert sum(each[5] for each in months) == found.total.forecast_vnd


def test_what_is_given_and_too_little_is_named(
    two_months: Team, province: Unit, commune: Unit, province_finance: User, actors: tuple[User, User, User]
) -> None:
    give(commune, 5 * TEAM, actors)
    [row] = year_of(province_finance, province).shortages
    assert (row.name, row.spend.short_vnd) == ("Hỗ trợ hằng tháng", TEAM)


def test_who_leaves_and_who_grows_too_old_is_named_and_not_counted(
    two_months: Team, province: Unit, province_finance: User
) -> None:
    members = list(two_months.memberships.order_by("pk"))
    Membership.objects.filter(pk=members[3].pk).update(valid_to=date(2024, 10, 1))
    older = members[2].person
    older.birth_date = date(1954, 11, 30)
    older.save()
    found = year_of(province_finance, province)
    assert [(each.event.month.month, each.words) for each in found.events] == [
        (9, "1 người thôi tham gia"),
        (11, "1 người quá 70 tuổi"),
    ]
    assert found.total.rest_vnd == 4 * TEAM - 3 * 1_080_000 - 1_080_000


def test_a_year_without_law_says_why_nothing_is_forecast(
    two_months: Team, province: Unit, province_finance: User
) -> None:
    LawVersion.objects.filter(territory=province).update(valid_to=date(2024, 12, 31))
    found = budget_year(viewer=province_finance, unit=province, year=2025)
    assert "chưa có văn bản có hiệu lực năm 2025" in found.note
    assert (found.total.forecast_vnd, found.events) == (0, ())


def test_a_reader_sees_his_own_reach_alone(
    two_months: Team, province: Unit, neighbour_clerk: User, clerk: User
) -> None:
    assert figures(year_of(neighbour_clerk, province).total) == (0, 0, 0, 0, 0, 0)
    assert year_of(clerk, province).total.forecast_vnd == 6 * TEAM


def test_what_a_former_commune_was_given_goes_where_its_lists_go(
    two_months: Team, commune: Unit, neighbour_commune: Unit, neighbour_clerk: User,
    actors: tuple[User, User, User],
) -> None:  # fmt: skip
    give(commune, 7 * TEAM, actors)
    Unit.objects.filter(pk=commune.pk).update(keeper_path=neighbour_commune.path)
    total = year_of(neighbour_clerk, neighbour_commune).total
    assert (total.allocated_vnd, total.locked_vnd, total.left_vnd) == (7 * TEAM, TEAM, 6 * TEAM)
    planned = plan(viewer=neighbour_clerk, unit=neighbour_commune, year=2024)
    assert (planned.total.allocated_vnd, planned.own) == (7 * TEAM, ())


def test_page_workbook_and_api_show_one_total(
    client: Client, two_months: Team, province: Unit, commune: Unit, province_finance: User,
    actors: tuple[User, User, User], make_api: MakeApi,
) -> None:  # fmt: skip
    give(commune, 7 * TEAM, actors)
    client.force_login(province_finance)
    query = {"unit": province.key, "year": "2024"}
    assert "29.160.000" in client.get(reverse("allowances:budget_spending"), query).content.decode()
    book = client.get(reverse("reports:spending_xlsx"), query).content
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    [total] = [row for row in rows if row[1] == "Tổng cộng"]
    assert (total[2], total[3], total[8]) == (7 * TEAM, TEAM, 6 * TEAM)
    said = make_api(province, "budget").get(reverse("api:budget-year"), query).json()["total"]
    assert (said["allocated_vnd"], said["left_vnd"], said["forecast_vnd"]) == (7 * TEAM, 6 * TEAM, 6 * TEAM)
    assert client.get(reverse("reports:spending_pdf"), query)["Content-Type"] == "application/pdf"


def test_statements_do_not_grow_with_lists(
    two_months: Team, province: Unit, province_finance: User, province_police: User, neighbour_commune: Unit
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            year_of(province_finance, province)
        return len(queries)

    assert province_finance.reach
    first = statements()
    close(province_police, province, date(2024, 9, 1))
    assert statements() == first
