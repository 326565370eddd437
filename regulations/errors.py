"""Refusals of this room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from accounts.errors import DomainError
from regulations.engine import Problem
from regulations.grounds import both_hold
from regulations.models import LawVersion


class LawConflict(DomainError):
    """Two documents hold at one place on one day; the sentence names both."""

    code = "law_conflict"

    def __init__(self, one: LawVersion, other: LawVersion, on: date) -> None:
        super().__init__(both_hold(one.words, other.words, on))
        self.versions = (one, other)


class LawFileRefused(DomainError):
    """A file with faults; ``problems`` is all that was said of it, errors, warnings and notes."""

    code = "law_file_invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = len(errors_of(problems))
        super().__init__(f"Sửa {count} lỗi của tệp quy định rồi tải lên lại.", field="text")
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.field)))


def errors_of(problems: Sequence[Problem]) -> list[Problem]:
    """Those for which a file must not be used."""
    return [problem for problem in problems if problem.severity == "error"]
