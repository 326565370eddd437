"""To pay = locked − paid out, for one person and the commune that pays. Pure; money is int đồng."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vietnamese.dates import next_month

_MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Part:
    """What a locked list, or a decided dossier, gives one person and takes back; paid as a whole or not yet.

    ``month`` is that of the list, or of the decision.
    """

    month: date
    batch_id: int | None
    benefit_id: int | None
    gross_vnd: int
    recovery_vnd: int


@dataclass(frozen=True, slots=True)
class Due:
    """What is open between a person and a commune: parts that no standing payment has taken, and
    ``carried_vnd``, what is still to be taken back of parts that were."""

    person_id: int
    commune_id: int
    parts: tuple[Part, ...]
    carried_vnd: int

    @property
    def gross_vnd(self) -> int:
        """What open parts give."""
        return sum(part.gross_vnd for part in self.parts)

    @property
    def recovery_vnd(self) -> int:
        """All that is still to be taken back."""
        return self.carried_vnd + sum(part.recovery_vnd for part in self.parts)

    @property
    def open_vnd(self) -> int:
        """Locked less paid out; negative where more is to be taken back than is due."""
        return self.gross_vnd - self.recovery_vnd

    def set_off_vnd(self, share_percent: int | None) -> int:
        """What both sides take of each other where a payment would leave nothing: no payment is made of it,
        neither side waits. 0 where a payment will be made: that one deducts."""
        borne = deduction(self.gross_vnd, self.recovery_vnd, share_percent)
        return borne if borne == self.gross_vnd else 0

    @property
    def months(self) -> tuple[date, ...]:
        """The months of its lists and dossiers, in order."""
        return tuple(sorted({part.month for part in self.parts}))


def deduction(gross_vnd: int, recovery_vnd: int, share_percent: int | None) -> int:
    """How much of ``recovery_vnd`` a payment of ``gross_vnd`` bears; None: all that it can."""
    most = gross_vnd if share_percent is None else gross_vnd * share_percent // 100
    return min(recovery_vnd, most)


def gives_and_takes(sums: Iterable[int]) -> tuple[int, int]:
    """What the months of a list give together, and what those take back that are negative."""
    months = list(sums)
    return sum(each for each in months if each > 0), -sum(each for each in months if each < 0)


def recovery_plan(
    recovery_vnd: int, monthly_vnd: int, share_percent: int | None, first_month: date
) -> tuple[tuple[date, int], ...]:
    """What each month's payment would bear if the person goes on getting ``monthly_vnd``.

    Empty where nothing can be deducted: then it is to be paid back.
    """
    found: list[tuple[date, int]] = []
    month = first_month
    while recovery_vnd > 0 and len(found) < _MOST_MONTHS:
        vnd = deduction(monthly_vnd, recovery_vnd, share_percent)
        if not vnd:
            return ()
        found.append((month, vnd))
        recovery_vnd, month = recovery_vnd - vnd, next_month(month)
    return tuple(found)
