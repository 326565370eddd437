"""Lists of the year's facts of villages: all that is stated of a village, with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from accounts.errors import WrongState
from accounts.models import User
from imports.kinds import Change, Done, Judged
from imports.models import ImportRow
from imports.places import Communes, Named, branches, named_villages, village_of, villages_in_order
from imports.sheet import Column, SheetRow, Values
from imports.traces import require_unused
from spreadsheets.cells import day_of, text_of, whole_of
from spreadsheets.form import Tree
from spreadsheets.reading import Cell
from spreadsheets.refusals import CellFault
from territory import clock, counts
from territory.counts import FIELDS, Count, CountVerdict
from territory.models import Village, VillageFacts
from territory.spans import holds_on
from vietnamese.areas import area_words, parse_area

_TOUCHED: Final = "Không hoàn tác được: dòng {row} đã được sửa sau khi nhập."
# No village of the country comes near; a sum typed into the wrong cell does.
_MOST: Final = 1_000_000

_KEPT: Final = "để trống thì giữ số liệu đang có"
_YES_NO: Final = {"Có": True, "Không": False}


def _area_of(cell: Cell) -> int:
    try:
        return parse_area(text_of(cell))
    except ValueError as error:
        raise CellFault(str(error)) from error


def _area_shown(value: Any) -> Cell:
    return area_words(value) if isinstance(value, int) else ""


def _flag(key: str, name: str) -> Column:
    choices = {label: str(value) for label, value in _YES_NO.items()}
    return Column(key, name, 12, choices=choices, help=f"Có hoặc Không; {_KEPT}")


_COLUMNS: Final = (
    Column("commune", "Xã, phường, thị trấn", 24, help="chọn trong danh sách; đơn vị cấp xã có thể để trống"),
    Column("village", "Thôn, khu phố", 28, is_required=True, help="chọn trong danh sách của xã"),
    Column(
        "valid_from", "Áp dụng từ ngày", 15, day_of, "day", is_required=True,
        help="ngày số liệu bắt đầu có giá trị, ví dụ 01/01/2025; số liệu cũ giữ đến hết ngày trước đó",
    ),
    Column("households", "Số hộ", 10, partial(whole_of, least=0, most=_MOST), "whole", is_required=True),
    Column("persons", "Số nhân khẩu", 12, partial(whole_of, least=0, most=_MOST), "whole", is_required=True),
    Column(
        "temporary_residents", "Số người tạm trú", 12, partial(whole_of, least=0, most=_MOST), "whole",
        help=_KEPT,
    ),
    Column("area", "Diện tích", 14, _area_of, show=_area_shown, help=f"kèm đơn vị, ví dụ 3,25 km²; {_KEPT}"),
    Column(
        "village_class", "Phân loại", 12, help=_KEPT,
        choices={label.capitalize(): value for value, label in VillageFacts.VillageClass.choices},
    ),
    _flag("special", "Đặc thù"),
    _flag("hotspot", "Trọng điểm an ninh, trật tự"),
    _flag("hardship", "Đặc biệt khó khăn"),
    _flag("merged", "Mới sáp nhập"),
    Column(
        "source", "Nguồn số liệu", 34, is_required=True, max_length=200,
        help="văn bản hoặc sổ theo dõi có số liệu, ví dụ Báo cáo của UBND xã ngày 05/01/2025",
    ),
)  # fmt: skip
_BY_KEY: Final = {column.key: column for column in _COLUMNS}
_TEXTS: Final = frozenset({"village_class", "source"})


class Villages:
    """Facts of villages from a day on."""

    key = "villages"
    right = "imports.villages"
    noun = "số liệu thôn, khu phố"
    tab = "territory"
    file_name = "so-lieu-thon"
    intro = "Mọi số liệu của thôn, khu phố từ một ngày; số liệu trước ngày đó vẫn được giữ."
    caution = "Số liệu từ một ngày đã qua đổi số tiền của các tháng sau đó; chênh lệch được tính ở đợt sau."
    guide: tuple[str, ...] = (
        "Mỗi dòng là một thôn, khu phố; mỗi thôn một dòng trong một tệp.",
        "Đổi ngày áp dụng để ghi số liệu mới; giữ nguyên ngày để sửa số liệu đã ghi từ ngày đó.",
        "Ô không bắt buộc để trống thì số liệu đang có được giữ; bỏ một số liệu thì làm ở trang của thôn.",
        "Dòng đúng được ghi sau khi xác nhận; dòng sai trả lại trong tệp, ô sai tô màu kèm ghi chú.",
    )
    columns: tuple[Column, ...] = _COLUMNS
    example: tuple[Cell, ...] = (
        "Xã Mẫu", "thôn Mẫu", "01/01/2025", 412, 1648, 35, "3,25 km²", "Loại 1", "Không", "Có", "Không",
        "Không", "Báo cáo mẫu của UBND xã ngày 05/01/2025",
    )  # fmt: skip

    def judge(
        self, actor: User, rows: Sequence[SheetRow], names: Mapping[str, int], *, lock: bool = False
    ) -> list[Judged]:
        """Each row by ``territory.counts``, within the actor's reach."""
        communes, villages = Communes(actor), named_villages(actor)
        read = [_read(row, communes, villages, names) for row in rows]
        verdicts = counts.judge([count for _, count in read if count], lock=lock)
        by_row = {verdict.count.row: verdict for verdict in verdicts}
        for judged, count in read:
            if count:
                _put(judged, by_row[count.row])
        return [judged for judged, _ in read]

    def write(self, actor: User, judged: Sequence[Judged]) -> None:
        """Write through ``territory.counts``."""
        good = [row for row in judged if row.state in {ImportRow.State.NEW, ImportRow.State.CHANGED}]
        counts.write(row.subject for row in good)
        for row in good:
            verdict: CountVerdict = row.subject
            row.written = {"facts": verdict.facts.pk if verdict.facts else 0}
            row.written |= {"new": 1} if row.is_new else {}
            row.written |= {"ended": verdict.before.pk} if verdict.before else {}

    def undo(self, actor: User, done: Sequence[Done], names: Mapping[str, int], since: datetime) -> None:
        """Facts that were added go, old values come back; not once money or a decision rests on them."""
        judged = self.judge(actor, [item.row for item in done], names, lock=True)
        newest = _newest(judged)
        for item, now in zip(done, judged, strict=True):
            same = now.state is ImportRow.State.SAME and now.subject.facts.pk == item.written["facts"]
            if not same or ("new" in item.written and item.written["facts"] not in newest):
                raise WrongState(_TOUCHED.format(row=item.row.number))
        places = Village.objects.filter(pk__in={now.subject.count.village_id for now in judged})
        first = min(now.subject.count.valid_from for now in judged)
        require_unused(set(places.values_list("commune", flat=True)), first, since)
        counts.take_back(
            {item.written["facts"]: item.written.get("ended") for item in done if "new" in item.written}
        )
        corrected = [(item, now.subject) for item, now in zip(done, judged, strict=True)]
        _bring_back([pair for pair in corrected if "new" not in pair[0].written])

    def listed(self, actor: User) -> list[list[Cell | None]]:
        """The facts that hold today."""
        communes = Communes(actor)
        villages = Village.objects.visible_to(actor).select_related("commune")
        rows = VillageFacts.objects.filter(holds_on(clock.today()), village__in=villages)
        held = {row.village_id: row for row in rows}
        return [_cells(one, held[one.pk], communes) for one in villages_in_order(actor) if one.pk in held]

    def tree(self, actor: User) -> Tree:
        """Communes, and the villages of each."""
        pairs = [(village.commune_id, str(village)) for village in villages_in_order(actor)]
        return Tree(0, 1, branches(Communes(actor), pairs))

    def choices(self, actor: User) -> list[tuple[int, str]]:
        """Villages of the reach with their commune."""
        communes = Communes(actor)
        return [
            (village.pk, f"{village.title} · {communes.labels.get(village.commune_id, '')}")
            for village in villages_in_order(actor)
        ]


