"""Owed minus posted: the only way a ledger line comes to be. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from allowances.owed import Owed

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Holder:
    """The membership a sum belongs to."""

    membership_id: int
    person_id: int
    team_id: int


@dataclass(frozen=True, slots=True)
class PostedSum:
    """What the ledger holds for one membership, component and month, in how many lines."""

    holder: Holder
    amount_vnd: int
    lines: int


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to append; ``owed`` is None where nothing is owed any more and all is taken back."""

    holder: Holder
    component: str
    sequence: int
    amount_vnd: int
    owed: Owed | None


def differences(owed: Sequence[tuple[Holder, Owed]], posted: Mapping[Key, PostedSum]) -> Iterator[NewLine]:
    """The lines that make posted equal to owed, in the order given, then those to be taken back."""
    due = {(holder.membership_id, item.component) for holder, item in owed}
    for holder, item in owed:
        before = posted.get((holder.membership_id, item.component))
        amount = item.amount_vnd - (before.amount_vnd if before else 0)
        if amount:
            yield NewLine(holder, item.component, before.lines if before else 0, amount, item)
    for (membership, component), before in posted.items():
        if (membership, component) not in due and before.amount_vnd:
            yield NewLine(before.holder, component, before.lines, -before.amount_vnd, None)
