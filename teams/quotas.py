"""Quotas of UBND tỉnh (Luật 30/2023/QH15, Điều 14 khoản 4): what is given on a day, and how it is entered.

A team has the number that was given to it, else the numbers of the villages that it alone serves, added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from teams import rules
from teams.models import Quota, Team, TeamCoverage
from territory.models import Unit, Village
from territory.scope import Viewer
from territory.spans import holds_on
from vietnamese.dates import ngay

RIGHT = "teams.give_quota"
_Target = tuple[int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class QuotaDecision:
    """A decision of UBND tỉnh: number, date, and the first day on which its numbers hold."""

    number: str
    decided_on: date
    valid_from: date


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One number of a decision, for a village, for a team, or (neither) for the whole commune."""

    commune_id: int
    people: int
    village_id: int | None = None
    team_id: int | None = None

    @property
    def target(self) -> _Target:
        """What the number is given to."""
        return self.commune_id, self.village_id, self.team_id


@dataclass(frozen=True, slots=True)
class QuotaChange:
    """What a decision changed: targets that had no number, got another, kept theirs."""

    new: int
    changed: int
    same: int


def quotas_of(team_ids: Collection[int], on: date) -> dict[int, Quota | int]:
    """By team: its own quota of the day, or the sum over the villages that it alone serves; else no entry.

    A village without a number leaves its team without one: a part of a sum is no sum.
    """
    own: dict[int, Quota | int] = {
        row.team_id: row
        for row in Quota.objects.filter(holds_on(on), team__in=team_ids)
        if row.team_id is not None
    }
    return _of_villages([key for key in team_ids if key not in own], on) | own


def numbers_of(team_ids: Collection[int], on: date) -> dict[int, int]:
    """By team: how many people it is given on the day; no entry while no decision says so."""
    own = Quota.objects.filter(holds_on(on), team__in=team_ids).values_list("team_id", "people")
    given = dict(own)
    of_villages = _of_villages([key for key in team_ids if key not in given], on)
    return {key: people_of(found) for key, found in of_villages.items()} | given


def people_of(found: Quota | int) -> int:
    """The number of a quota of its own or of the villages."""
    return found if isinstance(found, int) else found.people


def commune_quotas(viewer: Viewer, on: date) -> dict[int, Quota]:
    """By commune of the viewer's reach: the number of the whole commune on the day."""
    rows = Quota.objects.visible_to(viewer).filter(holds_on(on), village=None, team=None)
    return {row.commune_id: row for row in rows}


@transaction.atomic
def quota_set(*, actor: User, decision: QuotaDecision, lines: Sequence[QuotaLine]) -> QuotaChange:
    """Write the numbers of one decision; what held before ends the day before it, and stays on record.

    A constant number of statements for any number of lines. A number of the same first day is corrected.
    Raises NotAllowed beyond the actor's reach, DomainError for a day before the law, a village or team of
    another commune, a target named twice, WrongState for a target that has a later number.
    """
    _check_decision(actor, decision)
    _check_targets(actor, lines)
    return write(actor, decision, lines)


def later_fault(start: date) -> str:
    """What is said of a number for which one from ``start`` on is on record already."""
    return f"Nhập ngày sau {ngay(start)}: đã có chỉ tiêu ghi từ ngày đó."


def start_fault(valid_from: date) -> str:
    """Why no number can hold from that day; "" when one can."""
    if valid_from < rules.FORCE_BEGAN:
        return f"Nhập ngày từ {ngay(rules.FORCE_BEGAN)}, ngày Luật 30/2023/QH15 có hiệu lực."
    return ""


@transaction.atomic
def take_back(added: Mapping[int, int | None]) -> None:
    """Delete numbers that a list added; those that each had ended (by id, or None) run on to where it ran."""
    rows = Quota.objects.in_bulk(added)
    ended = Quota.objects.in_bulk([key for key in added.values() if key])
    for key, before in added.items():
        if before:
            ended[before].valid_to = rows[key].valid_to
    Quota.objects.filter(pk__in=added).delete()
    Quota.objects.bulk_update(ended.values(), ["valid_to"])


