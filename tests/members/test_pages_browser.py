"""The pages of a person's file in a real browser: axe finds nothing, at two widths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from accounts.models import User
from members import recording
from members.models import Membership
from teams.models import Dossier
from tests.conftest import PASSWORD, START

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"


@pytest.fixture
def member(clerk: User, complete: Dossier) -> Membership:
    """A proposed member with one fact and one paper on file."""
    row = complete.team.memberships.get(title="to_truong")
    recording.fact_record(
        actor=clerk,
        person_id=row.person_id,
        kind="other_post",
        value="khac",
        number=900_000,
        valid_from=START,
        source="Quyết định 12/QĐ-UBND",
    )
    recording.evidence_record(
        actor=clerk,
        person_id=row.person_id,
        standard="health",
        basis="paper",
        answer="du",
        number="12/GKS",
        issued_on=START,
        issuer="Trạm y tế xã",
    )
    return row


@pytest.fixture
def desk(page: Page, live_server: Any, clerk: User) -> Page:
    """The clerk's browser, signed in."""
    page.goto(f"{live_server.url}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(clerk.username)
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
def test_axe_finds_nothing_on_the_file_of_a_person(
    member: Membership, desk: Page, live_server: Any, width: int, height: int
) -> None:
    desk.set_viewport_size({"width": width, "height": height})
    person = f"thanh-vien/{member.person_id}/"
    addresses = (
        person,
        f"{person}du-kien/other_post/",
        f"{person}du-kien/other_post/het/",
        f"{person}tieu-chuan/",
        f"{person}tieu-chuan/residence/",
        f"{person}giay-to/",
        f"ho-so/{member.team.dossiers.get().pk}/",
    )
    found = {}
    for address in addresses:
        desk.goto(f"{live_server.url}/{address}")
        found[address] = violations(desk)
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert {address: faults for address, faults in found.items() if faults} == {}
