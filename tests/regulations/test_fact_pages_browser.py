"""The pages on which facts are stated and shown, in a real browser: axe finds nothing, at two widths."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from accounts.models import User
from regulations.fact_entry import commune_facts_record, village_facts_record
from territory.models import Unit, Village
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (360, 740)])
def test_axe_finds_nothing(
    page: Page, live_server: Any, clerk: User, village: Village, commune: Unit, width: int, height: int
) -> None:
    day, source = date(2024, 7, 1), "Quyết định 12/QĐ-UBND"
    stated: dict[str, Any] = {"households": 412, "persons": 1650, "area": 3_250_000, "hotspot": True}
    village_facts_record(actor=clerk, village_id=village.pk, valid_from=day, source=source, **stated)
    commune_facts_record(
        actor=clerk, commune_id=commune.pk, valid_from=day, source=source, border=True, wage_region="vung_3"
    )
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(clerk.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{live_server.url}/")
    for address in (
        f"thon/{village.pk}/",
        f"thon/{village.pk}/so-lieu/",
        commune.key,
        f"{commune.key}/so-lieu/",
    ):
        page.goto(f"{live_server.url}/dia-ban/{address}")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
