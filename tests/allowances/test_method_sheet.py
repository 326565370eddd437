"""Ways to be paid by Excel: filled in and read back, all of a file or nothing, numbers kept from view."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.errors import NotAllowed
from accounts.models import Trail, User
from allowances.models import PayMethod
from allowances.payouts import method_sheet
from members import identity
from members.models import Person
from spreadsheets.form import LIST_SHEET
from spreadsheets.reading import Row, read_rows
from teams.models import Team
from territory.models import Unit
from tests.conftest import MakePerson
from tests.spreadsheets.workbooks import listed

PAGE = "/chi-tra/cach-nhan/tep/"
ACCOUNT = "0123456789012"
TODAY = date(2024, 7, 18)
COMPARED = "So với tệp Excel cách nhận tiền"


@pytest.fixture
def office(client: Client, clerk: User, active_team: Team) -> Client:
    """The clerk at the portal; four people serve."""
    client.force_login(clerk)
    return client


def taken_out(office: Client) -> list[Row]:
    """The rows of the form as they went out."""
    return read_rows(office.get(f"{PAGE}bieu-mau.xlsx").content, "cach-nhan.xlsx", sheet=LIST_SHEET)


def brought(office: Client, rows: list[Row]) -> Any:
    return office.post(PAGE, {"file": SimpleUploadedFile("cach-nhan.xlsx", listed(rows))}, follow=True)


def filled(rows: list[Row], name: str, *cells: Any) -> Row:
    """His row with method, day, bank, holder and account as typed."""
    row = next(row for row in rows if len(row) > 1 and row[1] == name)
    row[4:] = list(cells)
    return row


def by_bank(rows: list[Row], name: str, account: Any = ACCOUNT) -> Row:
    return filled(rows, name, "Chuyển khoản", TODAY, "Agribank", "LE THI BINH", account)


def faults(answer: Any) -> list[tuple[str, str]]:
    """Column and sentence of each cell that the page asks to put right."""
    assert answer.status_code == 422
    return [(fault.column, fault.message) for fault in answer.context["faults"]]


def test_rows_that_are_filled_in_are_written_and_the_others_left(office: Client) -> None:
    book = taken_out(office)
    by_bank(book, "Lê Thị Bình", "0123 4567.89012")
    filled(book, "Trần Văn An", "Tiền mặt", TODAY)
    assert "cách nhận tiền của 2 người, giữ nguyên 0 người" in brought(office, book).content.decode()
    row = PayMethod.objects.get(method="bank")
    assert (row.person.full_name, row.bank, row.valid_from) == ("Lê Thị Bình", "Agribank", TODAY)
    assert identity.decrypted(row.account_cipher) == ACCOUNT
    assert PayMethod.objects.count() == 2


def test_what_may_stay_empty_has_no_star(office: Client) -> None:
    (head,) = [row for row in taken_out(office) if "Họ và tên" in row]
    assert "Cách nhận" in head
    assert "Áp dụng từ ngày *" in head


def test_the_same_file_again_changes_nothing_and_its_look_is_kept(office: Client, clerk: User) -> None:
    book = taken_out(office)
    person = by_bank(book, "Lê Thị Bình")[0]
    brought(office, book)
    assert not Trail.objects.filter(reason=COMPARED).exists()
    assert "của 0 người, giữ nguyên 1 người" in brought(office, book).content.decode()
    assert PayMethod.objects.count() == 1
    look = Trail.objects.get(reason=COMPARED)
    assert (look.actor, str(look.person_key)) == (clerk, str(person).removesuffix(".0"))


def test_the_look_is_kept_of_a_file_that_is_refused_too(office: Client) -> None:
    book = taken_out(office)
    by_bank(book, "Lê Thị Bình")
    brought(office, book)
    begun = date(2024, 7, 17)
    PayMethod.objects.update(valid_from=begun)
    filled(book, "Lê Thị Bình", "Chuyển khoản", begun, "Agribank", "LE THI BINH", "99999999")
    assert faults(brought(office, book)) == [("Áp dụng từ ngày", "Nhập ngày sau ngày của lần ghi trước.")]
    assert Trail.objects.filter(reason=COMPARED).count() == 1


def test_what_goes_out_shows_no_whole_number(office: Client) -> None:
    book = taken_out(office)
    by_bank(book, "Lê Thị Bình")
    brought(office, book)
    again = taken_out(office)
    assert next(row for row in again if row[1] == "Lê Thị Bình")[3] == "Agribank ••••••012"
    assert ACCOUNT not in str(again)
    assert Trail.objects.filter(reason="Xuất danh sách cách nhận tiền ra Excel").exists()


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        pytest.param(
            ("Chuyển khoản", TODAY, "Agribank", "LE THI BINH", 123456789012),
            ("Số tài khoản", "Excel đã đổi thành số"),
            id="a number that may have lost its zeros",
        ),
        pytest.param(
            ("Chuyển khoản", TODAY, "Agribank", "LE THI BINH", "12"),
            ("Số tài khoản", "6 đến 20 chữ số"),
            id="too short",
        ),
        pytest.param(
            ("Chuyển khoản", TODAY, "Agribank", "LE THI BINH", "1" * 31),
            ("Số tài khoản", "6 đến 20 chữ số"),
            id="too long",
        ),
        pytest.param(
            ("Chuyển khoản", TODAY, "", "LE THI BINH", ACCOUNT),
            ("Ngân hàng", "Nhập đủ ngân hàng"),
            id="no bank",
        ),
        pytest.param(("Vàng", TODAY), ("Cách nhận", "Chọn một trong"), id="another way"),
        pytest.param(("Tiền mặt", "hôm qua"), ("Áp dụng từ ngày", "Nhập ngày"), id="no day"),
    ],
)
def test_one_wrong_cell_keeps_the_whole_file_out(
    office: Client, cells: tuple[Any, ...], fault: tuple[str, str]
) -> None:
    book = taken_out(office)
    filled(book, "Trần Văn An", "Tiền mặt", TODAY)
    filled(book, "Lê Thị Bình", *cells)
    ((column, words),) = faults(brought(office, book))
    assert column == fault[0]
    assert fault[1] in words
    assert not PayMethod.objects.exists()


def test_a_row_is_of_one_person_of_the_unit(
    office: Client, neighbour_commune: Unit, make_person: MakePerson
) -> None:
    stranger = make_person(neighbour_commune, "Phan Văn Xa")
    book = taken_out(office)
    row = filled(book, "Trần Văn An", "Tiền mặt", TODAY)
    book += [row[:], [row[0], "Lê Thị Bình", *row[2:]], [stranger.pk, stranger.full_name, *row[2:]]]
    book += [["9" * 18, "Ai đó", *row[2:]], ["9" * 19, "Ai đó", *row[2:]]]
    words = [sentence for column, sentence in faults(brought(office, book)) if column == "Mã người"]
    wanted = ["Bỏ một dòng"] * 2 + ["Tải lại biểu mẫu"] * 3
    assert [each.partition(":")[0] for each in words] == wanted
    row[1] = "Lê Thị Bình"
    (fault,) = faults(brought(office, book[:-5]))
    assert fault == ("Mã người", "Sửa mã hoặc tên: mã này là của Trần Văn An.")
    assert not PayMethod.objects.exists()


def test_a_file_without_rows_or_with_too_many_is_refused(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = taken_out(office)
    assert "ít nhất một người" in brought(office, book).content.decode()
    monkeypatch.setattr(method_sheet, "MOST", 1)
    by_bank(book, "Lê Thị Bình")
    filled(book, "Trần Văn An", "Tiền mặt", TODAY)
    assert "mỗi lần tối đa 1 dòng" in brought(office, book).content.decode()
    assert not PayMethod.objects.exists()


def test_who_does_not_pay_out_brings_nothing(chairman: User) -> None:
    with pytest.raises(NotAllowed):
        method_sheet.methods_take(actor=chairman, content=b"", file_name="a.xlsx")


def test_everybody_who_serves_is_on_the_form(office: Client, active_team: Team) -> None:
    serving = Person.objects.filter(memberships__team=active_team).values_list("full_name", flat=True)
    assert {row[1] for row in taken_out(office) if row[4:5] == [""] and row[2]} >= set(serving)
