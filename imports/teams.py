"""Lists of teams to be proposed, each for one village, by the clerk of the commune.

A row is judged by proposing its team in a savepoint that is rolled back: the preview says what the page says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import DomainError, WrongState
from accounts.models import User
from imports.kinds import Done, Judged
from imports.models import ImportRow
from imports.places import (
    Communes,
    branches,
    named_villages,
    standing_teams,
    village_of,
    villages_in_order,
)
from imports.sheet import Column, SheetRow, Values, key_of
from members.models import Membership
from members.services import dossier_withdraw
from spreadsheets.cells import day_of
from spreadsheets.form import Tree
from spreadsheets.reading import Cell
from teams import rules, services
from teams.models import Dossier, TeamCoverage
from territory.models import Unit, Village

_OTHER: Final = "Giữ nguyên: tổ đã có, đổi tên, địa bàn hay ngày bằng hồ sơ."
_TAKEN_BACK: Final = "Không hoàn tác được: hồ sơ của {team} đã trình, đã rút hoặc đã nhập người."
# The field of the page's form that a refusal belongs to, as a column.
_PLACES: Final = {"name": "name", "start_on": "start_on", "village": "village"}

_COLUMNS: Final = (
    Column("commune", "Xã, phường, thị trấn", 24, help="chọn trong danh sách; có thể để trống"),
    Column("village", "Thôn, khu phố", 28, is_required=True, help="chọn trong danh sách của xã"),
    Column(
        "name", "Tên tổ", 46, max_length=120,
        help="để trống thì tổ mang tên của thôn, khu phố",
    ),
    Column(
        "start_on", "Ngày bắt đầu hoạt động", 16, day_of, "day", is_required=True,
        help="từ 01/07/2024, ngày Luật 30/2023/QH15 có hiệu lực",
    ),
)  # fmt: skip


class Teams:
    """Teams proposed for villages, each with its dossier as a draft."""

    key = "teams"
    right = "imports.teams"
    noun = "tổ"
    tab = "teams"
    file_name = "to"
    intro = "Lập tổ cho nhiều thôn, khu phố; mỗi tổ có một hồ sơ đang lập để nhập thành viên."
    caution = ""
    guide: tuple[str, ...] = (
        "Mỗi dòng là một tổ của một thôn, khu phố.",
        "Tổ đã có thì để nguyên dòng; đổi tên, địa bàn, giải thể bằng hồ sơ, không bằng tệp.",
        "Sau khi xác nhận, nhập thành viên của các tổ rồi trình từng hồ sơ.",
    )
    columns: tuple[Column, ...] = _COLUMNS
    example: tuple[Cell, ...] = (
        "Xã Mẫu", "thôn Mẫu", "Tổ bảo vệ an ninh, trật tự thôn Mẫu", "01/07/2024",
    )  # fmt: skip

    def judge(
        self, actor: User, rows: Sequence[SheetRow], names: Mapping[str, int], *, lock: bool = False
    ) -> list[Judged]:
        """Each row as the page would take it, one after the other."""
        if lock and actor.binding:
            Unit.objects.select_for_update().get(pk=actor.binding.unit_id)
        with transaction.atomic():
            found = _Bench(actor, names).judged(rows)
            transaction.set_rollback(True)
        return found

    def write(self, actor: User, judged: Sequence[Judged]) -> None:
        """Propose each new team as the page does."""
        for row in judged:
            if row.state is ImportRow.State.NEW:
                dossier = services.team_propose(actor=actor, **row.subject)
                row.written = {"dossier": dossier.pk}

    def undo(self, actor: User, done: Sequence[Done], names: Mapping[str, int], since: datetime) -> None:
        """Withdraw each proposal while it is a draft and nobody was entered into its team."""
        keys = [item.written["dossier"] for item in done]
        dossiers = Dossier.objects.visible_to(actor).filter(pk__in=keys).select_related("team")
        peopled = set(Membership.objects.filter(team__dossiers__in=keys).values_list("team", flat=True))
        for dossier in dossiers:
            if dossier.state != Dossier.State.DRAFT or dossier.team_id in peopled:
                raise WrongState(_TAKEN_BACK.format(team=dossier.team.name))
            dossier_withdraw(actor=actor, dossier_id=dossier.pk)

    def listed(self, actor: User) -> list[list[Cell | None]]:
        """The teams that serve or are proposed, a row for each village."""
        communes = Communes(actor)
        return [
            [communes.labels.get(row.team.commune_id, ""), str(row.village), row.team.name, row.valid_from]
            for row in _covered(actor)
        ]

    def tree(self, actor: User) -> Tree:
        """Communes, and the villages of each."""
        pairs = [(village.commune_id, str(village)) for village in villages_in_order(actor)]
        return Tree(0, 1, branches(Communes(actor), pairs))

    def choices(self, actor: User) -> list[tuple[int, str]]:
        """Villages of the commune."""
        return [(village.pk, village.title) for village in villages_in_order(actor)]


class _Bench:
    """Proposes team after team, so that a later row finds what an earlier one took."""

    def __init__(self, actor: User, names: Mapping[str, int]) -> None:
        self.actor = actor
        self.names = names
        self.communes = Communes(actor)
        self.villages = named_villages(actor)
        self.known = {(row.village_id, key_of(row.team.name)): row.valid_from for row in _covered(actor)}

    def judged(self, rows: Sequence[SheetRow]) -> list[Judged]:
        """Each row: there already, or proposed, or refused with the sentence of the page."""
        return [self._judged(row) for row in rows]

    def _judged(self, row: SheetRow) -> Judged:
        values, faults = row.values(_COLUMNS)
        judged = Judged(row, faults)
        village = village_of(judged, values, self.communes, self.villages, self.names)
        if faults or village is None:
            return judged
        name = values["name"] or rules.team_name(str(Village.objects.get(pk=village)))
        known = self.known.get((village, key_of(name)))
        if known is None:
            self._propose(judged, village, values)
        elif known != values["start_on"]:
            faults["start_on"] = _OTHER
        return judged

    def _propose(self, judged: Judged, village: int, values: Values) -> None:
        judged.is_new = True
        judged.subject = {"village_id": village, "name": values["name"], "start_on": values["start_on"]}
        try:
            with transaction.atomic():
                services.team_propose(actor=self.actor, **judged.subject)
        except DomainError as refused:
            judged.faults[_PLACES.get(refused.field, "village")] = refused.message


def _covered(actor: User) -> QuerySet[TeamCoverage]:
    """Standing teams with the villages that each serves or is to serve."""
    rows = TeamCoverage.objects.filter(team__in=standing_teams(actor), valid_to=None)
    return rows.select_related("team", "village").order_by(
        "team__commune__sort_key", "team__sort_key", "team", "village__sort_key"
    )
