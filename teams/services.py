"""Decisions about teams: a proposal and the way of its dossier. Each is one transaction and one event.

The row of the dossier is the lock: a second person at the same step waits, then finds the state changed.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Final

from django.db import transaction

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from teams import plans, routes, rules
from teams.models import Dossier, DossierEvent, Team, TeamCoverage
from teams.notices import tell_of_step
from teams.selectors import teams_allowed, waiting_for
from territory import clock
from territory.models import Unit, Village
from territory.spans import overlaps
from vietnamese.dates import ngay
from vietnamese.text import name_sort_key

_State = Dossier.State
_Action = DossierEvent.Action
_WORDS_OF_STEP: Final = {
    _Action.SUBMITTED: "trình",
    _Action.EXAMINED: "thẩm định",
    _Action.ISSUED: "ban hành quyết định",
    _Action.WITHDRAWN: "rút",
}


@transaction.atomic
def team_propose(*, actor: User, village_id: int, name: str, start_on: date) -> Dossier:
    """A team that is proposed for a village from ``start_on``, with its dossier as a draft.

    Raises NotAllowed for a village of another commune, DomainError for a village that has a team or a name
    that is taken. A team whose proposal was withdrawn is taken up again under its name.
    """
    commune = _seat(actor, "teams.edit")
    village = Village.objects.filter(pk=village_id, commune=commune).first()
    if village is None:
        raise NotAllowed("Chọn thôn, khu phố thuộc xã của người lập.", field="village")
    if start_on < rules.FORCE_BEGAN:
        message = f"Nhập ngày từ {ngay(rules.FORCE_BEGAN)}, ngày Luật 30/2023/QH15 có hiệu lực."
        raise DomainError(message, code="before_the_law", field="start_on")
    ordinal = _ordinal(village, start_on)
    team = _team(commune, village, name or rules.team_name(str(village), ordinal))
    save_or_refuse(
        TeamCoverage(team=team, village=village, valid_from=start_on, ordinal=ordinal),
        at={"village_one_team_a_day": "village"},
    )
    dossier = Dossier(team=team, commune=commune, start_on=start_on, prepared_by=actor)
    save_or_refuse(dossier)
    _note(dossier, _Action.CREATED, actor)
    return dossier


@transaction.atomic
def dossier_submit(*, actor: User, dossier_id: int) -> Dossier:
    """Hand a draft to the next desk by the route of the day.

    Called by ``members.services``, which checks the people first.
    """
    dossier = dossier_lock(actor=actor, dossier_id=dossier_id)
    _require_seat(actor, "teams.submit_dossier", dossier.commune_id)
    _require_state(dossier, _Action.SUBMITTED, _State.DRAFT)
    routes.take_route(dossier, clock.today())
    dossier.state, dossier.submitted_by = _State.SUBMITTED, actor
    return _step(dossier, _Action.SUBMITTED, actor)


@transaction.atomic
def dossier_examine(*, actor: User, dossier_id: int) -> Dossier:
    """The consent of who examines by its route. Raises SamePerson for who prepared or submitted it."""
    dossier = dossier_lock(actor=actor, dossier_id=dossier_id)
    _require_state(dossier, _Action.EXAMINED, _State.SUBMITTED)
    examining = routes.examining_unit(dossier)
    _require_seat(actor, "teams.examine_dossier", examining.pk if examining else None)
    _require_other_hand(dossier, actor)
    dossier.state, dossier.examined_by = _State.EXAMINED, actor
    return _step(dossier, _Action.EXAMINED, actor)


@transaction.atomic
def dossier_return(*, actor: User, dossier_id: int, reason: str) -> Dossier:
    """Send a dossier back to be corrected, with the reason; whose turn it is may do so."""
    dossier = dossier_lock(actor=actor, dossier_id=dossier_id)
    if not Dossier.objects.filter(waiting_for(actor), pk=dossier.pk).exclude(state=_State.DRAFT).exists():
        raise NotAllowed("Chỉ trả lại hồ sơ đang chờ đơn vị mình xử lý.")
    if not reason.strip():
        raise DomainError("Nhập lý do trả lại để xã biết chỗ cần sửa.", code="no_reason", field="reason")
    dossier.state, dossier.submitted_by, dossier.examined_by = _State.DRAFT, None, None
    dossier.examiner, dossier.route_source = "", ""
    return _step(dossier, _Action.RETURNED, actor, reason.strip())


@transaction.atomic
def dossier_withdraw(*, actor: User, dossier_id: int) -> Dossier:
    """Give up a proposal that nobody has decided: its village is free for another.

    Called by ``members.services``, which takes the proposed people out first.
    """
    dossier = dossier_lock(actor=actor, dossier_id=dossier_id)
    _require_seat(actor, "teams.edit", dossier.commune_id)
    _require_state(dossier, _Action.WITHDRAWN, *Dossier.UNDECIDED)
    if dossier.kind == Dossier.Kind.ESTABLISH:
        dossier.team.coverages.all().delete()
        dossier.team.status = Team.Status.WITHDRAWN
        dossier.team.save(update_fields=["status"])
    dossier.state = _State.WITHDRAWN
    return _step(dossier, _Action.WITHDRAWN, actor)


@transaction.atomic
def dossier_issue(*, actor: User, dossier_id: int, decision_code: str) -> Dossier:
    """The chairman's decision (Điều 14 khoản 5): the team becomes active, or is changed, merged, dissolved.

    Called by ``reports.services.decision_issue`` in its transaction. Raises SamePerson for who prepared or
    submitted, WrongState before it is examined where its route asks for that.
    """
    dossier = dossier_lock(actor=actor, dossier_id=dossier_id)
    _require_seat(actor, "teams.issue_decision", dossier.commune_id)
    _require_state(dossier, _Action.ISSUED, *_ready_for_decision(dossier))
    _require_other_hand(dossier, actor)
    dossier.state, dossier.issued_by, dossier.decision_code = _State.ISSUED, actor, decision_code
    if dossier.kind == Dossier.Kind.ESTABLISH:
        dossier.team.status = Team.Status.ACTIVE
        dossier.team.save(update_fields=["status"])
        return _step(dossier, _Action.ISSUED, actor)
    issued = _step(dossier, _Action.ISSUED, actor)
    plans.write_dated(issued, actor)
    return issued


def dossier_lock(*, actor: User, dossier_id: int) -> Dossier:
    """The dossier with its team and commune, its row locked; NotAllowed beyond the actor's reach."""
    rows = Dossier.objects.visible_to(actor).select_for_update(of=("self",))
    dossier = rows.select_related("team", "commune__parent").filter(pk=dossier_id).first()
    if dossier is None:
        raise NotAllowed("Chọn hồ sơ trong danh sách: hồ sơ này không thuộc đơn vị đang làm việc.")
    return dossier


