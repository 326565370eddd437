"""The pages of a list, from the form to the last word."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from imports.models import Import
from members.models import Membership
from spreadsheets.form import LIST_SHEET
from spreadsheets.reading import read_rows
from teams.models import Dossier
from territory.models import Unit
from tests.imports.conftest import book, member, team_of_three


@pytest.fixture
def browser(client: Client, clerk: User, draft: Dossier) -> Client:
    """The clerk's."""
    client.force_login(clerk)
    return client


def send(browser: Client, content: bytes, name: str = "ds.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return browser.post(reverse("imports:upload", args=["members"]), {"file": file}, follow=True)


def test_a_list_goes_from_file_to_team(browser: Client) -> None:
    page = send(browser, book([*team_of_three(), member(4, title="Trưởng")])).content.decode()
    assert "<b>3</b> dòng mới" in page
    assert "<b>Chức danh:</b> Chọn một trong: Tổ trưởng, Tổ phó, Tổ viên." in page
    batch = Import.objects.get()
    done = browser.post(reverse("imports:confirm", args=[batch.pk]), follow=True).content.decode()
    assert "Đã ghi danh sách." in done
    assert Membership.objects.count() == 3
    gone = browser.post(reverse("imports:undo", args=[batch.pk]), follow=True).content.decode()
    assert "Đã hoàn tác" in gone
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7", "ds.xlsx", "Chọn tệp Excel .xlsx."),
        (bytes(5 * 1024 * 1024 + 1), "ds.xlsx", "Chia thành nhiều tệp: mỗi tệp tối đa 5 MB."),
        (b"x", "ds.xls", "Chọn tệp Excel .xlsx."),
        (b"", "ds.xlsx", "Chọn tệp khác: tệp này rỗng."),
    ],
)
def test_a_wrong_file_gets_one_sentence(browser: Client, content: bytes, name: str, sentence: str) -> None:
    answer = send(browser, content, name)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Có 1 chỗ cần sửa" in answer.content.decode()


def test_old_and_new_stand_side_by_side(browser: Client, confirmed: Import) -> None:
    rows = team_of_three()
    rows[0]["address"] = "Thôn Quảng Nghiệp"
    page = send(browser, book(rows)).content.decode()
    assert "Cũ: </span>Thôn Háo Lễ</del>" in page
    assert "Mới: </span>Thôn Quảng Nghiệp</ins>" in page


def test_names_are_chosen_on_the_page(browser: Client, draft: Dossier) -> None:
    page = send(browser, book([row | {"team": "Tổ lạ"} for row in team_of_three()])).content.decode()
    assert "“Tổ lạ” (3 dòng)" in page
    batch = Import.objects.get()
    url = reverse("imports:names", args=[batch.pk])
    assert browser.post(url, {"name_0": "999"}).status_code == 422
    page = browser.post(url, {"name_0": str(draft.team_id)}, follow=True).content.decode()
    assert "<b>3</b> dòng mới" in page


def test_a_refused_undo_says_why_on_the_page(browser: Client, confirmed: Import) -> None:
    Membership.objects.filter(title="to_vien").delete()
    answer = browser.post(reverse("imports:undo", args=[confirmed.pk]))
    assert answer.status_code == 422
    assert "dòng 6 đã được sửa sau khi nhập" in answer.content.decode()


def test_a_preview_shows_no_identity_number_wherever_it_was_typed(browser: Client) -> None:
    page = send(browser, book([member(1), member(2, full_name="098000000777")]))
    shown = page.content.decode() + browser.get(page.request["PATH_INFO"], {"state": "new"}).content.decode()
    assert "•••••••••001" in shown
    assert "098000000" not in shown


def test_a_long_list_is_paged(browser: Client) -> None:
    send(browser, book([member(number) for number in range(1, 121)]))
    url = reverse("imports:preview", args=[Import.objects.get().pk])
    page = browser.get(url, {"state": "new", "page": "3"}).content.decode()
    assert "Nguyễn Văn 120" in page
    assert "Nguyễn Văn 99<" not in page


def test_the_form_holds_the_units_own_teams(browser: Client, active_any: None) -> None:
    answer = browser.get(reverse("imports:template", args=["members"]))
    assert answer["Content-Disposition"] == 'attachment; filename="bieu-mau-thanh-vien.xlsx"'
    rows = read_rows(answer.content, "a.xlsx", sheet=LIST_SHEET)
    assert [str(cell).removesuffix(" *") for cell in rows[3]][:3] == ["Mã", "Xã, phường, thị trấn", "Tổ"]


@pytest.fixture
def active_any(neighbour_commune: Unit) -> None:
    """A team of the next commune, which no list of this one may show."""
    neighbour_commune.teams.create(name="Tổ bên kia", sort_key="x")


def test_the_form_holds_no_other_units_teams(browser: Client, active_any: None) -> None:
    content = browser.get(reverse("imports:template", args=["members"])).content
    with ZipFile(BytesIO(content)) as archive:
        strings = archive.read("xl/sharedStrings.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "trật tự thôn Quảng Nghiệp" in strings
    assert "Tổ bên kia" not in strings
    assert "OFFSET(DanhMuc!$B$1,MATCH($B5," in sheet
    assert "<sheetProtection " in sheet


def test_an_unknown_kind_is_not_there(browser: Client) -> None:
    assert browser.get(reverse("imports:upload", args=["khac"])).status_code == 404
