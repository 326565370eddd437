"""Decisions about a list: uploaded, its names chosen, confirmed, dropped, undone. Each is one transaction."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotAllowed, WrongState
from accounts.models import User
from accounts.refusals import file_refusals
from accounts.trail import said
from imports.kinds import Change, Done, Judged, Kind
from imports.models import Import, ImportRow
from imports.registry import KINDS
from imports.sheet import SheetRow, cell_from_json, cell_to_json, rows_of
from spreadsheets.form import LIST_SHEET
from spreadsheets.reading import read_rows

# What is kept of a list, and how long: a preview a week, the rows of a confirmed list while it may be undone.
PREVIEW_KEPT: Final = timedelta(days=7)
ROWS_KEPT: Final = timedelta(days=30)

_CHUNK: Final = 1000
_State = Import.State
_NOT_PREVIEW: Final = "Tải tệp lên lần nữa: lần nhập này {state}."
_NOTHING: Final = "Không có gì để ghi: mọi dòng không đổi hoặc sai."


def upload(*, actor: User, kind: Kind, content: bytes, file_name: str) -> Import:
    """What the list would do, row by row; nothing of it is on file yet, and the file is not kept.

    Raises DomainError at the field ``file`` with one sentence for a file that cannot be taken.
    """
    _seat(actor, kind)
    with file_refusals():
        rows = rows_of(read_rows(content, file_name, sheet=LIST_SHEET), kind.columns)
    with transaction.atomic():
        batch = Import(
            kind=kind.key,
            unit=_seat(actor, kind),
            uploaded_by=actor,
            file_name=file_name[-200:],
            file_sha256=hashlib.sha256(content).hexdigest(),
        )
        _store(batch, kind.judge(actor, rows, {}))
    return batch


@transaction.atomic
def names_choose(*, actor: User, import_id: int, chosen: Mapping[str, int]) -> Import:
    """Names that nothing on file bears stand for the chosen ones from now on; every row is judged anew."""
    batch, kind = _lock(actor, import_id, _State.PREVIEW)
    known = {pk for pk, _ in kind.choices(actor)}
    if not set(chosen.values()) <= known:
        raise NotAllowed("Chọn tên trong danh sách.")
    batch.names = {**batch.names, **chosen}
    _store(batch, kind.judge(actor, [row for _, row in _rows(batch)], batch.names))
    return batch


@transaction.atomic
def confirm(*, actor: User, import_id: int) -> tuple[Import, bool]:
    """Write what the preview showed; the import and True.

    Every row is judged again under lock. Where one now comes out otherwise than the preview said, nothing is
    written: the preview is made anew, and the import comes with False.
    """
    batch, kind = _lock(actor, import_id, _State.PREVIEW)
    if not batch.to_write:
        raise WrongState(_NOTHING)
    stored = _rows(batch)
    judged = kind.judge(actor, [row for _, row in stored], batch.names, lock=True)
    if [content for content, _ in stored] != [_content(item) for item in judged]:
        _store(batch, judged)
        return batch, False
    with said(reason=f"Nhập {kind.noun} từ Excel, lần {batch.pk}"):
        kind.write(actor, judged)
    batch.written = {str(item.row.number): item.written for item in judged if item.written}
    batch.state, batch.confirmed_by, batch.confirmed_at = _State.CONFIRMED, actor, timezone.now()
    batch.save()
    return batch, True


@transaction.atomic
def drop(*, actor: User, import_id: int) -> Import:
    """Give a preview up; its rows are deleted."""
    batch, _ = _lock(actor, import_id, _State.PREVIEW)
    batch.rows.all().delete()
    batch.state = _State.DROPPED
    batch.save()
    return batch


@transaction.atomic
def undo(*, actor: User, import_id: int) -> Import:
    """Take back all that a confirmed list wrote. Raises WrongState while something depends on it."""
    batch, kind = _lock(actor, import_id, _State.CONFIRMED)
    done = _done(batch)
    if not done or batch.confirmed_at is None:
        raise WrongState(f"Sửa từng dòng: quá {ROWS_KEPT.days} ngày, nội dung của tệp không còn được lưu.")
    with said(reason=f"Hoàn tác nhập {kind.noun} từ Excel, lần {batch.pk}"):
        kind.undo(actor, done, batch.names, batch.confirmed_at)
    batch.rows.all().delete()
    batch.state, batch.undone_by, batch.undone_at = _State.UNDONE, actor, timezone.now()
    batch.save()
    return batch


@transaction.atomic
def clear_old() -> int:
    """Drop previews that nobody confirmed, delete rows that nobody needs; returns how many imports it met."""
    now = timezone.now()
    previews = Import.objects.filter(state=_State.PREVIEW, uploaded_at__lt=now - PREVIEW_KEPT)
    confirmed = Import.objects.filter(state=_State.CONFIRMED, confirmed_at__lt=now - ROWS_KEPT)
    met = [*previews.values_list("pk", flat=True), *confirmed.values_list("pk", flat=True)]
    ImportRow.objects.filter(batch__in=met).delete()
    previews.update(state=_State.DROPPED)
    return len(met)


def _seat(actor: User, kind: Kind) -> Any:
    if actor.binding is None or not actor.has_perm(kind.right):
        raise NotAllowed("Nhờ cán bộ có quyền nhập danh sách này thực hiện.")
    return actor.binding.unit


def _lock(actor: User, import_id: int, state: Import.State) -> tuple[Import, Kind]:
    """The import of the actor's own unit, its row locked, in ``state``."""
    rows = Import.objects.visible_to(actor).select_for_update(of=("self",))
    batch = rows.filter(pk=import_id).first()
    if batch is None or batch.unit_id != _seat(actor, KINDS[batch.kind]).pk:
        raise NotAllowed("Mở lần nhập của đơn vị mình.")
    if batch.state != state:
        raise WrongState(_NOT_PREVIEW.format(state=batch.get_state_display()))
    return batch, KINDS[batch.kind]


def _store(batch: Import, judged: Sequence[Judged]) -> None:
    """The judgement as the rows of the preview."""
    counts = Counter(str(item.state) for item in judged)
    for state in ImportRow.State:
        setattr(batch, f"{state}_count", counts[state])
    batch.save()
    batch.rows.all().delete()
    rows = [ImportRow(batch=batch, number=item.row.number, state=item.state) for item in judged]
    for row, item in zip(rows, judged, strict=True):
        row.content = _content(item)
    ImportRow.objects.bulk_create(rows, _CHUNK)


def _content(item: Judged) -> dict[str, Any]:
    return {
        "cells": {key: cell_to_json(cell) for key, cell in item.row.cells.items()},
        "faults": item.faults,
        "changes": [[one.key, cell_to_json(one.old), cell_to_json(one.new)] for one in item.changes],
        "unknown": list(item.unknown) if item.unknown else None,
        "state": str(item.state),
    }


def _rows(batch: Import) -> list[tuple[dict[str, Any], SheetRow]]:
    """Each row as it was stored, and as it stood in the sheet; in the order of the sheet."""
    found = []
    for row in batch.rows.order_by("number"):
        content = row.content
        cells = {key: cell_from_json(cell) for key, cell in content["cells"].items()}
        found.append((content, SheetRow(row.number, cells)))
    return found


def _done(batch: Import) -> list[Done]:
    found = []
    for content, row in _rows(batch):
        if written := batch.written.get(str(row.number)):
            changes = [
                Change(key, cell_from_json(old), cell_from_json(new)) for key, old, new in content["changes"]
            ]
            found.append(Done(row, changes, written))
    return found
