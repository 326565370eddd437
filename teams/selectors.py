"""What the pages of this room show, read in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from accounts.models import User
from accounts.roles import Role
from regulations.engine import Refusal, TeamSize
from regulations.selectors import stays_of
from teams.models import Dossier, Examiner, Team, TeamCoverage
from teams.on_day import communes_on
from teams.quotas import numbers_of
from teams.routes import waits_for_chairman
from teams.rules import Fit, fit
from teams.sizes import Place, Sizes
from territory import clock
from territory.models import CommuneFacts, Village, VillageFacts, VillagePlacement
from territory.scope import within_reach
from territory.spans import holds_on
from vietnamese.dates import ngay

_TAGS: Final = {
    Dossier.State.DRAFT: "attention",
    Dossier.State.SUBMITTED: "waiting",
    Dossier.State.EXAMINED: "waiting",
    Dossier.State.ISSUED: "done",
    Dossier.State.WITHDRAWN: "stop",
}


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team of a list: its villages, the three numbers and how they fit."""

    pk: int
    name: str
    commune: str
    villages: str
    households: int | None
    size: TeamSize | Refusal
    quota: int | None
    actual: int
    fit: Fit
    status: str

    @property
    def ceiling(self) -> int | None:
        """The most people the law gives; None where it cannot be told."""
        return None if isinstance(self.size, Refusal) else self.size.maximum


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One dossier of a list; ``mine`` when the next step is the reader's."""

    pk: int
    kind: str
    team: str
    commune: str
    start_on: date
    state: str
    tag: str
    mine: bool


def places_of_villages(villages: Sequence[int], on: date) -> list[Place]:
    """These villages with their facts of a day, in the order of their names."""
    rows = Village.objects.filter(pk__in=villages).select_related("commune").order_by("sort_key", "code")
    return [_place(row, on) for row in rows.prefetch_related(*_beside(""))]


def strengths(teams: QuerySet[Team], on: date) -> dict[int, int]:
    """By team: who serves on the day, or is proposed while the team itself is.

    The memberships belong to a room above; here they are only counted, through the relation's name.
    """
    # A team that is dissolved today was served on earlier days.
    was_there = Q(status__in=[Team.Status.ACTIVE, Team.Status.DISSOLVED])
    served = was_there & holds_on(on, "memberships__")
    proposed = Q(status=Team.Status.PROPOSED)
    actual = Count("memberships", filter=served | proposed)
    return dict(teams.order_by().values_list("pk").annotate(actual=actual))


def team_rows(teams: Sequence[Team], on: date) -> list[TeamRow]:
    """Rows for ``teams`` with their communes at hand, in their order; a constant number of statements."""
    keys = [team.pk for team in teams]
    actual = strengths(Team.objects.filter(pk__in=keys), on)
    sizes, places, given = Sizes(on), places_of(keys, on), numbers_of(keys, on)
    rows = [
        _team_row(team, places.get(team.pk, []), sizes, given.get(team.pk), actual[team.pk]) for team in teams
    ]
    return rows if on == clock.today() else _with_communes_of(rows, on)


def _with_communes_of(rows: Sequence[TeamRow], on: date) -> list[TeamRow]:
    """``rows`` with the communes of a day."""
    lay = communes_on([row.pk for row in rows], on)
    return [replace(row, commune=lay[row.pk].name) if row.pk in lay else row for row in rows]


def numbers_of_teams(keys: Sequence[int], on: date) -> dict[int, TeamRow]:
    """By team: its row with the three numbers of a day."""
    teams = Team.objects.filter(pk__in=keys).select_related("commune")
    return {row.pk: row for row in team_rows(list(teams), on)}


def places_and_size(team: Team, on: date) -> tuple[list[Place], TeamSize | Refusal]:
    """The villages that ``team`` serves on a day, and the size the law gives it."""
    places = places_of([team.pk], on).get(team.pk, [])
    return places, Sizes(on).of(places)


