"""Lists of members for the draft of thôn Quảng Nghiệp, as a clerk would fill them in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from imports import services
from imports.kinds import Kind
from imports.members import Members
from imports.models import Import
from members.models import Person
from spreadsheets.form import FormSheet, form_workbook
from teams import services as team_services
from teams.models import Dossier
from territory.models import Unit
from tests.conftest import MakeVillage

START = date(2024, 8, 1)
KIND = Members()
Upload = Callable[..., Import]


def book(rows: list[dict[str, Any]], kind: Kind = KIND) -> bytes:
    """The workbook of a list; a row names the columns it fills in."""
    cells = [[row.get(column.key, "") for column in kind.columns] for row in rows]
    columns = tuple(column.on_form() for column in kind.columns)
    return form_workbook(FormSheet("Danh sách", (), columns, (), cells))


def member(number: int = 1, **typed: Any) -> dict[str, Any]:
    """A row that is right but for what is said otherwise."""
    row = {
        "team": "Tổ bảo vệ an ninh, trật tự thôn Quảng Nghiệp",
        "full_name": f"Nguyễn Văn {number}",
        "birth_date": date(1990, 5, 17),
        "gender": "Nam",
        "identity_number": f"098{number:09d}",
        "address": "Thôn Háo Lễ",
        "title": "Tổ viên",
    }
    return row | typed


def team_of_three() -> list[dict[str, Any]]:
    return [member(1, title="Tổ trưởng"), member(2, title="Tổ phó", gender="Nữ"), member(3)]


def counts(batch: Import) -> tuple[int, int, int, int]:
    """New, changed, same, wrong."""
    return batch.new_count, batch.changed_count, batch.same_count, batch.wrong_count


def faults(batch: Import) -> list[dict[str, str]]:
    return [row.content["faults"] for row in batch.rows.order_by("number")]


@pytest.fixture
def draft(clerk: User, commune: Unit, make_village: MakeVillage) -> Dossier:
    """The dossier of a team that is to serve thôn Quảng Nghiệp from 01/08/2024."""
    village = make_village(commune, "Quảng Nghiệp")
    return team_services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)


@pytest.fixture
def upload(clerk: User, draft: Dossier) -> Upload:
    """Uploads rows as the clerk."""

    def send(rows: list[dict[str, Any]], actor: User = clerk) -> Import:
        return services.upload(actor=actor, kind=KIND, content=book(rows), file_name="ds.xlsx")

    return send


@pytest.fixture
def confirmed(clerk: User, upload: Upload) -> Import:
    """A team of three, written."""
    batch = upload(team_of_three())
    batch, written = services.confirm(actor=clerk, import_id=batch.pk)
    assert written
    assert Person.objects.count() == 3
    return batch
