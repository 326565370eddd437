"""Lists of members: people for teams whose dossier is a draft, and corrections of what is on file."""

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
from imports.places import Communes, Named, branches, name_key, standing_teams
from imports.sheet import Column, SheetRow, Values
from members import bulk, identity, selectors
from members.bulk import Entry, Verdict
from members.models import Membership, Person
from spreadsheets.cells import day_of, identity_of, text_of, whole_of
from spreadsheets.form import Tree
from spreadsheets.reading import Cell

_HIDDEN: Final = "•"
_NO_TEAM: Final = "Chọn tổ có trong danh sách, hoặc ghép tên này ở trang xem trước."
_TOUCHED: Final = "Không hoàn tác được: dòng {row} đã được sửa sau khi nhập."


def _identity(cell: Cell) -> str:
    """Twelve digits, or the masked number of an export as it is."""
    text = text_of(cell)
    return text if text.startswith(_HIDDEN) else identity_of(cell)


_COLUMNS: Final = (
    Column(
        "code", "Mã", 9, partial(whole_of, least=1, most=10**15), "whole",
        help="do hệ thống cấp; để trống khi thêm người mới",
    ),
    Column("commune", "Xã, phường, thị trấn", 24, help="chọn trong danh sách; đơn vị cấp xã có thể để trống"),
    Column("team", "Tổ", 44, help="chọn trong danh sách tổ của xã", is_required=True),
    Column("full_name", "Họ và tên", 28, is_required=True, max_length=100, help="ghi như trên căn cước"),
    Column("birth_date", "Ngày sinh", 13, day_of, "day", is_required=True, help="ví dụ 17/05/1990"),
    Column(
        "gender", "Giới tính", 10, is_required=True,
        choices={label.capitalize(): value for value, label in Person.Gender.choices},
    ),
    Column(
        "identity_number", "Số định danh cá nhân", 19, _identity, is_required=True,
        help="12 chữ số, ô định dạng Văn bản (Text) để giữ số 0 ở đầu; tệp xuất ra chỉ hiện 3 số cuối",
    ),
    Column("address", "Nơi ở hiện nay", 36, is_required=True, max_length=200),
    Column(
        "title", "Chức danh", 12, is_required=True,
        choices={label: value for value, label in Membership.Title.choices},
    ),
    Column(
        "valid_from", "Tham gia từ ngày", 14, day_of, "day",
        help="để trống thì lấy ngày bắt đầu hoạt động trong hồ sơ của tổ",
    ),
)  # fmt: skip
_BY_KEY: Final = {column.key: column for column in _COLUMNS}


class Members:
    """People with their teams and titles."""

    key = "members"
    right = "imports.members"
    noun = "thành viên"
    tab = "members"
    file_name = "thanh-vien"
    intro = "Người được đề nghị vào tổ có hồ sơ đang lập. Người đã được công nhận chỉ sửa được nơi ở."
    caution = "Người nhập thành viên của một tổ không được thẩm định, không được ký quyết định về tổ đó."
    guide: tuple[str, ...] = (
        "Mỗi dòng là một người trong một tổ. Tổ phải có hồ sơ đang lập; lập tổ trước khi nhập người.",
        "Không đổi tên cột. Có thể thêm, xóa, sắp xếp dòng.",
        "Dòng đúng được ghi sau khi xác nhận; dòng sai trả lại trong tệp, ô sai tô màu kèm ghi chú.",
    )
    columns: tuple[Column, ...] = _COLUMNS
    example: tuple[Cell, ...] = (
        "", "Xã Mẫu", "Tổ bảo vệ an ninh, trật tự thôn Mẫu", "Nguyễn Văn Mẫu", "17/05/1990", "Nam",
        "099000000000", "Thôn Mẫu, xã Mẫu", "Tổ viên", "01/07/2024",
    )  # fmt: skip

    def judge(
        self, actor: User, rows: Sequence[SheetRow], names: Mapping[str, int], *, lock: bool = False
    ) -> list[Judged]:
        """Each row by the rules of ``members.bulk``."""
        places = _Places(actor, names)
        read = [places.read(row) for row in rows]
        verdicts = bulk.judge(actor, [entry for _, entry in read if entry], lock=lock)
        by_row = {verdict.entry.row: verdict for verdict in verdicts}
        for judged, entry in read:
            if entry:
                _put(judged, by_row[entry.row])
        return [judged for judged, _ in read]

    def write(self, actor: User, judged: Sequence[Judged]) -> None:
        """Write through ``members.bulk``."""
        good = [row for row in judged if row.state in {ImportRow.State.NEW, ImportRow.State.CHANGED}]
        new_people = {row.row.number for row in good if row.subject.person is None}
        bulk.write(actor, [row.subject for row in good])
        for row in good:
            verdict: Verdict = row.subject
            row.written = {"membership": _id(verdict.membership)}
            row.written |= {"person": _id(verdict.person)} if row.row.number in new_people else {}
            row.written |= {"new": 1} if row.is_new else {}

    def undo(self, actor: User, done: Sequence[Done], names: Mapping[str, int], since: datetime) -> None:
        """Proposed people go again, old values come back; not once anything was changed since."""
        judged = self.judge(actor, [item.row for item in done], names, lock=True)
        for item, now in zip(done, judged, strict=True):
            untouched = now.state is ImportRow.State.SAME
            if not untouched or _id(now.subject.membership) != item.written["membership"]:
                raise WrongState(_TOUCHED.format(row=item.row.number))
        added = [now.subject for item, now in zip(done, judged, strict=True) if "new" in item.written]
        people = [item.written["person"] for item in done if "person" in item.written]
        bulk.take_back(actor, added, people)
        _bring_back(actor, [(item, now.subject) for item, now in zip(done, judged, strict=True)])

    def listed(self, actor: User) -> list[list[Cell | None]]:
        """Who serves today and who is proposed; identity numbers masked, known again by the code."""
        communes = Communes(actor)
        rows = selectors.current_members(actor).order_by(
            "team__commune__sort_key", "team__sort_key", "team", "person__sort_key", "pk"
        )
        return [_cells(row, communes) for row in rows]

    def tree(self, actor: User) -> Tree:
        """Communes, and the teams of each."""
        pairs = [(team.commune_id, team.name) for team in standing_teams(actor)]
        return Tree(1, 2, branches(Communes(actor), pairs))

    def choices(self, actor: User) -> list[tuple[int, str]]:
        """Teams of the reach, with their commune where there are several."""
        communes = Communes(actor)
        return [
            (team.pk, f"{team.name} · {communes.labels[team.commune_id]}")
            for team in standing_teams(actor)
            if team.commune_id in communes.labels
        ]