def places_of(team_ids: Sequence[int], on: date) -> dict[int, list[Place]]:
    """Places on a day by team; of a proposed team those that it is to serve."""
    rows = (
        TeamCoverage.objects.filter(holds_on(on) | Q(team__status=Team.Status.PROPOSED), team__in=team_ids)
        .select_related("village__commune")
        .prefetch_related(*_beside("village__"))
        .order_by("village__sort_key")
    )
    found: dict[int, list[Place]] = {}
    for row in rows:
        found.setdefault(row.team_id, []).append(_place(row.village, on))
    return found


def _beside(village: str) -> tuple[Prefetch[str], ...]:
    """What a place needs beside its village (``village`` leads there): its facts of all days, and all stays.

    A text may count on another day than is asked for.
    """
    facts = VillageFacts.objects.order_by("valid_from")
    lay = (
        "village",
        "valid_from",
        *(f"commune__{column}" for column in ("path", "kind", "code", "valid_to")),
    )
    placements = VillagePlacement.objects.select_related("commune").only(*lay).order_by("valid_from")
    said = Prefetch("commune__facts", CommuneFacts.objects.order_by("valid_from"), to_attr="facts_known")
    placements = placements.prefetch_related(said)
    return (
        Prefetch(f"{village}facts", facts, to_attr="facts_known"),
        Prefetch(f"{village}placements", placements, to_attr="placements_so_far"),
    )


def _place(village: Village, on: date) -> Place:
    """A village with what was fetched beside it."""
    known: list[VillageFacts] = village.facts_known  # type: ignore[attr-defined]
    so_far: list[VillagePlacement] = village.placements_so_far  # type: ignore[attr-defined]
    stays = stays_of(so_far)
    commune = next((row.commune for row in reversed(so_far) if row.valid_from <= on), village.commune)
    said: list[CommuneFacts] = getattr(commune, "facts_known", [])
    return Place(village, on, stays, commune, known, said)


def teams_allowed(village: Village, on: date) -> int:
    """How many teams the law lets a village have on a day; one while it says nothing of several."""
    (place,) = places_of_villages([village.pk], on)
    return _teams_of(Sizes(on).of([place]))


def villages_open(user: User, on: date) -> QuerySet[Village]:
    """Villages of the user's own unit that may get a team: they have none, or the law gives them another."""
    unit = user.binding.unit_id if user.binding else None
    own = Village.objects.visible_to(user).filter(commune=unit)
    served = dict(
        TeamCoverage.objects.filter(valid_to=None, village__in=own)
        .values_list("village")
        .annotate(teams=Count("pk"))
    )
    sizes = Sizes(on)
    places = places_of_villages(list(own.values_list("pk", flat=True)), on)
    free = [
        place.village.pk for place in places if served.get(place.village.pk, 0) < _teams_of(sizes.of([place]))
    ]
    return own.filter(pk__in=free)


def villages_without_team(user: User) -> QuerySet[Village]:
    """Villages of the user's own unit that no team serves, nor is to serve."""
    served = TeamCoverage.objects.filter(village=OuterRef("pk"), valid_to=None)
    unit = user.binding.unit_id if user.binding else None
    return Village.objects.visible_to(user).filter(~Exists(served), commune=unit)


