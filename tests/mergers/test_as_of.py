"""A page asked "as of" a day shows the units of that day, whatever moved since."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from mergers import services
from teams.models import Dossier, DossierEvent, Team, TeamCoverage
from teams.on_day import teams_in
from territory.models import Unit, Village
from tests.conftest import MakeApi, MakeUser
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


def test_the_list_of_members_shows_the_commune_of_the_day(
    reader: Client, commune: Unit, change: Change
) -> None:
    assert "Xã Tuy Phước Đông" in rows_of(reader.get("/thanh-vien/"))
    before = rows_of(reader.get("/thanh-vien/?ngay=30/06/2025"))
    assert (before.count("Xã Phước Hưng"), "Xã Tuy Phước Đông" in before) == (4, False)
    day = date(2025, 6, 30)
    assert teams_in(Unit.objects.filter(pk=commune.pk), day).count() == 1
    assert not teams_in(Unit.objects.filter(pk=change.east.pk), day).exists()


def test_a_commune_asked_for_is_that_of_the_day(
    reader: Client, commune: Unit, change: Change, make_user: MakeUser
) -> None:
    reader.force_login(make_user(Role.PROVINCE_POLICE, change.province))
    for path, empty in (("thanh-vien", "Không có ai khớp"), ("to", "Không có tổ nào khớp")):
        address = f"/{path}/?ngay=30/06/2025&commune="
        assert "Xã Phước Hưng" in rows_of(reader.get(f"{address}{commune.pk}"))
        assert empty in reader.get(f"{address}{change.east.pk}").text


def test_who_joined_later_did_not_serve_on_the_day(reader: Client, active_team: Team) -> None:
    active_team.memberships.filter(title="to_vien").update(valid_from=date(2025, 6, 30))
    assert rows_of(reader.get("/thanh-vien/?ngay=29/06/2025")).count("<tr>") == 2


def test_the_list_of_strength_shows_the_units_of_the_day(
    reader: Client, district: Unit, change: Change, make_user: MakeUser
) -> None:
    reader.force_login(make_user(Role.PROVINCE_POLICE, change.province))
    address = f"/to/so-luong/?unit={district.key}"
    assert "0 tổ đang hoạt động" in reader.get(address).text
    before = reader.get(f"{address}&ngay=30/06/2025")
    assert "1 tổ đang hoạt động, 4 người" in before.text
    assert "Xã Phước Hưng" in rows_of(before)
    assert "&amp;ngay=30/06/2025" in before.text
    assert reader.get(f"{address}&ngay=31/02/2025").status_code == 422


def test_a_unit_of_today_shows_on_a_day_before_it_those_it_was_made_of(
    reader: Client, change: Change, make_user: MakeUser
) -> None:
    reader.force_login(make_user(Role.PROVINCE_POLICE, change.province))
    before = reader.get("/to/so-luong/?ngay=30/06/2025")
    assert "Tỉnh Gia Lai, ngày 30/06/2025: 1 tổ đang hoạt động, 4 người" in before.text
    assert "Huyện Tuy Phước" in rows_of(before)


def test_systems_are_told_the_commune_of_the_day(
    reader: Client, active_team: Team, change: Change, commune: Unit, make_api: MakeApi
) -> None:
    api = make_api(change.province, "teams", "members")
    for path in ("teams", "members"):
        found = api.get(f"/api/v1/{path}/").json()["results"]
        assert {row["commune"] for row in found} == {change.east.key}
        found = api.get(f"/api/v1/{path}/", {"on": "2025-06-30", "commune": commune.key}).json()["results"]
        assert {row["commune"] for row in found} == {commune.key}
        later = {"on": "2025-06-30", "commune": change.east.key}
        assert api.get(f"/api/v1/{path}/", later).json()["results"] == []


def test_a_day_that_cannot_be_read_is_said(reader: Client) -> None:
    answer = reader.get("/dia-ban/?ngay=31/02/2025")
    assert answer.status_code == 422
    assert "Nhập ngày theo dạng" in answer.text


def rows_of(answer: Any) -> str:
    """The table of a page, without its filter."""
    return str(answer.text.partition("<tbody>")[2].partition("</tbody>")[0])


def test_the_page_of_a_person_names_the_communes_through_time(reader: Client, active_team: Team) -> None:
    person = active_team.memberships.values_list("person", flat=True)[0]
    page = rows_of(reader.get(f"/thanh-vien/{person}/"))
    assert "Xã Phước Hưng; từ ngày 01/07/2025: Xã Tuy Phước Đông" in page


@pytest.fixture
def returned(change: Change, commune: Unit, village: Village, clerk: User, settings: Any) -> Dossier:
    """Begun on 10/06/2025, handed in on the 20th, sent back on the 25th; then its commune ended."""
    team = Team.objects.create(commune=commune, name="Tổ đang đề nghị")
    TeamCoverage.objects.create(team=team, village=village, valid_from=date(2025, 8, 1))
    dossier = Dossier.objects.create(
        team=team, commune=commune, start_on=date(2025, 8, 1), prepared_by=clerk, examiner="district"
    )
    for day, action in ((10, "created"), (20, "submitted"), (25, "returned")):
        with time_machine.travel(datetime(2025, 6, day, 9, tzinfo=UTC)):
            DossierEvent.objects.create(dossier=dossier, action=action, actor=clerk)
    settings.PORTAL_TODAY = "2025-07-01"
    services.official_apply()
    return dossier


@pytest.mark.parametrize(
    ("asked", "state", "place"),
    [
        ("", "đang lập", "Xã Tuy Phước Đông"),
        ("ngay=09/06/2025", "", ""),
        ("ngay=10/06/2025", "đang lập", "Xã Phước Hưng"),
        ("ngay=20/06/2025", "chờ cấp huyện thẩm định", "Xã Phước Hưng"),
        ("ngay=24/06/2025&state=submitted", "chờ cấp huyện thẩm định", "Xã Phước Hưng"),
        ("ngay=24/06/2025&state=draft", "", ""),
        ("ngay=25/06/2025&state=draft", "đang lập", "Xã Phước Hưng"),
        ("ngay=31/12/2099", "đang lập", "Xã Tuy Phước Đông"),
    ],
)
def test_the_list_of_dossiers_shows_state_and_commune_of_the_day(
    returned: Dossier, clerk: User, client: Client, asked: str, state: str, place: str
) -> None:
    client.force_login(clerk)
    rows = rows_of(client.get(f"/ho-so/?{asked}"))
    assert ("Tổ đang đề nghị" in rows) is bool(state)
    assert state.lower() in rows.lower()
    assert place in rows


def test_dossiers_of_a_day_are_those_of_the_reader(
    returned: Dossier, change: Change, client: Client, make_user: MakeUser
) -> None:
    client.force_login(make_user(Role.COMMUNE_CLERK, change.west))
    assert "Tổ đang đề nghị" not in client.get("/ho-so/?ngay=20/06/2025").text
