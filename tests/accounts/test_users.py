"""The administrator's pages: accounts, roles, passwords, within his reach and never about himself."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import services
from accounts.errors import DomainError, NotAllowed
from accounts.models import RoleBinding, User
from accounts.roles import Role
from accounts.services import Seat
from territory.models import Unit
from tests.conftest import PASSWORD, MakeUser

USERS = "/quan-tri/nguoi-dung/"
NEW_PASSWORD = "Nui-song-2024-thon"


def typed(unit: Unit, /, **changes: str) -> dict[str, str]:
    return {
        "username": "an.tv",
        "full_name": "Trần Văn An",
        "position": "Trưởng Công an xã",
        "role": Role.COMMUNE_CLERK,
        "unit": str(unit.pk),
        "valid_from": "18/07/2024",
        "last_day": "",
    } | changes


def test_a_new_user_gets_a_role_then_a_password_and_signs_in(admin_client: Client, commune: Unit) -> None:
    answer = admin_client.post(f"{USERS}moi/", typed(commune))
    made = User.objects.get(username="an.tv")
    assert answer.headers["Location"] == f"{USERS}{made.pk}/mat-khau/"
    assert not made.has_usable_password()
    passwords = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert admin_client.post(f"{USERS}{made.pk}/mat-khau/", passwords).status_code == 302
    browser = Client()
    assert browser.post("/dang-nhap/", {"username": "an.tv", "password": NEW_PASSWORD}).status_code == 302
    assert browser.get("/to/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "Trần An"}, "chữ thường không dấu"),
        ({"username": ""}, "Nhập tên đăng nhập."),
        ({"full_name": ""}, "Nhập họ và tên."),
        ({"role": Role.PROVINCE_POLICE}, "Chọn đơn vị đúng cấp của vai trò này."),
        ({"role": "chief"}, "Chọn một vai trò trong danh sách."),
        ({"unit": ""}, "Chọn đơn vị."),
        ({"valid_from": "2024-07-18"}, "Nhập ngày theo dạng 01/07/2024."),
        ({"last_day": "17/07/2024"}, "Nhập ngày cuối không trước ngày đầu."),
    ],
)
def test_a_wrong_answer_is_refused_in_words_and_nothing_is_lost(
    admin_client: Client, commune: Unit, changes: dict[str, str], words: str
) -> None:
    answer = admin_client.post(f"{USERS}moi/", typed(commune, **changes))
    html = answer.content.decode()
    assert (answer.status_code, words in html) == (422, True)
    assert "Trưởng Công an xã" in html
    assert not User.objects.filter(position="Trưởng Công an xã").exists()


def test_a_name_that_is_taken_is_refused_in_words(admin_client: Client, commune: Unit, clerk: User) -> None:
    answer = admin_client.post(f"{USERS}moi/", typed(commune, username=clerk.username.replace("_", "-")))
    assert answer.status_code == 302
    again = admin_client.post(f"{USERS}moi/", typed(commune, username=clerk.username.replace("_", "-")))
    assert again.status_code == 422
    assert "tên này đã có người dùng" in again.content.decode()


def test_a_unit_out_of_reach_cannot_be_chosen(
    admin_client: Client, administrator: User, elsewhere: Unit
) -> None:
    answer = admin_client.post(f"{USERS}moi/", typed(elsewhere))
    assert "Chọn đơn vị trong danh sách." in answer.content.decode()
    seat = Seat(Role.COMMUNE_CLERK, elsewhere.pk, date(2024, 7, 1), None)
    with pytest.raises(NotAllowed, match="Chọn đơn vị trong phạm vi quản trị"):
        services.user_create(actor=administrator, username="xa", full_name="Xa", position="", seat=seat)


def test_two_roles_on_one_day_are_refused_by_the_database(
    administrator: User, clerk: User, commune: Unit
) -> None:
    seat = Seat(Role.AUDITOR, commune.pk, date(2024, 8, 1), None)
    with pytest.raises(DomainError, match="đã có một vai trò khác"):
        services.role_bind(actor=administrator, user_id=clerk.pk, seat=seat)


def test_a_role_follows_the_day_after_the_last_one_ends(
    admin_client: Client, clerk: User, commune: Unit
) -> None:
    binding = clerk.bindings.get()
    ended = admin_client.post(f"/quan-tri/vai-tro/{binding.pk}/ket-thuc/", {"last_day": "31/07/2024"})
    given = admin_client.post(
        f"{USERS}{clerk.pk}/vai-tro/", typed(commune, role=Role.AUDITOR, valid_from="01/08/2024")
    )
    assert (ended.status_code, given.status_code) == (302, 302)
    spans = clerk.bindings.order_by("valid_from").values_list("role", "valid_from", "valid_to")
    assert list(spans) == [
        (Role.COMMUNE_CLERK, date(2024, 1, 1), date(2024, 8, 1)),
        (Role.AUDITOR, date(2024, 8, 1), None),
    ]


def test_a_second_role_is_refused_on_the_page(admin_client: Client, clerk: User, commune: Unit) -> None:
    answer = admin_client.post(f"{USERS}{clerk.pk}/vai-tro/", typed(commune, role=Role.AUDITOR))
    assert answer.status_code == 422
    assert "đã có một vai trò khác" in answer.content.decode()


@pytest.mark.parametrize("last_day", ["16/07/2024", "31/12/2023"])
def test_days_that_have_passed_keep_their_role(admin_client: Client, clerk: User, last_day: str) -> None:
    binding = clerk.bindings.get()
    answer = admin_client.post(f"/quan-tri/vai-tro/{binding.pk}/ket-thuc/", {"last_day": last_day})
    assert answer.status_code == 422
    assert "Chọn ngày cuối từ hôm qua trở đi." in answer.content.decode()


def test_a_role_ended_yesterday_closes_the_pages_now(admin_client: Client, clerk: User) -> None:
    browser = Client()
    browser.force_login(clerk)
    binding = clerk.bindings.get()
    admin_client.post(f"/quan-tri/vai-tro/{binding.pk}/ket-thuc/", {"last_day": "17/07/2024"})
    assert browser.get("/to/").status_code == 403
    again = admin_client.post(f"/quan-tri/vai-tro/{binding.pk}/ket-thuc/", {"last_day": "17/07/2024"})
    assert "vai trò này đã hết" in again.content.decode()


def test_a_stopped_account_is_out_and_can_be_taken_up_again(admin_client: Client, clerk: User) -> None:
    browser = Client()
    browser.force_login(clerk)
    admin_client.post(f"{USERS}{clerk.pk}/ngung/")
    assert browser.get("/to/").status_code == 302
    assert browser.post("/dang-nhap/", {"username": clerk.username, "password": PASSWORD}).status_code == 422
    admin_client.post(f"{USERS}{clerk.pk}/dung-lai/")
    assert browser.post("/dang-nhap/", {"username": clerk.username, "password": PASSWORD}).status_code == 302


def test_a_password_that_is_set_ends_the_sessions_of_the_user(admin_client: Client, clerk: User) -> None:
    browser = Client()
    browser.force_login(clerk)
    admin_client.post(
        f"{USERS}{clerk.pk}/mat-khau/", {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    )
    assert browser.get("/to/").status_code == 302


def test_nobody_changes_his_own_role_or_account(admin_client: Client, administrator: User) -> None:
    binding = administrator.bindings.get()
    passwords = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    posts = [
        (f"{USERS}{administrator.pk}/vai-tro/", typed(binding.unit, role=Role.PROVINCE_POLICE)),
        (f"{USERS}{administrator.pk}/mat-khau/", passwords),
        (f"{USERS}{administrator.pk}/ngung/", {}),
        (f"/quan-tri/vai-tro/{binding.pk}/ket-thuc/", {"last_day": "31/07/2024"}),
    ]
    for address, data in posts:
        answer = admin_client.post(address, data)
        assert (answer.status_code, "không ai tự đổi quyền" in answer.content.decode()) == (422, True), (
            address
        )


def test_who_still_acts_elsewhere_is_left_to_others(
    administrator: User, clerk: User, commune: Unit, elsewhere: Unit
) -> None:
    clerk.bindings.update(valid_to=date(2024, 8, 1))
    RoleBinding.objects.create(
        user=clerk, role=Role.COMMUNE_CLERK, unit=elsewhere, valid_from=date(2024, 8, 1)
    )
    with pytest.raises(NotAllowed, match="vai trò ở đơn vị khác"):
        services.user_set_active(actor=administrator, user_id=clerk.pk, is_active=False)


def test_a_user_of_another_province_is_not_there(
    admin_client: Client, make_user: MakeUser, elsewhere: Unit
) -> None:
    stranger = make_user(Role.COMMUNE_CLERK, elsewhere)
    binding = stranger.bindings.get()
    assert stranger.username not in admin_client.get(USERS).content.decode()
    for page in ("", "vai-tro/", "mat-khau/"):
        assert admin_client.get(f"{USERS}{stranger.pk}/{page}").status_code == 404
    for page in ("ngung/", "dung-lai/"):
        assert admin_client.post(f"{USERS}{stranger.pk}/{page}").status_code == 404
    assert admin_client.get(f"/quan-tri/vai-tro/{binding.pk}/ket-thuc/").status_code == 404


def test_only_an_administrator_decides(clerk: User, chairman: User, commune: Unit) -> None:
    seat = Seat(Role.AUDITOR, commune.pk, date(2030, 1, 1), None)
    with pytest.raises(NotAllowed, match="Đề nghị người quản trị"):
        services.role_bind(actor=clerk, user_id=chairman.pk, seat=seat)
    with pytest.raises(NotAllowed, match="Đề nghị người quản trị"):
        services.user_create(actor=clerk, username="abc", full_name="An", position="", seat=seat)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=an.tv", True),
        ("q=tran van an", True),
        ("q=không có ai", False),
        ("role=commune_clerk", True),
        ("role=auditor", False),
    ],
)
def test_users_are_found_by_name_and_role(
    admin_client: Client, commune: Unit, query: str, found: bool
) -> None:
    admin_client.post(f"{USERS}moi/", typed(commune))
    assert ("Trưởng Công an xã" in admin_client.get(f"{USERS}?{query}").content.decode()) is found


def test_users_are_found_by_unit(
    admin_client: Client, commune: Unit, neighbour_commune: Unit, clerk: User
) -> None:
    at_home = admin_client.get(USERS, {"unit": commune.pk}).content.decode()
    next_door = admin_client.get(USERS, {"unit": neighbour_commune.pk}).content.decode()
    assert (clerk.username in at_home, clerk.username in next_door) == (True, False)


@pytest.mark.parametrize("people", [10, 40])
def test_the_list_costs_the_same_statements_for_10_and_40_users(
    admin_client: Client,
    make_user: MakeUser,
    commune: Unit,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    people: int,
) -> None:
    for _ in range(people):
        make_user(Role.AUDITOR, commune)
    with django_assert_max_num_queries(12):
        assert admin_client.get(USERS).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("sai", NEW_PASSWORD, NEW_PASSWORD, "Nhập đúng mật khẩu đang dùng."),
        (PASSWORD, NEW_PASSWORD, "khác", "Nhập lại mật khẩu mới giống lần đầu."),
        (PASSWORD, "ngan", "ngan", "Đặt mật khẩu dài từ 12 ký tự trở lên."),
        (PASSWORD, "password1234", "password1234", "Đặt mật khẩu khó đoán hơn"),
        (PASSWORD, "commune_clerk-1", "commune_clerk-1", "Đặt mật khẩu không giống tên"),
        ("", "", "", "Nhập mật khẩu đang dùng."),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(
    client: Client, clerk: User, old: str, new: str, again: str, words: str
) -> None:
    client.force_login(clerk)
    answer = client.post(
        "/doi-mat-khau/", {"old_password": old, "new_password1": new, "new_password2": again}
    )
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_everyone_changes_his_own_password_and_his_other_sessions_end(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    other = Client()
    other.force_login(clerk)
    typed_words = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert client.post("/doi-mat-khau/", typed_words).status_code == 302
    assert client.get("/to/").status_code == 200
    assert other.get("/to/").status_code == 302


def test_users_stand_in_the_vietnamese_order_of_names(
    admin_client: Client, administrator: User, make_user: MakeUser, commune: Unit
) -> None:
    for name in ("Nguyễn Văn Ước", "Bùi Thị Đào", "Trần Văn Dũng", "Lê Văn Ái", "Vũ Văn An"):
        make_user(Role.COMMUNE_CLERK, commune, name)
    rows = admin_client.get(USERS).context["rows"]
    names = [row.full_name for row in rows if row.pk != administrator.pk]
    assert names == ["Lê Văn Ái", "Vũ Văn An", "Trần Văn Dũng", "Bùi Thị Đào", "Nguyễn Văn Ước"]