def dossiers_mine_first(user: User) -> QuerySet[Dossier]:
    """Dossiers of the user's reach, those that wait for him first, then the newest."""
    mine = Case(When(waiting_for(user), then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = Dossier.objects.visible_to(user).select_related("team", "commune__parent")
    return rows.annotate(mine=mine).order_by("-mine", "-pk")


def dossier_rows(dossiers: Iterable[Dossier]) -> list[DossierRow]:
    """Rows for ``dossiers`` (of ``dossiers_mine_first``), in their order."""
    return [
        DossierRow(
            pk=row.pk,
            kind=row.get_kind_display(),
            team=row.team.name,
            commune=row.commune.name,
            start_on=row.start_on,
            state=state_words(row),
            tag=state_tag(row),
            mine=row.mine,  # type: ignore[attr-defined]
        )
        for row in dossiers
    ]


def waiting_for(user: User) -> Q:
    """Dossiers whose next step is the user's: the clerk's, the examiner's by their route, the chairman's."""
    if user.binding is None:
        return Q(pk__in=[])
    unit, state = user.binding.unit_id, Dossier.State
    sent = Q(state=state.SUBMITTED)
    return {
        Role.COMMUNE_CLERK: Q(state=state.DRAFT, commune=unit),
        Role.DISTRICT_OFFICER: sent & Q(examiner=Examiner.DISTRICT, commune__parent=unit),
        Role.PROVINCE_POLICE: sent & Q(examiner=Examiner.PROVINCE) & within_reach(user, "commune__path"),
        Role.COMMUNE_CHAIRMAN: Q(commune=unit) & waits_for_chairman(),
    }.get(Role(user.binding.role), Q(pk__in=[]))


def dossier_actions(user: User, dossier: Dossier) -> frozenset[str]:
    """The steps that the page of ``dossier`` offers the user: submit, withdraw, examine, return, issue."""
    found = {"withdraw"} if _may_withdraw(user, dossier) else set()
    if not Dossier.objects.visible_to(user).filter(waiting_for(user), pk=dossier.pk).exists():
        return frozenset(found)
    if dossier.state == Dossier.State.DRAFT:
        return frozenset(found | {"submit"})
    step = "issue" if user.has_perm("teams.issue_decision") else "examine"
    return frozenset(found | {step, "return"})


def open_dossier(team: Team) -> Dossier | None:
    """The newest dossier of ``team`` that was not withdrawn; None for a team that was carried over."""
    rows = team.dossiers.exclude(state=Dossier.State.WITHDRAWN).order_by("-pk")
    return rows.select_related("team", "commune__parent").first()


def establishing_dossier(team: Team) -> Dossier | None:
    """The dossier by which ``team`` is or was established and its first people are entered."""
    rows = team.dossiers.filter(kind=Dossier.Kind.ESTABLISH).exclude(state=Dossier.State.WITHDRAWN)
    return rows.select_related("team", "commune__parent").first()


def plan_words(dossier: Dossier) -> list[str]:
    """What a dossier about a standing team asks for, a sentence each without the full stop."""
    words = []
    if dossier.new_name:
        words.append(f"Tên mới: {dossier.new_name}")
    if villages := list(dossier.new_villages.order_by("sort_key", "code")):
        words.append("Địa bàn mới: " + ", ".join(village.title for village in villages))
    if dossier.new_people is not None and dossier.quota_decided_on:
        decision = f"Quyết định số {dossier.quota_number} ngày {ngay(dossier.quota_decided_on)} của UBND tỉnh"
        words.append(f"Chỉ tiêu mới: {dossier.new_people} người, theo {decision}")
    words += [f"{team.name} sáp nhập vào tổ này" for team in dossier.absorbed.order_by("sort_key")]
    if dossier.kind == Dossier.Kind.DISSOLVE:
        words.append(f"Tổ thôi hoạt động từ ngày {ngay(dossier.start_on)}")
    return [*words, f"Lý do: {dossier.reason}"] if dossier.reason else words


def state_words(dossier: Dossier) -> str:
    """The state as a reader sees it: who has the next step by its route."""
    if dossier.state != Dossier.State.SUBMITTED:
        return dossier.get_state_display()
    if not dossier.needs_examination:
        return Dossier.State.EXAMINED.label
    return f"chờ {dossier.get_examiner_display()} thẩm định"


def state_tag(dossier: Dossier) -> str:
    """The look of the state: done, attention, stop or waiting."""
    return _TAGS[Dossier.State(dossier.state)]


def _teams_of(size: TeamSize | Refusal) -> int:
    return max(size.teams.maximum, 1) if isinstance(size, TeamSize) and size.teams else 1


def _may_withdraw(user: User, dossier: Dossier) -> bool:
    own = user.binding is not None and user.binding.unit_id == dossier.commune_id
    return own and user.has_perm("teams.edit") and dossier.state in Dossier.UNDECIDED


def _team_row(team: Team, places: Sequence[Place], sizes: Sizes, quota: int | None, actual: int) -> TeamRow:
    size = sizes.of(places)
    counts = [place.facts.households for place in places if place.facts]
    return TeamRow(
        pk=team.pk,
        name=team.name,
        commune=team.commune.name,
        villages=", ".join(place.village.title for place in places),
        households=sum(counts) if counts and len(counts) == len(places) else None,
        size=size,
        quota=quota,
        actual=actual,
        fit=fit(actual, size, quota),
        status=team.get_status_display(),
    )
