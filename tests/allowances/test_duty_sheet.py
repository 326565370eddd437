"""A team's month of duty by Excel: what goes out comes back unchanged; nothing is written before a look."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Trail, User
from allowances.models import DutyClaim
from members.models import Membership
from spreadsheets.form import LIST_SHEET
from spreadsheets.reading import Row, read_rows
from teams.models import Team
from tests.allowances.conftest import JULY
from tests.allowances.nights import EIGHT_HOURS, nights
from tests.allowances.test_duty import PAGE
from tests.spreadsheets.workbooks import listed


@pytest.fixture
def query(leader: Membership) -> dict[str, str]:
    return {"team": str(leader.team_id), "month": "07/2024", "kind": "dem"}


def taken_out(client: Client, query: dict[str, str]) -> list[Row]:
    """The rows of the form as they went out."""
    return read_rows(client.get(f"{PAGE}bieu-mau/", query).content, "truc.xlsx", sheet=LIST_SHEET)


def brought(client: Client, rows: list[Row], query: dict[str, str]) -> Any:
    file = SimpleUploadedFile("truc.xlsx", listed(rows))
    return client.post(f"{PAGE}tu-excel/", {"file": file}, query_params=query)


def row_of(rows: list[Row], name: str) -> Row:
    """His row, with a cell for each day."""
    found = next(row for row in rows if len(row) > 1 and row[1] == name)
    found.extend([""] * (33 - len(found)))
    return found


def test_what_goes_out_comes_back_without_a_change(
    client: Client, clerk: User, leader: Membership, query: dict[str, str]
) -> None:
    nights(clerk, leader, 2, minutes=EIGHT_HOURS)
    nights(clerk, leader, 2, 3, minutes=270)
    client.force_login(clerk)
    book = taken_out(client, query)
    assert row_of(book, "Trần Văn An")[3:5] == [4.5, 4.5]
    answer = brought(client, book, query)
    assert answer.status_code == 200
    assert "Tệp giống số giờ đã ghi" in answer.content.decode()
    assert f'method="get" action="{PAGE}"' in answer.content.decode()
    assert Trail.objects.filter(reason__startswith="Xuất số giờ làm nhiệm vụ").exists()


def test_a_file_is_looked_at_and_then_saved_by_the_page(
    client: Client, clerk: User, leader: Membership, query: dict[str, str]
) -> None:
    client.force_login(clerk)
    book = taken_out(client, query)
    row_of(book, "Trần Văn An")[6] = "7,5"
    answer = brought(client, book, query)
    html = answer.content.decode()
    assert "chưa lưu" in html
    assert f'name="m{leader.pk}-2024-07-05" value="7,5"' in html
    assert not DutyClaim.objects.exists()
    sent = answer.context["grid"].data
    assert client.post(PAGE, sent, query_params=query).status_code == 302
    assert DutyClaim.objects.get().minutes == 450


def test_a_wrong_cell_is_named_and_what_was_typed_stays(
    client: Client, clerk: User, leader: Membership, query: dict[str, str]
) -> None:
    client.force_login(clerk)
    book = taken_out(client, query)
    row_of(book, "Trần Văn An")[6] = 25
    answer = brought(client, book, query)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Trần Văn An, ngày 05/07/2024: nhập số giờ từ 0,5 đến 24" in html
    assert 'value="25"' in html


def test_who_has_no_row_in_the_file_keeps_his_hours(
    client: Client, clerk: User, leader: Membership, query: dict[str, str]
) -> None:
    nights(clerk, leader, 2)
    client.force_login(clerk)
    book = taken_out(client, query)
    book.remove(row_of(book, "Trần Văn An"))
    assert "Tệp giống số giờ đã ghi" in brought(client, book, query).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param("twice", "người này đã có ở dòng", id="the same person twice"),
        pytest.param("name", "mã dòng là của Trần Văn An, tệp ghi Người Khác", id="another name"),
        pytest.param("month", "mã dòng không thuộc tổ, tháng, loại nhiệm vụ", id="another month"),
        pytest.param("away", "Trần Văn An không tham gia tổ ngày đó", id="a day he does not serve"),
    ],
)
def test_rows_that_cannot_be_told_are_refused_and_nothing_is_read(
    client: Client, clerk: User, leader: Membership, query: dict[str, str], change: str, words: str
) -> None:
    client.force_login(clerk)
    book = taken_out(client, query)
    row = row_of(book, "Trần Văn An")
    if change == "twice":
        book.append([row[0], row[1], "", 8])
    elif change == "name":
        row[1] = "Người Khác"
    elif change == "month":
        query = query | {"month": "06/2024"}
        Membership.objects.filter(pk=leader.pk).update(valid_from=date(2024, 6, 1))
    else:
        Membership.objects.filter(pk=leader.pk).update(valid_from=JULY.replace(day=10))
        row[6] = 8
    answer = brought(client, book, query)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not DutyClaim.objects.exists()


def test_a_file_that_is_no_workbook_is_refused(client: Client, clerk: User, query: dict[str, str]) -> None:
    client.force_login(clerk)
    file = SimpleUploadedFile("truc.xlsx", b"khong phai")
    assert client.post(f"{PAGE}tu-excel/", {"file": file}, query_params=query).status_code == 422
    assert client.post(f"{PAGE}tu-excel/", {}, query_params=query).status_code == 422


def test_only_the_clerk_brings_duty_in(
    client: Client, chairman: User, active_team: Team, query: dict[str, str]
) -> None:
    client.force_login(chairman)
    book = taken_out(client, query)
    assert brought(client, book, query).status_code == 403
