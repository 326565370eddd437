"""What the State's law asks of every member: standards, papers, votes, days and grounds, from a typed file.

The numbers stand in ``regulations/national`` with their articles; rules of the rooms above only apply them.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict

_FILE: Final = Path(__file__).parent / "national" / "luc-luong-2024.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StandardAnswer(_Part):
    """One answer to a standard; ``meets`` None: the law is not verified for it, as ``note`` says."""

    key: str
    words: str
    meets: bool | None
    least_months: int = 0
    note: str = ""


class Standard(_Part):
    """One standard of Điều 13 with the paper that proves it."""

    key: str
    name: str
    asks: str
    article: str
    paper: str
    answers: tuple[StandardAnswer, ...]

    def answer(self, key: str) -> StandardAnswer | None:
        """The answer of that key."""
        return next((answer for answer in self.answers if answer.key == key), None)


class FilePaper(_Part):
    """One paper of a file; ``form`` is its number in the annex of Thông tư 14/2024/TT-BCA, "" for none."""

    key: str
    title: str
    of: Literal["application", "selection", "recognition", "ending"]
    form: str = ""
    standard: str = ""
    note: str = ""


class Seat(_Part):
    """A seat of the selection council and who takes it."""

    key: str
    words: str
    who: str
    exactly_one: bool = False


class Selection(_Part):
    """The selection council and its pass rule."""

    article: str
    pass_rule: str
    pass_note: str
    seats: tuple[Seat, ...]


class Deadlines(_Part):
    """Working days to report, then to decide."""

    article: str
    report_days: int
    decide_days: int


class Ground(_Part):
    """One ground for ending a membership: the paper it rests on, or how many records it needs."""

    key: str
    words: str
    article: str
    paper: str = ""
    least_refusals: int = 0
    least_reminders: int = 0


class Ending(Deadlines):
    """Working days and grounds of an ending."""

    grounds: tuple[Ground, ...]

    def ground(self, key: str) -> Ground:
        """The ground of that key."""
        return next(ground for ground in self.grounds if ground.key == key)


class NationalLaw(_Part):
    """The file."""

    valid_from: date
    changed_from: date
    change_note: str
    least_age: int
    greatest_age: int
    standards: tuple[Standard, ...]
    papers: tuple[FilePaper, ...]
    selection: Selection
    recognition: Deadlines
    ending: Ending

    def doubt(self, on: date) -> str:
        """What is not verified about the law on a day; "" for nothing."""
        return self.change_note if on >= self.changed_from else ""

    def standard(self, key: str) -> Standard:
        """The standard of that key."""
        return next(standard for standard in self.standards if standard.key == key)


@cache
def national_law() -> NationalLaw:
    """The law on members in force since 01/07/2024, read once."""
    return NationalLaw.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
