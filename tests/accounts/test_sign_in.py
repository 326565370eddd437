"""Signing in and out: lock-out, new session keys, idle and absolute limits, roles that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client

from accounts.models import RoleBinding, User
from tests.conftest import PASSWORD

SIGN_IN = "/dang-nhap/"
PAGE = "/huong-dan/"
MORNING = datetime(2024, 7, 18, 1, 0, tzinfo=UTC)
WRONG_TRIES = 5


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock of the machine, standing still at 08:00 in Hà Nội."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def sign_in(client: Client, username: str, password: str, **options: Any) -> HttpResponseBase:
    return client.post(SIGN_IN, {"username": username, "password": password}, **options)


def is_signed_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def wrong_tries(client: Client, user: User, times: int) -> None:
    for number in range(times):
        sign_in(
            client, user.username, "sai", REMOTE_ADDR=f"10.0.0.{number}", HTTP_USER_AGENT=f"browser {number}"
        )


def test_after_five_wrong_passwords_the_right_one_is_refused_too(client: Client, clerk: User) -> None:
    wrong_tries(client, clerk, WRONG_TRIES)
    answer = sign_in(client, clerk.username, PASSWORD)
    assert answer.status_code == 429
    assert "Chờ 15 phút rồi đăng nhập lại" in answer.content.decode()  # type: ignore[attr-defined]
    assert not is_signed_in(client)


def test_after_four_wrong_passwords_the_right_one_opens(client: Client, clerk: User) -> None:
    wrong_tries(client, clerk, WRONG_TRIES - 1)
    assert sign_in(client, clerk.username, PASSWORD).status_code == 302


def test_a_locked_account_locks_no_other(client: Client, clerk: User, chairman: User) -> None:
    wrong_tries(client, clerk, WRONG_TRIES)
    assert sign_in(client, chairman.username, PASSWORD).status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(14, 429), (16, 302)])
def test_a_lock_ends_after_fifteen_minutes_even_when_tries_went_on(
    client: Client, clerk: User, clock: time_machine.Traveller, minutes: int, status: int
) -> None:
    wrong_tries(client, clerk, WRONG_TRIES)
    clock.shift(timedelta(minutes=10))
    wrong_tries(client, clerk, 3)
    clock.move_to(MORNING + timedelta(minutes=minutes))
    assert sign_in(client, clerk.username, PASSWORD).status_code == status


def test_signing_in_changes_the_key_of_the_session(client: Client, clerk: User) -> None:
    stranger = client.session
    stranger["before"] = "đã có"
    stranger.save()
    sign_in(client, clerk.username, PASSWORD)
    assert client.session["before"] == "đã có"
    assert client.session.session_key != stranger.session_key


def test_signing_out_ends_the_session_and_empties_the_browser(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = client.post("/thoat/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert not is_signed_in(client)


def test_a_link_signs_nobody_out(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    assert client.get("/thoat/").status_code == 405
    assert is_signed_in(client)


@pytest.mark.parametrize(("seconds", "open_still"), [(-60, True), (60, False)])
def test_a_session_left_for_thirty_minutes_is_over(
    client: Client, clerk: User, clock: time_machine.Traveller, seconds: int, open_still: bool
) -> None:
    client.force_login(clerk)
    clock.shift(timedelta(minutes=30, seconds=seconds))
    assert is_signed_in(client) is open_still


def test_each_request_starts_the_thirty_minutes_anew(
    client: Client, clerk: User, clock: time_machine.Traveller
) -> None:
    client.force_login(clerk)
    for _ in range(4):
        clock.shift(timedelta(minutes=29))
        assert is_signed_in(client)


@pytest.mark.parametrize(("seconds", "open_still"), [(-60, True), (60, False)])
def test_a_session_in_use_is_over_after_ten_hours(
    client: Client, clerk: User, clock: time_machine.Traveller, seconds: int, open_still: bool
) -> None:
    client.force_login(clerk)
    for _ in range(23):
        clock.shift(timedelta(minutes=26))
        assert is_signed_in(client)
    clock.move_to(MORNING + timedelta(hours=10, seconds=seconds))
    assert is_signed_in(client) is open_still


def test_who_comes_back_too_late_is_told_why_and_led_back(
    client: Client, clerk: User, clock: time_machine.Traveller
) -> None:
    client.force_login(clerk)
    clock.shift(timedelta(hours=1))
    answer = client.get(PAGE, follow=True)
    assert answer.redirect_chain == [(f"{SIGN_IN}?next={PAGE}", 302)]
    assert "phiên làm việc trước đã hết" in answer.content.decode()


def test_a_role_that_ends_closes_every_page_at_the_next_request(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    assert is_signed_in(client)
    RoleBinding.objects.filter(user=clerk).update(valid_to=date(2024, 7, 18))
    pages = (PAGE, "/", "/to/", "/doi-mat-khau/", "/api/v1/docs/", "/api/v1/schema/")
    assert {client.get(page).status_code for page in pages} == {403}
    assert client.post("/thoat/").status_code == 302


def test_a_role_that_has_not_begun_opens_nothing(client: Client, clerk: User) -> None:
    RoleBinding.objects.filter(user=clerk).update(valid_from=date(2024, 7, 19))
    client.force_login(clerk)
    assert client.get(PAGE).status_code == 403


def test_a_user_who_is_stopped_is_out_at_the_next_request(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert client.get(PAGE).status_code == 302
