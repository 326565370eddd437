"""Rules of teams in plain Python: the name of a team, and how a number of people fits the law.

Luật 30/2023/QH15, Điều 14: the province's council sets the criteria of numbers (khoản 3), UBND tỉnh the
number of each team (khoản 4), the chairman of the commune decides (khoản 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from regulations.engine import Refusal, TeamSize

# Luật 30/2023/QH15 is in force from this day; no team of this force can be older.
FORCE_BEGAN: Final = date(2024, 7, 1)
# Tổ trưởng, tổ phó, tổ viên (Điều 16): a team has one of each, whatever the council's lower bound.
ONE_EACH: Final = 3


def team_name(village_words: str, ordinal: int = 1) -> str:
    """The usual name of the team of a village: "Tổ bảo vệ an ninh, trật tự thôn Háo Lễ".

    A further team of the village, where the law gives it several, carries its number: "… số 2 thôn Háo Lễ".
    """
    number = f"số {ordinal} " if ordinal > 1 else ""
    return f"Tổ bảo vệ an ninh, trật tự {number}{village_words}"


class FitState(StrEnum):
    """How the number of people stands to what is allowed."""

    ENOUGH = "enough"
    SHORT = "short"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fit:
    """A number of people against the law: the state, how many it is off by, how many may still join."""

    state: FitState
    by: int = 0
    room: int = 0

    @property
    def words(self) -> str:
        """The state as a word: "Đủ", "Thiếu 1", "Vượt 2", "Chưa có số liệu"."""
        return {
            FitState.ENOUGH: "Đủ",
            FitState.SHORT: f"Thiếu {self.by}",
            FitState.OVER: f"Vượt {self.by}",
            FitState.UNKNOWN: "Chưa có số liệu",
        }[self.state]

    @property
    def tag(self) -> str:
        """The look of the state on a page: done, attention, stop or waiting."""
        return {
            FitState.ENOUGH: "done",
            FitState.SHORT: "attention",
            FitState.OVER: "stop",
            FitState.UNKNOWN: "waiting",
        }[self.state]


def fit(count: int, size: TeamSize | Refusal, quota: int | None = None) -> Fit:
    """How ``count`` people stand to the law's size and, where UBND tỉnh gave one, to the quota.

    Fewer than a ceiling is enough from three on; fewer than an exact number, a minimum or the quota is short.
    """
    if isinstance(size, Refusal):
        return Fit(FitState.UNKNOWN)
    least, most = _bounds(size, quota)
    if count > most:
        return Fit(FitState.OVER, by=count - most)
    if count < least:
        return Fit(FitState.SHORT, by=least - count, room=most - count)
    return Fit(FitState.ENOUGH, room=most - count)


@dataclass(frozen=True, slots=True)
class Gap:
    """How many people a team has too many or too few, by each of the three numbers; 0 where it fits."""

    over_ceiling: int = 0
    over_quota: int = 0
    under_quota: int = 0
    under_minimum: int = 0

    @property
    def is_off(self) -> bool:
        """Whether any of them is not 0."""
        return self != Gap()


def gap(count: int, size: TeamSize | Refusal, quota: int | None) -> Gap:
    """``count`` people against ceiling, quota and minimum, each by itself; what is not known is no gap."""
    given = count if quota is None else quota
    least, most = (count, count) if isinstance(size, Refusal) else _bounds(size, None)
    return Gap(
        over_ceiling=max(count - most, 0),
        over_quota=max(count - given, 0),
        under_quota=max(given - count, 0),
        under_minimum=max(least - count, 0),
    )


def _bounds(size: TeamSize, quota: int | None) -> tuple[int, int]:
    """The least and the most people; the law's ceiling stands above any quota."""
    if quota is not None:
        allowed = min(quota, size.maximum)
        return allowed, allowed
    return (size.maximum if size.exact else size.minimum or min(ONE_EACH, size.maximum)), size.maximum
