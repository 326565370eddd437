"""Pages of teams and dossiers: who may, what a wrong entry gets, and how many statements a list costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from teams import services
from teams.models import Dossier, Team, TeamCoverage
from territory.models import Unit, Village
from tests.conftest import give_quota

pytestmark = pytest.mark.django_db
LIST, CREATE, DOSSIERS = "/to/", "/to/moi/", "/ho-so/"
READERS = ["clerk", "chairman", "district_officer", "province_police", "province_finance", "auditor"]


def _as(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("url", [LIST, DOSSIERS])
def test_readers_open_the_lists(
    client: Client, request: pytest.FixtureRequest, role: str, url: str, active_team: Team
) -> None:
    assert _as(client, request.getfixturevalue(role)).get(url).status_code == 200


@pytest.mark.parametrize("url", [LIST, DOSSIERS, CREATE])
def test_the_administrator_reads_no_teams(client: Client, administrator: User, url: str) -> None:
    assert _as(client, administrator).get(url).status_code == 403


@pytest.mark.parametrize("role", READERS[1:])
def test_only_a_clerk_makes_a_team(client: Client, request: pytest.FixtureRequest, role: str) -> None:
    assert _as(client, request.getfixturevalue(role)).get(CREATE).status_code == 403


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get(LIST).status_code == 302


def test_the_list_shows_the_three_numbers_and_the_fit(
    client: Client, clerk: User, law: None, active_team: Team
) -> None:
    give_quota(active_team, 3)
    row = _as(client, clerk).get(LIST).context["rows"][0]
    assert (row.villages, row.households) == ("Thôn Háo Lễ", 412)
    assert (row.ceiling, row.quota, row.actual, row.fit.words) == (4, 3, 4, "Vượt 1")


def test_a_village_without_figures_is_said_to_have_none(
    client: Client, clerk: User, law: None, active_team: Team, village: Village
) -> None:
    village.facts.all().delete()
    row = _as(client, clerk).get(LIST).context["rows"][0]
    assert (row.ceiling, row.households, row.fit.words) == (None, None, "Chưa có số liệu")


def test_the_neighbour_does_not_see_the_team(
    client: Client, neighbour_clerk: User, active_team: Team
) -> None:
    assert _as(client, neighbour_clerk).get(LIST).context["rows"] == []


@pytest.mark.parametrize(("typed", "found"), [("hao le", 1), ("HÁO", 1), ("biểu chánh", 0)])
def test_a_team_is_found_without_marks(
    client: Client, clerk: User, active_team: Team, typed: str, found: int
) -> None:
    assert len(_as(client, clerk).get(LIST, {"q": typed}).context["rows"]) == found


def test_a_district_chooses_a_commune_and_a_clerk_does_not(
    client: Client, clerk: User, district_officer: User, active_team: Team, neighbour_commune: Unit
) -> None:
    assert "commune" not in _as(client, clerk).get(LIST).context["filter"].form.fields
    page = _as(client, district_officer).get(LIST, {"commune": neighbour_commune.pk})
    assert page.context["rows"] == []


def test_a_list_costs_the_same_for_10_and_for_100_teams(
    client: Client, district_officer: User, law: None, commune: Unit, make_village: Callable[..., Village]
) -> None:
    def add(first: int, last: int) -> None:
        for number in range(first, last):
            team = Team.objects.create(commune=commune, name=f"Tổ {number}", sort_key=f"{number:03d}")
            place = make_village(commune, f"Thôn {number}", households=100 + number)
            TeamCoverage.objects.create(team=team, village=place, valid_from=date(2024, 7, 1))

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    add(0, 10)
    _as(client, district_officer).get(LIST)  # the first page of a process also reads the law
    few = statements()
    add(10, 100)
    assert statements() == few


def test_a_dossier_list_costs_the_same_for_1_and_for_30(
    client: Client, clerk: User, commune: Unit, make_village: Callable[..., Village]
) -> None:
    def add(first: int, last: int) -> None:
        for number in range(first, last):
            place = make_village(commune, f"Thôn {number}")
            services.team_propose(actor=clerk, village_id=place.pk, name="", start_on=date(2024, 8, 1))

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(DOSSIERS).status_code == 200
        return len(asked)

    _as(client, clerk).get(DOSSIERS)
    add(0, 1)
    few = statements()
    add(1, 30)
    assert statements() == few


def _typed(village: Village, changes: dict[str, str] | None = None) -> dict[str, str]:
    return {"village": str(village.pk), "name": "", "start_on": "01/08/2024"} | (changes or {})


def test_a_clerk_makes_a_team_and_goes_on_to_its_people(
    client: Client, clerk: User, village: Village
) -> None:
    answer = _as(client, clerk).post(CREATE, _typed(village))
    team = Team.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("members:team_detail", args=[team.pk]))
    assert team.name == "Tổ bảo vệ an ninh, trật tự thôn Háo Lễ"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"start_on": "32/13/2024"}, "Nhập ngày bắt đầu theo dạng 01/07/2024."),
        ({"start_on": "30/06/2024"}, "Nhập ngày từ 01/07/2024"),
        ({"village": "999999"}, "Chọn một thôn, khu phố trong danh sách."),
        ({"name": "T" * 121}, "Rút ngắn tên tổ"),
    ],
)
def test_a_wrong_entry_is_answered_at_its_field_and_nothing_typed_is_lost(
    client: Client, clerk: User, village: Village, changes: dict[str, str], sentence: str
) -> None:
    answer = _as(client, clerk).post(CREATE, _typed(village, changes))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count(sentence) == 2  # in the summary and at the field
    assert "<title>Lỗi:" in html
    assert (changes.get("start_on") or changes.get("name") or "01/08/2024") in html
    assert not Team.objects.exists()


def test_a_team_that_came_first_is_an_error_of_the_form(
    client: Client, clerk: User, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other clerk saved between the check of this form and its saving."""
    page = _as(client, clerk)
    services.team_propose(actor=clerk, village_id=village.pk, name="Tổ kia", start_on=date(2024, 8, 1))
    everything = Village.objects.all()
    monkeypatch.setattr("teams.selectors.villages_open", lambda user, on: everything)
    answer = page.post(CREATE, _typed(village))
    assert answer.status_code == 422
    assert answer.context["form"].errors["village"] == ["Thôn, khu phố này đã có tổ trong khoảng ngày đó."]


