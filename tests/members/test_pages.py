"""Pages of people, of a team and of a dossier."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from members import services
from members.models import InsuranceEnrolment, Membership, Person
from teams import services as team_services
from teams.models import Dossier, Team
from territory.models import Unit
from tests.conftest import MakePerson
from tests.members.conftest import AddMember

pytestmark = pytest.mark.django_db
NUMBER = "998000000777"
READERS = ["clerk", "chairman", "district_officer", "province_police", "auditor"]


def _as(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _typed(**changes: str) -> dict[str, str]:
    return {
        "full_name": "Trần  Văn Ánh",
        "birth_date": "17/05/1990",
        "gender": "male",
        "identity_number": "998 000 000 777",
        "address": "Thôn Háo Lễ",
        "title": "to_truong",
        "then": "next",
    } | changes


def _add_url(dossier: Dossier) -> str:
    return f"/to/{dossier.team_id}/thanh-vien/moi/"


def _statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("role", READERS)
def test_readers_open_every_page(
    client: Client, request: pytest.FixtureRequest, role: str, complete: Dossier
) -> None:
    person = Person.objects.all()[0]
    _as(client, request.getfixturevalue(role))
    for url in (
        f"/to/{complete.team_id}/",
        "/thanh-vien/",
        f"/thanh-vien/{person.pk}/",
        f"/ho-so/{complete.pk}/",
    ):
        assert client.get(url).status_code == 200


def test_finance_reads_teams_but_no_people(client: Client, province_finance: User, complete: Dossier) -> None:
    person = Person.objects.all()[0]
    _as(client, province_finance)
    assert client.get("/thanh-vien/").status_code == 403
    assert client.get(f"/thanh-vien/{person.pk}/").status_code == 403
    for url in (f"/to/{complete.team_id}/", f"/ho-so/{complete.pk}/"):
        page = client.get(url)
        assert page.status_code == 200
        assert person.full_name not in page.content.decode()


def test_the_neighbour_finds_nothing(client: Client, neighbour_clerk: User, complete: Dossier) -> None:
    row = complete.team.memberships.all()[0]
    team, dossier = complete.team_id, complete.pk
    _as(client, neighbour_clerk)
    for url in (f"/to/{team}/", _add_url(complete), f"/thanh-vien/{row.person_id}/", f"/ho-so/{dossier}/"):
        assert client.get(url).status_code == 404
    for url in (
        f"/to/{team}/thanh-vien/{row.pk}/bo/",
        f"/ho-so/{dossier}/trinh/",
        f"/ho-so/{dossier}/rut/",
    ):
        assert client.post(url).status_code == 404
    assert client.get("/thanh-vien/").context["rows"] == []


@pytest.mark.parametrize(
    ("step", "who"),
    [("trinh", "district_officer"), ("rut", "chairman"), ("tham-dinh", "clerk"), ("tra-lai", "auditor")],
)
def test_a_step_of_another_role_is_forbidden(
    client: Client, request: pytest.FixtureRequest, complete: Dossier, step: str, who: str
) -> None:
    answer = _as(client, request.getfixturevalue(who)).post(f"/ho-so/{complete.pk}/{step}/")
    assert answer.status_code == 403


def test_steps_are_never_taken_by_reading(client: Client, clerk: User, complete: Dossier) -> None:
    for step in ("trinh", "rut", "tra-lai"):
        assert _as(client, clerk).get(f"/ho-so/{complete.pk}/{step}/").status_code == 405


def test_the_team_page_says_why_so_many(client: Client, clerk: User, complete: Dossier) -> None:
    html = _as(client, clerk).get(f"/to/{complete.team_id}/").content.decode()
    assert "Vì sao tổ được 4 người?" in html
    assert "412 hộ (từ 350 đến 700)" in html
    assert "Nghị quyết số 03/2024/NQ-HĐND (số điều, khoản chưa xác minh)" in html
    assert "còn nhận được 1 người" in html


def test_a_person_is_saved_and_the_next_is_asked_for(
    client: Client, clerk: User, law: None, draft: Dossier
) -> None:
    answer = _as(client, clerk).post(_add_url(draft), _typed(), follow=True)
    person = Person.objects.get()
    assert person.full_name == "Trần Văn Ánh"
    assert answer.redirect_chain == [(_add_url(draft), 302)]
    assert answer.context["form"]["title"].value() == "to_pho"
    assert "Đã thêm Trần Văn Ánh, tổ trưởng." in answer.content.decode()


def test_the_last_person_leads_back_to_the_team(
    client: Client, clerk: User, law: None, draft: Dossier
) -> None:
    answer = _as(client, clerk).post(_add_url(draft), _typed(then="team"))
    assert answer["Location"] == f"/to/{draft.team_id}/"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"identity_number": "12345"}, "identity_number", "Nhập số định danh gồm 12 chữ số."),
        ({"identity_number": ""}, "identity_number", "Nhập số định danh gồm 12 chữ số."),
        ({"full_name": ""}, "full_name", "Nhập họ và tên."),
        ({"birth_date": "31/02/1990"}, "birth_date", "Nhập ngày sinh theo dạng 17/05/1990."),
        ({"birth_date": "02/08/2006"}, "birth_date", "Chọn người đủ 18 tuổi"),
        ({"gender": ""}, "gender", "Chọn giới tính."),
        ({"title": "to_to"}, "title", "Chọn một chức danh trong danh sách."),
    ],
)
def test_a_wrong_entry_is_answered_at_its_field_and_nothing_typed_is_lost(
    client: Client, clerk: User, law: None, draft: Dossier, changes: dict[str, str], field: str, sentence: str
) -> None:
    typed = _typed(**changes)
    answer = _as(client, clerk).post(_add_url(draft), typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["form"].errors[field][0].startswith(sentence)
    assert html.count(sentence) == 2
    assert "<title>Lỗi:" in html
    assert all(typed[name] in html for name in ("full_name", "birth_date", "identity_number", "address"))
    assert not Person.objects.exists()


def test_a_second_head_is_an_error_of_the_form(
    client: Client, clerk: User, law: None, draft: Dossier, add_member: AddMember
) -> None:
    add_member("to_truong")
    answer = _as(client, clerk).post(_add_url(draft), _typed())
    assert answer.status_code == 422
    assert answer.context["form"].errors["title"] == [
        "Tổ đã có tổ trưởng trong khoảng ngày đó. Chọn chức danh khác."
    ]


def test_a_number_known_elsewhere_is_an_error_of_the_form(
    client: Client,
    clerk: User,
    law: None,
    draft: Dossier,
    make_person: MakePerson,
    neighbour_commune: Unit,
) -> None:
    make_person(neighbour_commune, "Phạm Văn Kín", identity_number=NUMBER)
    answer = _as(client, clerk).post(_add_url(draft), _typed())
    assert answer.status_code == 422
    assert "đã có trong hệ thống" in answer.context["form"].errors["identity_number"][0]
    assert "Kín" not in answer.content.decode()


def test_a_person_is_taken_out(client: Client, clerk: User, complete: Dossier) -> None:
    row = complete.team.memberships.all()[0]
    answer = _as(client, clerk).post(f"/to/{complete.team_id}/thanh-vien/{row.pk}/bo/")
    assert answer.status_code == 302
    assert complete.team.memberships.count() == 2


def test_nobody_is_taken_out_of_a_submitted_dossier(client: Client, clerk: User, complete: Dossier) -> None:
    services.dossier_submit(actor=clerk, dossier_id=complete.pk)
    row = complete.team.memberships.all()[0]
    answer = _as(client, clerk).post(f"/to/{complete.team_id}/thanh-vien/{row.pk}/bo/")
    assert answer.status_code == 422
    assert "Chỉ sửa danh sách khi hồ sơ đang lập" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "found"),
    [("nguyen van 1", 1), ("NGUYỄN", 3), ("nguyễn  văn", 3), ("998000000002", 0)],
)
def test_a_member_is_found_without_marks(
    client: Client, clerk: User, complete: Dossier, typed: str, found: int
) -> None:
    assert len(_as(client, clerk).get("/thanh-vien/", {"q": typed}).context["rows"]) == found


@pytest.mark.parametrize("typed", ["998000000002", "998 000 000 002"])
def test_the_whole_number_leads_to_its_person(
    client: Client, clerk: User, complete: Dossier, typed: str
) -> None:
    person = Person.objects.get(full_name="Nguyễn Văn 2")
    answer = _as(client, clerk).post("/thanh-vien/", {"identity_number": typed})
    assert answer["Location"] == f"/thanh-vien/{person.pk}/"


@pytest.mark.parametrize(
    ("typed", "sentence"), [("998000000099", "Kiểm tra lại số định danh"), ("12", "Nhập số định danh gồm")]
)
def test_a_number_that_nobody_has_is_an_error_of_the_form(
    client: Client, clerk: User, complete: Dossier, typed: str, sentence: str
) -> None:
    answer = _as(client, clerk).post("/thanh-vien/", {"identity_number": typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors["identity_number"][0].startswith(sentence)


def test_a_number_of_another_commune_is_not_found(
    client: Client, neighbour_clerk: User, complete: Dossier
) -> None:
    answer = _as(client, neighbour_clerk).post("/thanh-vien/", {"identity_number": "998000000002"})
    assert answer.status_code == 422


def test_nobody_is_entered_once_the_dossier_is_submitted(
    client: Client, clerk: User, complete: Dossier
) -> None:
    services.dossier_submit(actor=clerk, dossier_id=complete.pk)
    assert _as(client, clerk).get(_add_url(complete))["Location"] == f"/to/{complete.team_id}/"
    answer = client.post(_add_url(complete), _typed())
    assert answer.status_code == 422
    assert "Chỉ sửa danh sách khi hồ sơ đang lập" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"), [({"title": "to_pho"}, 1), ({"team": "hao le"}, 3), ({"team": "khác"}, 0)]
)
def test_members_are_filtered(
    client: Client, clerk: User, complete: Dossier, query: dict[str, str], found: int
) -> None:
    assert len(_as(client, clerk).get("/thanh-vien/", query).context["rows"]) == found


def test_members_stand_in_the_vietnamese_order_of_given_names(
    client: Client, clerk: User, active_team: Team
) -> None:
    def names(sort: str) -> list[str]:
        rows = _as(client, clerk).get("/thanh-vien/", {"sort": sort}).context["rows"]
        return [row.full_name.split()[-1] for row in rows]

    assert names("name") == ["An", "Bình", "Cường", "Dung"]
    assert names("-name") == ["Dung", "Cường", "Bình", "An"]


def test_a_list_costs_the_same_for_10_and_for_100_people(
    client: Client, district_officer: User, active_team: Team, make_person: MakePerson
) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            person = make_person(active_team.commune)
            Membership.objects.create(
                person=person, team=active_team, title="to_vien", valid_from=date(2024, 7, 1)
            )

    _as(client, district_officer).get("/thanh-vien/")
    add(6)
    few = _statements(client, "/thanh-vien/")
    add(90)
    assert _statements(client, "/thanh-vien/") == few


def test_a_person_shows_what_was_and_hides_the_number(client: Client, clerk: User, active_team: Team) -> None:
    row = active_team.memberships.filter(title="to_pho").select_related("person").get()
    InsuranceEnrolment.objects.create(person=row.person, kind="bhyt", valid_from=date(2024, 7, 1))
    html = _as(client, clerk).get(f"/thanh-vien/{row.person_id}/").content.decode()
    assert "Tổ phó" in html
    assert "BHYT" in html
    assert "•••••••••002" in html
    assert "999000000002" not in html


def _seen(client: Client, url: str) -> dict[str, str]:
    """The mark of the dossier as its page shows it."""
    return {"seen": client.get(url).context["seen"]}


def test_a_dossier_that_changed_since_it_was_read_is_read_again(
    client: Client, clerk: User, district_officer: User, complete: Dossier
) -> None:
    url = f"/ho-so/{complete.pk}/"
    services.dossier_submit(actor=clerk, dossier_id=complete.pk)
    seen = _seen(_as(client, district_officer), url)
    person = complete.team.memberships.all()[0].person
    person.full_name = "Người Khác"
    person.save()
    answer = client.post(f"{url}tham-dinh/", seen)
    assert answer.status_code == 422
    assert "Đọc lại hồ sơ" in answer.content.decode()
    sent_back = client.post(f"{url}tra-lai/", {"reason": "Thiếu đơn", **seen})
    assert sent_back.status_code == 422
    assert "Thiếu đơn" in sent_back.content.decode()
    assert client.post(f"{url}tham-dinh/").status_code == 422
    assert client.post(f"{url}tham-dinh/", _seen(client, url)).status_code == 302


def test_a_dossier_goes_its_way_by_buttons(
    client: Client, clerk: User, district_officer: User, chairman: User, complete: Dossier
) -> None:
    url = f"/ho-so/{complete.pk}/"

    def actions(user: User) -> set[str]:
        return set(_as(client, user).get(url).context["actions"])

    assert (actions(clerk), actions(district_officer)) == ({"submit", "withdraw"}, set())
    assert client.post(f"{url}tham-dinh/", _seen(client, url)).status_code == 422
    assert _as(client, clerk).post(f"{url}trinh/", _seen(client, url)).status_code == 302
    assert (actions(clerk), actions(chairman)) == ({"withdraw"}, set())
    assert actions(district_officer) == {"examine", "return"}
    assert client.post(f"{url}tham-dinh/", _seen(client, url)).status_code == 302
    assert actions(chairman) == {"issue", "return"}
    html = client.get(url).content.decode()
    assert "trình hồ sơ" in html
    assert "thẩm định, đồng ý" in html


def test_an_incomplete_team_is_told_so_when_submitted(
    client: Client, clerk: User, law: None, draft: Dossier
) -> None:
    url = f"/ho-so/{draft.pk}/"
    answer = _as(client, clerk).post(f"{url}trinh/", _seen(client, url))
    assert answer.status_code == 422
    assert "Nhập đúng một tổ trưởng cho tổ" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == Dossier.State.DRAFT


def test_a_return_without_a_reason_is_an_error_of_the_form(
    client: Client, clerk: User, district_officer: User, complete: Dossier
) -> None:
    services.dossier_submit(actor=clerk, dossier_id=complete.pk)
    url = f"/ho-so/{complete.pk}/tra-lai/"
    answer = _as(client, district_officer).post(url, {"reason": " "})
    assert answer.status_code == 422
    assert answer.content.decode().count("Nhập lý do trả lại") == 2
    seen = _seen(client, f"/ho-so/{complete.pk}/")
    assert client.post(url, {"reason": "Thiếu đơn của tổ phó", **seen}).status_code == 302
    html = client.get(f"/ho-so/{complete.pk}/").content.decode()
    assert "Lý do: Thiếu đơn của tổ phó" in html


def test_a_clerk_withdraws_and_may_begin_again(client: Client, clerk: User, complete: Dossier) -> None:
    seen = _seen(_as(client, clerk), f"/ho-so/{complete.pk}/")
    assert client.post(f"/ho-so/{complete.pk}/rut/", seen).status_code == 302
    assert client.get(f"/ho-so/{complete.pk}/").context["actions"] == frozenset()
    assert client.get(f"/to/{complete.team_id}/").status_code == 200
    assert not Person.objects.exists()


def test_an_issued_team_is_read_on_the_day_it_starts(
    client: Client,
    clerk: User,
    district_officer: User,
    chairman: User,
    complete: Dossier,
) -> None:
    services.dossier_submit(actor=clerk, dossier_id=complete.pk)
    team_services.dossier_examine(actor=district_officer, dossier_id=complete.pk)
    team_services.dossier_issue(actor=chairman, dossier_id=complete.pk, decision_code="X")
    page = _as(client, clerk).get(f"/to/{complete.team_id}/")
    assert page.context["strength"].on == complete.start_on
    assert len(page.context["strength"].people) == 3
    assert not page.context["may_edit"]
