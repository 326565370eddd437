"""Proposals about one member: joined later, moved, ended. Each step is one transaction.

The row of the proposal is the lock: a second person at the same step waits, then finds the state changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from members import rules, selectors
from members.models import DutyRecord, MemberChange, Membership, Person, Recognition, StandardEvidence
from members.notices import tell_of_change
from members.recording import person_of
from members.selection import rejected
from members.services import member_build
from members.standing import not_met_words, standing_of
from regulations.engine import Refusal
from regulations.national_law import Ground, national_law
from teams.models import Team
from teams.rules import FitState, fit
from territory import clock

_PLACES: Final = {
    "one_to_truong_a_day": "title",
    "one_to_pho_a_day": "title",
    "membership_one_team_at_a_time": "effective_on",
    "membership_ends_after_start": "effective_on",
}
_State = MemberChange.State
_UNPROVEN: Final = "Xem tiêu chuẩn chưa đủ căn cứ, rồi đánh dấu đồng ý công nhận hoặc trả lại đề nghị."


@dataclass(frozen=True, slots=True)
class NewMember:
    """Who shall join, as typed."""

    full_name: str
    birth_date: date
    gender: str
    identity_number: str
    address: str


@transaction.atomic
def join_propose(
    *, actor: User, team_id: int, who: NewMember, title: str, effective_on: date, received_on: date
) -> MemberChange:
    """Somebody for a team that stands and has room (Điều 17 khoản 1).

    Raises NotAllowed for a team of another commune, DomainError with the form field for who is too young,
    known elsewhere, and for a team that is full by the law.
    """
    team = _team(actor, team_id)
    _require_received(received_on)
    if fault := rules.age_fault(who.birth_date, effective_on, national_law().least_age):
        raise DomainError(fault, code="age", field="birth_date")
    _require_room(team)
    person = member_build(
        commune=team.commune,
        full_name=who.full_name,
        birth_date=who.birth_date,
        gender=who.gender,
        identity_number=who.identity_number,
        address=who.address,
        is_sample=team.is_sample,
    )
    return _save(
        MemberChange(
            commune=team.commune,
            kind=MemberChange.Kind.JOIN,
            person=person,
            team=team,
            title=title,
            effective_on=effective_on,
            received_on=received_on,
            proposed_by=actor,
        ),
        actor,
    )


@transaction.atomic
def move_propose(
    *, actor: User, person_id: int, team_id: int, title: str, effective_on: date, reason: str
) -> MemberChange:
    """Another title or another team of the same commune from ``effective_on`` on (Điều 16)."""
    membership = _current(actor, person_id, effective_on)
    team = _team(actor, team_id)
    if (membership.team_id, membership.title) == (team.pk, title):
        message = "Chọn chức danh hoặc tổ khác: người này đang giữ chức danh đó ở tổ này."
        raise DomainError(message, code="nothing_changes", field="title")
    if membership.team_id != team.pk:
        _require_room(team)
    return _save(
        MemberChange(
            commune=team.commune,
            kind=MemberChange.Kind.MOVE,
            person=membership.person,
            membership=membership,
            team=team,
            title=title,
            effective_on=effective_on,
            received_on=clock.today(),
            reason=reason,
            proposed_by=actor,
        ),
        actor,
    )


@transaction.atomic
def end_propose(
    *,
    actor: User,
    person_id: int,
    ground: str,
    effective_on: date,
    received_on: date,
    paper_number: str = "",
    reason: str = "",
) -> MemberChange:
    """An ending by one of the four grounds of Điều 17 khoản 3; ``effective_on`` is the first day without.

    Raises DomainError while what the ground needs is not on record. Age is no ground.
    """
    membership = _current(actor, person_id, effective_on)
    _require_received(received_on)
    found = next((row for row in national_law().ending.grounds if row.key == ground), None)
    if found is None:
        raise DomainError("Chọn một trong bốn căn cứ của Điều 17 khoản 3.", code="ground", field="ground")
    _require_ground(membership, found, paper_number)
    return _save(
        MemberChange(
            commune=membership.team.commune,
            kind=MemberChange.Kind.END,
            person=membership.person,
            membership=membership,
            team=membership.team,
            title=membership.title,
            effective_on=effective_on,
            ground=ground,
            paper_number=paper_number,
            received_on=received_on,
            reason=reason,
            proposed_by=actor,
        ),
        actor,
    )


@transaction.atomic
def change_withdraw(*, actor: User, change_id: int) -> MemberChange:
    """The commune's police gives a proposal up before it is decided."""
    change = _open(actor, change_id, "members.edit")
    change.state = _State.WITHDRAWN
    return _save(change, actor)


