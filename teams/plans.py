"""Dossiers about a team that stands: to change it, to merge others into it, to dissolve it.

The chairman decides a team (Luật 30/2023/QH15, Điều 14 khoản 5); the steps to his decision are those of every
dossier. What has a span is written when the decision is issued, name and status on the day itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from regulations.engine import Refusal, TeamSize
from teams import quotas, rules, selectors
from teams.models import Dossier, DossierEvent, Quota, Team, TeamCoverage
from teams.sizes import Place, Sizes
from territory.clock import today
from territory.models import Village
from territory.spans import holds_on, overlaps
from vietnamese.dates import ngay
from vietnamese.text import name_sort_key

_Kind = Dossier.Kind


@dataclass(frozen=True, slots=True)
class Change:
    """What a change asks for: empty leaves the thing as it is; a number of people comes with its decision."""

    new_name: str = ""
    villages: Sequence[int] = ()
    people: int | None = None
    quota_number: str = ""
    quota_decided_on: date | None = None


@transaction.atomic
def change_propose(*, actor: User, team_id: int, start_on: date, reason: str, change: Change) -> Dossier:
    """A draft that gives a team another name, area or number of people from ``start_on``.

    Raises DomainError for a change of nothing, a number without the decision of UBND tỉnh, a name that is
    taken, a village of another commune; and what every draft is refused for.
    """
    team = _own_team(actor, team_id)
    villages = list(Village.objects.filter(pk__in=change.villages, commune=team.commune_id))
    if len(villages) != len(set(change.villages)):
        raise NotAllowed("Chọn thôn, khu phố thuộc xã của người lập.", field="villages")
    if set(change.villages) == set(_area(team, start_on).values_list("village", flat=True)):
        villages = []
    name = "" if change.new_name == team.name else change.new_name
    _check_change(team, name, villages, change)
    dossier = _draft(actor, team, _Kind.CHANGE, start_on, reason)
    dossier.new_name, dossier.new_people = name, change.people
    dossier.quota_number, dossier.quota_decided_on = change.quota_number, change.quota_decided_on
    return _begun(dossier, villages, [])


@transaction.atomic
def merge_propose(
    *, actor: User, team_id: int, others: Sequence[int], start_on: date, reason: str
) -> Dossier:
    """A draft by which ``others`` go over into a team with villages and people from ``start_on``."""
    team = _own_team(actor, team_id)
    found = [_own_team(actor, key) for key in sorted(set(others) - {team_id})]
    if not found:
        raise DomainError("Chọn ít nhất một tổ khác để sáp nhập.", code="nothing", field="others")
    return _begun(_draft(actor, team, _Kind.MERGE, start_on, reason), [], found)


@transaction.atomic
def dissolve_propose(*, actor: User, team_id: int, start_on: date, reason: str) -> Dossier:
    """A draft by which a team ends before ``start_on``."""
    return _begun(_draft(actor, _own_team(actor, team_id), _Kind.DISSOLVE, start_on, reason), [], [])


def fault(dossier: Dossier) -> str:
    """What stands in the way of handing a draft in, with the article where there is one; "" when nothing."""
    if dossier.kind == _Kind.DISSOLVE:
        return ""
    places, count = _places_after(dossier), _people_after(dossier)
    if taken := _taken(dossier, places):
        return f"Bỏ {taken.village}: {taken.team} phụ trách nơi này vào ngày {ngay(dossier.start_on)}."
    size = Sizes(dossier.start_on).of(places)
    return _size_fault(dossier, size, count)


def write_dated(dossier: Dossier, actor: User) -> None:
    """Area and quota from the day of an issued dossier on; name and status follow when the day has come."""
    day, ending = dossier.start_on, [dossier.team_id] if dossier.kind == _Kind.DISSOLVE else []
    ending += dossier.absorbed.values_list("pk", flat=True)
    if dossier.kind != _Kind.DISSOLVE:
        _serve(dossier.team, [place.village for place in _places_after(dossier)], day, ending)
    _end(TeamCoverage.objects.filter(team__in=ending), day)
    _end(Quota.objects.filter(team__in=ending), day)
    if dossier.new_people is not None and dossier.quota_decided_on:
        decision = quotas.QuotaDecision(dossier.quota_number, dossier.quota_decided_on, day)
        line = quotas.QuotaLine(dossier.commune_id, dossier.new_people, team_id=dossier.team_id)
        quotas.write(actor, decision, [line])
    apply_due()


@transaction.atomic
def apply_due() -> int:
    """Give teams the name and status of the decisions whose day has come; returns how many decisions."""
    waiting = Dossier.objects.exclude(kind=_Kind.ESTABLISH).filter(
        state=Dossier.State.ISSUED, is_applied=False, start_on__lte=today()
    )
    done = list(waiting.select_for_update(of=("self",)).select_related("team").order_by("start_on", "pk"))
    for dossier in done:
        _apply(dossier)
    return len(done)


def teams_that_end(dossier: Dossier) -> list[Team]:
    """The teams that an issued dossier ends: the dissolved one, or those that went over."""
    return [dossier.team] if dossier.kind == _Kind.DISSOLVE else list(dossier.absorbed.order_by("sort_key"))


def _apply(dossier: Dossier) -> None:
    team = dossier.team
    if dossier.new_name:
        team.name, team.sort_key = dossier.new_name, name_sort_key(dossier.new_name)
        save_or_refuse(team)
    ending = [row.pk for row in teams_that_end(dossier)]
    if dossier.kind != _Kind.CHANGE:
        Team.objects.filter(pk__in=ending).update(status=Team.Status.DISSOLVED)
    dossier.is_applied = True
    dossier.save(update_fields=["is_applied"])


def _own_team(actor: User, team_id: int) -> Team:
    """An active team of the actor's own commune, its row locked."""
    if actor.binding is None or not actor.has_perm("teams.edit"):
        raise NotAllowed("Nhờ cán bộ có quyền này thực hiện.")
    rows = Team.objects.select_for_update(of=("self",)).select_related("commune__parent")
    team = rows.filter(pk=team_id, commune=actor.binding.unit_id).first()
    if team is None:
        raise NotAllowed("Chọn tổ thuộc xã của người lập.")
    if team.status != Team.Status.ACTIVE:
        raise WrongState(f"Chọn tổ đang hoạt động: {team} {team.get_status_display()}.")
    if _in_another(team):
        raise WrongState(f"Xử lý xong hồ sơ khác trước: {team} đang nằm trong một hồ sơ chưa quyết định.")
    return team


