"""The selection council: more than half of those present, most votes first, equal votes never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from members import selection, services
from members.models import CouncilMember, Person, SelectionMeeting, SelectionVote
from members.selection_rules import Outcome, outcomes
from teams.models import Dossier

HELD = date(2024, 7, 10)
MEETING = selection.Meeting("3/QĐ-UBND", date(2024, 7, 5), HELD, "ballot", 7, 2)
COUNCIL = [
    selection.Seated("chu_tich", "Nguyễn Văn Chủ", "Phó Chủ tịch UBND xã"),
    selection.Seated("pho_chu_tich", "Trần Văn Phó", "Trưởng Công an xã"),
    *(selection.Seated("uy_vien", f"Ủy viên {number}", "Đoàn Thanh niên") for number in range(1, 6)),
]


@pytest.mark.parametrize(
    ("agreed", "present", "passes"),
    [
        pytest.param(4, 7, True, id="more than half of an odd number"),
        pytest.param(3, 7, False, id="less than half"),
        pytest.param(3, 6, False, id="exactly half is not more than half"),
        pytest.param(4, 6, True, id="one more than half"),
    ],
)
def test_more_than_half_of_those_present_must_agree(agreed: int, present: int, passes: bool) -> None:
    assert (outcomes({"a": agreed}, present, 1)["a"] is Outcome.CHOSEN) is passes


def test_most_votes_come_first_where_more_pass_than_are_needed() -> None:
    found = outcomes({"a": 7, "b": 6, "c": 5, "d": 3}, 7, 2)
    assert list(found.values()) == [Outcome.CHOSEN, Outcome.CHOSEN, Outcome.NO_PLACE, Outcome.NOT_PASSED]


def test_equal_votes_at_the_last_place_are_left_open() -> None:
    found = outcomes({"a": 7, "b": 5, "c": 5}, 7, 2)
    assert list(found.values()) == [Outcome.CHOSEN, Outcome.TIED, Outcome.TIED]


VOTES = st.dictionaries(st.integers(1, 30), st.integers(0, 20), max_size=12)


@given(agreed=VOTES, present=st.integers(1, 20), places=st.integers(1, 8))
def test_never_more_are_chosen_than_needed_and_never_a_worse_one(
    agreed: dict[int, int], present: int, places: int
) -> None:
    found = outcomes(agreed, present, places)
    chosen = [agreed[key] for key, outcome in found.items() if outcome is Outcome.CHOSEN]
    others = [agreed[key] for key, outcome in found.items() if outcome in {Outcome.TIED, Outcome.NO_PLACE}]
    assert len(chosen) <= places
    assert not chosen or not others or min(chosen) > max(others)
    assert all(2 * votes > present for votes in chosen)


def _votes(dossier: Dossier, *counts: int) -> dict[int, int]:
    people = Person.objects.filter(memberships__team=dossier.team_id).order_by("pk")
    return dict(zip(people.values_list("pk", flat=True), counts, strict=False))


def _record(actor: User, votes: dict[int, int], meeting: selection.Meeting = MEETING) -> SelectionMeeting:
    return selection.meeting_record(actor=actor, meeting=meeting, council=COUNCIL, votes=votes)


def test_a_meeting_is_recorded_whole(clerk: User, complete: Dossier) -> None:
    meeting = _record(clerk, _votes(complete, 7, 6, 2))
    assert [row.outcome.words for row in selection.vote_rows(meeting)] == [
        "Trúng tuyển",
        "Trúng tuyển",
        "Không đạt quá nửa",
    ]
    assert meeting.council.count() == 7


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"present": 8}, "present"),
        ({"present": 5}, "present"),
        ({"held_on": date(2024, 7, 4)}, "held_on"),
        ({"held_on": date(2999, 1, 1)}, "held_on"),
        ({"places": 0}, "present"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(
    clerk: User, complete: Dossier, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        _record(clerk, _votes(complete, 6), replace(MEETING, **changes))
    assert refused.value.field == field


def test_somebody_must_be_voted_on(clerk: User, complete: Dossier) -> None:
    with pytest.raises(DomainError, match="ít nhất một người"):
        _record(clerk, {})


def test_only_candidates_of_the_own_commune_are_voted_on(
    clerk: User, neighbour_clerk: User, complete: Dossier
) -> None:
    with pytest.raises(NotAllowed):
        _record(neighbour_clerk, _votes(complete, 7))


def test_who_may_only_read_records_no_meeting(auditor: User, complete: Dossier) -> None:
    with pytest.raises(NotAllowed):
        _record(auditor, _votes(complete, 7))


def test_who_was_not_chosen_is_neither_handed_in_nor_recognised(
    clerk: User, chairman: User, complete: Dossier
) -> None:
    _record(clerk, _votes(complete, 7, 2))
    with pytest.raises(DomainError, match="Hội đồng xét tuyển họp ngày 10/07/2024"):
        services.dossier_submit(actor=clerk, dossier_id=complete.pk)
    with pytest.raises(DomainError, match="Hội đồng xét tuyển"):
        services.team_recognise(actor=chairman, team_id=complete.team_id, unproven_confirmed=True)


def test_a_later_meeting_counts(clerk: User, complete: Dossier) -> None:
    _record(clerk, _votes(complete, 2))
    _record(clerk, _votes(complete, 7), replace(MEETING, held_on=date(2024, 7, 12)))
    services.dossier_submit(actor=clerk, dossier_id=complete.pk)


def test_what_was_recorded_is_kept(clerk: User, complete: Dossier) -> None:
    _record(clerk, _votes(complete, 7))
    with pytest.raises(InternalError, match="meeting_is_kept"), transaction.atomic():
        SelectionMeeting.objects.update(places=9)
    with pytest.raises(InternalError, match="council_is_kept"), transaction.atomic():
        CouncilMember.objects.update(post="x")
    with pytest.raises(InternalError, match="vote_is_kept"), transaction.atomic():
        SelectionVote.objects.update(agreed=0)


def test_a_council_has_one_head(clerk: User, complete: Dossier) -> None:
    meeting = _record(clerk, _votes(complete, 7))
    with pytest.raises(IntegrityError, match="one_head_of_a_council"), transaction.atomic():
        CouncilMember.objects.create(meeting=meeting, seat="chu_tich", full_name="Hai", post="x")


def _typed(person: int) -> dict[str, str]:
    return {
        "council_number": "3/QĐ-UBND",
        "council_decided_on": "05/07/2024",
        "chu_tich": "Nguyễn Văn Chủ, Phó Chủ tịch UBND xã",
        "pho_chu_tich": "Trần Văn Phó, Trưởng Công an xã",
        "uy_vien": "Lê Thị Thanh, Bí thư Đoàn xã\nVõ Văn Nông, Hội Nông dân",
        "held_on": "10/07/2024",
        "method": "ballot",
        "present": "4",
        "places": "1",
        f"vote_{person}": "3",
    }


def test_the_clerk_records_a_meeting_by_the_page(client: Client, clerk: User, complete: Dossier) -> None:
    client.force_login(clerk)
    person = next(iter(_votes(complete, 1)))
    html = client.post("/thanh-vien/xet-tuyen/moi/", _typed(person), follow=True).content.decode()
    assert "Trúng tuyển" in html
    assert "Hội Nông dân" in html
    assert "bằng phiếu chưa được xác minh" in html


def test_a_wrong_number_keeps_what_was_typed(client: Client, clerk: User, complete: Dossier) -> None:
    client.force_login(clerk)
    person = next(iter(_votes(complete, 1)))
    answer = client.post("/thanh-vien/xet-tuyen/moi/", _typed(person) | {"present": "9"})
    assert answer.status_code == 422
    assert "Hội Nông dân" in answer.content.decode()
    assert "không quá 4 thành viên" in answer.content.decode()
