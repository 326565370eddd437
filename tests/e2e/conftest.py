"""Two communes of the sample, served to a browser; whoever signs in sees what an office sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from playwright.sync_api import Page

from antt_portal.sample import accounts, generator
from territory.models import Unit
from tests.conftest import load_two_laws

COMMUNES: Final = ("21961", "21964")
AXE: Final = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"


@pytest.fixture
def sample(commune: Unit, neighbour_commune: Unit) -> None:
    """Villages, teams, people and accounts of xã Phước Hưng and xã Phước Quang, and the law."""
    load_two_laws()
    generator.load(COMMUNES)
    accounts.load(COMMUNES)


def sign_in(page: Page, address: str, username: str) -> None:
    """Signs a sample account in; the page shows its home page."""
    page.goto(f"{address}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(accounts.password())
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{address}/")


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds on the page, each as rule and first element; ``options`` are those of ``axe.run``."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **options})[
        "violations"
    ]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]
