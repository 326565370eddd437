"""The administrator's pages and the API's description in a real browser: own policy, own host, axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import ApiClient, User
from tests.browser import sign_in, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page: Page, live_server: Any, administrator: User) -> Page:
    """The administrator's browser, signed in."""
    sign_in(page, live_server.url, administrator.username)
    return page


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (360, 740)])
def test_axe_finds_nothing_on_the_pages_of_people_and_systems(
    desk: Page, live_server: Any, clerk: User, width: int, height: int
) -> None:
    desk.set_viewport_size({"width": width, "height": height})
    addresses = (
        "quan-tri/nguoi-dung/",
        "quan-tri/nguoi-dung/moi/",
        f"quan-tri/nguoi-dung/{clerk.pk}/",
        f"quan-tri/nguoi-dung/{clerk.pk}/vai-tro/",
        f"quan-tri/nguoi-dung/{clerk.pk}/mat-khau/",
        f"quan-tri/vai-tro/{clerk.bindings.get().pk}/ket-thuc/",
        "quan-tri/he-thong/",
        "quan-tri/he-thong/moi/",
        "doi-mat-khau/",
    )
    found = {}
    for address in addresses:
        desk.goto(f"{live_server.url}/{address}")
        found[address] = violations(desk)
        assert too_wide(desk) == 0, address
    assert {address: faults for address, faults in found.items() if faults} == {}


def test_a_system_is_added_and_its_token_read_off(desk: Page, live_server: Any) -> None:
    desk.goto(f"{live_server.url}/quan-tri/he-thong/")
    desk.get_by_role("link", name="Thêm hệ thống").click()
    desk.get_by_label("Tên hệ thống").fill("Kho dữ liệu tỉnh")
    desk.get_by_role("button", name="Thêm hệ thống").click()
    expect(desk.locator("#error-summary")).to_be_focused()
    expect(desk.get_by_label("Tên hệ thống")).to_have_value("Kho dữ liệu tỉnh")
    desk.get_by_label("Đơn vị", exact=True).select_option(label="Tỉnh Bình Định")
    desk.get_by_label("Tổ bảo vệ ANTT").check()
    desk.get_by_role("button", name="Thêm hệ thống").click()
    token = desk.locator("#token").inner_text()
    assert ApiClient.objects.get().token_digest == ApiClient.digest(token)
    assert violations(desk) == []