def test_the_form_offers_only_villages_of_the_commune_without_a_team(
    client: Client,
    clerk: User,
    commune: Unit,
    neighbour_commune: Unit,
    active_team: Team,
    make_village: Callable[..., Village],
) -> None:
    free = make_village(commune, "Biểu Chánh")
    make_village(neighbour_commune, "Luật Lễ")
    offered = _as(client, clerk).get(CREATE).context["form"].fields["village"].queryset
    assert list(offered) == [free]


def test_a_village_in_the_address_brings_the_usual_name(
    client: Client, clerk: User, village: Village
) -> None:
    form = _as(client, clerk).get(CREATE, {"village": village.pk}).context["form"]
    assert form["name"].value() == "Tổ bảo vệ an ninh, trật tự thôn Háo Lễ"


@pytest.mark.parametrize("wrong", ["x", "", "0"])
def test_a_wrong_village_in_the_address_is_passed_over(client: Client, clerk: User, wrong: str) -> None:
    assert _as(client, clerk).get(CREATE, {"village": wrong}).status_code == 200


def test_what_waits_for_the_reader_comes_first(
    client: Client, clerk: User, district_officer: User, commune: Unit, make_village: Callable[..., Village]
) -> None:
    first, second = (
        services.team_propose(
            actor=clerk, village_id=make_village(commune, name).pk, name="", start_on=date(2024, 8, 1)
        )
        for name in ("Một", "Hai")
    )
    services.dossier_submit(actor=clerk, dossier_id=first.pk)
    rows = _as(client, district_officer).get(DOSSIERS).context["rows"]
    assert [(row.pk, row.mine) for row in rows] == [(first.pk, True), (second.pk, False)]
    rows = _as(client, clerk).get(DOSSIERS).context["rows"]
    assert [(row.pk, row.mine) for row in rows] == [(second.pk, True), (first.pk, False)]


def test_without_a_district_a_submitted_dossier_waits_for_the_chairman(
    client: Client, clerk: User, chairman: User, commune: Unit, village: Village
) -> None:
    dossier = services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=date(2024, 8, 1))
    services.dossier_submit(actor=clerk, dossier_id=dossier.pk)
    assert not _as(client, chairman).get(DOSSIERS).context["rows"][0].mine
    assert commune.parent is not None
    Unit.objects.filter(pk=commune.pk).update(parent=commune.parent.parent)
    row = _as(client, chairman).get(DOSSIERS).context["rows"][0]
    assert (row.mine, row.state) == (True, Dossier.State.EXAMINED.label)
