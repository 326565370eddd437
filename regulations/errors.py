"""Refusals of this room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from accounts.errors import DomainError
from regulations.engine import Problem
from regulations.models import LawVersion
from vietnamese.dates import ngay


class LawConflict(DomainError):
    """Two documents hold at one place on one day; the sentence names both."""

    code = "law_conflict"

    def __init__(self, one: LawVersion, other: LawVersion, on: date) -> None:
        super().__init__(
            f"Ghi ngày hết hiệu lực của một văn bản: {one.words} và {other.words}"
            f" cùng có hiệu lực ngày {ngay(on)}."
        )
        self.versions = (one, other)


class LawFileRefused(DomainError):
    """A file with faults; ``problems`` lists every one of them, by line."""

    code = "law_file_invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"Sửa {len(problems)} lỗi của tệp quy định rồi tải lên lại.", field="text")
        self.problems = tuple(problems)
