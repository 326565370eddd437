"""The list of dossiers as it stood on a day: what had been begun, how far it had come, where it lay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Subquery, Value

from accounts.models import User
from teams.models import Dossier, DossierEvent
from teams.on_day import communes_of_plans_on

_Action = DossierEvent.Action
_STATE_AFTER: Final[Mapping[str, Dossier.State]] = {
    _Action.CREATED: Dossier.State.DRAFT,
    _Action.RETURNED: Dossier.State.DRAFT,
    _Action.SUBMITTED: Dossier.State.SUBMITTED,
    _Action.EXAMINED: Dossier.State.EXAMINED,
    _Action.ISSUED: Dossier.State.ISSUED,
    _Action.WITHDRAWN: Dossier.State.WITHDRAWN,
}


def dossiers_on(user: User, day: date) -> QuerySet[Dossier]:
    """Dossiers of the user's reach begun by the end of a day, the newest first; none waits for him.

    ``last_step`` is the step taken last by then, ``has_moved`` whether its commune changed at any time.
    """
    events = DossierEvent.objects.filter(dossier=OuterRef("pk"))
    by_then = events.filter(at__date__lte=day, action__in=list(_STATE_AFTER)).order_by("-pk")
    rows = Dossier.objects.visible_to(user).select_related("team", "commune__parent")
    rows = rows.annotate(
        last_step=Subquery(by_then.values("action")[:1]),
        has_moved=Exists(events.filter(action=_Action.MOVED)),
        mine=Value(False, output_field=BooleanField()),
    )
    return rows.filter(Exists(by_then)).order_by("-pk")


def steps_to(state: str) -> list[str]:
    """The steps after which a dossier is in a state."""
    return [action for action, after in _STATE_AFTER.items() if after == state]


def as_they_stood(dossiers: Iterable[Dossier], day: date) -> list[Dossier]:
    """``dossiers`` (of ``dossiers_on``) with state and commune of the day, not to be saved."""
    rows = list(dossiers)
    moved = {row.team_id for row in rows if row.has_moved}  # type: ignore[attr-defined]
    lay = communes_of_plans_on(moved, day) if moved else {}
    for row in rows:
        row.state = _STATE_AFTER[row.last_step]  # type: ignore[attr-defined]
        if row.team_id in lay:
            row.commune = lay[row.team_id]
    return rows
