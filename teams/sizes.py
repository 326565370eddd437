"""The law's team size for many villages at once: each law read once, each set of facts evaluated once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from regulations import facts, selectors
from regulations.engine import Law, Refusal, TeamSize, team_size
from regulations.engine.facts import FactValue
from regulations.errors import LawConflict
from regulations.grounds import Stay
from territory.models import CommuneFacts, Unit, Village, VillageFacts

_Known = tuple[tuple[str, FactValue], ...]

_SEVERAL = "Tổ phụ trách nhiều thôn, khu phố: chưa có quy định về số người chung."
_NO_VILLAGE = "Tổ chưa được giao thôn, khu phố nào vào ngày này."
_NO_LAW = "Chưa có quy định được xác minh về số lượng thành viên Tổ tại địa bàn này vào ngày đó."


@dataclass(frozen=True, slots=True)
class Place:
    """A village that a team serves and the commune it lay in, with the facts of the day.

    Facts are None where nobody has entered them; ``stays`` tell in which communes it lay, oldest first.
    """

    village: Village
    facts: VillageFacts | None
    stays: Sequence[Stay]
    commune: Unit
    commune_facts: CommuneFacts | None


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
            return refusal(_SEVERAL if places else _NO_VILLAGE)
        place = places[0]
        try:
            law = draft or self._law_at(place)
        except LawConflict as conflict:
            return refusal(conflict.message)
        if law is None or self._book is None:
            return refusal(_NO_LAW)
        key = (law, tuple(_facts(place).items()))
        if key not in self._answers:
            self._answers[key] = team_size(law, dict(key[1]), self._on, self._book)
        return self._answers[key]

    def _law_at(self, place: Place) -> Law | None:
        found = self._laws.at(place.stays)
        return found.law if found else None


def _facts(place: Place) -> dict[str, FactValue]:
    return facts.of_village(place.village, place.facts, place.commune, place.commune_facts)


def refusal(sentence: str) -> Refusal:
    """The answer of a size that cannot be told."""
    return Refusal("team_size", "Số lượng thành viên Tổ", sentence, None)
