"""Norms of equipment and uniforms that the State's texts state, from a typed file with their articles."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

_FILE: Final = Path(__file__).parent / "national" / "dinh-muc-2024.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NormBand(_Part):
    """How many a team of so many members, or each member, is given; ``to`` None is open."""

    from_: int = Field(alias="from")
    to: int | None
    least: int
    most: int

    def holds(self, members: int) -> bool:
        """Whether a team of so many members lies in the band."""
        return self.from_ <= members and (self.to is None or members <= self.to)


class Norm(_Part):
    """One thing that a text gives a team or a member, with its place in the text and what is not verified."""

    key: str
    item: str
    name: str
    of: Literal["team", "member"]
    document: str
    article: str | None
    source: str
    note: str
    life_years: int | None
    bands: tuple[NormBand, ...]

    @property
    def words(self) -> str:
        """The text and its article: "Nghị định 40/2024/NĐ-CP, Điều 3"."""
        return f"{self.document}, {self.article or 'số điều chưa xác minh'}"

    def quantity(self, sizes: Iterable[int]) -> tuple[int, int]:
        """The least that teams of these sizes are given together, and how many of them no band covers."""
        if self.of == "member":
            return sum(sizes) * self.bands[0].least, 0
        found = [next((band.least for band in self.bands if band.holds(size)), None) for size in sizes]
        return sum(each for each in found if each is not None), found.count(None)


@cache
def norms() -> tuple[Norm, ...]:
    """All norms, in the order of the file."""
    data = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(Norm.model_validate(row) for row in data["norms"])
