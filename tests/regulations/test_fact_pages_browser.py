"""The pages on which facts are stated and shown, in a real browser: axe finds nothing, at two widths."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from regulations.fact_entry import commune_facts_record, village_facts_record
from territory.models import Unit, Village
from tests.browser import sign_in, too_wide, violations

pytestmark = pytest.mark.django_db(transaction=True)


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
    sign_in(page, live_server.url, clerk.username)
    for address in (
        f"thon/{village.pk}/",
        f"thon/{village.pk}/so-lieu/",
        commune.key,
        f"{commune.key}/so-lieu/",
    ):
        page.goto(f"{live_server.url}/dia-ban/{address}")
        assert violations(page) == [], address
        assert too_wide(page) == 0, address
