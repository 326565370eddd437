"""Where a team is set up and how many people it has."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from regulations.engine.block import Block
from regulations.engine.citation import Cite
from regulations.engine.conditions import Condition
from regulations.engine.values import Value
from vietnamese.dates import ngay


class Counted(Block):
    """The day whose facts count for a size: ``first``, and again every ``every_years`` years where given."""

    first: date
    every_years: Annotated[int, Field(ge=1, le=20)] | None = None
    cite: Cite

    def day(self, on: date) -> date:
        """The counting day that holds for ``on``: the last one not after it, else the first of all."""
        if self.every_years is None or on < self.first:
            return self.first
        years = (on.year - self.first.year) // self.every_years * self.every_years
        latest = self._after(years)
        return latest if latest <= on else self._after(years - self.every_years)

    def words(self, on: date) -> str:
        """ "số liệu tính đến 01/07/2024"."""
        return f"số liệu tính đến {ngay(self.day(on))}"

    def _after(self, years: int) -> date:
        """The same day so many years later; 28/02 in a year without 29/02."""
        year = self.first.year + years
        try:
            return self.first.replace(year=year)
        except ValueError:
            return date(year, 2, 28)


class TeamRule(Block):
    """Where a team is set up (everywhere, when there is no condition) and how many people it has.

    ``quota`` cites the text by which a number decided by UBND tỉnh (fact team.quota) stands in place of the
    formula. ``teams`` is the number of teams of one village, ``villages`` of villages of one team.
    """

    exists_when: Condition | None = None
    cite: Cite
    size: Value
    counted: Counted | None = None
    quota: Cite | None = None
    teams: Value | None = None
    villages: Value | None = None
