"""Dossiers of sums owed once: prepared, withdrawn, returned, decided. Each step is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from allowances.benefit_models import Benefit
from allowances.notices import tell_of_benefit
from allowances.one_off import Event, Reckoning, event_of_former, event_of_member, reckon
from members.former import keep_decision_of
from members.models import KeepDecision
from notices.models import Notice
from regulations.engine.facts import FactValue
from territory import clock

PREPARE = "allowances.prepare_benefit"
DECIDE = "teams.issue_decision"

Facts = Mapping[str, FactValue]


@transaction.atomic
def benefit_prepare(*, actor: User, event: Event, facts: Facts, papers: str) -> Benefit:
    """The dossier of an event with its sums as the law gives them; what is on record is never typed over.

    Raises NotAllowed for somebody of another commune, DomainError for a later day, for a sum that cannot be
    told (with the reason), for a former force without a decision of release, and for an event that has its
    dossier.
    """
    person = event.person
    own = actor.binding is not None and actor.binding.unit_id == event.payer_id
    if person is None or not own or not actor.has_perm(PREPARE):
        raise NotAllowed("Chọn thành viên của xã mình.")
    if event.on > clock.today():
        raise DomainError("Nhập ngày không sau hôm nay.", code="later", field="on")
    _require_released(event)
    answer = _whole(event, facts)
    assert event.held is not None  # noqa: S101 (a whole answer has its law)
    row = Benefit(
        commune_id=event.payer_id,
        person=person,
        membership=event.membership,
        former=event.former,
        kind=event.kind,
        happened_on=event.on,
        papers=papers,
        law=event.held.version,
        facts=dict(answer.facts),
        lines=_lines(answer),
        amount_vnd=answer.total_vnd,
        prepared_by=actor,
        prepared_on=clock.today(),
    )
    save_or_refuse(row)
    tell_of_benefit(row, Notice.Kind.WAITING, actor)
    return row


@transaction.atomic
def benefit_withdraw(*, actor: User, benefit_id: int) -> Benefit:
    """The commune's police gives a dossier up before it is decided."""
    row = _open(actor, benefit_id, PREPARE)
    row.state = Benefit.State.WITHDRAWN
    save_or_refuse(row)
    tell_of_benefit(row, Notice.Kind.WITHDRAWN, actor)
    return row


@transaction.atomic
def benefit_return(*, actor: User, benefit_id: int, reason: str) -> Benefit:
    """The chairman does not agree; the reason goes back to the police."""
    row = _open(actor, benefit_id, DECIDE)
    if not reason.strip():
        raise DomainError("Nhập lý do trả lại.", code="no_reason", field="reason")
    row.state, row.return_reason = Benefit.State.RETURNED, reason.strip()
    save_or_refuse(row)
    tell_of_benefit(row, Notice.Kind.RETURNED, actor)
    return row


@transaction.atomic
def benefit_decide(*, actor: User, benefit_id: int, decision_code: str) -> Benefit:
    """The chairman grants the sums of the dossier.

    Called by ``reports.services.benefit_issue`` in its transaction. Raises SamePerson for who prepared it,
    and WrongState where law or record give something else by now.
    """
    row = _open(actor, benefit_id, DECIDE)
    if row.prepared_by_id in actor.hands:
        raise SamePerson("Chuyển cho người khác: người lập hồ sơ không được quyết định.")
    event = event_of_benefit(row)
    answer = reckon(event, {**row.facts, **event.on_file()})
    same_law = event.held is not None and event.held.version.pk == row.law_id
    if not same_law or answer.refusals or dict(answer.facts) != row.facts or _lines(answer) != row.lines:
        message = "Trả lại hồ sơ để lập lại: quy định hoặc dữ kiện đã thay đổi sau khi lập."
        raise WrongState(message, code="facts_changed")
    row.state, row.decided_by, row.decision_code = Benefit.State.DECIDED, actor, decision_code
    row.decided_on = clock.today()
    save_or_refuse(row)
    tell_of_benefit(row, Notice.Kind.ISSUED, actor)
    return row


def event_of_benefit(row: Benefit) -> Event:
    """The event of a dossier, with law and record as they are now."""
    if row.membership is not None:
        return event_of_member(row.membership, row.happened_on, row.kind)
    assert row.former is not None  # noqa: S101 (a constraint of benefits)
    return event_of_former(row.former, row.happened_on, row.kind)


def _whole(event: Event, facts: Facts) -> Reckoning:
    typed = {name: value for name, value in facts.items() if name in event.asked and value is not None}
    answer = reckon(event, {**typed, **event.on_file()})
    if answer.refusals:
        raise DomainError(answer.refusals[0].sentence, code=answer.refusals[0].kind)
    return answer


def _require_released(event: Event) -> None:
    """Severance of a former force is for those who were not kept (Điều 14 khoản 1)."""
    if event.former is None:
        return
    decision = keep_decision_of(event.former.person)
    if decision is None or decision.outcome != KeepDecision.Outcome.RELEASED:
        message = "Ghi quyết định không tiếp tục sử dụng ở trang Lực lượng trước đây trước."
        raise DomainError(message, code="not_released")


def _lines(answer: Reckoning) -> list[dict[str, Any]]:
    return [
        {
            "component": line.component,
            "name": line.name,
            "amount_vnd": line.amount_vnd,
            "article": line.citation.words(),
            "why": line.why.to_json(),
        }
        for line in answer.lines
    ]


def _open(actor: User, benefit_id: int, right: str) -> Benefit:
    rows = Benefit.objects.visible_to(actor).select_for_update(of=("self",))
    row = (
        rows.select_related("person", "membership__team__commune", "former__person__commune", "law")
        .filter(pk=benefit_id)
        .first()
    )
    own = actor.binding is not None and row is not None and actor.binding.unit_id == row.commune_id
    if row is None or not own or not actor.has_perm(right):
        raise NotAllowed("Chọn hồ sơ trong danh sách: hồ sơ này không chờ người đang làm việc.")
    if row.state != Benefit.State.PREPARED:
        raise WrongState(f"Xem lại trạng thái: hồ sơ {row.get_state_display()}.")
    return row
