"""The whole way in a browser: a team from proposal to decision, a month from run to lock, papers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.e2e.conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

CLERK: Final = "canbo.21961"
DISTRICT: Final = "huyen.550"
CHAIRMAN: Final = "chutich.21961"
POLICE: Final = "congan.52"
FINANCE: Final = "taichinh.52"

TEAM: Final = "Tổ bảo vệ an ninh, trật tự thôn Háo Lễ"
NUMBER: Final = "01/QĐ-UBND"
PEOPLE: Final = (
    ("Trần Văn Ánh", "17/05/1980", "Nam", "999080000001", "Tổ trưởng"),
    ("Lê Thị Bưởi", "02/09/1985", "Nữ", "999185000002", "Tổ phó"),
    ("Phạm Văn Cường", "20/11/1990", "Nam", "999090000003", "Tổ viên"),
)
LATER: Final = ("Võ Thị Dịu", "30/04/1992", "Nữ", "999192000004", "Tổ viên")
REASON: Final = "Thôn có 412 hộ: bổ sung thêm một tổ viên"


@dataclass(frozen=True, slots=True)
class Office:
    """A browser in which whoever is asked for signs in, with or without scripts."""

    browser: Browser
    address: str
    scripts: bool

    @contextmanager
    def stranger(self) -> Iterator[Page]:
        """A page of a browser that has never been here."""
        context = self.browser.new_context(base_url=self.address, java_script_enabled=self.scripts)
        context.set_default_timeout(15_000)
        page = context.new_page()
        yield page
        context.close()

    @contextmanager
    def as_user(self, username: str) -> Iterator[Page]:
        """A page of the signed-in account; it shows the home page."""
        with self.stranger() as page:
            sign_in(page, self.address, username)
            yield page


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def office(request: pytest.FixtureRequest, browser: Browser, live_server: Any, sample: None) -> Office:
    """An office at the sample, with JavaScript on and off."""
    return Office(browser, live_server.url, request.param)


def test_a_team_is_founded_and_a_month_is_paid_in_the_browser(office: Office) -> None:
    with office.as_user(CLERK) as page:
        propose(page, scripts=office.scripts)
        enter_people(page)
        submit(page)
    with office.as_user(DISTRICT) as page:
        send_back(page)
    with office.as_user(CLERK) as page:
        correct_and_submit(page)
    with office.as_user(DISTRICT) as page:
        open_waiting_dossier(page)
        press(page, "Đồng ý, chuyển chủ tịch xã")
        says(page, "Đã thẩm định, đồng ý")
    with office.as_user(CHAIRMAN) as page:
        address = issue(page)
    with office.stranger() as page:
        check(page, address)
    with office.as_user(POLICE) as page:
        run_month(page)
    with office.as_user(CLERK) as page:
        batch = read_list(page)
        press(page, "Xác nhận đã kiểm tra")
        says(page, "Danh sách chờ người khác duyệt")
        cannot_approve(page, batch)
    with office.as_user(CHAIRMAN) as page:
        approve(page)
        total = download_list(page)
    with office.as_user(FINANCE) as page:
        assert total == read_budget(page)


# The team: proposal, examination, decision


def propose(page: Page, *, scripts: bool) -> None:
    """The clerk picks a village that has no team yet."""
    page.get_by_role("link", name="Lập tổ cho thôn, khu phố").click()
    page.get_by_label("Thôn, khu phố").select_option(label="Thôn Háo Lễ")
    if scripts:
        expect(page.get_by_label("Tên tổ")).to_have_value(TEAM)
    page.get_by_label("Ngày bắt đầu hoạt động").fill("01/07/2024")
    press(page, "Lập hồ sơ thành lập tổ")
    expect(heading(page)).to_have_text(TEAM)


def enter_people(page: Page) -> None:
    """Three people, one of them only at the second try; the band is explained beside the form."""
    fits(page, "0 người", "Thiếu 3")
    page.get_by_role("link", name="Thêm thành viên").click()
    refuse_wrong_input(page)
    for person in PEOPLE:
        fill_person(page, person)
        press(page, "Lưu và nhập người tiếp theo")
        says(page, f"Đã thêm {person[0]}")
    fits(page, "3 người", "còn nhận được 1 người")


def refuse_wrong_input(page: Page) -> None:
    """An empty name and a short number: a sentence at the field and at the top, and all that was typed."""
    _, born, gender, _, title = PEOPLE[0]
    fill_person(page, ("", born, gender, "12345", title))
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        press(page, "Lưu và nhập người tiếp theo")
    assert answer.value.status == 422
    expect(page).to_have_title(re.compile("^Lỗi:"))
    for field, sentence in (
        ("full_name", "Nhập họ và tên."),
        ("identity_number", "Nhập số định danh gồm 12 chữ số."),
    ):
        expect(page.locator("#error-summary").get_by_role("link", name=sentence)).to_be_visible()
        expect(page.locator(f"#id_{field}_error")).to_contain_text(sentence)
    expect(page.get_by_label("Ngày sinh")).to_have_value(born)
    expect(page.get_by_label("Số định danh cá nhân")).to_have_value("12345")
    expect(page.get_by_label(gender, exact=True)).to_be_checked()


def submit(page: Page) -> None:
    """The clerk hands the dossier in."""
    page.get_by_role("link", name="Quay lại, không lưu").click()
    page.get_by_role("link", name="Xem hồ sơ để trình").click()
    press(page, "Trình hồ sơ")
    says(page, "Đã trình hồ sơ.")


def send_back(page: Page) -> None:
    """The district asks for a fourth member; a reason has to be given."""
    open_waiting_dossier(page)
    press(page, "Trả lại hồ sơ")
    expect(page.locator("#error-summary")).to_contain_text("Nhập lý do trả lại")
    page.get_by_label("Lý do trả lại").fill(REASON)
    press(page, "Trả lại hồ sơ")
    says(page, "Đã trả lại hồ sơ cho xã, kèm lý do.")


def correct_and_submit(page: Page) -> None:
    """The clerk reads the reason, adds the fourth, and hands it in again."""
    open_waiting_dossier(page)
    expect(page.locator(".notice--error")).to_contain_text(REASON)
    expect(page.locator(".timeline")).to_contain_text(REASON)
    page.get_by_role("link", name="Sửa danh sách người").click()
    page.get_by_role("link", name="Thêm thành viên").click()
    fill_person(page, LATER)
    press(page, "Lưu và xem tổ")
    fits(page, "4 người", "Đủ")
    page.get_by_role("link", name="Xem hồ sơ để trình").click()
    press(page, "Trình hồ sơ")
    says(page, "Đã trình hồ sơ.")


def issue(page: Page) -> str:
    """The chairman decides; the address of the public check page, which the paper carries too."""
    open_waiting_dossier(page)
    page.get_by_label("Đồng ý công nhận cả người có tiêu chuẩn chưa đủ căn cứ").check()
    press(page, "Ban hành quyết định")
    expect(heading(page)).to_have_text("Đã ban hành quyết định")
    expect(page.locator(".govuk-panel")).to_contain_text(NUMBER)
    paper = fetch(page, "Mở bản in (PDF)")
    assert NUMBER in words_of(paper)
    address = page.get_by_role("link", name="/kiem-tra/").get_attribute("href")
    assert address
    assert address.split("/")[-2] in words_of(paper)
    return address


def check(page: Page, address: str) -> None:
    """Anyone finds the decision by its code, without names of people."""
    page.goto(address)
    expect(heading(page)).to_have_text("Văn bản có trong sổ")
    expect(page.locator("main")).to_contain_text(NUMBER)
    assert PEOPLE[0][0] not in page.content()


# The month: run, check, approval


def run_month(page: Page) -> None:
    """The province police run July 2024; the page of the run says that it is finished."""
    page.get_by_role("link", name="Tính hỗ trợ của tháng").click()
    page.get_by_label("Tháng").fill("07/2024")
    press(page, "Tính hỗ trợ")
    expect(heading(page)).to_have_text("Chi trả tháng 07/2024")
    expect(page.locator("#progress")).to_contain_text("Đã tính 2/2 xã")


def read_list(page: Page) -> str:
    """The clerk asks why a sum is what it is; the address of the list."""
    page.get_by_role("link", name="Kiểm tra danh sách chi trả").click()
    row = page.get_by_role("row").filter(has_text=PEOPLE[0][0])
    row.get_by_role("link", name="1.440.000").click()
    expect(heading(page)).to_have_text(re.compile(r"Vì sao 1\.440\.000\sđồng\?"))
    expect(page.locator(".why")).to_contain_text("Nghị quyết số 03/2024/NQ-HĐND")
    expect(page.locator(".why")).to_contain_text("1.440.000")
    page.get_by_role("link", name="Danh sách của xã").click()
    expect(page.get_by_role("button", name="Xác nhận đã kiểm tra")).to_be_visible()
    return page.url


def cannot_approve(page: Page, batch: str) -> None:
    """Who checked does not approve: no button, and a posted approval is forbidden."""
    expect(page.get_by_role("button", name="Duyệt và khóa")).to_have_count(0)
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(
        f"{batch}duyet/", form={"csrfmiddlewaretoken": token}, headers={"Referer": batch}
    )
    assert answer.status == 403
    page.reload()
    expect(page.get_by_text("Chờ duyệt")).to_be_visible()


def approve(page: Page) -> None:
    """Another person approves; the list is locked and offers no step any more."""
    page.get_by_role("link", name="Duyệt danh sách chi trả").click()
    press(page, "Duyệt và khóa")
    says(page, "Đã duyệt và khóa danh sách tháng 07/2024")
    expect(page.locator(".head-row .state")).to_have_text("Đã khóa")
    expect(page.locator("main").get_by_role("button")).to_have_count(0)


# Papers and figures


def download_list(page: Page) -> int:
    """The payment list on paper and as a workbook; its sum in đồng."""
    total = figure(page.locator("tfoot td").last.inner_text())
    assert grouped(total) in words_of(fetch(page, "In danh sách (PDF)"))
    assert total in cells_of(fetch(page, "Tải Excel"))
    return total


def read_budget(page: Page) -> int:
    """The report of the province, of its district and of the commune; what of the commune is locked."""
    page.get_by_role("link", name="Xem báo cáo kinh phí").click()
    province = read_report(page)
    page.get_by_role("link", name="Huyện Tuy Phước").click()
    assert read_report(page) == province
    shares = [figure(row.locator("td").nth(-2).inner_text()) for row in page.locator("tbody tr").all()]
    assert sum(shares) == province
    page.get_by_role("link", name="Xã Phước Hưng").click()
    return read_report(page)


def read_report(page: Page) -> int:
    """The total on the page, which paper and workbook repeat to the đồng."""
    page.wait_for_load_state()
    total = figure(page.locator("tfoot td").nth(-2).inner_text())
    assert grouped(total) in words_of(fetch(page, "In báo cáo (PDF)"))
    assert total in cells_of(fetch(page, "Tải Excel"))
    return total


# What is done and read on many pages


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def says(page: Page, sentence: str) -> None:
    expect(page.locator(".notice--success")).to_contain_text(sentence)


def open_waiting_dossier(page: Page) -> None:
    page.get_by_role("navigation", name="Các việc").get_by_role("link", name="Hồ sơ").click()
    page.get_by_role("row").filter(has_text=TEAM).get_by_role("link").click()
    expect(heading(page)).to_contain_text(TEAM)


def fill_person(page: Page, person: tuple[str, str, str, str, str]) -> None:
    name, born, gender, number, title = person
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Ngày sinh").fill(born)
    page.get_by_label(gender, exact=True).check()
    page.get_by_label("Số định danh cá nhân").fill(number)
    page.get_by_label("Nơi ở hiện nay").fill("Thôn Háo Lễ, xã Phước Hưng")
    page.get_by_label(title, exact=True).check()


def fits(page: Page, *words: str) -> None:
    """The box beside the page says whether the number fits the band, by which households and which law."""
    box = page.locator("#fit")
    for word in (*words, "412 hộ (từ 350 đến 700)", "Nghị quyết số 03/2024/NQ-HĐND", "Điều 14 khoản 3"):
        expect(box).to_contain_text(word)


def fetch(page: Page, name: str) -> bytes:
    """The file behind a link, asked for as this user."""
    address = page.get_by_role("link", name=name).get_attribute("href")
    assert address
    answer = page.request.get(address)
    assert answer.ok
    return answer.body()


def words_of(paper: bytes) -> str:
    assert paper.startswith(b"%PDF")
    return " ".join(
        part for page in PdfReader(io.BytesIO(paper)).pages for part in page.extract_text().split()
    )


def cells_of(workbook: bytes) -> list[Any]:
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return [cell for row in sheets.get_sheet_by_index(0).to_python() for cell in row]


def figure(shown: str) -> int:
    return int(shown.replace(".", ""))


def grouped(total: int) -> str:
    return f"{total:,}".replace(",", ".")
