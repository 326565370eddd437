"""Who is told of a step of a dossier: the desk whose turn it is, and the commune that made it."""

from __future__ import annotations

from typing import Final

from accounts.models import User
from accounts.roles import Role
from notices.models import Notice
from notices.services import Desk, Thing, settle, tell
from teams.models import Dossier, DossierEvent, Examiner
from teams.routes import examining_unit

_Action = DossierEvent.Action
_HAPPENED: Final = {
    _Action.EXAMINED: Notice.Kind.AGREED,
    _Action.RETURNED: Notice.Kind.RETURNED,
    _Action.ISSUED: Notice.Kind.ISSUED,
}


def tell_of_step(dossier: Dossier, action: DossierEvent.Action, actor: User) -> None:
    """Tell of ``action``, which was just taken; what waited for it before waits no more."""
    if action == _Action.CREATED:
        return
    title = f"Hồ sơ {dossier.get_kind_display()} {dossier.team.name}"
    thing = Thing(title, dossier.commune, Notice.Page.DOSSIER, dossier.pk)
    settle(thing)
    if action in _HAPPENED:
        clerks = [Desk.of(Role.COMMUNE_CLERK, dossier.commune)]
        tell(kind=_HAPPENED[action], thing=thing, desks=clerks, actor=actor)
    if action == _Action.WITHDRAWN:
        tell(kind=Notice.Kind.WITHDRAWN, thing=thing, desks=_had_it(dossier), actor=actor)
    if action in (_Action.SUBMITTED, _Action.EXAMINED):
        tell(kind=Notice.Kind.WAITING, thing=thing, desks=[_next(dossier)], actor=actor)


def _next(dossier: Dossier) -> Desk:
    """The desk that decides now: the examiner's by the dossier's route, then the chairman's."""
    examiner = _examiner(dossier) if dossier.state == Dossier.State.SUBMITTED else None
    return examiner or Desk.of(Role.COMMUNE_CHAIRMAN, dossier.commune)


def _had_it(dossier: Dossier) -> list[Desk]:
    """The desks that a withdrawn dossier had come to; none for a draft."""
    if dossier.submitted_by_id is None:
        return []
    examiner, chairman = _examiner(dossier), Desk.of(Role.COMMUNE_CHAIRMAN, dossier.commune)
    if examiner is None:
        return [chairman]
    return [examiner, chairman] if dossier.examined_by_id else [examiner]


def _examiner(dossier: Dossier) -> Desk | None:
    unit = examining_unit(dossier)
    if unit is None:
        return None
    is_province = dossier.examiner == Examiner.PROVINCE
    return Desk.of(Role.PROVINCE_POLICE if is_province else Role.DISTRICT_OFFICER, unit)
