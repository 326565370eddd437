"""A clerk brings a list of members in by keyboard alone, with and without JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from members.models import Membership
from teams.models import Dossier
from teams.services import team_propose
from territory.models import Village
from tests.browser import violations
from tests.conftest import START
from tests.e2e.conftest import sign_in
from tests.imports.conftest import book, member, team_of_three

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Tổ An Hội"


@pytest.fixture
def draft(sample: None) -> Dossier:
    """A team of xã Phước Hưng whose dossier is being prepared."""
    clerk = User.objects.get(username="canbo.21961")
    village = Village.objects.get(commune__key="21961", name="Tân Hội")
    return team_propose(actor=clerk, village_id=village.pk, name=NAME, start_on=START)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three people, one of them under a name of the team that nobody knows, and a wrong row."""
    rows = [row | {"team": NAME} for row in team_of_three()]
    rows[2]["team"] = "Tổ AH"
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(book([*rows, member(4, team=NAME, birth_date="31/02/1990")]))
    return path


def press(page: Page, role: Any, name: str) -> None:
    """Reaches the part by Tab, as somebody without a mouse does, and presses Enter."""
    wanted = page.get_by_role(role, name=name)
    expect(wanted).to_be_visible()
    page.wait_for_load_state()
    for _ in range(120):
        if wanted.evaluate("node => node === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {name}")


@pytest.mark.parametrize("with_script", [True, False])
def test_a_list_is_brought_in_by_keyboard(
    browser: Browser,
    browser_context_args: dict[str, Any],
    live_server: Any,
    draft: Dossier,
    file: Path,
    with_script: bool,
) -> None:
    context = browser.new_context(**browser_context_args, java_script_enabled=with_script)
    page = context.new_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in(page, live_server.url, "canbo.21961")
    page.goto(f"{live_server.url}/thanh-vien/")
    press(page, "link", "Nhập từ Excel")
    press(page, "link", "Nhập thành viên")
    page.get_by_label("Tệp Excel").set_input_files(file)
    found = violations(page) if with_script else []
    press(page, "button", "Xem trước")
    expect(page.get_by_role("heading", name="Tên chưa có trong hệ thống")).to_be_visible()
    found += violations(page) if with_script else []
    page.get_by_label("“Tổ AH” (1 dòng)").focus()
    page.keyboard.type(NAME)
    press(page, "button", "Ghép tên")
    press(page, "link", "Mới: 3")
    press(page, "button", "Xác nhận, ghi 3 dòng")
    expect(page.get_by_text("Đã ghi danh sách.")).to_be_visible()
    found += violations(page) if with_script else []
    assert Membership.objects.filter(team=draft.team_id).count() == 3
    press(page, "button", "Hoàn tác lần nhập này")
    expect(page.get_by_text("Đã hoàn tác: dữ liệu trở lại")).to_be_visible()
    assert not Membership.objects.filter(team=draft.team_id).exists()
    assert found == []
    context.close()
