"""Duty in the estimate of a year: the usual month of the locked lists, and what is asked for by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from allowances.budget.estimates import Estimate, estimate, year_span
from allowances.budget.forecast import budget_year
from allowances.budget.models import BudgetLine
from members.models import Membership
from regulations.adoption import law_end
from regulations.models import LawVersion
from teams.models import Team
from territory.models import Unit, Village
from tests.allowances.closed import AUGUST, SEPTEMBER, close, compute
from tests.allowances.conftest import JULY
from tests.allowances.nights import nights
from tests.merged import move

NIGHT = "truc_dem"
Today = Callable[[str], None]


@pytest.fixture
def today(settings: Settings) -> Today:
    """Sets the portal's day."""

    def set_day(day: str) -> None:
        settings.PORTAL_TODAY = day

    return set_day


@pytest.fixture
def quarter(
    clerk: User, leader: Membership, province: Unit, province_police: User, today: Today
) -> Membership:
    """Three locked months with three nights, none and one of the tổ trưởng, at 120.000 đồng: 480.000 đồng."""
    today("2024-10-05")
    for month, days in ((JULY, (1, 2, 3)), (AUGUST, ()), (SEPTEMBER, (9,))):
        nights(clerk, leader, *days, month=month)
        close(province_police, province, month)
    return leader


def of_2025(viewer: User, unit: Unit) -> Estimate:
    return estimate(viewer=viewer, unit=unit, days=year_span(2025))


def duty_by_month(found: Estimate) -> list[int]:
    return [found.total.cell(month, NIGHT) for month in found.months]


def test_a_month_is_taken_as_the_locked_months_were_on_average(
    quarter: Membership, province_finance: User, province: Unit, commune: Unit
) -> None:
    found = of_2025(province_finance, province)
    assert duty_by_month(found) == [160_000] * 12
    assert "Làm nhiệm vụ ban đêm" in [part.name for part in found.components]
    words = " ".join(found.assumptions)
    assert "bình quân tháng của các danh sách đã khóa từ tháng 10/2023 đến tháng 09/2024" in words
    assert [row.of_component(NIGHT) for row in found.rows] == [12 * 160_000]
    assert of_2025(province_finance, commune).total.total_vnd == found.total.total_vnd


@pytest.mark.parametrize(("days", "average"), [((5,), 33_333), ((5, 6), 66_667)])
def test_the_average_is_rounded_once_to_the_nearest_dong(
    clerk: User, leader: Membership, province: Unit, province_police: User, province_finance: User,
    today: Today, days: tuple[int, ...], average: int,
) -> None:  # fmt: skip
    today("2024-10-05")
    member = leader.team.memberships.filter(title="to_vien").order_by("pk")[0]
    nights(clerk, member, *days)
    for month in (JULY, AUGUST, SEPTEMBER):
        close(province_police, province, month)
    assert duty_by_month(of_2025(province_finance, province)) == [average] * 12


def test_only_locked_lists_of_the_last_twelve_months_count(
    quarter: Membership,
    province: Unit,
    province_police: User,
    province_finance: User,
    clerk: User,
    today: Today,
) -> None:
    today("2024-11-05")
    nights(clerk, quarter, 1, 2, 3, month=date(2024, 10, 1))
    compute(province_police, province, date(2024, 10, 1))
    assert duty_by_month(of_2025(province_finance, province))[0] == 160_000
    today("2025-08-05")
    assert duty_by_month(of_2025(province_finance, province))[0] == 60_000
    today("2025-11-05")
    found = of_2025(province_finance, province)
    assert duty_by_month(found) == [0] * 12
    assert "Ngày, đêm trực chưa tính: không có danh sách đã khóa nào" in " ".join(found.assumptions)
    assert "Làm nhiệm vụ ban đêm" in [part.name for part in found.unestimated]


def test_no_duty_where_nobody_serves_and_after_the_law_that_pays_it(
    quarter: Membership, province_finance: User, province: Unit, administrator: User
) -> None:
    quarter.team.memberships.update(valid_to=date(2025, 6, 15))
    assert duty_by_month(of_2025(province_finance, province)) == [160_000] * 6 + [0] * 6
    law_end(
        actor=administrator,
        version_id=LawVersion.objects.get(number="77/2024/NQ-HĐND").pk,
        valid_to=date(2025, 4, 1),
        basis="Nghị quyết 20/2025",
    )
    assert duty_by_month(of_2025(province_finance, province)) == [160_000] * 3 + [0] * 9


def test_a_commune_counts_the_lists_of_those_whose_papers_it_keeps(
    quarter: Membership, province_finance: User, neighbour_commune: Unit, commune: Unit
) -> None:
    Unit.objects.filter(pk=commune.pk).update(keeper_path=neighbour_commune.path, valid_to=date(2024, 10, 1))
    Team.objects.filter(pk=quarter.team_id).update(commune=neighbour_commune)
    for village in Village.objects.filter(commune=commune):
        move(village, neighbour_commune, date(2024, 10, 1))
    found = of_2025(province_finance, neighbour_commune)
    assert duty_by_month(found) == [160_000] * 12


def test_the_year_is_forecast_with_the_usual_duty_in_months_without_a_list(
    quarter: Membership, province_finance: User, province: Unit
) -> None:
    found = budget_year(viewer=province_finance, unit=province, year=2024)
    duty = next(row.spend for row in found.items if row.key == NIGHT)
    assert (duty.locked_vnd, duty.rest_vnd) == (480_000, 3 * 160_000)


def test_what_cannot_be_estimated_is_asked_for_by_hand_with_its_grounds(
    client: Client, leader: Membership, clerk: User, commune: Unit, today: Today
) -> None:
    today("2024-07-18")
    client.force_login(clerk)
    url = f"{reverse('allowances:budget_ask')}?unit={commune.key}&year=2025&basis=hien_co"
    page = client.get(url).content.decode()
    assert all(words in page for words in ("Làm nhiệm vụ ban đêm", "Trợ cấp thôi việc", "Mai táng phí"))
    assert "Trợ cấp một lần chưa tính: đề nghị bằng số tự nhập, kèm căn cứ." in page
    asked = {f"amount_{NIGHT}": "9.600.000", "amount_ho_tro_hang_thang": ""}
    wrong = client.post(url, asked)
    assert (wrong.status_code, "Nhập lý do đề nghị khác số dự toán" in wrong.content.decode()) == (422, True)
    client.post(url, asked | {f"reason_{NIGHT}": "Kế hoạch trực 2025"})
    line = BudgetLine.objects.get()
    assert (line.item, line.estimate_vnd, line.asked_vnd) == (NIGHT, 0, 9_600_000)


def test_statements_do_not_grow_with_lists(
    leader: Membership,
    clerk: User,
    province: Unit,
    province_police: User,
    province_finance: User,
    today: Today,
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            of_2025(province_finance, province)
        return len(queries)

    assert province_finance.reach
    today("2024-10-05")
    nights(clerk, leader, 1)
    close(province_police, province, JULY)
    once = statements()
    for month in (AUGUST, SEPTEMBER):
        close(province_police, province, month)
    assert statements() == once
