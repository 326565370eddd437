"""What a block is asked about, and the answer that is no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NoReturn, Protocol, TypeVar

from regulations.engine.citation import Citation
from regulations.engine.conditions import Condition, known_facts, missing
from regulations.engine.errors import EngineError
from regulations.engine.facts import VOCABULARY, Facts
from regulations.engine.series import SeriesBook
from regulations.engine.spelling import capital


class NoAnswer(EngineError):
    """The law, as far as it is verified and the facts are known, gives no number here."""

    def __init__(self, message_vi: str, citation: Citation | None = None) -> None:
        super().__init__(message_vi, "no_answer")
        self.citation = citation


@dataclass(frozen=True, slots=True)
class Situation:
    """Checked facts on one day; ``about`` names what is computed, for the words of a refusal."""

    facts: Facts
    on: date
    series: SeriesBook
    about: str

    def require_verified(self, citation: Citation) -> None:
        """Raises NoAnswer when the figure behind ``citation`` is not verified."""
        if not citation.verified:
            self.unverified(citation.note or citation.words(), citation)

    def unverified(self, reason: str, citation: Citation) -> NoReturn:
        """Raises NoAnswer: there is a rule, but not one that may be shown as law."""
        raise NoAnswer(f"Chưa có quy định được xác minh về {self.about}: {reason}", citation)

    def require_known(self, names: Sequence[str]) -> None:
        """Raises NoAnswer when there are missing facts, naming them."""
        if names:
            meanings = "; ".join(VOCABULARY[name].meaning for name in names)
            raise NoAnswer(f"Bổ sung {meanings} để tính {self.about}.")


class _Row(Protocol):
    @property
    def when(self) -> Condition: ...


RowT = TypeVar("RowT", bound=_Row)


def the_row(rows: Sequence[RowT], situation: Situation) -> RowT:
    """The one row whose condition holds, whatever the order of the rows.

    Raises NoAnswer when none holds (naming the missing facts, if any) or when several do.
    """
    matching = [row for row in rows if row.when.holds(situation.facts)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise NoAnswer(f"Sửa tệp quy định: nhiều dòng cùng áp dụng khi tính {situation.about}.")
    unknown = [row for row in rows if row.when.holds(situation.facts) is None]
    gaps = [name for row in unknown for name in missing(row.when, situation.facts)]
    situation.require_known(tuple(dict.fromkeys(gaps)))
    known = [words for row in rows for words in known_facts(row.when, situation.facts)]
    told = ", ".join(dict.fromkeys(known))
    raise NoAnswer(f"Kiểm tra dữ kiện: văn bản không nêu {situation.about} cho trường hợp {told}.")


def row_label(condition: Condition, situation: Situation) -> str:
    """The facts by which a row was chosen, with a capital: "Tổ trưởng, loại 1"."""
    return capital(", ".join(dict.fromkeys(condition.describe(situation.facts))))