def write(actor: User, decision: QuotaDecision, lines: Sequence[QuotaLine]) -> QuotaChange:
    """Write numbers whose right and place were looked at before; the decision on a team ends here too."""
    held = _held(lines, decision.valid_from)
    fresh, ended, corrected, same = [], [], [], 0
    for line in lines:
        row = held.get(line.target)
        if row and row.people == line.people and row.decision_number == decision.number:
            same += 1
        elif row and row.valid_from == decision.valid_from:
            corrected.append(_filled(row, actor, decision, line))
        else:
            fresh.append(_filled(Quota(), actor, decision, line))
            if row:
                row.valid_to = decision.valid_from
                ended.append(row)
    Quota.objects.bulk_update(ended, ["valid_to"])
    Quota.objects.bulk_update(corrected, ["people", "decision_number", "decided_on", "entered_by"])
    Quota.objects.bulk_create(fresh)
    return QuotaChange(len(fresh) - len(ended), len(ended) + len(corrected), same)


def _of_villages(team_ids: Sequence[int], on: date) -> dict[int, Quota | int]:
    covered = TeamCoverage.objects.filter(
        holds_on(on) | Q(team__status=Team.Status.PROPOSED), team__in=team_ids
    )
    villages: dict[int, list[int]] = defaultdict(list)
    for team, village in covered.values_list("team_id", "village_id"):
        villages[team].append(village)
    wanted = {village for found in villages.values() for village in found}
    given = dict(Quota.objects.filter(holds_on(on), village__in=wanted).values_list("village_id", "people"))
    shared = _shared(given, on)
    return {
        team: sum(given[village] for village in found)
        for team, found in villages.items()
        if all(village in given and village not in shared for village in found)
    }


def _shared(villages: Collection[int | None], on: date) -> set[int]:
    """Villages that several teams serve: their number is not one team's."""
    seen: set[int] = set()
    twice: set[int] = set()
    rows = TeamCoverage.objects.filter(holds_on(on), village__in=villages)
    for village in rows.values_list("village_id", flat=True):
        (twice if village in seen else seen).add(village)
    return twice


def _filled(row: Quota, actor: User, decision: QuotaDecision, line: QuotaLine) -> Quota:
    row.commune_id, row.village_id, row.team_id = line.target
    row.people, row.entered_by = line.people, actor
    row.decision_number, row.decided_on = decision.number, decision.decided_on
    row.valid_from = decision.valid_from
    return row


def _held(lines: Iterable[QuotaLine], start: date) -> dict[_Target, Quota]:
    """The rows of these targets that hold on ``start``, locked; WrongState where one begins later."""
    communes = {line.commune_id for line in lines}
    wanted = {line.target for line in lines}
    rows = Quota.objects.select_for_update().filter(commune__in=communes).order_by("pk")
    found = {}
    for row in rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start)):
        target = (row.commune_id, row.village_id, row.team_id)
        if target not in wanted:
            continue
        if row.valid_from > start:
            raise WrongState(later_fault(row.valid_from), code="later_quota", field="valid_from")
        found[target] = row
    return found


def _check_decision(actor: User, decision: QuotaDecision) -> None:
    if not actor.has_perm(RIGHT):
        raise NotAllowed("Nhờ Công an tỉnh nhập chỉ tiêu UBND tỉnh giao.")
    if not decision.number.strip():
        raise DomainError("Nhập số quyết định của UBND tỉnh.", code="no_number", field="number")
    if fault := start_fault(decision.valid_from):
        raise DomainError(fault, code="before_the_law", field="valid_from")


def _check_targets(actor: User, lines: Sequence[QuotaLine]) -> None:
    if len({line.target for line in lines}) != len(lines):
        raise DomainError("Bỏ dòng lặp: một nơi được giao hai số trong cùng quyết định.", code="twice")
    communes = {line.commune_id for line in lines}
    reached = Unit.objects.visible_to(actor).communes().filter(pk__in=communes)
    if reached.count() != len(communes):
        raise NotAllowed("Chọn xã, phường thuộc tỉnh của người nhập.", field="commune")
    _check_within("Chọn thôn, khu phố của đúng xã.", Village, [(x.village_id, x.commune_id) for x in lines])
    _check_within("Chọn tổ của đúng xã.", Team, [(x.team_id, x.commune_id) for x in lines])


def _check_within(
    message: str, model: type[Village] | type[Team], pairs: Iterable[tuple[int | None, int]]
) -> None:
    named = {(key, commune) for key, commune in pairs if key is not None}
    keys = {key for key, _ in named}
    rows = model._default_manager.filter(pk__in=keys).values_list("pk", "commune_id")
    if named != set(rows):
        raise DomainError(message, code="elsewhere", field="commune")
