"""Lists of the year's facts of villages: households, persons, class, with their source."""

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
from spreadsheets.cells import day_of, whole_of
from spreadsheets.form import Tree
from spreadsheets.reading import Cell
from territory import clock, counts
from territory.counts import Count, CountVerdict
from territory.models import Village, VillageFacts
from territory.spans import holds_on

_TOUCHED: Final = "Không hoàn tác được: dòng {row} đã được sửa sau khi nhập."
# No village of the country comes near; a sum typed into the wrong cell does.
_MOST: Final = 1_000_000

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
        "village_class", "Phân loại", 12,
        choices={label.capitalize(): value for value, label in VillageFacts.VillageClass.choices},
    ),
    Column(
        "source", "Nguồn số liệu", 34, is_required=True, max_length=200,
        help="văn bản hoặc sổ theo dõi có số liệu, ví dụ Báo cáo của UBND xã ngày 05/01/2025",
    ),
)  # fmt: skip
_BY_KEY: Final = {column.key: column for column in _COLUMNS}


class Villages:
    """Facts of villages from a day on."""

    key = "villages"
    right = "imports.villages"
    noun = "số liệu thôn, khu phố"
    tab = "territory"
    file_name = "so-lieu-thon"
    intro = "Số hộ, nhân khẩu, phân loại từ một ngày; số liệu trước ngày đó vẫn được giữ."
    caution = "Số liệu từ một ngày đã qua đổi số tiền của các tháng sau đó; chênh lệch được tính ở đợt sau."
    guide: tuple[str, ...] = (
        "Mỗi dòng là một thôn, khu phố; mỗi thôn một dòng trong một tệp.",
        "Đổi ngày áp dụng để ghi số liệu mới; giữ nguyên ngày để sửa số liệu đã ghi từ ngày đó.",
        "Dòng đúng được ghi sau khi xác nhận; dòng sai trả lại trong tệp, ô sai tô màu kèm ghi chú.",
    )
    columns: tuple[Column, ...] = _COLUMNS
    example: tuple[Cell, ...] = (
        "Xã Mẫu", "thôn Mẫu", "01/01/2025", 412, 1648, "Loại 1", "Báo cáo mẫu của UBND xã ngày 05/01/2025",
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
        _bring_back([(item, now.subject) for item, now in zip(done, judged, strict=True) if item.changes])

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
        households=values["households"],
        persons=values["persons"],
        village_class=values.get("village_class", ""),
        source=values["source"],
    )


def _put(judged: Judged, verdict: CountVerdict) -> None:
    judged.subject, judged.is_new = verdict, verdict.is_new
    judged.faults |= {"valid_from": verdict.fault} if verdict.fault else {}
    judged.changes = [Change(key, _shown(key, old), _shown(key, new)) for key, old, new in verdict.changes]


def _shown(key: str, value: Any) -> Cell:
    return _BY_KEY[key].shown(value)


def _cells(village: Village, facts: VillageFacts, communes: Communes) -> list[Cell | None]:
    place = [communes.labels.get(village.commune_id, village.commune.name), str(village)]
    return [*place, *(column.shown(getattr(facts, column.key)) for column in _COLUMNS[len(place) :])]


def _newest(judged: Sequence[Judged]) -> set[int]:
    """The facts of each village that began last."""
    villages = {now.subject.count.village_id for now in judged if now.subject}
    rows = VillageFacts.objects.filter(village__in=villages).order_by("valid_from")
    return set(dict(rows.values_list("village", "pk")).values())


def _bring_back(pairs: Sequence[tuple[Done, CountVerdict]]) -> None:
    before = [
        replace(
            verdict.count, **{change.key: _BY_KEY[change.key].stored(change.old) for change in item.changes}
        )
        for item, verdict in pairs
    ]
    counts.write(counts.judge(before, lock=True))
