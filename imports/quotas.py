"""Lists of the numbers that UBND tỉnh gives to communes, villages and teams (Điều 14 khoản 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from accounts.errors import WrongState
from accounts.models import User
from imports.kinds import Change, Done, Judged
from imports.models import ImportRow
from imports.places import Communes, Named, branches, name_key, standing_teams, villages_in_order
from imports.sheet import Column, SheetRow, Values
from imports.traces import require_unused
from spreadsheets.cells import day_of, whole_of
from spreadsheets.form import Tree
from spreadsheets.reading import Cell
from teams import quotas
from teams.models import Quota
from teams.quotas import QuotaDecision, QuotaLine
from territory import clock
from territory.models import Unit, Village
from territory.spans import holds_on

_Target = tuple[int, int | None, int | None]

_NO_PLACE: Final = "Chọn thôn, khu phố hoặc tổ có trong danh sách, hoặc ghép tên này ở trang xem trước."
_TWICE: Final = "Bỏ bớt một dòng: nơi này đã có số ở dòng {row} của tệp."
_TOUCHED: Final = "Không hoàn tác được: dòng {row} đã được sửa sau khi nhập."
# What a list may say of a number: the columns that are compared with what is on file.
_COMPARED: Final = ("people", "decision_number", "decided_on", "valid_from")

_COLUMNS: Final = (
    Column("commune", "Xã, phường, thị trấn", 24, is_required=True, help="chọn trong danh sách"),
    Column(
        "place", "Thôn, khu phố hoặc tổ", 44,
        help="chọn trong danh sách của xã; để trống khi giao chung cho cả xã",
    ),
    Column("people", "Chỉ tiêu", 10, partial(whole_of, least=0, most=1000), "whole", is_required=True),
    Column(
        "decision_number", "Số quyết định", 20, is_required=True, max_length=60,
        help="quyết định của UBND tỉnh, ví dụ 12/QĐ-UBND",
    ),
    Column("decided_on", "Ngày quyết định", 14, day_of, "day", is_required=True),
    Column(
        "valid_from", "Áp dụng từ ngày", 14, day_of, "day", is_required=True,
        help="số cũ giữ đến hết ngày trước đó",
    ),
)  # fmt: skip


@dataclass(slots=True)
class _Given:
    """A row's number with its decision, and what is on file of the place."""

    line: QuotaLine
    decision: QuotaDecision
    held: Quota | None = None
    newest: int = 0


class Quotas:
    """Numbers by decision of UBND tỉnh."""

    key = "quotas"
    right = quotas.RIGHT
    noun = "chỉ tiêu"
    tab = "teams"
    file_name = "chi-tieu"
    intro = "Số người UBND tỉnh giao cho xã, thôn, khu phố hoặc tổ, theo số và ngày quyết định."
    caution = ""
    guide: tuple[str, ...] = (
        "Mỗi dòng là một nơi được giao; mỗi nơi một dòng trong một tệp.",
        "Quyết định mới: ghi số, ngày quyết định và ngày áp dụng mới; số cũ vẫn được giữ đến ngày đó.",
        "Dòng đúng được ghi sau khi xác nhận; dòng sai trả lại trong tệp, ô sai tô màu kèm ghi chú.",
    )
    columns: tuple[Column, ...] = _COLUMNS
    example: tuple[Cell, ...] = ("Xã Mẫu", "thôn Mẫu", 3, "12/QĐ-UBND", "20/06/2024", "01/07/2024")

    def judge(
        self, actor: User, rows: Sequence[SheetRow], names: Mapping[str, int], *, lock: bool = False
    ) -> list[Judged]:
        """Each row against the numbers on file, by the rules of ``teams.quotas``."""
        places = _Places(actor, names)
        found = [places.read(row) for row in rows]
        communes = {row.subject.line.commune_id for row in found if row.subject}
        if lock:
            list(Unit.objects.select_for_update().filter(pk__in=communes).order_by("pk").values_list("pk"))
        on_file = _on_file(communes)
        taken: dict[_Target, int] = {}
        for row in found:
            if row.subject:
                _compare(row, on_file.get(row.subject.line.target, []), taken)
        return found

    def write(self, actor: User, judged: Sequence[Judged]) -> None:
        """Write decision by decision through ``teams.quotas``."""
        good = [row for row in judged if row.state in {ImportRow.State.NEW, ImportRow.State.CHANGED}]
        groups: dict[QuotaDecision, list[QuotaLine]] = {}
        for row in good:
            groups.setdefault(row.subject.decision, []).append(row.subject.line)
        for decision, lines in groups.items():
            quotas.quota_set(actor=actor, decision=decision, lines=lines)
        on_file = _on_file({row.subject.line.commune_id for row in good})
        for row in good:
            held, newest = row.subject.held, on_file[row.subject.line.target][-1]
            row.written = {"quota": newest.pk}
            if held is None or held.pk != newest.pk:
                row.written |= {"new": 1} | ({"ended": held.pk} if held else {})

    def undo(self, actor: User, done: Sequence[Done], names: Mapping[str, int], since: datetime) -> None:
        """Numbers that were added go, corrected ones come back; not once a decision or money came after."""
        judged = self.judge(actor, [item.row for item in done], names, lock=True)
        for item, now in zip(done, judged, strict=True):
            if now.state is not ImportRow.State.SAME or now.subject.newest != item.written["quota"]:
                raise WrongState(_TOUCHED.format(row=item.row.number))
        first = min(now.subject.decision.valid_from for now in judged)
        require_unused({now.subject.line.commune_id for now in judged}, first, since)
        quotas.take_back(
            {item.written["quota"]: item.written.get("ended") for item in done if "new" in item.written}
        )
        _bring_back([item for item in done if "new" not in item.written])

    def listed(self, actor: User) -> list[list[Cell | None]]:
        """The numbers that hold today and rest on a decision."""
        communes = Communes(actor)
        rows = Quota.objects.visible_to(actor).filter(holds_on(clock.today())).exclude(decision_number="")
        ordered = rows.select_related("village", "team").order_by(
            "commune__sort_key", "team", "village", "pk"
        )
        return [_cells(row, communes) for row in ordered if row.commune_id in communes.labels]

    def tree(self, actor: User) -> Tree:
        """Communes, and the villages and teams of each."""
        pairs = [(commune, name) for _, commune, name in _named(actor)]
        return Tree(0, 1, branches(Communes(actor), pairs))

    def choices(self, actor: User) -> list[tuple[int, str]]:
        """Villages and teams of the reach, teams by negative ids."""
        labels = Communes(actor).labels
        return [(key, f"{name} · {labels.get(commune, '')}") for key, commune, name in _named(actor)]


