"""What the kinds of lists have in common: judged, written, undone, and listed as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from accounts.models import User
from imports.models import ImportRow
from imports.sheet import Column, SheetRow
from spreadsheets.form import Tree
from spreadsheets.reading import Cell


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs from what is on file."""

    key: str
    old: Cell
    new: Cell


@dataclass(slots=True)
class Judged:
    """A row against what is on file. ``subject`` is what its kind wants to remember until it writes."""

    row: SheetRow
    faults: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    is_new: bool = False
    subject: Any = None
    # The name that nothing on file bears: its key, and the words that were typed.
    unknown: tuple[str, str] | None = None
    # Ids of what was written, by name.
    written: dict[str, int] = field(default_factory=dict)

    @property
    def state(self) -> ImportRow.State:
        """Wrong, new, changed or the same."""
        if self.faults:
            return ImportRow.State.WRONG
        if self.is_new:
            return ImportRow.State.NEW
        return ImportRow.State.CHANGED if self.changes else ImportRow.State.SAME


@dataclass(frozen=True, slots=True)
class Done:
    """A row as it was confirmed: what it changed, and the ids of what was written for it."""

    row: SheetRow
    changes: list[Change]
    written: dict[str, int]


class Kind(Protocol):
    """A kind of list."""

    key: str
    right: str
    noun: str
    # The tab of the frame under which its pages stand.
    tab: str
    file_name: str
    intro: str
    # What the confirming person should know beforehand; "" where there is nothing.
    caution: str
    guide: tuple[str, ...]
    columns: tuple[Column, ...]
    example: tuple[Cell, ...]

    def judge(
        self, actor: User, rows: Sequence[SheetRow], names: Mapping[str, int], *, lock: bool = False
    ) -> list[Judged]:
        """Each row against what is on file; nothing is written. ``lock`` keeps it so until the commit."""
        ...

    def write(self, actor: User, judged: Sequence[Judged]) -> None:
        """Write what is new or changed; call it in the transaction that judged under lock."""
        ...

    def undo(self, actor: User, done: Sequence[Done], names: Mapping[str, int], since: datetime) -> None:
        """Take back what was written at ``since``. Raises WrongState while something depends on it."""
        ...

    def listed(self, actor: User) -> list[list[Cell | None]]:
        """What stands on file in the actor's reach, a cell for each column."""
        ...

    def tree(self, actor: User) -> Tree:
        """The two lists to choose from, of the actor's reach."""
        ...

    def choices(self, actor: User) -> list[tuple[int, str]]:
        """What a name that nothing bears can be set to: id and words."""
        ...