def _read(
    row: SheetRow, communes: Communes, villages: Named, names: Mapping[str, int]
) -> tuple[Judged, Count | None]:
    values, faults = row.values(_COLUMNS)
    judged = Judged(row, faults)
    village = village_of(judged, values, communes, villages, names)
    return judged, None if faults or village is None else _count(row, village, values)


def _count(row: SheetRow, village: int, values: Values) -> Count:
    return Count(
        row=row.number,
        village_id=village,
        valid_from=values["valid_from"],
        values={key: _stored(key, values[key]) for key in FIELDS if values[key] != ""},
    )


def _stored(key: str, value: Any) -> Any:
    """The value of a cell as it is kept; a cell that was empty is a fact nobody stated."""
    if value in ("", None):
        return "" if key in _TEXTS else None
    return {"True": True, "False": False}.get(value, value) if _BY_KEY[key].choices else value


def _value(key: str, cell: Cell) -> Any:
    """The value whose cell ``_shown`` gave."""
    return _stored(key, _BY_KEY[key].value(cell) if cell != "" else "")


def _put(judged: Judged, verdict: CountVerdict) -> None:
    judged.subject, judged.is_new = verdict, verdict.is_new
    judged.faults |= {"valid_from": verdict.fault} if verdict.fault else {}
    judged.changes = [Change(key, _shown(key, old), _shown(key, new)) for key, old, new in verdict.changes]


def _shown(key: str, value: Any) -> Cell:
    return "" if value is None else _BY_KEY[key].shown(value)


def _cells(village: Village, facts: VillageFacts, communes: Communes) -> list[Cell | None]:
    place = [communes.labels.get(village.commune_id, village.commune.name), str(village)]
    return [*place, *(_shown(column.key, getattr(facts, column.key)) for column in _COLUMNS[len(place) :])]


def _newest(judged: Sequence[Judged]) -> set[int]:
    """The facts of each village that began last."""
    villages = {now.subject.count.village_id for now in judged if now.subject}
    rows = VillageFacts.objects.filter(village__in=villages).order_by("valid_from")
    return set(dict(rows.values_list("village", "pk")).values())


def _bring_back(pairs: Sequence[tuple[Done, CountVerdict]]) -> None:
    before = [
        replace(verdict.count, values={one.key: _value(one.key, one.old) for one in item.changes})
        for item, verdict in pairs
    ]
    counts.write(counts.judge(before, lock=True))
