"""Who passes a selection council (Thông tư 14/2024/TT-BCA, Điều 3). Pure.

More than half of the members present must agree; where more pass than are needed, most votes first. What
becomes of equal votes at the last place is not verified, so those are left open and never guessed.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from enum import StrEnum
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


class Outcome(StrEnum):
    """What a vote means for a candidate."""

    CHOSEN = "chosen"
    NOT_PASSED = "not_passed"
    NO_PLACE = "no_place"
    TIED = "tied"

    @property
    def words(self) -> str:
        """As the minutes say it."""
        return {
            "chosen": "Trúng tuyển",
            "not_passed": "Không đạt quá nửa",
            "no_place": "Đạt quá nửa, hết chỉ tiêu",
            "tied": "Bằng phiếu ở vị trí cuối",
        }[self]

    @property
    def tag(self) -> str:
        """Its look on a page."""
        return {"chosen": "done", "not_passed": "stop", "no_place": "stop", "tied": "attention"}[self]


def outcomes(agreed: Mapping[K, int], present: int, places: int) -> dict[K, Outcome]:
    """By candidate: what ``agreed`` votes of ``present`` members mean where ``places`` are to be filled."""
    passed = {key: votes for key, votes in agreed.items() if 2 * votes > present}
    return {
        key: _among(votes, list(passed.values()), places) if key in passed else Outcome.NOT_PASSED
        for key, votes in agreed.items()
    }


def _among(votes: int, passed: list[int], places: int) -> Outcome:
    better = sum(other > votes for other in passed)
    level = sum(other == votes for other in passed)
    if better >= places:
        return Outcome.NO_PLACE
    return Outcome.CHOSEN if better + level <= places else Outcome.TIED