def _in_another(team: Team) -> bool:
    undecided = Q(state__in=Dossier.UNDECIDED)
    waiting = Q(state=Dossier.State.ISSUED, is_applied=False) & ~Q(kind=_Kind.ESTABLISH)
    named = Q(team=team) | Q(absorbed=team)
    return Dossier.objects.filter(named, undecided | waiting).exists()


def _draft(actor: User, team: Team, kind: Dossier.Kind, start_on: date, reason: str) -> Dossier:
    first = team.coverages.order_by("valid_from").values_list("valid_from", flat=True).first()
    if start_on <= max(first or rules.FORCE_BEGAN, rules.FORCE_BEGAN):
        message = f"Nhập ngày sau {ngay(first or rules.FORCE_BEGAN)}, ngày tổ bắt đầu hoạt động."
        raise DomainError(message, code="too_early", field="start_on")
    if not reason.strip():
        raise DomainError("Nhập lý do đề nghị.", code="no_reason", field="reason")
    return Dossier(
        team=team,
        commune=team.commune,
        kind=kind,
        start_on=start_on,
        reason=reason.strip(),
        prepared_by=actor,
    )


def _begun(dossier: Dossier, villages: Iterable[Village], others: Iterable[Team]) -> Dossier:
    save_or_refuse(dossier)
    dossier.new_villages.set(villages)
    dossier.absorbed.set(others)
    DossierEvent.objects.create(
        dossier=dossier, action=DossierEvent.Action.CREATED, actor=dossier.prepared_by, reason=dossier.reason
    )
    return dossier


