"""The law's team size for many villages at once: each law read once, each set of facts evaluated once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from regulations import facts, selectors
from regulations.engine import Law, Refusal, TeamSize, team_size
from regulations.engine.facts import FactValue
from regulations.engine.refusal import RefusalKind
from regulations.errors import LawConflict
from regulations.grounds import Stay
from territory.models import CommuneFacts, Unit, Village, VillageFacts
from vietnamese.dates import ngay

Row = TypeVar("Row", VillageFacts, CommuneFacts)
_Known = tuple[tuple[str, FactValue], ...]

_SEVERAL = "Tổ phụ trách nhiều thôn, khu phố: chưa có quy định về số người chung."
_NO_VILLAGE = "Tổ chưa được giao thôn, khu phố nào vào ngày này."
_NO_LAW = "Chưa có quy định được xác minh về số lượng thành viên Tổ tại địa bàn này vào ngày đó."


@dataclass(frozen=True, slots=True)
class Place:
    """A village that a team serves and the commune it lay in on the day ``on``.

    ``stays`` tell in which communes it lay, oldest first; ``known`` and ``commune_known`` are the facts of
    all days.
    """

    village: Village
    on: date
    stays: Sequence[Stay]
    commune: Unit
    known: Sequence[VillageFacts]
    commune_known: Sequence[CommuneFacts]

    @property
    def facts(self) -> VillageFacts | None:
        """The facts of the day; None where nobody has entered them."""
        return _held(self.known, self.on)

    def facts_counted(self, day: date) -> dict[str, FactValue]:
        """What a law reads that counts on ``day``: the facts of that day, of the commune as it lies now."""
        return facts.of_village(
            self.village, _held(self.known, day), self.commune, _held(self.commune_known, day)
        )


class Sizes:
    """Team sizes on one day, each by the law that holds at its village or by a draft."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._book = selectors.series_book()
        self._laws = selectors.LawsOfDay(on)
        self._answers: dict[tuple[Law, _Known], TeamSize | Refusal] = {}

    def of(self, places: Sequence[Place], draft: Law | None = None) -> TeamSize | Refusal:
        """The size of a team that serves ``places``: by the law in force, or by a ``draft`` of the day."""
        if len(places) != 1:
            return refusal(_SEVERAL) if places else refusal(_NO_VILLAGE, "missing_fact")
        place = places[0]
        try:
            law = draft or self._law_at(place)
        except LawConflict as conflict:
            return refusal(conflict.message, "conflict")
        if law is None or self._book is None:
            return refusal(_NO_LAW)
        counted = law.team_size.counted.day(self._on) if law.team_size.counted else self._on
        key = (law, tuple(place.facts_counted(counted).items()))
        if key not in self._answers:
            answer = team_size(law, dict(key[1]), self._on, self._book)
            self._answers[key] = answer if counted == self._on else _dated(answer, counted)
        return self._answers[key]

    def _law_at(self, place: Place) -> Law | None:
        found = self._laws.at(place.stays)
        return found.law if found else None


def _held(rows: Sequence[Row], day: date) -> Row | None:
    """The one of ``rows`` that holds on a day."""
    held = (row for row in rows if row.valid_from <= day and (row.valid_to is None or day < row.valid_to))
    return next(held, None)


def _dated(answer: TeamSize | Refusal, counted: date) -> TeamSize | Refusal:
    """A fact that is missing is missing on the day on which the text counts; that day is said."""
    if isinstance(answer, TeamSize) or answer.kind != "missing_fact":
        return answer
    sentence = f"{answer.sentence.rstrip('.')} (văn bản tính theo số liệu ngày {ngay(counted)})."
    return replace(answer, sentence=sentence)


def refusal(sentence: str, kind: RefusalKind = "not_known") -> Refusal:
    """The answer of a size that cannot be told."""
    return Refusal("team_size", "Số lượng thành viên Tổ", sentence, None, kind)
