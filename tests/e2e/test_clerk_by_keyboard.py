"""The clerk's eight main tasks by keyboard alone, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from allowances import services as allowances
from antt_portal.sample.walk import compute_here
from teams.models import Dossier
from territory.models import Unit
from tests.browser import violations
from tests.conftest import START
from tests.e2e.conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

TEAM: Final = "Tổ bảo vệ an ninh, trật tự thôn Háo Lễ"
PEOPLE: Final = (
    ("Trần Văn Ánh", "17/05/1980", "999080000001"),
    ("Lê Văn Bưởi", "02/09/1985", "999085000002"),
    ("Phạm Văn Cường", "20/11/1990", "999090000003"),
)
# So many times Tab is pressed at most before a part counts as out of reach.
PATIENCE: Final = 200


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def desk(
    request: pytest.FixtureRequest, browser: Browser, live_server: Any, sample: None
) -> Iterator[tuple[Page, bool]]:
    """The clerk of xã Phước Hưng at his browser, signed in; his month is computed."""
    police = User.objects.get(username="congan.52")
    compute_here(allowances.run_start(actor=police, unit=Unit.objects.get(key="52"), month=START))
    context = browser.new_context(base_url=live_server.url, java_script_enabled=request.param)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in(page, live_server.url, "canbo.21961")
    yield page, request.param
    context.close()


def reach(page: Page, wanted: Locator) -> None:
    """Goes to a part by Tab, as somebody without a mouse does."""
    expect(wanted).to_be_visible()
    page.wait_for_load_state()
    for _ in range(PATIENCE):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {wanted}")


def enter(page: Page, role: Any, name: str, *, exact: bool = False) -> None:
    """Reaches a link or button and presses Enter."""
    reach(page, page.get_by_role(role, name=name, exact=exact).first)
    page.keyboard.press("Enter")


def fill(page: Page, label: str, text: str) -> None:
    """Reaches a field and types over what stands in it."""
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def home(page: Page) -> None:
    enter(page, "link", "Việc tháng này")
    heading(page, "Tháng 7 năm 2024")


def found_team(page: Page) -> None:
    """Task 1: a team for a village that has none."""
    enter(page, "link", "Lập tổ cho thôn, khu phố")
    reach(page, page.get_by_label("Thôn, khu phố"))
    page.keyboard.press("ArrowDown")
    fill(page, "Ngày bắt đầu hoạt động", "01/07/2024")
    enter(page, "button", "Lập hồ sơ thành lập tổ")
    heading(page, TEAM)


def enter_people(page: Page) -> None:
    """Task 2: three people, a page each; the next title is chosen already."""
    enter(page, "link", "Thêm thành viên")
    for name, born, number in PEOPLE:
        fill(page, "Họ và tên", name)
        fill(page, "Ngày sinh", born)
        reach(page, page.get_by_label("Nam", exact=True))
        page.keyboard.press("Space")
        fill(page, "Số định danh cá nhân", number)
        fill(page, "Nơi ở hiện nay", "Thôn Háo Lễ, xã Phước Hưng")
        enter(page, "button", "Lưu và nhập người tiếp theo")
        expect(page.locator(".notice--success")).to_contain_text(f"Đã thêm {name}")


def hand_in(page: Page) -> None:
    """Tasks 3 and 4: what waits for the clerk leads to the dossier, which he hands in."""
    enter(page, "link", "Việc chờ", exact=True)
    heading(page, "Việc chờ xử lý")
    enter(page, "link", f"Hồ sơ thành lập {TEAM}")
    enter(page, "button", "Trình hồ sơ")
    expect(page.locator(".notice--success")).to_contain_text("Đã trình hồ sơ.")


def find_person(page: Page) -> None:
    """Task 5: a name without marks and Enter, from the home page: two actions."""
    home(page)
    reach(page, page.get_by_role("searchbox"))
    page.keyboard.insert_text("tran van anh")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Trần Văn Ánh")).to_be_visible()


def check_month(page: Page) -> None:
    """Tasks 6 and 7: why a sum is what it is, then the list is checked."""
    home(page)
    enter(page, "link", "Kiểm tra danh sách chi trả")
    enter(page, "link", "1.440.000")
    heading(page, "Vì sao 1.440.000")
    page.go_back()
    paper = page.get_by_role("link", name="In danh sách (PDF)")
    reach(page, paper)
    assert page.request.get(str(paper.get_attribute("href"))).body().startswith(b"%PDF")
    enter(page, "button", "Xác nhận đã kiểm tra")
    expect(page.locator(".notice--success")).to_contain_text("Danh sách chờ người khác duyệt")


def ask_for_a_change(page: Page) -> None:
    """Task 8: a dossier that gives a standing team another name."""
    enter(page, "link", "Tổ", exact=True)
    enter(page, "link", "Tổ bảo vệ an ninh, trật tự thôn An Cửu")
    reach(page, page.get_by_text("Điều chỉnh, sáp nhập hoặc giải thể tổ"))
    page.keyboard.press("Enter")
    enter(page, "link", "Đề nghị đổi tên, địa bàn hoặc chỉ tiêu")
    fill(page, "Tên tổ", "Tổ An Cửu Một")
    fill(page, "Áp dụng từ ngày", "01/08/2024")
    fill(page, "Lý do", "Thôn đổi tên")
    enter(page, "button", "Lập hồ sơ")
    expect(page.get_by_text("Tên mới: Tổ An Cửu Một.")).to_be_visible()


def test_the_clerk_does_his_tasks_without_a_mouse(desk: tuple[Page, bool]) -> None:
    page, scripts = desk
    found: list[str] = []
    for task in (found_team, enter_people, hand_in, find_person, check_month, ask_for_a_change):
        if task is found_team:
            home(page)
        task(page)
        found += violations(page) if scripts else []
    assert found == []
    assert Dossier.objects.filter(team__name=TEAM, state=Dossier.State.SUBMITTED).exists()
    assert Dossier.objects.filter(kind=Dossier.Kind.CHANGE, new_name="Tổ An Cửu Một").exists()