def _ready_for_decision(dossier: Dossier) -> list[Dossier.State]:
    """The states from which the chairman decides: submitted only where nobody examines."""
    return [_State.EXAMINED] if dossier.needs_examination else [_State.EXAMINED, _State.SUBMITTED]


def _ordinal(village: Village, day: date) -> int:
    """The place of a further team in its village: the next free one while the law gives it several teams."""
    Village.objects.select_for_update().get(pk=village.pk)
    taken = set(village.coverages.filter(overlaps(day, None)).values_list("ordinal", flat=True))
    free = next(number for number in count(1) if number not in taken)
    return free if free <= teams_allowed(village, day) else 1


def _team(commune: Unit, village: Village, name: str) -> Team:
    withdrawn = Team.objects.select_for_update().filter(
        commune=commune, name=name, status=Team.Status.WITHDRAWN
    )
    team = withdrawn.first() or Team(commune=commune, name=name)
    team.status, team.sort_key, team.is_sample = Team.Status.PROPOSED, name_sort_key(name), village.is_sample
    save_or_refuse(team, at={"team_name_once_a_commune": "name"})
    return team


def _seat(actor: User, right: str) -> Unit:
    if actor.binding is None or not actor.has_perm(right):
        raise NotAllowed("Nhờ cán bộ có quyền này thực hiện.")
    return actor.binding.unit


def _require_seat(actor: User, right: str, unit_id: int | None) -> None:
    if _seat(actor, right).pk != unit_id:
        raise NotAllowed("Chuyển hồ sơ cho cán bộ của đơn vị có thẩm quyền.")


def _require_state(dossier: Dossier, action: DossierEvent.Action, *states: Dossier.State) -> None:
    if dossier.state not in states:
        step = _WORDS_OF_STEP[action]
        raise WrongState(f"Xem lại trạng thái: hồ sơ {dossier.get_state_display()}, không thể {step}.")


def _require_other_hand(dossier: Dossier, actor: User) -> None:
    """Refuses who ever prepared or handed in the dossier or entered one of its people, whatever his seat now;
    and who acts in the place of somebody who did.

    The memberships belong to a room above; here they are only asked for, through the relation's name.
    """
    hands = actor.hands
    made = dossier.events.filter(actor__in=hands, action__in=[_Action.CREATED, _Action.SUBMITTED])
    entered = dossier.team.memberships.filter(entered_by__in=hands)
    named = hands & {dossier.prepared_by_id, dossier.submitted_by_id}
    if named or made.exists() or entered.exists():
        raise SamePerson("Chuyển cho người khác: người lập hồ sơ không được duyệt hồ sơ của mình.")


def _step(dossier: Dossier, action: DossierEvent.Action, actor: User, reason: str = "") -> Dossier:
    dossier.save()
    _note(dossier, action, actor, reason)
    return dossier


def _note(dossier: Dossier, action: DossierEvent.Action, actor: User, reason: str = "") -> None:
    away = actor.principals
    DossierEvent.objects.create(
        dossier=dossier, action=action, actor=actor, reason=reason, acting_for=away[0] if away else None
    )
    tell_of_step(dossier, action, actor)
