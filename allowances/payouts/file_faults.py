"""Rows of a file that cannot be taken, each said at its cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django import forms

from accounts.errors import DomainError
from accounts.refusals import show_refusal

T = TypeVar("T")


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


def file_done(form: forms.BaseForm, service: Callable[[], T]) -> tuple[T | None, Sequence[RowFault]]:
    """``accounts.pages.done`` for a form with a file, and beside it the cells to put right."""
    if not form.is_valid():
        return None, ()
    try:
        return service(), ()
    except DomainError as error:
        show_refusal(form, error)
        return None, error.faults if isinstance(error, FileFaults) else ()
