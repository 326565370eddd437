"""The law's team size for many villages at once: each law read once, each set of facts evaluated once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from regulations import facts, selectors
from regulations.engine import Refusal, TeamSize, team_size
from regulations.engine.facts import FactValue
from regulations.selectors import LawInForce
from territory.models import Unit, Village, VillageFacts

_Known = tuple[tuple[str, FactValue], ...]

_SEVERAL = "Tổ phụ trách nhiều thôn, khu phố: chưa có quy định về số người chung."
_NO_VILLAGE = "Tổ chưa được giao thôn, khu phố nào vào ngày này."
_NO_LAW = "Chưa có quy định được xác minh về số lượng thành viên Tổ tại địa bàn này vào ngày đó."


class Sizes:
    """Team sizes on one day. Villages come with their commune and its parents at hand."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._book = selectors.series_book()
        self._laws: dict[int, LawInForce | None] = {}
        self._answers: dict[tuple[int, _Known], TeamSize | Refusal] = {}

    def of(self, places: Sequence[tuple[Village, VillageFacts | None]]) -> TeamSize | Refusal:
        """The size of a team that serves ``places``, a village each with its facts of the day."""
        if len(places) != 1:
            return refusal(_SEVERAL if places else _NO_VILLAGE)
        village, row = places[0]
        province = selectors.province_of(village.commune)
        known = tuple(facts.of_village(village, village.commune, row).items())
        key = (province.pk, known)
        if key not in self._answers:
            self._answers[key] = self._evaluate(province, known)
        return self._answers[key]

    def _evaluate(self, province: Unit, known: _Known) -> TeamSize | Refusal:
        if province.pk not in self._laws:
            self._laws[province.pk] = selectors.law_on(province, self._on)
        held = self._laws[province.pk]
        if held is None or self._book is None:
            return refusal(_NO_LAW)
        return team_size(held.law, dict(known), self._on, self._book)


def refusal(sentence: str) -> Refusal:
    """The answer of a size that cannot be told."""
    return Refusal("team_size", "Số lượng thành viên Tổ", sentence, None)
