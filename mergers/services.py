"""Decisions about changes of units: answer, apply. Each is one transaction, whatever its size.

A change is applied on its day or later: until then the old units stand and keep their files. What nobody has
answered stays with the old commune and holds up nothing else: 3,321 communes cannot wait for one thôn, and
its own people are not paid from a commune that may be the wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from mergers import planned
from mergers.models import UnitChange, VillageChoice
from mergers.moves import move, moves
from regulations.grounds import province_key
from territory import clock
from territory.models import Unit, UnitSuccession
from territory.official import CHANGE, FROM_LIST
from territory.scope import reaches
from vietnamese.dates import ngay

# One change at a time in the whole portal: two would read the same units.
_LOCK: Final = 5020250701


@transaction.atomic
def official_apply(*, scope: Unit | None = None) -> dict[str, int]:
    """Apply the change of 01/07/2025 from the official lists, in one province or in all that are left.

    Returns how much moved; a second call moves nothing. DomainError before the day.
    """
    _lock()
    provinces = _changed_provinces(scope)
    applied = set(
        UnitChange.objects.filter(day=CHANGE, province__in=provinces, state="applied").values_list(
            "province_id", flat=True
        )
    )
    counts = _carry_out(CHANGE, scope.path if scope else "")
    UnitChange.objects.bulk_create(
        UnitChange(
            province=province,
            day=CHANGE,
            document=FROM_LIST,
            is_official=True,
            state=UnitChange.State.APPLIED,
            applied_at=timezone.now(),
            moved=counts if scope else {},
        )
        for province in provinces
        if province.pk not in applied
    )
    return counts


@transaction.atomic
def change_apply(*, actor: User, change_id: int) -> UnitChange:
    """Another person than who prepared the change confirms it, and everything that is decided moves.

    Raises SamePerson for who prepared it, WrongState before its day or when it is no longer waiting.
    """
    _lock()
    change = _reached(actor, "mergers.apply", change_id)
    if change.state != UnitChange.State.PREPARED:
        raise WrongState(f"Mở lại đợt sắp xếp: đợt này {change.get_state_display()}.")
    if change.prepared_by_id == actor.pk:
        raise SamePerson("Đề nghị người khác xác nhận: người lập không được tự xác nhận.")
    _refuse_early(change.day)
    villages = [] if change.is_official else planned.write(change)
    change.moved = _carry_out(change.day, change.province.path, actor)
    planned.merge_villages(villages, change)
    change.state, change.applied_by = UnitChange.State.APPLIED, actor
    change.applied_at = timezone.now()
    save_or_refuse(change)
    return change


@transaction.atomic
def villages_answer(
    *, actor: User, old: Unit, day: date, answers: Mapping[int, int], keeper: int | None
) -> int:
    """Where villages of a divided commune lie from ``day`` on, and who keeps its files; returns the answers.

    Only what was asked is taken: a village of the commune, a unit that succeeded it. Once the change is
    applied, what is answered moves at once.
    """
    if not actor.has_perm("mergers.answer") or not reaches(actor, old):
        raise NotAllowed("Nhờ cán bộ của xã cũ hoặc Công an tỉnh trả lời.")
    _lock()
    successors = {row.new_id: row for row in UnitSuccession.objects.filter(old=old, new__valid_from=day)}
    asked = set(old.villages.values_list("pk", flat=True))
    if not answers.keys() <= asked or not set(answers.values()) <= successors.keys():
        raise DomainError("Mở lại trang: danh sách thôn hoặc xã mới đã thay đổi.", code="outdated")
    for village, commune in answers.items():
        VillageChoice.objects.update_or_create(
            village_id=village, day=day, defaults={"commune_id": commune, "answered_by": actor}
        )
    if keeper is not None:
        _name_keeper(old, successors, keeper)
    _move_answered(old, day, actor)
    return len(answers)


def _name_keeper(old: Unit, successors: Mapping[int, UnitSuccession], keeper: int) -> None:
    if keeper not in successors:
        raise DomainError("Chọn xã giữ hồ sơ trong danh sách.", code="invalid", field="keeper")
    others = UnitSuccession.objects.filter(old=old, keeps_files=True).exclude(new=keeper)
    if old.keeper_path in set(others.values_list("new__path", flat=True)):
        raise WrongState("Hồ sơ của xã cũ đã chuyển xong.", field="keeper")
    others.update(keeps_files=False)
    UnitSuccession.objects.filter(pk=successors[keeper].pk).update(keeps_files=True)


def _move_answered(old: Unit, day: date, actor: User) -> None:
    """What was answered after the change was applied moves now, as if it had been answered before."""
    provinces = {province_key(row.new.path) for row in old.successors.select_related("new")}
    applied = UnitChange.objects.filter(province__key__in=provinces, day=day, state=UnitChange.State.APPLIED)
    for change in applied.select_related("province"):
        _carry_out(day, change.province.path, actor)


def _carry_out(day: date, scope: str, actor: User | None = None) -> dict[str, int]:
    _refuse_early(day)
    with moves(day, scope, max(day, clock.today()), actor.pk if actor else None) as values:
        return move(values)


def _refuse_early(day: date) -> None:
    if clock.today() < day:
        message = f"Áp dụng từ ngày {ngay(day)}: đến ngày đó đơn vị cũ vẫn giữ hồ sơ."
        raise WrongState(message, code="too_early")


def _changed_provinces(scope: Unit | None) -> list[Unit]:
    if scope is not None:
        return [scope]
    keys = set(
        Unit.objects.filter(level=Unit.Level.COMMUNE, valid_from=CHANGE).values_list("parent__pk", flat=True)
    )
    return list(Unit.objects.filter(pk__in=keys))


def _reached(actor: User, right: str, change_id: int) -> UnitChange:
    if not actor.has_perm(right):
        raise NotAllowed("Đề nghị người có quyền xác nhận sắp xếp đơn vị.")
    rows = UnitChange.objects.visible_to(actor).select_for_update(of=("self",)).select_related("province")
    change = rows.filter(pk=change_id).first()
    if change is None:
        raise NotAllowed("Chọn đợt sắp xếp trong danh sách của tỉnh.")
    return change


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
