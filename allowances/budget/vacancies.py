"""Places of teams that nobody fills, counted up to the number UBND tỉnh gave (Luật 30/2023/QH15, Điều 14)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from django.db.models import Q

from allowances.area import TeamArea, team_areas
from allowances.budget.estimating import Estimator, Tally, Vacancy
from allowances.owed import Days, FactRow, LawBook, cut, within
from allowances.selectors import Served
from members.models import Membership
from teams.models import Quota, Team
from teams.quotas import numbers_of
from territory.models import Unit
from vietnamese.dates import Span

# A new member of whom nothing is on file: no insurance that anybody supports.
_NOT_INSURED: Final[FactRow] = (("member.bhxh_tu_nguyen", "khong"), ("member.bhyt", "khong"))
_ONE_EACH: Final = (Membership.Title.TO_TRUONG, Membership.Title.TO_PHO)


def add_vacancies(
    estimator: Estimator,
    book: LawBook,
    communes: Sequence[Unit],
    served: Mapping[int, Sequence[Served]],
    limits: Mapping[int, date],
    counts: Mapping[int, Tally],
) -> int:
    """Fills every team that stands up to its quota, month by month; returns how many teams have none in the
    first month, although their commune may have been given a number as a whole."""
    days = Span(estimator.months[0].start, estimator.months[-1].end)
    areas = team_areas(communes, days, book.reads, book.lineage, carried=True)
    active = Team.objects.filter(pk__in=areas, status=Team.Status.ACTIVE)
    teams = set(active.order_by().values_list("pk", flat=True))
    quotas = _quotas(sorted(teams), estimator.months)
    seats = _seats(served, limits, estimator.months)
    for commune in communes:
        here = [(team, areas[team][commune.pk]) for team in sorted(teams) if commune.pk in areas[team]]
        vacancies = [
            vacancy
            for team, area in here
            for vacancy in _vacancies(team, _area_days(area, days, book), quotas, seats, estimator.months)
        ]
        estimator.add_vacancies(counts[commune.pk], vacancies)
    return len(teams - quotas[0].keys())


def _quotas(teams: Sequence[int], months: Sequence[Span]) -> list[Mapping[int, int]]:
    """The number of each team in each month, by the decisions of its first day; read anew after a change."""
    first, last = months[0].start, months[-1].start
    inside = Q(valid_from__gt=first, valid_from__lte=last) | Q(valid_to__gt=first, valid_to__lte=last)
    spans = Quota.objects.filter(inside).values_list("valid_from", "valid_to").distinct()
    edges = {day for span in spans for day in span if day is not None}
    found: list[Mapping[int, int]] = []
    for place, month in enumerate(months):
        before = months[place - 1].start if place else None
        same = before is not None and not any(before < day <= month.start for day in edges)
        found.append(found[-1] if same else numbers_of(teams, month.start))
    return found


def _seats(
    served: Mapping[int, Sequence[Served]], limits: Mapping[int, date], months: Sequence[Span]
) -> Mapping[tuple[int, int], Counter[str]]:
    """By team and place of the month: how many people serve a day under each title."""
    found: defaultdict[tuple[int, int], dict[int, str]] = defaultdict(dict)
    for here in served.values():
        for entry in here:
            limit = limits.get(entry.holder.person_id)
            for place, month in enumerate(months):
                days = within(entry.stretches, month)
                if days and (limit is None or days[0].start < limit):
                    title = dict(days[-1].facts)["member.title"]
                    found[entry.holder.team_id, place][entry.holder.person_id] = str(title)
    return {key: Counter(titles.values()) for key, titles in found.items()}


def _area_days(area: TeamArea, days: Span, book: LawBook) -> list[Days]:
    cuts = cut(days, days, [*book.edges, *area.spans()])
    found = [(start, end, area.on(start)) for start, end in cuts]
    return [Days(start, end, here.facts, here.grounds) for start, end, here in found if here is not None]


def _vacancies(
    team: int,
    area: Sequence[Days],
    quotas: Sequence[Mapping[int, int]],
    seats: Mapping[tuple[int, int], Counter[str]],
    months: Sequence[Span],
) -> Iterator[Vacancy]:
    for place, month in enumerate(months):
        held = seats.get((team, place), Counter())
        missing = quotas[place].get(team, 0) - sum(held.values())
        days = within(area, month)
        if missing <= 0 or not days:
            continue
        for title in _titles(held, missing):
            facts = (("member.title", str(title)), *_NOT_INSURED)
            yield Vacancy(
                place, title, tuple(Days(d.start, d.end, (*d.facts, *facts), d.grounds) for d in days)
            )


def _titles(held: Counter[str], missing: int) -> list[str]:
    """The titles of the places that nobody fills: head and deputy first, then members (Điều 16)."""
    first = [str(title.value) for title in _ONE_EACH if not held[title.value]]
    rest = [str(Membership.Title.TO_VIEN.value)] * max(missing - len(first), 0)
    return (first + rest)[:missing]
