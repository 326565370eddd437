"""The workbooks of a kind: to be filled in, as things stand, and what came back wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accounts.models import User
from accounts.trail import note_read
from imports.kinds import Kind
from imports.models import Import, ImportRow
from imports.sheet import cell_from_json
from spreadsheets.form import FormSheet, form_workbook
from spreadsheets.reading import Cell
from territory import clock
from territory.models import Village
from vietnamese.dates import ngay


def template(actor: User, kind: Kind) -> bytes:
    """An empty list with the drop-down lists of the actor's unit."""
    return _workbook(actor, kind, "Biểu mẫu nhập", ())


def export(actor: User, kind: Kind) -> bytes:
    """What stands on file today, in the form in which it comes back; that it was taken out is kept."""
    if actor.binding:
        note_read(actor.binding.unit, actor=actor, reason=f"Xuất danh sách {kind.noun} ra Excel")
    return _workbook(actor, kind, "Danh sách", kind.listed(actor))


def wrong_rows(actor: User, batch: Import, kind: Kind) -> bytes:
    """The rows that were refused, as they came, with a note at each wrong cell; that they left is kept."""
    note_read(batch, actor=actor, reason=f"Tải các dòng sai của lần nhập {batch.pk}")
    rows: list[list[Cell | None]] = []
    notes: dict[tuple[int, int], str] = {}
    for number, row in enumerate(batch.rows.filter(state=ImportRow.State.WRONG).order_by("number")):
        content = row.content
        rows.append([cell_from_json(content["cells"].get(column.key)) for column in kind.columns])
        for place, column in enumerate(kind.columns):
            if fault := content["faults"].get(column.key):
                notes[number, place] = f"{fault}\n(Dòng {row.number} của tệp đã tải lên.)"
    return _workbook(actor, kind, "Các dòng cần sửa", rows, notes)


def _workbook(
    actor: User,
    kind: Kind,
    what: str,
    rows: Sequence[Sequence[Cell | None]],
    notes: Mapping[tuple[int, int], str] | None = None,
) -> bytes:
    unit = actor.binding.unit.name if actor.binding else ""
    return form_workbook(
        FormSheet(
            title=f"{what} {kind.noun}: {unit}",
            lines=(f"Ngày {ngay(clock.today())}. Cách điền ở trang tính Hướng dẫn.",),
            columns=tuple(column.on_form() for column in kind.columns),
            guide=kind.guide,
            rows=rows,
            example=kind.example,
            tree=kind.tree(actor),
            notes=notes or {},
            is_sample=Village.objects.visible_to(actor).filter(is_sample=True).exists(),
        )
    )
