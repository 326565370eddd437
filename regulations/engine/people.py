"""Blocks that give the size of a team: a number or a range of people, by conditions."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Tag, model_validator

from regulations.engine.block import Block, refuse, told_apart_by
from regulations.engine.citation import Cite, Text
from regulations.engine.conditions import Condition
from regulations.engine.situation import Situation, row_label, the_row
from regulations.engine.why import Why, derive

Count = Annotated[int, Field(ge=1, le=100)]


class People(Block):
    """An exact number, or a ceiling with a lower bound when the law has one; ``note`` tells what is open."""

    exactly: Count | None = None
    at_least: Count | None = None
    at_most: Count | None = None
    cite: Cite
    note: Text | None = None

    @model_validator(mode="after")
    def _is_a_number_or_a_range(self) -> People:
        if (self.exactly is None) == (self.at_most is None):
            refuse("Ghi hoặc exactly, hoặc at_most.")
        if self.at_least is not None and (self.at_most is None or self.at_least > self.at_most):
            refuse("Ghi at_least cùng at_most và không lớn hơn at_most.")
        return self

    @property
    def minimum(self) -> int | None:
        """The least number of people, None when the law has none that is verified."""
        return self.exactly or self.at_least

    @property
    def maximum(self) -> int:
        """The greatest number of people."""
        return self.exactly or self.at_most or 0

    def explain(self, situation: Situation) -> tuple[People, Why]:
        """Itself, and its maximum in words."""
        situation.require_verified(self.cite)
        return self, Why("people", self._words(), self.maximum, self.cite)

    def _words(self) -> str:
        ceiling = f"từ {self.at_least} đến {self.at_most}" if self.at_least else f"tối đa {self.at_most}"
        number = f"{f'đúng {self.exactly}' if self.exactly else ceiling} người"
        return f"{number} ({self.note})" if self.note else number


class PeopleRow(Block):
    """One row of a table: its size counts when its condition holds."""

    when: Condition
    value: PeopleBlock


class PeopleTable(Block):
    """Sizes by conditions that exclude one another; the order of the rows has no meaning."""

    table: tuple[PeopleRow, ...] = Field(min_length=1)

    def explain(self, situation: Situation) -> tuple[People, Why]:
        """The size of the one row that applies, with the facts that chose it."""
        row = the_row(self.table, situation)
        people, why = row.value.explain(situation)
        return people, derive("band", f"{row_label(row.when, situation)}: {why.sentence}", (why,))


PeopleBlock = Annotated[
    Annotated[People, Tag("People")] | Annotated[PeopleTable, Tag("PeopleTable")],
    told_apart_by({"exactly": "People", "at_most": "People", "at_least": "People", "table": "PeopleTable"}),
]
for _model in (PeopleRow, PeopleTable):
    _model.model_rebuild()
