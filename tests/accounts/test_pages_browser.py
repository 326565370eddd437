"""The administrator's pages and the API's description in a real browser: own policy, own host, axe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import ApiClient, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"


@pytest.fixture
def desk(page: Page, live_server: Any, administrator: User) -> Page:
    """The administrator's browser, signed in."""
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(administrator.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{live_server.url}/")
    return page


def violations(page: Page) -> list[Any]:
    """What axe finds, each as (rule, first element)."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


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
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
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
