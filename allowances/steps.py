"""Which steps the page of a commune's list offers; the services refuse all others anyway."""

from __future__ import annotations

from typing import Final

from accounts.models import User
from allowances.models import Batch

_State = Batch.State
# (step, right that carries it, states in which it can be done)
_STEPS: Final = (
    ("check", "allowances.check", {_State.COMPUTED}),
    ("recompute", "allowances.check", {_State.PENDING, _State.COMPUTED, _State.CHECKED}),
    ("approve", "allowances.approve", {_State.CHECKED}),
    ("return", "allowances.approve", {_State.CHECKED}),
)


def batch_actions(user: User, batch: Batch) -> frozenset[str]:
    """The steps that are the user's now: check, recompute, approve, return; none while it is computed."""
    if batch.is_due:
        return frozenset()
    mine = {step for step, right, states in _STEPS if user.has_perm(right) and batch.state in states}
    return frozenset(mine - {"approve"} if batch.first_approved_by_id in user.hands else mine)
