"""A page asked "as of" a day shows the units of that day, whatever moved since."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mergers import services
from teams.models import Team
from territory.models import Unit
from tests.mergers.conftest import Change


@pytest.fixture
def reader(change: Change, active_team: Team, clerk: User, client: Client, settings: Any) -> Client:
    """The clerk, after his commune went into a new one."""
    settings.PORTAL_TODAY = "2025-07-01"
    services.official_apply()
    client.force_login(clerk)
    return client


def test_the_list_of_teams_shows_the_commune_of_the_day(reader: Client) -> None:
    assert "Xã Tuy Phước Đông" in rows_of(reader.get("/to/"))
    assert "Xã Phước Hưng" in rows_of(reader.get("/to/?ngay=30/06/2025"))


def test_no_team_served_before_the_force_began(reader: Client) -> None:
    assert "Không có tổ nào khớp" in reader.get("/to/?ngay=30/06/2024").text


def test_the_old_commune_shows_its_villages_of_its_last_day(reader: Client, commune: Unit) -> None:
    page = reader.get(f"/dia-ban/{commune.key}/").text
    assert "tại ngày 30/06/2025" in page
    assert "Thôn Háo Lễ" in page


def test_the_new_commune_had_no_village_before_its_day(reader: Client, change: Change) -> None:
    assert "Thôn Háo Lễ" in reader.get(f"/dia-ban/{change.east.key}/").text
    before = reader.get(f"/dia-ban/{change.east.key}/?ngay=30/06/2025").text
    assert "Xã chưa có thôn" in before


def test_a_day_that_cannot_be_read_is_said(reader: Client) -> None:
    answer = reader.get("/dia-ban/?ngay=31/02/2025")
    assert answer.status_code == 422
    assert "Nhập ngày theo dạng" in answer.text


def rows_of(answer: Any) -> str:
    """The table of a page, without its filter."""
    return str(answer.text.partition("<tbody>")[2].partition("</tbody>")[0])