@transaction.atomic
def change_return(*, actor: User, change_id: int, reason: str) -> MemberChange:
    """The chairman does not agree; the reason goes back to the police."""
    change = _open(actor, change_id, "teams.issue_decision")
    if not reason.strip():
        raise DomainError("Nhập lý do trả lại.", code="no_reason", field="reason")
    change.state, change.return_reason = _State.RETURNED, reason.strip()
    return _save(change, actor)


@transaction.atomic
def change_decide(
    *, actor: User, change_id: int, decision_code: str, unproven_confirmed: bool
) -> MemberChange:
    """The chairman's decision: memberships begin, move or end as proposed.

    Called by ``reports.services.change_issue`` in its transaction. Raises SamePerson for who proposed, and
    DomainError for what has come to stand in the way since: a standard, a full team, a title that is taken.
    """
    change = _open(actor, change_id, "teams.issue_decision")
    if change.proposed_by_id in actor.hands:
        raise SamePerson("Chuyển cho người khác: người đề nghị không được quyết định.")
    _APPLY[MemberChange.Kind(change.kind)](change, actor, unproven_confirmed)
    change.state, change.decided_by, change.decision_code = _State.DECIDED, actor, decision_code
    change.decided_on = clock.today()
    return _save(change, actor)


@transaction.atomic
def duty_record(
    *, actor: User, person_id: int, kind: str, on: date, note: str, number: str = ""
) -> DutyRecord:
    """A refused duty or a written reminder, kept for ever."""
    person = person_of(actor, person_id)
    if on > clock.today():
        raise DomainError("Nhập ngày không sau hôm nay.", code="on_later", field="on")
    row = DutyRecord(person=person, kind=kind, on=on, number=number, note=note, entered_by=actor)
    save_or_refuse(
        row, at={"reminder_has_a_number": "number", "reminder_once": "number", "refusal_once_a_day": "on"}
    )
    return row


def _join(change: MemberChange, actor: User, unproven_confirmed: bool) -> None:
    _require_room(change.team)
    standing = standing_of(change.person, change.effective_on)
    if fault := not_met_words(change.person.full_name, standing):
        raise DomainError(fault, code="standard_not_met")
    if fault := rejected([change.person]):
        raise DomainError(fault, code="not_chosen")
    if standing.unproven and not unproven_confirmed:
        raise DomainError(_UNPROVEN, code="standard_unproven", field="unproven_confirmed")
    row = _begin(change)
    unproven = [finding.standard.key for finding in standing.unproven]
    Recognition.objects.create(membership=row, decided_by=actor, unproven=unproven)


def _move(change: MemberChange, _actor: User, _unproven_confirmed: bool) -> None:
    if change.membership and change.membership.team_id != change.team_id:
        _require_room(change.team)
    _close(change)
    _begin(change)


def _end(change: MemberChange, _actor: User, _unproven_confirmed: bool) -> None:
    assert change.membership is not None  # noqa: S101 (a constraint of endings)
    ground = national_law().ending.ground(change.ground)
    _require_ground(change.membership, ground, change.paper_number)
    _close(change)


_APPLY: Final = {
    MemberChange.Kind.JOIN: _join,
    MemberChange.Kind.MOVE: _move,
    MemberChange.Kind.END: _end,
}


def _begin(change: MemberChange) -> Membership:
    row = Membership(
        person=change.person,
        team=change.team,
        title=change.title,
        status=Membership.Status.RECOGNISED,
        valid_from=change.effective_on,
        entered_by=change.proposed_by,
    )
    save_or_refuse(row, at=_PLACES)
    return row


def _close(change: MemberChange) -> None:
    assert change.membership_id is not None  # noqa: S101 (a constraint of moves and endings)
    row = Membership.objects.select_for_update().get(pk=change.membership_id)
    if row.valid_to is not None:
        raise WrongState("Trả lại đề nghị: người này đã thôi tham gia tổ đó.")
    row.valid_to = change.effective_on
    save_or_refuse(row, at=_PLACES)


