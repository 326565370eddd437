"""What the pages of this room show."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from accounts.models import User
from imports.kinds import Kind
from imports.models import Import, ImportRow
from imports.registry import KINDS
from imports.sheet import Column, cell_from_json
from spreadsheets.cells import text_of

_NUMBER: Final = re.compile(r"[0-9]{9}([0-9]{3})")


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a preview: what was typed, what is wrong with it, what is on file instead."""

    column: str
    text: str
    fault: str = ""
    old: str | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a preview, with the number it has in Excel."""

    number: int
    cells: list[ShownCell]

    @property
    def faults(self) -> list[ShownCell]:
        """The cells that are wrong."""
        return [cell for cell in self.cells if cell.fault]

    @property
    def changes(self) -> list[ShownCell]:
        """The cells that differ from what is on file."""
        return [cell for cell in self.cells if cell.old is not None]


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that nothing on file bears, and how many rows write it."""

    key: str
    text: str
    rows: int


def kinds_of(user: User) -> list[Kind]:
    """The kinds of lists that the user's role brings in."""
    return [kind for kind in KINDS.values() if user.has_perm(kind.right)]


def imports_of(user: User) -> list[Import]:
    """The latest imports of the user's own unit."""
    unit = user.binding.unit_id if user.binding else None
    rows = Import.objects.visible_to(user).filter(unit=unit, kind__in=[kind.key for kind in kinds_of(user)])
    return list(rows.select_related("uploaded_by", "confirmed_by")[:20])


def first_state(batch: Import) -> str:
    """What a preview opens with: what is wrong, else what is new, changed, the same."""
    state = ImportRow.State
    order = (state.WRONG, state.NEW, state.CHANGED, state.SAME)
    return next((one for one in order if getattr(batch, f"{one}_count")), state.SAME)


def shown_row(row: ImportRow, columns: tuple[Column, ...]) -> ShownRow:
    """A stored row by the columns of its kind."""
    content = row.content
    old = {key: text_of(cell_from_json(cell)) for key, cell, _ in content["changes"]}
    cells = [
        ShownCell(
            column.name,
            _masked(text_of(cell_from_json(content["cells"].get(column.key, "")))),
            content["faults"].get(column.key, ""),
            old.get(column.key),
        )
        for column in columns
    ]
    return ShownRow(row.number, cells)


def _masked(text: str) -> str:
    """The text with all but the last three digits of whatever may be an identity number hidden."""
    return _NUMBER.sub("•••••••••\\1", text)


def unknown_names(batch: Import) -> list[UnknownName]:
    """Names to be chosen, each once, the most frequent first."""
    counted: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for row in batch.rows.filter(state=ImportRow.State.WRONG).order_by("number"):
        if unknown := row.content["unknown"]:
            counted[unknown[0]] += 1
            texts.setdefault(*unknown)
    return [UnknownName(key, texts[key], count) for key, count in counted.most_common()]
