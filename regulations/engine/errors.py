"""What the engine refuses. Every message is a Vietnamese sentence that begins with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from vietnamese.dates import ngay


class EngineError(Exception):
    """An expected refusal: ``message_vi`` for the reader, ``code`` for programs."""

    def __init__(self, message_vi: str, code: str) -> None:
        super().__init__(message_vi)
        self.message_vi = message_vi
        self.code = code


class FactError(EngineError):
    """A fact that is unknown to the vocabulary, of the wrong type, or out of range; ``fact`` is its name."""

    def __init__(self, fact: str, message_vi: str) -> None:
        super().__init__(message_vi, "fact_invalid")
        self.fact = fact


class NoValueInForce(EngineError):
    """A reference series that has no value on a day."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"Bổ sung {name}: chưa có mức có hiệu lực ngày {ngay(on)}.", "no_value_in_force")


class LawNotInForce(EngineError):
    """A law asked about a day outside its span."""

    def __init__(self, document: str, on: date) -> None:
        super().__init__(
            f"Chọn văn bản khác: {document} không có hiệu lực ngày {ngay(on)}.", "law_not_in_force"
        )


Severity = Literal["error", "warning", "note"]
_SEVERITY_WORDS = {"error": "", "warning": "Cảnh báo: ", "note": "Ghi chú: "}


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a law file: where it is (line counts from 1) and what to mend.

    A file with an error cannot be used; a warning is something not verified, a note a gap it tells of.
    """

    file: str
    line: int
    field: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}, dòng {self.line}, {self.field}: {_SEVERITY_WORDS[self.severity]}{self.message}"


class LawFileError(EngineError):
    """A law file that cannot be used; ``problems`` lists every fault found, by line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        faults = "\n".join(map(str, problems))
        super().__init__(f"Sửa tệp quy định, có {len(problems)} lỗi:\n{faults}", "law_file_invalid")
        self.problems = problems