def _check_change(team: Team, name: str, villages: Sequence[Village], change: Change) -> None:
    if not (name or villages or change.people is not None):
        raise DomainError("Đổi ít nhất một mục: tên, địa bàn hoặc chỉ tiêu.", code="nothing")
    if name and Team.objects.filter(commune=team.commune_id, name=name).exists():
        raise DomainError("Xã đã có tổ mang tên này. Nhập tên khác.", code="name_taken", field="new_name")
    if change.people is not None and not (change.quota_number.strip() and change.quota_decided_on):
        message = "Nhập số và ngày quyết định của UBND tỉnh giao chỉ tiêu mới."
        raise DomainError(message, code="no_decision", field="quota_number")


def _area(team: Team, day: date) -> QuerySet[TeamCoverage]:
    return team.coverages.filter(holds_on(day))


def _places_after(dossier: Dossier) -> list[Place]:
    """The villages that the team is to serve from the dossier's day on, with their facts of that day."""
    wanted = list(dossier.new_villages.values_list("pk", flat=True))
    if not wanted:
        teams = [dossier.team_id, *dossier.absorbed.values_list("pk", flat=True)]
        served = TeamCoverage.objects.filter(holds_on(dossier.start_on), team__in=teams)
        wanted = list(served.values_list("village", flat=True))
    return selectors.places_of_villages(wanted, dossier.start_on)


def _people_after(dossier: Dossier) -> int:
    """How many people the team is to have: with those who come over."""
    keys = [dossier.team_id, *dossier.absorbed.values_list("pk", flat=True)]
    return sum(selectors.strengths(Team.objects.filter(pk__in=keys), dossier.start_on).values())


def _taken(dossier: Dossier, places: Iterable[Place]) -> TeamCoverage | None:
    """A village of the new area that a team outside the dossier serves."""
    inside = [dossier.team_id, *dossier.absorbed.values_list("pk", flat=True)]
    served = TeamCoverage.objects.filter(
        overlaps(dossier.start_on, None), village__in=[place.village.pk for place in places]
    )
    return served.exclude(team__in=inside).select_related("team", "village").first()


def _size_fault(dossier: Dossier, size: TeamSize | Refusal, count: int) -> str:
    if isinstance(size, Refusal):
        return "" if _only_renamed(dossier) else size.sentence
    source = "; ".join(size.why.sources())
    people = dossier.new_people
    if people is not None and people > size.maximum:
        return f"Giảm chỉ tiêu mới: tổ có tối đa {size.maximum} người ({source})."
    found = rules.fit(count, size)
    if found.state is rules.FitState.OVER:
        return f"Bớt {found.by} người trước: tổ có tối đa {size.maximum} người ({source})."
    return ""


def _only_renamed(dossier: Dossier) -> bool:
    """A new name needs no size."""
    changes_area = dossier.kind == _Kind.MERGE or dossier.new_villages.exists()
    return not changes_area and dossier.new_people is None


def _serve(team: Team, villages: Sequence[Village], day: date, ending: Sequence[int]) -> None:
    """``team`` serves exactly ``villages`` from ``day`` on; the teams that end leave them first."""
    wanted = {village.pk for village in villages}
    _end(TeamCoverage.objects.filter(team__in=ending), day)
    _end(team.coverages.exclude(village__in=wanted), day)
    kept = set(team.coverages.filter(overlaps(day, None)).values_list("village", flat=True))
    for village in villages:
        if village.pk not in kept:
            save_or_refuse(TeamCoverage(team=team, village=village, valid_from=day))


def _end(rows: QuerySet[TeamCoverage] | QuerySet[Quota], day: date) -> None:
    """What runs on ``day`` ends before it; what would only begin then never begins."""
    rows.filter(valid_from__gte=day).delete()
    rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).update(valid_to=day)
