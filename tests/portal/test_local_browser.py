from __future__ import annotations

from playwright.sync_api import Page


def test_the_browser_of_the_machine_opens_a_page(page: Page) -> None:
    page.set_content("<h1>Tổ bảo vệ an ninh, trật tự</h1>")
    assert page.locator("h1").inner_text() == "Tổ bảo vệ an ninh, trật tự"
