"""A registry through time: whatever order things happen in, what must hold holds on every day.

``REGISTRY_MACHINE=200x50`` runs it long, by night; a commit runs 30 × 20.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

import pytest
from django.db import transaction
from django.test.utils import override_settings
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.errors import DomainError
from accounts.models import RoleBinding, User
from accounts.refusals import save_or_refuse
from accounts.roles import Role
from allowances import posting
from allowances import services as allowances_services
from allowances.models import Batch
from allowances.payments import payment_list
from members.models import Membership, Person
from mergers import planning, services
from mergers.planning import Named
from reports.selectors import budget_report
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village, VillageFacts, VillagePlacement
from territory.spans import holds_on
from tests.conftest import START
from vietnamese.dates import next_month
from vietnamese.text import name_sort_key

_RUNS, _STEPS = (int(part) for part in os.environ.get("REGISTRY_MACHINE", "30x20").split("x"))
TITLES: Final = st.sampled_from(Membership.Title.values)
PICK: Final = st.integers(0, 10**6)
DAYS: Final = st.integers(-45, 20)


class Registry(RuleBasedStateMachine):
    """Two communes of a province that stands through; months are closed as they pass."""

    def __init__(self) -> None:
        super().__init__()
        self.space = transaction.atomic()
        self.space.__enter__()
        self.today = START
        self.numbers = count(1)
        self.closed: list[Any] = []

    def teardown(self) -> None:
        self._require_same(self.closed)
        transaction.set_rollback(True)
        self.space.__exit__(None, None, None)

    @initialize()
    def open(self) -> None:
        self.province = Unit.objects.get(key="52")
        self.police, self.second = (self._user(Role.PROVINCE_POLICE) for _ in range(2))
        for code in ("21961", "21964"):
            commune = self._unit(code)
            for place in range(3):
                self._served(self._village(commune, place))

    @rule(pick=PICK, title=TITLES, days=DAYS)
    def join(self, pick: int, title: str, days: int) -> None:
        """A person begins, today or by a late entry."""
        team = self._pick(Team.objects.filter(status="active"), pick)
        person = self._person(team.commune)
        self._try(
            Membership(person=person, team=team, title=title, status="recognised", valid_from=self._day(days))
        )

    @rule(pick=PICK, days=DAYS)
    def leave(self, pick: int, days: int) -> None:
        if row := self._pick(Membership.objects.filter(valid_to=None), pick):
            row.valid_to = self._day(days)
            self._try(row)

    @rule(pick=PICK, to=PICK, title=TITLES)
    def move(self, pick: int, to: int, title: str) -> None:
        """A person goes to another team: one row ends, the next begins, his file goes along."""
        if row := self._pick(Membership.objects.filter(valid_to=None), pick):
            team = self._pick(Team.objects.filter(status="active"), to)
            row.valid_to, row.person.commune = self.today, team.commune
            after = Membership(
                person=row.person, team=team, title=title, status="recognised", valid_from=self.today
            )
            self._try(row, row.person, after)

    @rule(pick=PICK, days=DAYS)
    def correct(self, pick: int, days: int) -> None:
        """The first day of a membership was wrong."""
        if row := self._pick(Membership.objects.all(), pick):
            row.valid_from = self._day(days)
            self._try(row)

    @rule(pick=PICK, households=st.integers(50, 900))
    def count_households(self, pick: int, households: int) -> None:
        """A new count of a village from today on."""
        village = self._pick(self._standing_villages(), pick)
        running = village.facts.filter(valid_to=None).first() if village else None
        if running and running.valid_from < self.today:
            running.valid_to = self.today
            after = VillageFacts(
                village=village,
                households=households,
                persons=4 * households,
                source="Rà soát",
                valid_from=self.today,
            )
            self._try(running, after)

    @rule(pick=PICK, size=st.integers(2, 3), name=st.integers(1, 3))
    def merge_villages(self, pick: int, size: int, name: int) -> None:
        """Two or three villages of a commune become one."""
        commune = self._pick(self._communes(), pick)
        villages = list(self._standing_villages().filter(commune=commune)[:size])
        if len(villages) >= 2:
            self._change(lambda change: self._plan_villages(change, villages, name))

    @rule(pick=PICK, size=st.integers(1, 3))
    def merge_communes(self, pick: int, size: int) -> None:
        """One to three communes become one with a new code."""
        self._change(lambda change: self._plan(change, self._some_communes(pick, size), []))

    @rule(pick=PICK)
    def divide_commune(self, pick: int) -> None:
        """A commune is divided in two; its villages wait for an answer."""

        def plan(change: int) -> None:
            old = self._some_communes(pick, 1)
            self._plan(change, [], old)
            self._plan(change, [], old)

        self._change(plan)

    @rule(pick=PICK, keeper=st.booleans())
    def answer(self, pick: int, keeper: bool) -> None:
        """Somebody says where one village of a divided commune lies."""
        waiting = self._communes(standing=False).filter(villages__isnull=False).distinct()
        old = self._pick(waiting, pick)
        if old is None or not old.successors.exists():
            return
        new = list(old.successors.order_by("pk"))
        village = self._pick(old.villages.all(), pick)
        with override_settings(PORTAL_TODAY=self.today.isoformat()):
            services.villages_answer(
                actor=User.objects.get(pk=self.police.pk),
                old=old,
                day=old.valid_to,
                answers={village.pk: new[pick % len(new)].new_id},
                keeper=new[0].new_id if keeper else None,
            )
        event("village answered")

    @rule()
    def close_month(self) -> None:
        """The month is computed, checked and locked; what it says is written down."""
        month = self.today.replace(day=1)
        with override_settings(PORTAL_TODAY=self.today.isoformat()):
            run = allowances_services.run_start(
                actor=User.objects.get(pk=self.police.pk), unit=self.province, month=month
            )
            for batch in run.batches.all():
                posting.batch_compute(batch_id=batch.pk)
        run.batches.update(
            state=Batch.State.LOCKED,
            checked_by=self.second,
            approved_by=self._user(Role.PROVINCE_FINANCE),
            locked_at="2024-07-31T00:00:00Z",
        )
        self.closed += [(batch.pk, payment_list(batch)) for batch in run.batches.all()]
        self.closed.append((month, self._budget(month)))
        self.today = next_month(month) + timedelta(days=14)

    @invariant()
    def closed_months_stay(self) -> None:
        """The youngest after each step, all of them at the end of a history."""
        self._require_same(self.closed[-4:])

    def _require_same(self, closed: list[Any]) -> None:
        for what, said in closed:
            now = self._budget(what) if isinstance(what, date) else payment_list(Batch.objects.get(pk=what))
            assert now == said

    @invariant()
    def nobody_is_in_two_teams(self) -> None:
        for day in self._days():
            serving = Counter(Membership.objects.filter(holds_on(day)).values_list("person", flat=True))
            assert all(times == 1 for times in serving.values())

    @invariant()
    def every_village_lies_in_one_commune(self) -> None:
        merged = set(Village.objects.filter(successors__isnull=False).values_list("pk", flat=True))
        today = Counter(
            VillagePlacement.objects.filter(holds_on(self.today)).values_list("village", flat=True)
        )
        assert all(times == 1 for times in today.values())
        assert today.keys() == set(Village.objects.values_list("pk", flat=True)) - merged

    @invariant()
    def a_village_lies_where_its_file_is_kept(self) -> None:
        here = VillagePlacement.objects.filter(holds_on(self.today)).select_related("village")
        assert all(row.commune_id == row.village.commune_id for row in here)

    @invariant()
    def the_sum_over_communes_is_the_whole(self) -> None:
        for day in self._days():
            serving = Membership.objects.filter(holds_on(day), status="recognised")
            villages = VillagePlacement.objects.filter(holds_on(day)).values("village")
            inside = serving.filter(
                team__in=TeamCoverage.objects.filter(holds_on(day), village__in=villages).values("team")
            )
            assert inside.count() == serving.count()
            counted = Counter(serving.values_list("team", flat=True))
            shares = self._teams_by_commune(day)
            assert sum(counted[team] for teams in shares.values() for team in teams) == serving.count()

    @invariant()
    def a_team_is_served_by_people_of_its_commune(self) -> None:
        rows = Membership.objects.filter(holds_on(self.today)).select_related("person", "team")
        assert all(row.person.commune_id == row.team.commune_id for row in rows)

    def _teams_by_commune(self, day: date) -> dict[int, list[int]]:
        """By commune: teams whose longest-served village lies there."""
        rows = TeamCoverage.objects.filter(holds_on(day)).order_by("valid_from", "pk")
        first: dict[int, int] = {}
        for team, village in rows.values_list("team", "village"):
            first.setdefault(team, village)
        lies = dict(VillagePlacement.objects.filter(holds_on(day)).values_list("village", "commune"))
        found: dict[int, list[int]] = {}
        for team, village in first.items():
            found.setdefault(lies[village], []).append(team)
        return found

    def _days(self) -> list[date]:
        return [START, self.today - timedelta(days=40), self.today]

    def _day(self, days: int) -> date:
        return max(START, self.today + timedelta(days=days))

    def _pick(self, rows: Any, pick: int) -> Any:
        found = list(rows.order_by("pk"))
        return found[pick % len(found)] if found else None

    def _communes(self, *, standing: bool = True) -> Any:
        return Unit.objects.filter(level="commune", parent=self.province, valid_to__isnull=standing)

    def _some_communes(self, pick: int, size: int) -> list[int]:
        found = list(self._communes().order_by("pk").values_list("pk", flat=True))
        return [found[(pick + step) % len(found)] for step in range(min(size, len(found)))]

    def _standing_villages(self) -> Any:
        return Village.objects.filter(successors=None, commune__valid_to=None)

    def _try(self, *rows: Any) -> None:
        """All rows or none; what the database refuses did not happen."""
        try:
            with transaction.atomic():
                for row in rows:
                    save_or_refuse(row)
        except DomainError as error:
            event(f"refused: {error.code}")
        else:
            event(f"written: {type(rows[-1]).__name__}")

    def _change(self, plan: Any) -> None:
        """A change is prepared and applied by another person on its day; a refused one did not happen."""
        self.today += timedelta(days=1)
        try:
            with transaction.atomic(), override_settings(PORTAL_TODAY=self.today.isoformat()):
                change = planning.change_prepare(
                    actor=User.objects.get(pk=self.police.pk),
                    day=self.today,
                    document="NQ thử",
                    issued_on=self.today,
                )
                plan(change.pk)
                services.change_apply(actor=User.objects.get(pk=self.second.pk), change_id=change.pk)
        except DomainError as error:
            event(f"change refused: {error.code}")
        else:
            event("change applied")

    def _plan(self, change: int, whole: list[int], part: list[int]) -> None:
        code = f"{30000 + next(self.numbers)}"
        planning.unit_plan(
            actor=User.objects.get(pk=self.police.pk),
            change_id=change,
            named=Named("xa", f"Mới {code}", code),
            whole=whole,
            part=part,
        )

    def _plan_villages(self, change: int, villages: list[Village], name: int) -> None:
        planning.village_plan(
            actor=User.objects.get(pk=self.police.pk),
            change_id=change,
            named=Named("thon", f"Chung {name}", f"M{next(self.numbers)}"),
            villages=[village.pk for village in villages],
        )

    def _budget(self, month: date) -> Any:
        return budget_report(viewer=self.police, unit=self.province, first_month=month, last_month=month)

    def _user(self, role: str) -> User:
        user = User.objects.create_user(f"nguoi-{next(self.numbers)}", full_name="Người thử")
        RoleBinding.objects.create(user=user, role=role, unit=self.province, valid_from=date(2024, 1, 1))
        return user

    def _unit(self, code: str) -> Unit:
        return Unit.objects.create(
            key=code,
            code=code,
            level="commune",
            kind="xa",
            name=f"Xã {code}",
            parent=self.province,
            path=f"52.{code}.",
            sort_key=name_sort_key(code),
        )

    def _village(self, commune: Unit, place: int) -> Village:
        name = f"Số {place}"  # the same names in both communes
        village = Village.objects.create(
            code=f"T{next(self.numbers)}",
            kind="thon",
            name=name,
            commune=commune,
            sort_key=name_sort_key(name),
        )
        VillagePlacement.objects.create(village=village, commune=commune, valid_from=date(2024, 1, 1))
        VillageFacts.objects.create(
            village=village, households=200, persons=800, source="Mẫu", valid_from=date(2024, 1, 1)
        )
        return village

    def _served(self, village: Village) -> Team:
        team = Team.objects.create(
            commune=village.commune,
            name=f"Tổ {village}",
            status="active",
            sort_key=name_sort_key(str(village)),
        )
        TeamCoverage.objects.create(team=team, village=village, valid_from=START)
        return team

    def _person(self, commune: Unit) -> Person:
        number = next(self.numbers)
        return Person.objects.create(
            commune=commune,
            full_name=f"Người Thử {number}",
            birth_date=date(1990, 1, 1),
            gender="male",
            identity_cipher="x",
            identity_fingerprint=f"{number:064d}",
            search_name=f"nguoi thu {number}",
            sort_key=f"{number:09d}",
        )


@pytest.mark.django_db
@pytest.mark.timeout(0)
def test_the_registry_holds_through_every_history(law: None) -> None:
    Unit.objects.filter(key="52").update(valid_to=None)
    run_state_machine_as_test(
        Registry,
        settings=settings(
            max_examples=_RUNS,
            stateful_step_count=_STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
