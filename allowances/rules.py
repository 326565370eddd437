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
class NewLine:
    """A line to append; ``owed`` is None where nothing is owed any more and all is taken back."""

    holder: Holder
    component: str
    sequence: int
    amount_vnd: int
    owed: Owed | None

    @property
    def origin(self) -> Key:
        """Its membership and component."""
        return self.holder.membership_id, self.component


def differences(
    owed: Sequence[tuple[Holder, Owed]],
    posted: Mapping[Key, int],
    lines: Mapping[Key, int],
    holders: Mapping[int, Holder],
) -> Iterator[NewLine]:
    """The lines that make posted equal to owed, in the order given, then those that take back.

    ``posted`` are sums in đồng; ``lines`` tells how many lines each membership and component has so far,
    anywhere; ``holders`` whose each membership is.
    """
    due = set()
    for holder, item in owed:
        key = (holder.membership_id, item.component)
        due.add(key)
        amount = item.amount_vnd - posted.get(key, 0)
        if amount:
            yield NewLine(holder, item.component, lines.get(key, 0), amount, item)
    for key, before in posted.items():
        if before and key not in due:
            yield NewLine(holders[key[0]], key[1], lines[key], -before, None)
