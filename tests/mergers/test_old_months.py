"""Months before a change stay as they were, to the byte, for whoever keeps their files now."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from allowances import posting
from allowances import services as allowances_services
from allowances.models import Batch
from mergers import services
from reports.selectors import budget_report
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import begin
from tests.conftest import MakeApi, MakeUser
from tests.mergers.conftest import Change

JUNE = date(2025, 6, 1)


@pytest.fixture
def june(
    law: None, change: Change, active_team: Team, divided_team: Team, province: Unit, province_police: User
) -> list[Batch]:
    """The lists of June of both communes, computed in June."""
    run = begin(province_police, province, JUNE)
    for batch in run.batches.all():
        posting.batch_compute(batch_id=batch.pk)
    return list(run.batches.order_by("pk"))


def papers(browser: Client, batches: list[Batch], units: tuple[Unit, ...]) -> list[bytes]:
    """The workbook and the PDF of each list, and the budget report of each unit."""
    months = "first_month=06/2025&last_month=06/2025"
    addresses = [f"/chi-tra/xa/{batch.pk}/danh-sach.{kind}" for batch in batches for kind in ("xlsx", "pdf")]
    addresses += [f"/bao-cao/kinh-phi.xlsx?unit={unit.key}&{months}" for unit in units]
    found = [browser.get(address) for address in addresses]
    assert {answer.status_code for answer in found} == {200}
    return [answer.content for answer in found]


def test_every_paper_of_june_is_the_same_after_the_change(
    june: list[Batch],
    province: Unit,
    district: Unit,
    commune: Unit,
    province_police: User,
    client: Client,
    settings: Any,
) -> None:
    client.force_login(province_police)
    settings.PORTAL_TODAY = "2025-06-30"
    units = (province, district, commune)
    before = papers(client, june, units)
    settings.PORTAL_TODAY = "2025-07-01"
    services.official_apply()
    assert papers(client, june, units) == before


def test_a_month_before_the_change_owes_nothing_more_after_it(june: list[Batch], settings: Any) -> None:
    settings.PORTAL_TODAY = "2025-07-01"
    services.official_apply()
    assert [posting.batch_differences(batch) for batch in june] == [0, 0]


def test_a_system_bound_to_the_old_province_reads_the_same_lines(
    june: list[Batch], province: Unit, make_api: MakeApi, settings: Any
) -> None:
    system = make_api(province, "ledger")
    before = system.get("/api/v1/ledger-lines/").content
    settings.PORTAL_TODAY = "2025-07-01"
    services.official_apply()
    assert before.count(b"amount_vnd") > 1
    assert system.get("/api/v1/ledger-lines/").content == before


def test_the_new_clerk_checks_the_list_that_the_old_commune_left_open(
    june: list[Batch], change: Change, clerk: User, make_user: MakeUser, settings: Any
) -> None:
    settings.PORTAL_TODAY = "2025-07-01"
    services.official_apply()
    actor = User.objects.get(pk=clerk.pk)
    allowances_services.batch_check(actor=actor, batch_id=june[0].pk)
    june[0].refresh_from_db()
    assert june[0].state == Batch.State.CHECKED


def test_old_months_are_summed_in_todays_bounds(
    june: list[Batch], change: Change, province: Unit, province_police: User, settings: Any
) -> None:
    settings.PORTAL_TODAY = "2025-07-01"
    services.official_apply()
    actor = User.objects.get(pk=province_police.pk)
    then, now, asked_then = (
        budget_report(viewer=actor, unit=unit, first_month=JUNE, last_month=JUNE, in_todays_bounds=today)
        for unit, today in ((province, False), (change.province, True), (change.province, False))
    )
    paid = {row.name: row.people for row in now.rows}
    assert asked_then.is_empty
    assert paid["Xã Tuy Phước Đông"] == 4
    # The divided commune waits for its answer: its people are below no commune of today.
    assert now.total.total_vnd < then.total.total_vnd


def test_the_page_of_the_budget_offers_the_old_province(
    june: list[Batch], change: Change, province_police: User, client: Client, settings: Any
) -> None:
    settings.PORTAL_TODAY = "2025-07-01"
    services.official_apply()
    client.force_login(province_police)
    page = client.get("/bao-cao/kinh-phi/?first_month=06/2025&last_month=06/2025&bounds=today").text
    assert "Tỉnh Bình Định (đến 30/06/2025)" in page
    assert "theo địa giới hiện nay" in page
