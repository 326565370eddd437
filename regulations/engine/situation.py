"""What a block is asked about, and the answers it may give: a derived number, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NoReturn, Protocol, TypeVar

from regulations.engine.citation import Citation
from regulations.engine.conditions import Condition, known_facts, missing
from regulations.engine.errors import EngineError
from regulations.engine.fact_spec import Facts
from regulations.engine.rates import exact_words
from regulations.engine.refusal import RefusalKind
from regulations.engine.series import SeriesBook
from regulations.engine.vocabulary import VOCABULARY
from regulations.engine.why import Exact, Why
from vietnamese.money import dong

VND = "đồng"


class NoAnswer(EngineError):
    """The law, as far as it is verified and the facts are known, gives no number here."""

    def __init__(
        self, message_vi: str, citation: Citation | None = None, *, kind: RefusalKind = "not_known"
    ) -> None:
        super().__init__(message_vi, kind)
        self.citation = citation
        self.kind: RefusalKind = kind


@dataclass(frozen=True, slots=True)
class Answer:
    """A number with its derivation: ``why.value``, or anything from ``low`` to it.

    ``low`` is None where the law gives a ceiling and no least number that is verified.
    """

    why: Why
    low: Exact | None

    @classmethod
    def exactly(cls, why: Why) -> Answer:
        """The answer of a rule that leaves nothing to choose."""
        return cls(why, why.value)


class Named(Protocol):
    """A value that other values of the same file may point at."""

    @property
    def name(self) -> str: ...

    def answer(self, situation: Situation) -> Answer | None:
        """Its value, None where it does not apply."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Checked facts on one day.

    ``about`` names what is computed, for the words of a refusal; ``unit`` is what is counted; ``named`` are
    the values of the file that others point at.
    """

    facts: Facts
    on: date
    series: SeriesBook
    about: str = ""
    unit: str = VND
    named: Mapping[str, Named] = field(default_factory=dict)

    def asking(self, name: str, unit: str = VND) -> Situation:
        """The same facts and day, for another question."""
        return replace(self, about=small(name), unit=unit)

    def words(self, value: Exact) -> str:
        """A value in the unit that is counted; a sum that is not whole keeps its exact fraction."""
        if self.unit != VND:
            return f"{exact_words(value)} {self.unit}"
        return dong(int(value)) if value == int(value) else f"{value} {VND}"

    def require_verified(self, citation: Citation | None) -> None:
        """Raises NoAnswer when the figure behind ``citation`` is not verified."""
        if citation is not None and not citation.verified:
            self.unverified(citation.note or citation.words(), citation)

    def unverified(self, reason: str, citation: Citation | None) -> NoReturn:
        """Raises NoAnswer: there is a rule, but not one that may be shown as law."""
        raise NoAnswer(f"Chưa có quy định được xác minh về {self.about}: {reason}", citation)

    def require_known(self, names: Sequence[str]) -> None:
        """Raises NoAnswer when there are missing facts, naming them."""
        if names:
            meanings = "; ".join(VOCABULARY[name].asked() for name in names)
            raise NoAnswer(f"Bổ sung {meanings} để tính {self.about}.", kind="missing_fact")

    def not_named(self, conditions: Iterable[Condition]) -> NoReturn:
        """Raises NoAnswer: the facts are known and the text does not speak of them."""
        told = self.told(conditions)
        words = f"Kiểm tra dữ kiện: văn bản không nêu {self.about} cho trường hợp {told}."
        raise NoAnswer(words, kind="not_named")

    def told(self, conditions: Iterable[Condition]) -> str:
        """The known facts that conditions ask about, in words."""
        known = [words for condition in conditions for words in known_facts(condition, self.facts)]
        return ", ".join(dict.fromkeys(known))

    def holds(self, condition: Condition | None) -> bool:
        """Whether a condition holds; none at all always does. NoAnswer, naming the facts, when unknown."""
        holds = condition is None or condition.holds(self.facts)
        if condition is not None and holds is None:
            self.require_known(missing(condition, self.facts))
        return bool(holds)


class _Row(Protocol):
    @property
    def when(self) -> Condition: ...


RowT = TypeVar("RowT", bound=_Row)


def the_row(rows: Sequence[RowT], situation: Situation) -> RowT | None:
    """The one row whose condition holds, whatever the order of the rows; None when none does.

    Raises NoAnswer when several hold, or when none does and facts are missing.
    """
    held = [(row, row.when.holds(situation.facts)) for row in rows]
    matching = [row for row, holds in held if holds]
    if len(matching) > 1:
        words = f"Sửa tệp quy định: nhiều dòng cùng áp dụng khi tính {situation.about}."
        raise NoAnswer(words, kind="conflict")
    if matching:
        return matching[0]
    gaps = [name for row, holds in held if holds is None for name in missing(row.when, situation.facts)]
    situation.require_known(tuple(dict.fromkeys(gaps)))
    return None


def row_label(condition: Condition, situation: Situation) -> str:
    """The facts by which a row was chosen: "Tổ trưởng, loại 1"."""
    return ", ".join(dict.fromkeys(condition.describe(situation.facts)))


def small(name: str) -> str:
    """``name`` inside a sentence."""
    return name[:1].lower() + name[1:]