class _Places:
    """Reads rows into entries: communes and teams by their names."""

    def __init__(self, actor: User, names: Mapping[str, int]) -> None:
        self.names = names
        self.communes = Communes(actor)
        self.teams = Named((team.pk, team.commune_id, team.name) for team in standing_teams(actor))

    def read(self, row: SheetRow) -> tuple[Judged, Entry | None]:
        """The row with the faults of its cells, and the entry it makes when there is none."""
        values, faults = row.values(_COLUMNS)
        judged = Judged(row, faults)
        team = self._team(judged, values)
        if str(values.get("identity_number", "")).startswith(_HIDDEN) and not values.get("code"):
            faults["identity_number"] = "Nhập số định danh gồm 12 chữ số."
        return judged, None if faults or team is None else _entry(row, team, values)

    def _team(self, judged: Judged, values: Values) -> int | None:
        commune, fault = self.communes.found(values.get("commune", ""))
        if commune is None:
            judged.faults["commune"] = fault
            return None
        typed = values.get("team", "")
        if not typed:
            return None
        team = self.teams.found(commune, typed, self.names)
        if team is None:
            judged.faults["team"] = _NO_TEAM
            judged.unknown = (name_key(commune, typed), typed)
        return team


def _entry(row: SheetRow, team: int, values: Values) -> Entry:
    number = values["identity_number"]
    return Entry(
        row=row.number,
        team_id=team,
        full_name=values["full_name"],
        birth_date=values["birth_date"],
        gender=values["gender"],
        identity_number=None if number.startswith(_HIDDEN) else number,
        address=values["address"],
        title=values["title"],
        valid_from=values["valid_from"] or None,
        membership_id=values["code"] or None,
    )


def _put(judged: Judged, verdict: Verdict) -> None:
    """The verdict on the row: faults and changes at their cells."""
    judged.subject, judged.is_new = verdict, verdict.is_new
    judged.faults |= verdict.faults
    judged.changes = [Change(key, _shown(key, old), _shown(key, new)) for key, old, new in verdict.changes]
    typed = text_of(judged.row.cells.get("identity_number", ""))
    masked = typed.startswith(_HIDDEN)
    if masked and not judged.faults and verdict.person and typed != verdict.person.masked_identity:
        judged.faults["identity_number"] = "Giữ nguyên số định danh đã ẩn, hoặc nhập đủ 12 chữ số."


def _shown(key: str, value: Any) -> Cell:
    return _BY_KEY[key].shown(value)


def _cells(row: Membership, communes: Communes) -> list[Cell | None]:
    team, person = row.team, row.person
    values: dict[str, Cell] = {
        "code": row.pk,
        "commune": communes.labels.get(team.commune_id, team.commune.name),
        "team": team.name,
        "full_name": person.full_name,
        "birth_date": person.birth_date,
        "gender": person.gender,
        "identity_number": identity.masked(person.identity_cipher),
        "address": person.address,
        "title": row.title,
        "valid_from": row.valid_from,
    }
    return [column.shown(values[column.key]) for column in _COLUMNS]


def _bring_back(actor: User, pairs: Sequence[tuple[Done, Verdict]]) -> None:
    """Put the old values back where the list changed some, by the way any list is written."""
    before = []
    for item, verdict in pairs:
        if item.changes:
            old = {change.key: _stored(change) for change in item.changes}
            membership = item.written["membership"]
            before.append(replace(verdict.entry, **old, membership_id=membership))
    verdicts = bulk.judge(actor, before, lock=True)
    for verdict in verdicts:
        if verdict.faults:
            fault = next(iter(verdict.faults.values()))
            raise WrongState(f"Không hoàn tác được dòng {verdict.entry.row}: {fault}")
    bulk.write(actor, verdicts)


def _stored(change: Change) -> Any:
    return _BY_KEY[change.key].stored(change.old)


def _id(row: Person | Membership | None) -> int:
    return row.pk if row else 0
