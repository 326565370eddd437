"""The histories of a team, a person and a user, and a person's own file."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import Trail, User
from members.models import InsuranceEnrolment, Membership, Person
from teams.models import Team
from territory.models import Unit
from tests.conftest import START

pytestmark = pytest.mark.django_db


def page(client: Client, user: User, url: str) -> str:
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def person(active_team: Team) -> Person:
    return active_team.memberships.get(title=Membership.Title.TO_TRUONG).person


def test_a_team_tells_what_was_changed_in_words(client: Client, clerk: User, active_team: Team) -> None:
    active_team.status = Team.Status.DISSOLVED
    active_team.save()
    html = page(client, clerk, f"/to/{active_team.pk}/lich-su/")
    assert "Tình trạng: đang hoạt động → <b>đã giải thể</b>" in html
    assert "Thêm địa bàn của tổ" in html
    assert "Người: Trần Văn An" in html


def test_people_stay_hidden_from_who_may_not_see_them(
    client: Client, province_finance: User, active_team: Team
) -> None:
    html = page(client, province_finance, f"/to/{active_team.pk}/lich-su/")
    assert "Địa bàn của tổ" in html or "địa bàn của tổ" in html
    assert "Trần Văn An" not in html


def test_a_person_tells_who_changed_him_from_where(client: Client, clerk: User, person: Person) -> None:
    person.address = "Thôn Biểu Chánh"
    person.save()
    html = page(client, clerk, f"/thanh-vien/{person.pk}/lich-su/")
    assert "Nơi ở hiện nay: Thôn Háo Lễ → <b>Thôn Biểu Chánh</b>" in html
    assert "Hệ thống" in html
    assert person.identity_fingerprint not in html
    assert person.identity_cipher not in html


def test_a_user_tells_of_his_roles(client: Client, administrator: User, clerk: User, commune: Unit) -> None:
    html = page(client, administrator, f"/quan-tri/nguoi-dung/{clerk.pk}/lich-su/")
    assert "Vai trò: Cán bộ Công an cấp xã" in html
    assert f"Đơn vị: {commune.name}" in html


def test_a_history_costs_the_same_statements_for_few_and_many_rows(
    client: Client, clerk: User, active_team: Team
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/to/{active_team.pk}/lich-su/")
        return len(queries)

    client.force_login(clerk)
    few = statements()
    for number in range(20):
        Team.objects.filter(pk=active_team.pk).update(name=f"Tổ {number}")
    assert statements() == few


def test_a_persons_file_holds_all_that_is_kept_on_him(client: Client, clerk: User, person: Person) -> None:
    InsuranceEnrolment.objects.create(person=person, kind="bhyt", valid_from=START)
    client.force_login(clerk)
    answer = client.get(f"/thanh-vien/{person.pk}/du-lieu.pdf")
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    text = " ".join("".join(each.extract_text() for each in pages).split())
    for words in ("Trần Văn An", "Ngày sinh", "Tổ trưởng", "BHYT", person.masked_identity):
        assert words in text
    assert person.identity_fingerprint not in text


def test_that_a_file_was_taken_out_is_kept(client: Client, clerk: User, person: Person) -> None:
    client.force_login(clerk)
    client.get(f"/thanh-vien/{person.pk}/du-lieu.pdf", REMOTE_ADDR="10.1.2.3")
    row = Trail.objects.get(action="read")
    assert (row.actor, row.person_key, row.address) == (clerk, person.pk, "10.1.2.3")
    assert "In dữ liệu cá nhân" in page(client, clerk, f"/thanh-vien/{person.pk}/lich-su/")
