"""Lists of 4,500 members from file to last row: all right, all wrong; and a file that must not be read."""

from __future__ import annotations

import resource
import tracemalloc
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from accounts.models import RoleBinding, User
from accounts.roles import Role
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.scratch import scratch_servers
from imports import services, workbooks
from imports.members import Members
from imports.models import ImportRow
from imports.places import Communes
from members.models import Membership
from spreadsheets import guard
from spreadsheets.form import FormSheet, form_workbook
from spreadsheets.reading import Cell
from spreadsheets.refusals import FileRefused
from teams.models import Dossier, Team, TeamCoverage
from territory.models import Unit, Village
from territory.services import units_load

_KIND: Final = Members()
_PROVINCE: Final = "52"
_TEAMS: Final = 900
_SEATS: Final = ("Tổ trưởng", "Tổ phó", "Tổ viên", "Tổ viên", "Tổ viên")
_START: Final = date(2024, 7, 1)
_BOMB: Final = 300 * 1024 * 1024
_SHEET: Final = "xl/worksheets/sheet1.xml"
_ROUNDS: Final = 20


def import_good() -> Iterator[Figure]:
    """Seconds from a workbook of 4,500 new people to its preview, and from there to the last row written."""
    with scratch_servers():
        actor, teams = _ready()
        content = _workbook(actor, teams, wrong=False)
        with stopwatch() as seconds:
            batch = services.upload(actor=actor, kind=_KIND, content=content, file_name="ds.xlsx")
            read = seconds()
            services.confirm(actor=actor, import_id=batch.pk)
            done = seconds()
        yield Figure("import_good_rows", Membership.objects.count(), "rows")
        yield Figure("import_good_preview", read, "s")
        yield Figure("import_good", done, "s")
        with stopwatch() as seconds:
            again = services.upload(
                actor=actor, kind=_KIND, content=workbooks.export(actor, _KIND), file_name="xuat.xlsx"
            )
            yield Figure("import_good_exported_and_read_again", seconds(), "s")
        yield Figure("import_good_changes_of_the_export", again.to_write + again.wrong_count, "rows")
        with stopwatch() as seconds:
            services.undo(actor=actor, import_id=batch.pk)
            yield Figure("import_good_undone", seconds(), "s")
        yield from _memory("import_good")


def import_bad() -> Iterator[Figure]:
    """Seconds from a workbook of 4,500 wrong rows to the workbook that names each wrong cell."""
    with scratch_servers():
        actor, teams = _ready()
        content = _workbook(actor, teams, wrong=True)
        with stopwatch() as seconds:
            batch = services.upload(actor=actor, kind=_KIND, content=content, file_name="ds.xlsx")
            answer = workbooks.wrong_rows(actor, batch, _KIND)
            done = seconds()
        yield Figure("import_bad_rows", batch.rows.filter(state=ImportRow.State.WRONG).count(), "rows")
        yield Figure("import_bad_notes", _notes(answer), "cells")
        yield Figure("import_bad", done, "s")
        yield from _memory("import_bad")


def import_bomb() -> Iterator[Figure]:
    """Milliseconds to refuse files that unpack to 300 MB: one that says so, and one that hides it."""
    for name, content in (("import_bomb", _bomb()), ("import_bomb_that_lies", _lying_bomb())):
        with stopwatch() as seconds:
            for _ in range(_ROUNDS):
                _refused(content)
            yield Figure(name, round(seconds() * 1000 / _ROUNDS, 2), "ms")
        tracemalloc.start()
        _refused(content)
        yield Figure(f"{name}_memory", round(tracemalloc.get_traced_memory()[1] / 1024, 1), "kB")
        tracemalloc.stop()


def _refused(content: bytes) -> None:
    try:
        guard.check(content, "ds.xlsx")
    except FileRefused:
        return
    raise RuntimeError("The bomb was let through.")


def _ready() -> tuple[User, list[Team]]:
    """Công an tỉnh, and drafts of teams all over the province."""
    units_load()
    province = Unit.objects.get(key=_PROVINCE)
    actor = User.objects.create_user("do-luong", full_name="Người đo")
    RoleBinding.objects.create(
        user=actor, role=Role.PROVINCE_POLICE, unit=province, valid_from=date(2024, 1, 1)
    )
    communes = list(Unit.objects.filter(path__startswith=province.path).on(_START).communes())
    places = [communes[number % len(communes)] for number in range(_TEAMS)]
    villages = Village.objects.bulk_create(
        Village(code=f"DO-{number}", kind="thon", name=f"Đo {number}", commune=commune, is_sample=True)
        for number, commune in enumerate(places)
    )
    teams = Team.objects.bulk_create(
        Team(commune=village.commune, name=f"Tổ {village}", is_sample=True) for village in villages
    )
    TeamCoverage.objects.bulk_create(
        TeamCoverage(team=team, village=village, valid_from=_START)
        for team, village in zip(teams, villages, strict=True)
    )
    Dossier.objects.bulk_create(
        Dossier(team=team, commune=team.commune, start_on=_START, prepared_by=actor) for team in teams
    )
    return actor, teams


def _workbook(actor: User, teams: list[Team], *, wrong: bool) -> bytes:
    labels = Communes(actor).labels
    columns = tuple(column.on_form() for column in _KIND.columns)
    rows = [
        _cells(labels[team.commune_id], team, place * len(_SEATS) + seat, title, wrong=wrong)
        for place, team in enumerate(teams)
        for seat, title in enumerate(_SEATS)
    ]
    return form_workbook(FormSheet("Danh sách", (), columns, (), rows))


def _cells(commune: str, team: Team, number: int, title: str, *, wrong: bool) -> list[Cell | None]:
    """A row; a wrong one has three wrong cells: a day, a number that Excel shortened, a title."""
    born: Cell = "31/02/1990" if wrong else date(1990, 5, 17)
    identity_number: Cell = float(99_000_000_000 + number) if wrong else f"099{number:09d}"
    name = f"Nguyễn Văn {number}"
    seat = f"{title}?" if wrong else title
    return [None, commune, team.name, name, born, "Nam", identity_number, "Nơi ở thử", seat, None]


def _notes(content: bytes) -> int:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read("xl/comments1.xml").count(b"<comment ")


def _bomb() -> bytes:
    """A workbook whose sheet is 300 MB of nothing."""
    buffer = BytesIO()
    plain = form_workbook(FormSheet("Danh sách", (), (), ()))
    with ZipFile(BytesIO(plain)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, bytes(_BOMB) if part == _SHEET else old.read(part))
    return buffer.getvalue()


def _lying_bomb() -> bytes:
    """The bomb with 1,000 bytes declared."""
    content = bytearray(_bomb())
    entry = content.rindex(_SHEET.encode()) - 46
    content[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


def _memory(name: str) -> Iterator[Figure]:
    """The most memory that this process ever held; the parser's own is bounded by ``spreadsheets.child``."""
    yield Figure(f"{name}_memory", round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1), "MB")
