"""Joining later, moving and ending: proposed by the police, decided by the chairman, on the law's grounds."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.test import Client
from pypdf import PdfReader

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from members import changes, recording
from members.change_lists import changes_for, clock_of, due, waiting_changes, waits_for
from members.models import DutyRecord, MemberChange, Membership, Person, Recognition
from reports import services as reports
from reports.models import Document
from reports.rendering import render_document
from teams.models import Team
from territory.models import Unit
from tests.conftest import MakePerson

pytestmark = pytest.mark.django_db
DAY = date(2024, 9, 1)
RECEIVED = date(2024, 7, 15)
ENDING: dict[str, Any] = {"ground": "own_request", "effective_on": DAY, "received_on": RECEIVED}


@pytest.fixture
def member(active_team: Team) -> Membership:
    return active_team.memberships.filter(title="to_vien").select_related("person")[0]


@pytest.fixture
def small_team(law: None, active_team: Team) -> Team:
    """The team with one of four places free."""
    leaver = active_team.memberships.filter(title="to_vien").latest("pk")
    Membership.objects.filter(pk=leaver.pk).update(valid_to=date(2024, 7, 10))
    return active_team


def _end(actor: User, member: Membership, **row: Any) -> MemberChange:
    return changes.end_propose(actor=actor, person_id=member.person_id, **(ENDING | row))


def _join(actor: User, team: Team, **row: Any) -> MemberChange:
    who = changes.NewMember("Hồ Văn Thêm", date(1991, 1, 1), "male", "998000000123", "Thôn Háo Lễ")
    told: dict[str, Any] = {"title": "to_vien", "effective_on": DAY, "received_on": RECEIVED, "who": who}
    return changes.join_propose(actor=actor, team_id=team.pk, **(told | row))


def _decide(actor: User, change: MemberChange, *, confirmed: bool = False) -> MemberChange:
    return changes.change_decide(
        actor=actor, change_id=change.pk, decision_code="AAAA", unproven_confirmed=confirmed
    )


def _records(clerk: User, member: Membership, refusals: int, reminders: int) -> None:
    for kind, count in (("refusal", refusals), ("reminder", reminders)):
        for number in range(count):
            changes.duty_record(
                actor=clerk,
                person_id=member.person_id,
                kind=kind,
                on=date(2024, 7, 2 + number),
                number=f"{number}/CV" if kind == "reminder" else "",
                note="Không tham gia tuần tra",
            )


def test_an_ending_closes_the_membership_on_its_day(clerk: User, chairman: User, member: Membership) -> None:
    _decide(chairman, _end(clerk, member))
    member.refresh_from_db()
    assert member.valid_to == DAY


@pytest.mark.parametrize(("refusals", "reminders"), [(0, 0), (2, 1), (1, 2), (1, 1)])
def test_duty_is_no_ground_before_two_refusals_and_two_reminders(
    clerk: User, member: Membership, refusals: int, reminders: int
) -> None:
    _records(clerk, member, refusals, reminders)
    with pytest.raises(DomainError, match=f"hiện có {refusals} và {reminders}.*điểm c") as refused:
        _end(clerk, member, ground="duty")
    assert refused.value.field == "ground"


def test_duty_is_a_ground_with_two_and_two(clerk: User, chairman: User, member: Membership) -> None:
    _records(clerk, member, 2, 2)
    assert _decide(chairman, _end(clerk, member, ground="duty")).state == "decided"


def test_records_of_before_he_joined_do_not_count(clerk: User, member: Membership) -> None:
    _records(clerk, member, 2, 2)
    Membership.objects.filter(pk=member.pk).update(valid_from=date(2024, 7, 3))
    with pytest.raises(DomainError, match="hiện có 1 và 1"):
        _end(clerk, member, ground="duty")


def test_health_is_a_ground_with_a_certificate_that_says_so(
    clerk: User, chairman: User, member: Membership
) -> None:
    def certified(answer: str) -> None:
        recording.evidence_record(
            actor=clerk,
            person_id=member.person_id,
            standard="health",
            basis="paper",
            answer=answer,
            number="9/GKS",
            issued_on=RECEIVED,
        )

    with pytest.raises(DomainError, match="giấy khám sức khỏe"):
        _end(clerk, member, ground="health")
    certified("du")
    with pytest.raises(DomainError, match="giấy khám sức khỏe"):
        _end(clerk, member, ground="health")
    certified("khong_du")
    change = _end(clerk, member, ground="health")
    certified("du")
    with pytest.raises(DomainError, match="giấy khám sức khỏe"):
        _decide(chairman, change)


def test_prosecution_needs_the_number_of_its_decision(clerk: User, member: Membership) -> None:
    with pytest.raises(DomainError) as refused:
        _end(clerk, member, ground="prosecution")
    assert refused.value.field == "paper_number"
    assert _end(clerk, member, ground="prosecution", paper_number="12/QĐ-CQĐT").pk


@pytest.mark.parametrize("ground", ["age", "", "tuoi_cao"])
def test_age_is_no_ground(clerk: User, member: Membership, ground: str) -> None:
    Person.objects.filter(pk=member.person_id).update(birth_date=date(1950, 1, 1))
    with pytest.raises(DomainError, match="bốn căn cứ"):
        _end(clerk, member, ground=ground)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"effective_on": date(2024, 7, 1)}, "effective_on"),
        ({"received_on": date(2999, 1, 1)}, "received_on"),
    ],
)
def test_days_that_cannot_be_are_refused(
    clerk: User, member: Membership, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        _end(clerk, member, **changed)
    assert refused.value.field == field


def test_who_proposed_does_not_decide(chairman: User, clerk: User, member: Membership) -> None:
    change = _end(clerk, member)
    MemberChange.objects.filter(pk=change.pk).update(proposed_by=chairman)
    with pytest.raises(SamePerson):
        _decide(chairman, change)


def test_the_database_keeps_maker_and_decider_apart(clerk: User, member: Membership) -> None:
    change = _end(clerk, member)
    with pytest.raises(IntegrityError, match="change_decider_is_not_maker"), transaction.atomic():
        MemberChange.objects.filter(pk=change.pk).update(decided_by=clerk)


def test_one_open_proposal_a_person(clerk: User, member: Membership) -> None:
    _end(clerk, member)
    with pytest.raises(DomainError, match="đề nghị đang chờ"):
        _end(clerk, member)


def test_only_the_chairman_of_the_commune_decides(
    clerk: User, neighbour_clerk: User, district_officer: User, member: Membership
) -> None:
    change = _end(clerk, member)
    for actor in (clerk, neighbour_clerk, district_officer):
        with pytest.raises(NotAllowed):
            _decide(actor, change)


def test_the_neighbour_proposes_nothing(neighbour_clerk: User, member: Membership) -> None:
    with pytest.raises(NotAllowed):
        _end(neighbour_clerk, member)


def test_a_decided_proposal_is_decided_once(clerk: User, chairman: User, member: Membership) -> None:
    change = _end(clerk, member)
    _decide(chairman, change)
    with pytest.raises(WrongState):
        _decide(chairman, change)
    with pytest.raises(WrongState):
        changes.change_withdraw(actor=clerk, change_id=change.pk)


def test_a_proposal_is_returned_with_a_reason_or_withdrawn(
    clerk: User, chairman: User, member: Membership
) -> None:
    change = _end(clerk, member)
    with pytest.raises(DomainError, match="lý do"):
        changes.change_return(actor=chairman, change_id=change.pk, reason=" ")
    assert changes.change_return(actor=chairman, change_id=change.pk, reason="Thiếu đơn").state == "returned"
    assert changes.change_withdraw(actor=clerk, change_id=_end(clerk, member).pk).state == "withdrawn"


def test_a_new_title_is_a_new_row_from_its_day(clerk: User, chairman: User, active_team: Team) -> None:
    deputy = active_team.memberships.get(title="to_pho")
    Membership.objects.filter(team=active_team, title="to_truong").update(valid_to=DAY)
    told: dict[str, Any] = {
        "team_id": active_team.pk,
        "title": "to_truong",
        "effective_on": DAY,
        "reason": "Thay",
    }
    _decide(chairman, changes.move_propose(actor=clerk, person_id=deputy.person_id, **told))
    rows = list(
        deputy.person.memberships.order_by("valid_from").values_list("title", "valid_from", "valid_to")
    )
    assert rows == [("to_pho", date(2024, 7, 1), DAY), ("to_truong", DAY, None)]


def test_a_title_that_is_taken_is_refused_when_decided(
    clerk: User, chairman: User, member: Membership
) -> None:
    told: dict[str, Any] = {
        "team_id": member.team_id,
        "title": "to_pho",
        "effective_on": DAY,
        "reason": "Thay",
    }
    change = changes.move_propose(actor=clerk, person_id=member.person_id, **told)
    with pytest.raises(DomainError, match="đã có tổ phó"):
        _decide(chairman, change)
    member.refresh_from_db()
    assert member.valid_to is None


def test_nothing_new_is_no_proposal(clerk: User, member: Membership) -> None:
    told: dict[str, Any] = {
        "team_id": member.team_id,
        "title": "to_vien",
        "effective_on": DAY,
        "reason": "Thay",
    }
    with pytest.raises(DomainError, match="chức danh hoặc tổ khác"):
        changes.move_propose(actor=clerk, person_id=member.person_id, **told)


def test_a_transfer_goes_to_a_team_of_the_own_commune(
    clerk: User, chairman: User, member: Membership, commune: Unit, neighbour_commune: Unit
) -> None:
    own = Team.objects.create(commune=commune, name="Tổ khác", status="active", sort_key="x")
    far = Team.objects.create(commune=neighbour_commune, name="Tổ xa", status="active", sort_key="x")
    told: dict[str, Any] = {"title": "to_vien", "effective_on": DAY, "reason": "Gần nhà"}
    with pytest.raises(NotAllowed):
        changes.move_propose(actor=clerk, person_id=member.person_id, team_id=far.pk, **told)
    _decide(chairman, changes.move_propose(actor=clerk, person_id=member.person_id, team_id=own.pk, **told))
    assert member.person.memberships.get(valid_to=None).team == own


def test_somebody_joins_a_team_with_room(clerk: User, chairman: User, small_team: Team) -> None:
    change = _join(clerk, small_team)
    assert not change.person.memberships.exists()
    with pytest.raises(DomainError, match="chưa đủ căn cứ"):
        _decide(chairman, change)
    _decide(chairman, change, confirmed=True)
    row = change.person.memberships.get()
    assert (row.status, row.valid_from) == ("recognised", DAY)
    assert "health" in Recognition.objects.get(membership=row).unproven


def test_nobody_joins_a_full_team(clerk: User, law: None, active_team: Team) -> None:
    with pytest.raises(DomainError, match="đã đủ 4 người"):
        _join(clerk, active_team)


def test_a_place_taken_since_stops_the_decision(
    clerk: User, chairman: User, small_team: Team, make_person: MakePerson
) -> None:
    change = _join(clerk, small_team)
    Membership.objects.create(
        person=make_person(small_team.commune), team=small_team, title="to_vien", valid_from=DAY
    )
    with time_machine.travel("2024-10-01"), pytest.MonkeyPatch.context() as patch:
        patch.setattr("members.selectors.clock.today", lambda: date(2024, 10, 1))
        with pytest.raises(DomainError, match="đã đủ"):
            _decide(chairman, change, confirmed=True)


def test_who_fails_a_standard_does_not_join(clerk: User, chairman: User, small_team: Team) -> None:
    change = _join(clerk, small_team)
    recording.evidence_record(
        actor=clerk, person_id=change.person_id, standard="penalty", basis="claim", answer="dang_bi"
    )
    with pytest.raises(DomainError, match="đang bị xử lý"):
        _decide(chairman, change, confirmed=True)


def test_a_child_is_not_proposed(clerk: User, small_team: Team) -> None:
    who = changes.NewMember("Hồ Văn Bé", date(2010, 1, 1), "male", "998000000124", "Thôn")
    with pytest.raises(DomainError, match="đủ 18 tuổi"):
        _join(clerk, small_team, who=who)


@pytest.mark.parametrize(
    ("row", "match"),
    [
        ({"kind": "reminder", "number": ""}, "số của văn bản"),
        ({"kind": "refusal", "on": date(2999, 1, 1)}, "không sau hôm nay"),
        ({"kind": "refusal", "on": date(2024, 7, 2)}, "lần này đã ghi"),
        ({"kind": "reminder", "number": "0/CV"}, "đã ghi"),
    ],
)
def test_records_are_dated_numbered_and_entered_once(
    clerk: User, member: Membership, row: dict[str, Any], match: str
) -> None:
    _records(clerk, member, 1, 1)
    told: dict[str, Any] = {"on": date(2024, 7, 9), "number": "", "note": "Vắng"} | row
    with pytest.raises(DomainError, match=match):
        changes.duty_record(actor=clerk, person_id=member.person_id, **told)


def test_a_record_is_kept(clerk: User, member: Membership) -> None:
    _records(clerk, member, 1, 0)
    with pytest.raises(InternalError, match="duty_record_is_kept"), transaction.atomic():
        DutyRecord.objects.all().delete()


def test_the_clock_counts_working_days(clerk: User, member: Membership) -> None:
    change = _end(clerk, member)
    report, decide = clock_of(change, None)
    assert (report.due, report.state) == (date(2024, 7, 22), "Đúng hạn")
    assert (decide.due, decide.state) == (date(2024, 7, 25), "Còn 5 ngày làm việc")


@pytest.mark.parametrize(
    ("start", "state", "tag"),
    [
        (date(2024, 7, 11), "Hạn hôm nay", "waiting"),
        (date(2024, 7, 10), "Quá hạn 1 ngày làm việc", "stop"),
    ],
)
def test_a_term_that_is_over_says_so(start: date, state: str, tag: str) -> None:
    found = due("Quyết định", start, 5, None)
    assert (found.state, found.tag) == (state, tag)


def test_what_waits_stands_first(clerk: User, chairman: User, active_team: Team) -> None:
    first, second = active_team.memberships.filter(title="to_vien").order_by("pk")
    waiting = _end(clerk, first)
    _decide(chairman, _end(clerk, second))
    assert changes_for(chairman)[0] == waiting


def test_page_and_list_agree_on_whose_step_it_is(clerk: User, chairman: User, member: Membership) -> None:
    change = _end(clerk, member)
    for proposer, waits in ((clerk, True), (chairman, False)):
        MemberChange.objects.update(proposed_by=proposer)
        change.refresh_from_db()
        for user, expected in ((chairman, waits), (clerk, False)):
            assert waits_for(user, change) is expected
            assert MemberChange.objects.filter(waiting_changes(user)).exists() is expected


def _words(document: Document) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(render_document(document))).pages)
    return " ".join(text.split())


def test_another_title_is_a_decision_that_reads_as_one_sentence(
    law: None, clerk: User, chairman: User, member: Membership
) -> None:
    member.team.memberships.filter(title="to_pho").update(valid_to=date(2024, 7, 10))
    change = changes.move_propose(
        actor=clerk,
        person_id=member.person_id,
        team_id=member.team_id,
        title="to_pho",
        effective_on=DAY,
        reason="Tổ khuyết Tổ phó",
    )
    words = _words(reports.change_issue(actor=chairman, change_id=change.pk))
    assert f"sinh ngày 17/05/1990, đang là Tổ viên {member.team.name}, giữ chức danh Tổ phó" in words


def test_an_ending_is_a_numbered_decision_on_paper(
    law: None, clerk: User, chairman: User, member: Membership
) -> None:
    paper = reports.change_issue(actor=chairman, change_id=_end(clerk, member).pk)
    words = _words(paper)
    assert paper.number == 1
    assert f"Cho ông {member.person.full_name}" in words
    assert "thôi tham gia" in words
    assert "Điều 17 khoản 3 điểm a" in words
    assert "thi hành Quyết định này./." in words


def test_a_refused_decision_takes_no_number(law: None, clerk: User, chairman: User, small_team: Team) -> None:
    with pytest.raises(DomainError):
        reports.change_issue(actor=chairman, change_id=_join(clerk, small_team).pk)
    assert not Document.objects.exists()


def test_the_way_by_pages(client: Client, law: None, clerk: User, chairman: User, member: Membership) -> None:
    client.force_login(clerk)
    typed = {"ground": "own_request", "effective_on": "01/09/2024", "received_on": "15/07/2024"}
    answer = client.post(f"/thanh-vien/{member.person_id}/cho-thoi/", typed, follow=True)
    html = answer.content.decode()
    assert "Còn 5 ngày làm việc" in html
    assert "Ban hành" not in html
    change = MemberChange.objects.get()
    client.force_login(chairman)
    assert "chờ xử lý" in client.get("/thanh-vien/de-nghi/").content.decode()
    answer = client.post(f"/thanh-vien/de-nghi/{change.pk}/ban-hanh/", follow=True)
    assert "01/QĐ-UBND" in answer.content.decode()
    member.refresh_from_db()
    assert member.valid_to == DAY


def test_a_wrong_ground_keeps_what_was_typed(client: Client, clerk: User, member: Membership) -> None:
    client.force_login(clerk)
    typed = {
        "ground": "duty",
        "effective_on": "01/09/2024",
        "received_on": "15/07/2024",
        "reason": "Ý kiến thôn",
    }
    answer = client.post(f"/thanh-vien/{member.person_id}/cho-thoi/", typed)
    assert answer.status_code == 422
    assert "Ý kiến thôn" in answer.content.decode()


def test_the_team_page_proposes_somebody(client: Client, clerk: User, small_team: Team) -> None:
    client.force_login(clerk)
    assert "Đề nghị bổ sung thành viên" in client.get(f"/to/{small_team.pk}/").content.decode()
    typed = {
        "full_name": "Hồ Văn Thêm",
        "birth_date": "01/01/1991",
        "gender": "male",
        "identity_number": "998000000123",
        "address": "Thôn Háo Lễ",
        "title": "to_vien",
        "effective_on": "01/09/2024",
        "received_on": "15/07/2024",
    }
    answer = client.post(f"/to/{small_team.pk}/thanh-vien/bo-sung/", typed, follow=True)
    assert "Hồ Văn Thêm" in answer.content.decode()
    assert MemberChange.objects.get().kind == "join"
