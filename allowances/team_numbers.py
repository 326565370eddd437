"""How many people the teams may and must have by a draft, beside the law in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from allowances.pricing import as_if_in_force
from regulations.engine import Law, Refusal, TeamSize
from teams.models import Team
from teams.rules import FitState, fit
from teams.selectors import places_of, strengths
from teams.sizes import Sizes
from territory.scope import Viewer
from vietnamese.dates import month_span

Answer = TeamSize | Refusal


@dataclass(frozen=True, slots=True)
class SizeSums:
    """The teams by one law: the least and the most people together, and how many teams are short or over.

    ``unknown`` teams have no size, because the law does not say or a fact is missing; they are in no sum.
    """

    minimum: int
    maximum: int
    short: int
    over: int
    unknown: int


@dataclass(frozen=True, slots=True)
class TeamNumbers:
    """All active teams of a reach on a day; ``changed`` of them get another size by the draft."""

    on: date
    teams: int
    people: int
    changed: int
    today: SizeSums
    draft: SizeSums

    @property
    def laws(self) -> tuple[tuple[str, SizeSums], ...]:
        """The sums by each law, with its name in words."""
        return ("Quy định hiện hành", self.today), ("Dự thảo", self.draft)


def team_numbers(*, viewer: Viewer, draft: Law, month: date) -> TeamNumbers:
    """The teams on the first day of ``month``; quotas that UBND tỉnh gave under the law of today stand aside.

    A fixed number of statements whatever the number of teams.
    """
    teams = Team.objects.visible_to(viewer).filter(status=Team.Status.ACTIVE)
    actual = strengths(teams, month)
    places = places_of(list(actual), month)
    sizes, tried = Sizes(month), as_if_in_force(draft, month_span(month))
    by_law = {pk: sizes.of(places.get(pk, [])) for pk in actual}
    by_draft = {pk: sizes.of(places.get(pk, []), tried) for pk in actual}
    return TeamNumbers(
        on=month,
        teams=len(actual),
        people=sum(actual.values()),
        changed=sum(_bounds(by_law[pk]) != _bounds(by_draft[pk]) for pk in actual),
        today=_sums(actual, by_law),
        draft=_sums(actual, by_draft),
    )


def _sums(actual: Mapping[int, int], sizes: Mapping[int, Answer]) -> SizeSums:
    states = Counter(fit(count, sizes[pk]).state for pk, count in actual.items())
    return SizeSums(
        minimum=sum(least for least, _ in _known(sizes.values())),
        maximum=sum(most for _, most in _known(sizes.values())),
        short=states[FitState.SHORT],
        over=states[FitState.OVER],
        unknown=states[FitState.UNKNOWN],
    )


def _known(sizes: Iterable[Answer]) -> list[tuple[int, int]]:
    return [bounds for size in sizes if (bounds := _bounds(size)) is not None]


def _bounds(size: Answer) -> tuple[int, int] | None:
    """The least people, which is what a team of nobody is short of, and the most."""
    return None if isinstance(size, Refusal) else (fit(0, size).by, size.maximum)
