"""The law's team size for many villages at once: each law read once, each set of facts evaluated once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from regulations import facts, selectors
from regulations.engine import Law, Refusal, TeamSize, team_size
from regulations.engine.facts import FactValue
from territory.models import Unit, Village, VillageFacts

_Known = tuple[tuple[str, FactValue], ...]

_SEVERAL = "Tổ phụ trách nhiều thôn, khu phố: chưa có quy định về số người chung."
_NO_VILLAGE = "Tổ chưa được giao thôn, khu phố nào vào ngày này."
_NO_LAW = "Chưa có quy định được xác minh về số lượng thành viên Tổ tại địa bàn này vào ngày đó."


class Sizes:
    """Team sizes on one day. Villages come with their commune and its parents at hand.

    By the law in force, or by ``draft`` where one is given; it must cover the day.
    """

    def __init__(self, on: date, draft: Law | None = None) -> None:
        self._on = on
        self._draft = draft
        self._book = selectors.series_book()
        self._laws: dict[int, Law | None] = {}
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
        law = self._draft or self._law_of(province)
        if law is None or self._book is None:
            return refusal(_NO_LAW)
        return team_size(law, dict(known), self._on, self._book)

    def _law_of(self, province: Unit) -> Law | None:
        if province.pk not in self._laws:
            held = selectors.law_on(province, self._on)
            self._laws[province.pk] = held.law if held else None
        return self._laws[province.pk]


def refusal(sentence: str) -> Refusal:
    """The answer of a size that cannot be told."""
    return Refusal("team_size", "Số lượng thành viên Tổ", sentence, None)
