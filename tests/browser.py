"""What every test in a real browser does: signs in, waits for the whole page, asks axe, measures the width.

A click returns as soon as the next page has begun: what reads a page at once waits for its end first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.conf import settings
from playwright.sync_api import Page

from tests.conftest import PASSWORD

AXE: Final = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
# A desktop of an office, the same at 200 %, and a telephone.
SIZES: Final = [(1366, 768), (683, 384), (360, 740)]


def sign_in(page: Page, address: str, username: str, password: str = PASSWORD, *, to: str = "/") -> None:
    """Signs an account in, whoever sat there before; the page shows ``to``, by itself the home page."""
    page.context.clear_cookies()
    page.goto(f"{address}/dang-nhap/?next={to}")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{address}{to}")


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds on the page, each as rule and first element; ``options`` are those of ``axe.run``."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **options})[
        "violations"
    ]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def too_wide(page: Page) -> int:
    """By how many pixels the page runs over the edge of its window; 0 when it fits."""
    page.wait_for_load_state()
    return int(page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)"))