class _Places:
    """Reads rows into numbers for communes, villages and teams."""

    def __init__(self, actor: User, names: Mapping[str, int]) -> None:
        self.names = names
        self.communes = Communes(actor)
        self.places = Named(_named(actor))

    def read(self, row: SheetRow) -> Judged:
        """The row with the faults of its cells, its number as the subject when there is none."""
        values, faults = row.values(_COLUMNS)
        judged = Judged(row, faults)
        commune, fault = self.communes.found(values.get("commune", ""))
        if commune is None:
            faults.setdefault("commune", fault)
            return judged
        place = self._place(judged, commune, values.get("place", ""))
        if "valid_from" in values and (fault := quotas.start_fault(values["valid_from"])):
            faults["valid_from"] = fault
        if not faults:
            judged.subject = _given(commune, place, values)
        return judged

    def _place(self, judged: Judged, commune: int, typed: str) -> int:
        """The id of a village, the negative id of a team, or 0 for the whole commune."""
        if not typed:
            return 0
        place = self.places.found(commune, typed, self.names)
        if place is None:
            judged.faults["place"] = _NO_PLACE
            judged.unknown = (name_key(commune, typed), typed)
        return place or 0


def _named(actor: User) -> list[tuple[int, int, str]]:
    """(id, commune, name) of villages, and of teams by negative ids."""
    villages = [(row.pk, row.commune_id, str(row)) for row in villages_in_order(actor)]
    return [*villages, *((-row.pk, row.commune_id, row.name) for row in standing_teams(actor))]


def _given(commune: int, place: int, values: Values) -> _Given:
    line = QuotaLine(
        commune_id=commune,
        people=values["people"],
        village_id=place if place > 0 else None,
        team_id=-place if place < 0 else None,
    )
    decision = QuotaDecision(values["decision_number"], values["decided_on"], values["valid_from"])
    return _Given(line, decision)


def _on_file(communes: set[int]) -> dict[_Target, list[Quota]]:
    """The numbers of the communes by what they are given to, in the order of their days."""
    found: dict[_Target, list[Quota]] = {}
    for row in Quota.objects.filter(commune__in=communes).order_by("valid_from"):
        found.setdefault((row.commune_id, row.village_id, row.team_id), []).append(row)
    return found


def _compare(judged: Judged, on_file: Sequence[Quota], taken: dict[_Target, int]) -> None:
    given: _Given = judged.subject
    target, start = given.line.target, given.decision.valid_from
    if target in taken:
        judged.faults["place"] = _TWICE.format(row=taken[target])
        return
    taken[target] = judged.row.number
    given.newest = on_file[-1].pk if on_file else 0
    if on_file and on_file[-1].valid_from > start:
        judged.faults["valid_from"] = quotas.later_fault(on_file[-1].valid_from)
        return
    running = (row for row in on_file if row.valid_to is None or row.valid_to > start)
    given.held = next(running, None)
    judged.is_new = given.held is None
    if given.held:
        judged.changes = _changes(given, given.held)


def _changes(given: _Given, held: Quota) -> list[Change]:
    asked: dict[str, int | str | date] = {
        "people": given.line.people,
        "decision_number": given.decision.number,
        "decided_on": given.decision.decided_on,
        "valid_from": given.decision.valid_from,
    }
    if (held.people, held.decision_number) == (given.line.people, given.decision.number):
        return []  # As ``teams.quotas`` has it: the same number by the same decision.
    pairs = ((key, getattr(held, key), asked[key]) for key in _COMPARED)
    return [Change(key, "" if old is None else old, new) for key, old, new in pairs if old != new]


def _cells(row: Quota, communes: Communes) -> list[Cell | None]:
    place: Village | Any = row.village or row.team
    name = str(place) if place else None
    commune = communes.labels[row.commune_id]
    return [commune, name, row.people, row.decision_number, row.decided_on, row.valid_from]


def _bring_back(done: Sequence[Done]) -> None:
    """Corrected numbers as they were."""
    rows = Quota.objects.in_bulk([item.written["quota"] for item in done])
    for item in done:
        for change in item.changes:
            setattr(rows[item.written["quota"]], change.key, None if change.old == "" else change.old)
    Quota.objects.bulk_update(rows.values(), ["people", "decision_number", "decided_on"])
