"""Who is told of a proposal about a member: the chairman while it is his, the clerks when it is done."""

from __future__ import annotations

from typing import Final

from accounts.models import User
from accounts.roles import Role
from members.models import MemberChange
from notices.models import Notice
from notices.services import Desk, Thing, settle, tell

_State = MemberChange.State
_TOLD: Final = {
    _State.PROPOSED: (Notice.Kind.WAITING, Role.COMMUNE_CHAIRMAN),
    _State.DECIDED: (Notice.Kind.ISSUED, Role.COMMUNE_CLERK),
    _State.RETURNED: (Notice.Kind.RETURNED, Role.COMMUNE_CLERK),
    _State.WITHDRAWN: (Notice.Kind.WITHDRAWN, Role.COMMUNE_CHAIRMAN),
}


def tell_of_change(change: MemberChange, actor: User) -> None:
    """Tell of the state that ``change`` has just come to; the title names the team, never the person."""
    words = change.get_kind_display()
    title = f"Đề nghị {words}, {change.team.name}"
    thing = Thing(title, change.commune, Notice.Page.CHANGE, change.pk)
    settle(thing)
    kind, role = _TOLD[_State(change.state)]
    tell(kind=kind, thing=thing, desks=[Desk.of(role, change.commune)], actor=actor)
