"""Meetings of the selection council: recorded whole, with council and votes, and read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from members.models import CouncilMember, MemberChange, Membership, Person, SelectionMeeting, SelectionVote
from members.selection_rules import Outcome, outcomes
from territory import clock

_FAILED: Final = "Bỏ {name} khỏi danh sách: Hội đồng xét tuyển họp ngày {day} không chọn người này."


@dataclass(frozen=True, slots=True)
class Seated:
    """One member of a council, as typed."""

    seat: str
    full_name: str
    post: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting, as typed."""

    council_number: str
    council_decided_on: date
    held_on: date
    method: str
    present: int
    places: int


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One candidate of a meeting with what his votes mean."""

    person: Person
    agreed: int
    outcome: Outcome


@transaction.atomic
def meeting_record(
    *, actor: User, meeting: Meeting, council: Sequence[Seated], votes: Mapping[int, int]
) -> SelectionMeeting:
    """A meeting with its council and the votes by person, once and for ever.

    Raises DomainError with the form field: nobody voted on, more present than the council has, more votes
    than present, days out of order; NotAllowed for somebody who is no candidate of the commune.
    """
    if actor.binding is None or not actor.has_perm("members.edit"):
        raise NotAllowed("Nhờ cán bộ Công an cấp xã thực hiện.")
    _require_sound(meeting, council, votes)
    people = {person.pk: person for person in candidates(actor)}
    if votes.keys() - people.keys():
        raise NotAllowed("Chọn người đang được đề nghị của xã mình.")
    row = SelectionMeeting(
        commune=actor.binding.unit,
        council_number=meeting.council_number,
        council_decided_on=meeting.council_decided_on,
        held_on=meeting.held_on,
        method=meeting.method,
        present=meeting.present,
        places=meeting.places,
        entered_by=actor,
    )
    save_or_refuse(row, at={"meeting_has_people_and_places": "present"})
    for seated in council:
        save_or_refuse(
            CouncilMember(meeting=row, seat=seated.seat, full_name=seated.full_name, post=seated.post)
        )
    for person, agreed in votes.items():
        save_or_refuse(SelectionVote(meeting=row, person=people[person], agreed=agreed))
    return row


def candidates(user: User) -> QuerySet[Person]:
    """People of the user's commune who are proposed and not yet decided on, by name."""
    proposed = Membership.objects.filter(status=Membership.Status.PROPOSED).values("person")
    joining = MemberChange.objects.filter(
        kind=MemberChange.Kind.JOIN, state=MemberChange.State.PROPOSED
    ).values("person")
    unit = user.binding.unit_id if user.binding else None
    rows = Person.objects.visible_to(user).filter(Q(pk__in=proposed) | Q(pk__in=joining), commune=unit)
    return rows.order_by("sort_key", "pk")


def vote_rows(meeting: SelectionMeeting) -> list[VoteRow]:
    """The candidates of a meeting, most votes first; one statement."""
    rows = list(meeting.votes.select_related("person"))
    found = outcomes({row.person_id: row.agreed for row in rows}, meeting.present, meeting.places)
    return [VoteRow(row.person, row.agreed, found[row.person_id]) for row in rows]


def rejected(people: Sequence[Person]) -> str:
    """Who of ``people`` was last voted on and not chosen, as a sentence; "" for nobody.

    Nobody is held back for want of a vote: people of the former forces join without one (Điều 14 khoản 1).
    """
    newest: dict[int, SelectionVote] = {}
    wanted = SelectionVote.objects.filter(person__in=people).select_related("person", "meeting")
    for vote in wanted.order_by("meeting__held_on", "pk"):
        newest[vote.person_id] = vote
    for vote in newest.values():
        row = next(row for row in vote_rows(vote.meeting) if row.person.pk == vote.person_id)
        if row.outcome in {Outcome.NOT_PASSED, Outcome.NO_PLACE}:
            return _FAILED.format(name=vote.person.full_name, day=f"{vote.meeting.held_on:%d/%m/%Y}")
    return ""


def _require_sound(meeting: Meeting, council: Sequence[Seated], votes: Mapping[int, int]) -> None:
    if not votes:
        raise DomainError("Nhập số phiếu của ít nhất một người.", code="nobody")
    if meeting.present > len(council):
        message = f"Nhập số có mặt không quá {len(council)} thành viên của Hội đồng."
        raise DomainError(message, code="present", field="present")
    if max(votes.values()) > meeting.present:
        raise DomainError("Nhập số phiếu không quá số thành viên có mặt.", code="votes", field="present")
    if not meeting.council_decided_on <= meeting.held_on <= clock.today():
        message = "Nhập ngày họp từ ngày lập Hội đồng đến hôm nay."
        raise DomainError(message, code="held_on", field="held_on")
