"""The home page: what the month asks of this role, the force, and the money of six months."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

from django.db.models import Count, Sum

from accounts.models import User
from allowances.models import Batch
from antt_portal.charts import Bar
from antt_portal.month_tasks import Month, Task
from members.models import Membership
from teams.models import Team
from teams.quotas import numbers_of
from territory.clock import today
from territory.spans import holds_on
from vietnamese.money import grouped, millions

_MILLION: Final = 1_000_000
# From here on a tenth of a million is no longer read, and its text would meet the neighbour's.
_WHOLE_MILLIONS_FROM_VND: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class Strength:
    """The force of the reach today; ``filled`` are the people of teams that got a quota."""

    people: int
    filled: int
    quota: int
    teams: int
    without_quota: int


class Home:
    """Everything the home page of one user shows, each part read when it is asked for."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.month = today().replace(day=1)

    def tasks(self) -> list[Task]:
        """The tasks his role carries, in the order of the month."""
        return Month(self.user).tasks()

    def strength(self) -> Strength:
        """People who serve today, the quota of the teams and who fills it, and teams that got none yet."""
        teams = Team.objects.visible_to(self.user).filter(status=Team.Status.ACTIVE)
        keys = list(teams.order_by().values_list("pk", flat=True))
        given = {key: people for key, people in numbers_of(keys, today()).items() if people}
        serving = Membership.objects.visible_to(self.user).recognised().filter(holds_on(today()))
        people = dict(serving.order_by().values_list("team").annotate(Count("pk")))
        filled = sum(people.get(key, 0) for key in given)
        return Strength(sum(people.values()), filled, sum(given.values()), len(keys), len(keys) - len(given))

    def paid(self) -> list[Bar]:
        """A bar for each of the six months up to this one: what was computed, its text in million đồng."""
        months = list(islice(_months_back(self.month), 6))[::-1]
        rows = Batch.objects.visible_to(self.user).filter(month__in=months).values_list("month")
        sums = dict(rows.annotate(total=Sum("total_vnd")))
        written = _written_millions(max(sums.values(), default=0))
        return [_bar(month, sums.get(month, 0), written) for month in months]


def _bar(month: date, vnd: int, written: Callable[[int], str]) -> Bar:
    return Bar(f"T{month.month}", vnd, text=written(vnd) if vnd else "")


def _written_millions(greatest_vnd: int) -> Callable[[int], str]:
    """How a chart whose greatest sum this is writes its sums: one decimal while they are small."""
    if greatest_vnd < _WHOLE_MILLIONS_FROM_VND:
        return millions
    return lambda vnd: grouped((vnd + _MILLION // 2) // _MILLION)


def _months_back(month: date) -> Iterator[date]:
    while True:
        yield month
        month = (month - timedelta(days=1)).replace(day=1)