def _require_ground(membership: Membership, ground: Ground, paper_number: str) -> None:
    """Refuses an ending while what its ground needs is not on record."""
    if ground.least_refusals or ground.least_reminders:
        _require_records(membership, ground)
    elif ground.key == "health":
        _require_unfit(membership.person)
    elif ground.key == "prosecution" and not paper_number:
        raise DomainError(f"Nhập số {ground.paper.lower()}.", code="no_paper", field="paper_number")


def _require_records(membership: Membership, ground: Ground) -> None:
    kinds = list(
        membership.person.duty_records.filter(on__gte=membership.valid_from).values_list("kind", flat=True)
    )
    refusals = kinds.count(DutyRecord.Kind.REFUSAL)
    reminders = kinds.count(DutyRecord.Kind.REMINDER)
    if refusals < ground.least_refusals or reminders < ground.least_reminders:
        message = (
            f"Ghi đủ {ground.least_refusals} lần từ chối, không hoàn thành nhiệm vụ và"
            f" {ground.least_reminders} lần nhắc nhở bằng văn bản trước; hiện có {refusals} và {reminders}"
            f" ({ground.article})."
        )
        raise DomainError(message, code="too_few_records", field="ground")


def _require_unfit(person: Person) -> None:
    papers = person.evidence.filter(standard="health", basis=StandardEvidence.Basis.PAPER)
    newest = papers.order_by("pk").last()
    answer = national_law().standard("health").answer(newest.answer) if newest else None
    if answer is None or answer.meets:
        message = "Ghi giấy khám sức khỏe kết luận không đủ sức khỏe ở trang Tiêu chuẩn và hồ sơ trước."
        raise DomainError(message, code="no_certificate", field="ground")


def _require_received(day: date) -> None:
    if day > clock.today():
        raise DomainError("Nhập ngày nhận không sau hôm nay.", code="received_later", field="received_on")


def _require_room(team: Team) -> None:
    strength = selectors.team_strength(team, None)
    if isinstance(strength.size, Refusal):
        return  # No law tells a number; the decision rests with the chairman.
    if fit(len(strength.people) + 1, strength.size, strength.quota).state is FitState.OVER:
        raise DomainError(
            f"Chọn tổ khác: {team.name} đã đủ {len(strength.people)} người.", code="full", field="team"
        )


def _current(actor: User, person_id: int, on: date) -> Membership:
    person = person_of(actor, person_id)
    rows = person.memberships.recognised().filter(valid_to=None).select_related("team__commune", "person")
    row = rows.first()
    if row is None:
        raise WrongState("Mở lại trang của người này: người này không còn tham gia tổ nào.")
    if on <= row.valid_from:
        message = "Nhập ngày sau ngày bắt đầu tham gia tổ hiện nay."
        raise DomainError(message, code="before_start", field="effective_on")
    return row


def _team(actor: User, team_id: int) -> Team:
    rows = Team.objects.visible_to(actor).select_related("commune").filter(status=Team.Status.ACTIVE)
    team = rows.filter(pk=team_id).first()
    own = actor.binding is not None and team is not None and actor.binding.unit_id == team.commune_id
    if team is None or not own or not actor.has_perm("members.edit"):
        raise NotAllowed("Chọn tổ đang hoạt động của xã mình.", field="team")
    return team


def _open(actor: User, change_id: int, right: str) -> MemberChange:
    rows = MemberChange.objects.visible_to(actor).select_for_update(of=("self",))
    change = rows.select_related("person", "team__commune", "commune__parent").filter(pk=change_id).first()
    own = actor.binding is not None and change is not None and actor.binding.unit_id == change.commune_id
    if change is None or not own or not actor.has_perm(right):
        raise NotAllowed("Chọn đề nghị trong danh sách: đề nghị này không chờ người đang làm việc.")
    if change.state != _State.PROPOSED:
        raise WrongState(f"Xem lại trạng thái: đề nghị {change.get_state_display()}.")
    return change


def _save(change: MemberChange, actor: User) -> MemberChange:
    if change._state.adding:
        change.proposed_on = clock.today()
    save_or_refuse(change)
    tell_of_change(change, actor)
    return change
