"""The pages of a person's file in a real browser: axe finds nothing, at two widths."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from members import former, recording, selection
from members.models import Membership, SelectionMeeting
from teams.models import Dossier
from tests.browser import sign_in, too_wide, violations
from tests.conftest import START

pytestmark = pytest.mark.django_db(transaction=True)


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
def meeting(clerk: User, member: Membership) -> SelectionMeeting:
    """A meeting that chose the member, and a person of a former force."""
    former.former_record(
        actor=clerk,
        full_name="Đinh Văn Cũ",
        birth_date=date(1975, 3, 2),
        gender="male",
        identity_number="998000000901",
        address="Thôn Háo Lễ",
        force="cong_an_xa_ban_chuyen_trach",
        valid_from=date(2012, 4, 1),
        last_day=date(2024, 6, 30),
        source="Danh sách của UBND xã",
    )
    return selection.meeting_record(
        actor=clerk,
        meeting=selection.Meeting("3/QĐ-UBND", START, START, "ballot", 2, 1),
        council=[
            selection.Seated("chu_tich", "Nguyễn Văn Chủ", "Phó Chủ tịch UBND xã"),
            selection.Seated("pho_chu_tich", "Trần Văn Phó", "Trưởng Công an xã"),
        ],
        votes={member.person_id: 2},
    )


@pytest.fixture
def desk(page: Page, live_server: Any, clerk: User) -> Page:
    """The clerk's browser, signed in."""
    sign_in(page, live_server.url, clerk.username)
    return page


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (360, 740)])
def test_axe_finds_nothing_on_the_file_of_a_person(
    member: Membership,
    meeting: SelectionMeeting,
    desk: Page,
    live_server: Any,
    width: int,
    height: int,
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
        f"{person}so-dinh-danh/",
        f"{person}cho-thoi/",
        f"{person}nhiem-vu/",
        "thanh-vien/",
        "thanh-vien/de-nghi/",
        "thanh-vien/luc-luong-cu/",
        "thanh-vien/luc-luong-cu/moi/",
        "thanh-vien/xet-tuyen/",
        "thanh-vien/xet-tuyen/moi/",
        f"thanh-vien/xet-tuyen/{meeting.pk}/",
    )
    found = {}
    for address in addresses:
        desk.goto(f"{live_server.url}/{address}")
        found[address] = violations(desk)
        assert too_wide(desk) == 0, address
    assert {address: faults for address, faults in found.items() if faults} == {}
