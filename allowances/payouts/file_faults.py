"""Rows of a file that cannot be taken, each said at its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.errors import DomainError


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a row of the file: its number as Excel counts, the column, the sentence."""

    number: int
    column: str
    message: str


class FileFaults(DomainError):
    """Rows of the file that cannot be taken; then none is."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        message = f"Sửa {len(faults)} ô ghi ở bảng dưới rồi tải lên lại: chưa ghi dòng nào."
        super().__init__(message, code="rows_refused", field="file")
        self.faults = tuple(faults)
