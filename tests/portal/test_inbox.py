"""What waits for a user: each thing at its one desk, the longest first."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.errors import SamePerson
from accounts.models import Delegation, RoleBinding, User
from accounts.roles import Role
from antt_portal.inbox import waiting_list
from imports.models import Import
from members import changes
from members.models import CouncilMember, MemberChange, Membership, SelectionMeeting, SelectionVote
from reports.services import change_issue
from teams import services
from teams.models import Team
from territory.models import Unit, Village
from tests.conftest import MakePerson, MakeUser, MakeVillage

pytestmark = pytest.mark.django_db
START = date(2024, 8, 1)


def test_a_dossier_waits_for_one_desk_at_a_time(
    clerk: User, district_officer: User, chairman: User, village: Village
) -> None:
    def desks() -> list[bool]:
        return [bool(waiting_list(user)) for user in (clerk, district_officer, chairman)]

    draft = services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    assert desks() == [True, False, False]
    services.dossier_submit(actor=clerk, dossier_id=draft.pk)
    assert desks() == [False, True, False]
    assert waiting_list(district_officer)[0].due is None
    services.dossier_examine(actor=district_officer, dossier_id=draft.pk)
    assert desks() == [False, False, True]
    (item,) = waiting_list(chairman)
    # From Thursday 18/07/2024 five working days lead over a weekend to Thursday 25/07/2024.
    assert (item.due, item.left) == (date(2024, 7, 25), 5)


def test_the_page_shows_what_waits_and_since_when(client: Client, clerk: User, village: Village) -> None:
    client.force_login(clerk)
    assert "Không có việc nào chờ" in client.get("/viec-cho/").content.decode()
    services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    html = client.get("/viec-cho/").content.decode()
    assert "Hồ sơ thành lập Tổ bảo vệ an ninh, trật tự thôn Háo Lễ" in html
    assert "18/07/2024" in html


def test_a_list_costs_the_same_statements_for_1_and_10_dossiers(
    clerk: User, commune: Unit, village: Village, make_village: MakeVillage
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            waiting_list(User.objects.get(pk=clerk.pk))
        return len(queries)

    services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    one = statements()
    for number in range(9):
        place = make_village(commune, f"Số {number}")
        services.team_propose(actor=clerk, village_id=place.pk, name="", start_on=START)
    assert statements() == one


def _leaving(clerk: User, team: Team) -> MemberChange:
    member = team.memberships.filter(title="to_vien").earliest("pk")
    return changes.end_propose(
        actor=clerk,
        person_id=member.person_id,
        ground="own_request",
        effective_on=date(2024, 9, 1),
        received_on=date(2024, 7, 15),
    )


def _stand_in(chairman: User, make_user: MakeUser, commune: Unit) -> User:
    deputy = make_user(Role.COMMUNE_CHAIRMAN, commune, "Phó Chủ tịch")
    Delegation.objects.create(
        principal=chairman, delegate=deputy, valid_from=date(2024, 7, 18), valid_to=START, reason="Đi họp"
    )
    return deputy


def test_a_proposal_about_a_member_waits_for_the_chairman_with_its_days(
    clerk: User, chairman: User, neighbour_clerk: User, active_team: Team
) -> None:
    _leaving(clerk, active_team)
    (item,) = waiting_list(chairman)
    assert item.title.startswith("Đề nghị cho thôi tham gia: ")
    assert (item.due, item.left) == (date(2024, 7, 25), 5)
    assert waiting_list(clerk) == waiting_list(neighbour_clerk) == []


def test_a_stand_in_sees_and_signs_decisions_on_members(
    law: None, clerk: User, chairman: User, active_team: Team, make_user: MakeUser, commune: Unit
) -> None:
    deputy = _stand_in(chairman, make_user, commune)
    change = _leaving(clerk, active_team)
    assert len(waiting_list(deputy)) == 1
    change_issue(actor=deputy, change_id=change.pk)
    assert waiting_list(deputy) == waiting_list(chairman) == []


@pytest.mark.parametrize("maker", ["himself", "whom he acts for"])
def test_a_stand_in_neither_sees_nor_signs_own_work(
    law: None,
    clerk: User,
    chairman: User,
    active_team: Team,
    make_user: MakeUser,
    commune: Unit,
    client: Client,
    maker: str,
) -> None:
    deputy = _stand_in(chairman, make_user, commune)
    change = _leaving(clerk, active_team)
    MemberChange.objects.update(proposed_by=deputy if maker == "himself" else chairman)
    assert waiting_list(deputy) == []
    client.force_login(deputy)
    page = client.get(reverse("members:change", args=[change.pk]))
    assert page.status_code == 200
    assert "Ban hành quyết định" not in page.content.decode()
    with pytest.raises(SamePerson):
        change_issue(actor=deputy, change_id=change.pk)


def test_who_is_back_is_acted_for_no_more(
    clerk: User, chairman: User, active_team: Team, make_user: MakeUser, commune: Unit
) -> None:
    deputy = _stand_in(chairman, make_user, commune)
    RoleBinding.objects.filter(user=deputy).update(valid_to=date(2024, 7, 18))
    _leaving(clerk, active_team)
    assert waiting_list(User.objects.get(pk=deputy.pk)) == []


def test_the_days_to_report_run_from_the_councils_meeting(
    clerk: User, village: Village, commune: Unit, make_person: MakePerson
) -> None:
    draft = services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    assert waiting_list(clerk)[0].due is None
    person = make_person(commune)
    Membership.objects.create(person=person, team=draft.team, title="to_vien", valid_from=START)
    meeting = SelectionMeeting.objects.create(
        commune=commune,
        council_number="1/QĐ-UBND",
        council_decided_on=date(2024, 7, 1),
        held_on=date(2024, 7, 8),
        method="hands",
        present=3,
        places=1,
        entered_by=clerk,
    )
    CouncilMember.objects.create(meeting=meeting, seat="chu_tich", full_name="Người mẫu", post="Phó Chủ tịch")
    SelectionVote.objects.create(meeting=meeting, person=person, agreed=3)
    (item,) = waiting_list(clerk)
    assert (item.due, item.left) == (date(2024, 7, 15), -3)


def test_a_list_from_excel_waits_for_its_unit_until_it_is_confirmed(
    clerk: User, chairman: User, neighbour_clerk: User, commune: Unit
) -> None:
    row = Import.objects.create(kind="members", unit=commune, uploaded_by=clerk, file_name="ds.xlsx")
    (item,) = waiting_list(clerk)
    assert item.title == "Danh sách Excel: Thành viên, tệp ds.xlsx"
    assert waiting_list(chairman) == waiting_list(neighbour_clerk) == []
    Import.objects.filter(pk=row.pk).update(state="dropped")
    assert waiting_list(clerk) == []
