"""The frame in a real browser: focus, one sending, a policy without violations, nothing for axe to find."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from tests.browser import SIZES, sign_in, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_refused_form_moves_the_focus_to_what_to_correct(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Lỗi:"))
    page.get_by_role("link", name="Nhập tên đăng nhập.").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()


def test_a_second_click_sends_nothing(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/dang-nhap/")
    # Hears each sending last, notes whether the page had stopped it, and stays on the page.
    page.evaluate(
        "window.stopped = []; addEventListener('submit',"
        " event => { stopped.push(event.defaultPrevented); event.preventDefault(); })"
    )
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name="Đang đăng nhập…").click(force=True)
    assert page.evaluate("stopped") == [False, True]


def test_signing_in_works_without_javascript(browser: Browser, live_server: Any, clerk: User) -> None:
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url, clerk.username, to="/huong-dan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hướng dẫn")
    context.close()


def test_the_pages_keep_their_own_policy_and_call_no_other_host(
    page: Page, live_server: Any, clerk: User
) -> None:
    complaints: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    sign_in(page, live_server.url, clerk.username, to="/huong-dan/")
    assert complaints == []
    assert hosts == {live_server.url.removeprefix("http://")}


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    page: Page, live_server: Any, clerk: User, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_selector("#error-summary")
    found = violations(page)
    sign_in(page, live_server.url, clerk.username, to="/huong-dan/")
    found += violations(page)
    assert found == []
    assert too_wide(page) == 0
