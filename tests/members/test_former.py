"""Former forces: service before 01/07/2024, and one decision on record for several people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.test import Client

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from members import former, recording
from members.models import FormerService, KeepDecision, Person
from members.person_days import people_days
from tests.conftest import START
from vietnamese.dates import month_span

pytestmark = pytest.mark.django_db
PERSON = {
    "birth_date": date(1975, 3, 2),
    "gender": "male",
    "address": "Thôn Háo Lễ",
    "force": "cong_an_xa_ban_chuyen_trach",
    "source": "Danh sách của UBND xã",
}
DECISION: dict[str, Any] = {
    "outcome": "released",
    "reason": "Không đủ sức khỏe",
    "number": "15/QĐ-UBND",
    "decided_on": date(2024, 7, 1),
}


def _record(actor: User, number: int = 1, **row: Any) -> FormerService:
    told: dict[str, Any] = PERSON | {
        "full_name": f"Đinh Văn {number}",
        "identity_number": f"998000000{number:03d}",
        "valid_from": date(2012, 4, 1),
        "last_day": date(2024, 6, 30),
    }
    return former.former_record(actor=actor, **(told | row))


def test_service_ends_with_the_day_before_the_law(clerk: User) -> None:
    assert _record(clerk).valid_to == START
    with pytest.raises(DomainError, match="không sau 30/06/2024") as refused:
        _record(clerk, 2, last_day=START)
    assert refused.value.field == "last_day"


def test_a_person_on_file_is_taken_up_by_his_number(clerk: User) -> None:
    _record(clerk, last_day=date(2018, 12, 31))
    _record(clerk, valid_from=date(2019, 1, 1), force="dan_phong")
    assert Person.objects.count() == 1


def test_one_force_once_a_day(clerk: User) -> None:
    _record(clerk)
    with pytest.raises(DomainError) as refused:
        _record(clerk, valid_from=date(2020, 1, 1))
    assert refused.value.field == "valid_from"


def test_who_may_only_read_records_nothing(auditor: User) -> None:
    with pytest.raises(NotAllowed):
        _record(auditor)


def _told(person: Person, day: date) -> object:
    found = people_days({person.pk: person.birth_date}, month_span(day), frozenset({"member.former_force"}))
    return dict(found[person.pk].on(day))["member.former_force"]


def test_the_law_is_told_the_last_force_or_that_there_was_none(clerk: User) -> None:
    person = _record(clerk, last_day=date(2018, 12, 31)).person
    assert _told(person, START) == "cong_an_xa_ban_chuyen_trach"
    _record(clerk, valid_from=date(2019, 1, 1), force="dan_phong")
    assert _told(person, START) == "dan_phong"


def test_no_former_force_is_known_only_where_it_was_entered(clerk: User, active_team: Any) -> None:
    person = active_team.memberships.get(title="to_truong").person
    assert _told(person, START) is None
    recording.fact_record(
        actor=clerk,
        person_id=person.pk,
        kind="no_former_force",
        value="khong",
        valid_from=START,
        source="Lý lịch",
    )
    assert _told(person, START) == "khong"


def _decide(actor: User, *people: Person, **row: Any) -> int:
    return former.keep_decide(actor=actor, people={person.pk for person in people}, **(DECISION | row))


def test_one_decision_for_several_people(clerk: User) -> None:
    first, second, third = (_record(clerk, number).person for number in (1, 2, 3))
    assert _decide(clerk, first, second) == 2
    outcomes = [row.words for row in former.former_rows(former.former_people(clerk))]
    assert sorted(outcomes) == ["Chưa có quyết định", "Không tiếp tục sử dụng", "Không tiếp tục sử dụng"]
    assert former.keep_decision_of(third) is None


def test_a_later_decision_corrects_an_earlier_one(clerk: User) -> None:
    person = _record(clerk).person
    _decide(clerk, person)
    _decide(clerk, person, outcome="kept", reason="Đính chính")
    found = former.keep_decision_of(person)
    assert found is not None
    assert found.outcome == "kept"
    assert KeepDecision.objects.count() == 2


@pytest.mark.parametrize("row", [{"reason": ""}, {"number": ""}, {"decided_on": date(2999, 1, 1)}])
def test_a_decision_without_its_paper_is_refused(clerk: User, row: dict[str, Any]) -> None:
    with pytest.raises(DomainError):
        _decide(clerk, _record(clerk).person, **row)


def test_nobody_ticked_is_said(clerk: User) -> None:
    with pytest.raises(DomainError, match="ít nhất một người"):
        _decide(clerk)


def test_one_of_another_commune_stops_them_all(clerk: User, neighbour_clerk: User) -> None:
    own, far = _record(clerk, 1).person, _record(neighbour_clerk, 2).person
    with pytest.raises(NotAllowed):
        _decide(clerk, own, far)
    assert not KeepDecision.objects.exists()


def test_who_may_only_read_decides_nothing(clerk: User, auditor: User) -> None:
    with pytest.raises(NotAllowed):
        _decide(auditor, _record(clerk).person)


def test_a_decision_is_kept(clerk: User) -> None:
    _decide(clerk, _record(clerk).person)
    with pytest.raises(InternalError, match="keep_decision_is_kept"), transaction.atomic():
        KeepDecision.objects.update(outcome="kept")


def test_the_database_wants_the_paper(clerk: User) -> None:
    person = _record(clerk).person
    with pytest.raises(IntegrityError, match="keep_decision_has_its_paper"), transaction.atomic():
        KeepDecision.objects.bulk_create(
            [KeepDecision(person=person, entered_by=clerk, **(DECISION | {"reason": ""}))]
        )


def test_the_clerk_ticks_and_records_by_the_page(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    typed = {
        "full_name": "Đinh Văn Một",
        "birth_date": "02/03/1975",
        "gender": "male",
        "identity_number": "998000000001",
        "address": "Thôn Háo Lễ",
        "force": "bao_ve_dan_pho",
        "valid_from": "01/04/2012",
        "last_day": "30/06/2024",
        "source": "Danh sách của UBND xã",
    }
    answer = client.post("/thanh-vien/luc-luong-cu/moi/", typed, follow=True)
    assert "Chưa có quyết định" in answer.content.decode()
    person = Person.objects.get()
    ticked = {
        "person": [str(person.pk), "x"],
        "outcome": "kept",
        "number": "1/QĐ",
        "decided_on": "01/07/2024",
    }
    wrong = client.post("/thanh-vien/luc-luong-cu/", ticked)
    assert wrong.status_code == 422
    assert "checked" in wrong.content.decode()
    done = client.post("/thanh-vien/luc-luong-cu/", ticked | {"reason": "Đủ tiêu chuẩn"}, follow=True)
    assert "Đã ghi quyết định cho 1 người" in done.content.decode()
    assert "Tiếp tục sử dụng" in done.content.decode()
