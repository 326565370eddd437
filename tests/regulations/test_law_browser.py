"""A file with a fault, mended on the page and adopted by another, in a browser; axe on every page of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from regulations.models import LawVersion
from tests.browser import sign_in, too_wide, violations
from tests.regulations.texts import law_text

pytestmark = pytest.mark.django_db(transaction=True)


def inspect(page: Page) -> None:
    """No finding of axe, and nothing wider than a telephone."""
    page.set_viewport_size({"width": 360, "height": 740})
    assert too_wide(page) == 0, page.url
    assert violations(page) == [], page.url


def test_a_text_goes_its_way_from_fault_to_adoption(
    page: Page, live_server: Any, law: None, province_police: User, administrator: User, tmp_path: Path
) -> None:
    file = tmp_path / "nghi-quyet.yaml"
    file.write_text(law_text(review_date="mai"), encoding="utf-8")
    sign_in(page, live_server.url, province_police.username)
    page.goto(f"{live_server.url}/phap-luat/")
    inspect(page)
    page.get_by_role("link", name="Tải tệp quy định").click()
    inspect(page)
    page.get_by_label("Tệp quy định").set_input_files(file)
    page.get_by_role("button", name="Kiểm tra và lưu dự thảo").click()
    expect(page.get_by_role("rowheader", name="review_date")).to_be_visible()
    inspect(page)
    pasted = page.get_by_label("Nội dung tệp")
    pasted.fill(pasted.input_value().replace("review_date: mai", "review_date: 2027-12-31"))
    page.get_by_role("button", name="Kiểm tra và lưu dự thảo").click()
    expect(page.get_by_text("đề nghị người khác của tỉnh")).to_be_visible()
    inspect(page)
    page.get_by_role("link", name="So sánh với").click()
    inspect(page)
    sign_in(page, live_server.url, administrator.username)
    page.goto(f"{live_server.url}/phap-luat/{LawVersion.objects.get(status='draft').pk}/")
    page.get_by_role("button", name="Ghi ban hành").click()
    expect(page.get_by_text("Đã ghi ban hành văn bản 10/2027/NQ-HĐND.")).to_be_visible()
    page.get_by_role("link", name="Ghi ngày hết hiệu lực").click()
    inspect(page)
