"""The pages on which a province's text comes in, is compared, adopted, withdrawn and ended."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from regulations import adoption
from regulations.forms import MAX_BYTES
from regulations.models import LawVersion
from territory.models import Unit
from tests.conftest import MakeUser
from tests.merged import adopt
from tests.regulations.texts import law_text

NEW = "/phap-luat/moi/"


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def police(client: Client, law: None, province_police: User) -> Client:
    """The browser of Công an tỉnh."""
    client.force_login(province_police)
    return client


@pytest.fixture
def admin(law: None, administrator: User) -> Client:
    """The browser of the administrator."""
    browser = Client()
    browser.force_login(administrator)
    return browser


@pytest.fixture
def draft(law: None, province_police: User) -> LawVersion:
    """A text that pays tổ trưởng 2.000.000 from 01/01/2027."""
    text = law_text().replace("vnd: 1440000", "vnd: 2000000")
    return adoption.law_upload(actor=province_police, text=text)


def test_the_page_of_a_draft_tells_what_its_adoption_ends_and_what_is_not_on_record(
    admin: Client, province_police: User, administrator: User
) -> None:
    text = law_text().replace("\nterritory:", "\n  replaces: [99/2020/NQ-HĐND]\nterritory:", 1)
    version = adoption.law_upload(actor=province_police, text=text)
    page = page_of(admin, f"/phap-luat/{version.pk}/")
    assert "hết hiệu lực sau ngày 31/12/2026" in page
    assert "Tệp không ghi thay văn bản 03/2024/NQ-HĐND" in page
    assert "Tệp ghi thay văn bản 99/2020/NQ-HĐND, nhưng tỉnh chưa có văn bản này" in page
    adoption.law_adopt(actor=administrator, version_id=version.pk)
    assert "Khi ghi ban hành" not in page_of(admin, f"/phap-luat/{version.pk}/")


class TestUpload:
    def test_of_pasted_text_stores_a_draft_with_one_kind_of_line_end(self, police: Client) -> None:
        text = law_text()
        answer = police.post(NEW, {"text": text.replace("\n", "\r\n")})
        version = LawVersion.objects.get(status="draft")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/phap-luat/{version.pk}/")
        assert version.text == text

    def test_of_a_file_goes_before_what_is_pasted(self, police: Client) -> None:
        file = SimpleUploadedFile("nq.yaml", b"\xef\xbb\xbf" + law_text("8/2027/NQ-HĐND").encode())
        assert police.post(NEW, {"file": file, "text": "cũ"}).status_code == 302
        assert LawVersion.objects.get(status="draft").number == "8/2027/NQ-HĐND"

    def test_with_faults_lists_them_all_and_loses_nothing(self, police: Client) -> None:
        broken = law_text(status="dang_ky", review_date="mai")
        answer = police.post(NEW, {"file": SimpleUploadedFile("nq.yaml", broken.encode())})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Sửa 2 lỗi của tệp quy định" in page
        for field in ("status", "review_date"):
            line = next(i for i, words in enumerate(broken.split("\n"), 1) if words.startswith(f"{field}:"))
            assert re.search(rf'<td class="number">{line}</td>\s*<th scope="row">{field}</th>', page)
        assert "status: dang_ky" in page
        assert not LawVersion.objects.filter(status="draft").exists()

    def test_with_a_gap_between_two_bands_is_refused_and_names_it(self, police: Client) -> None:
        answer = police.post(NEW, {"text": law_text().replace("from: 350, to: 700", "from: 360, to: 700")})
        assert answer.status_code == 422
        assert "350" in answer.content.decode()
        assert not LawVersion.objects.filter(status="draft").exists()

    @pytest.mark.parametrize(
        "text", ["", " \n ", "a: [", "- a\n- b", "\x00", "a: " * 300, "&a [*a]"], ids=range(7)
    )
    def test_of_what_is_no_law_is_refused(self, police: Client, text: str) -> None:
        assert police.post(NEW, {"text": text}).status_code == 422
        file = SimpleUploadedFile("nq.yaml", text.encode())
        assert police.post(NEW, {"file": file}).status_code == 422

    def test_of_what_is_not_utf_8_is_refused_in_words(self, police: Client) -> None:
        answer = police.post(NEW, {"file": SimpleUploadedFile("nq.yaml", "Đ".encode("utf-16"))})
        assert answer.status_code == 422
        assert "bảng mã UTF-8" in answer.content.decode()

    @pytest.mark.parametrize(("size", "status"), [(MAX_BYTES, 302), (MAX_BYTES + 1, 422)])
    @pytest.mark.parametrize("way", ["file", "text"])
    def test_takes_200_kb(self, police: Client, size: int, status: int, way: str) -> None:
        text = law_text()
        text += "#" * (size - len(text.encode()))
        sent = SimpleUploadedFile("nq.yaml", text.encode()) if way == "file" else text
        assert police.post(NEW, {way: sent}).status_code == status

    def test_of_a_text_that_is_there_says_so(self, police: Client, draft: LawVersion) -> None:
        answer = police.post(NEW, {"text": draft.text})
        assert answer.status_code == 422
        assert "đã được tải lên" in answer.content.decode()


class TestADraft:
    def test_is_seen_in_its_province_alone(
        self, police: Client, draft: LawVersion, make_user: MakeUser, clerk: User
    ) -> None:
        address = f"/phap-luat/{draft.pk}/"
        assert "10/2027/NQ-HĐND" in page_of(police, "/phap-luat/")
        stranger = make_user("province_police", Unit.objects.get(key="38"))
        for outsider in (clerk, stranger):
            police.force_login(outsider)
            assert police.get(address).status_code == 404
            assert "10/2027/NQ-HĐND" not in page_of(police, "/phap-luat/")

    def test_offers_its_uploader_no_adoption(self, police: Client, admin: Client, draft: LawVersion) -> None:
        address = f"/phap-luat/{draft.pk}/"
        assert "Ghi ban hành</button>" not in page_of(police, address)
        assert "đề nghị người khác của tỉnh" in page_of(police, address)
        assert "Rút bản dự thảo" in page_of(police, address)
        assert "Ghi ban hành</button>" in page_of(admin, address)
        assert "Rút bản dự thảo" not in page_of(admin, address)

    def test_shows_the_checkers_warnings_to_its_province(self, police: Client, draft: LawVersion) -> None:
        page = page_of(police, f"/phap-luat/{draft.pk}/")
        assert "Báo cáo kiểm tra tệp" in page
        assert "Cảnh báo" in page
        old = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
        assert "Báo cáo kiểm tra tệp" not in page_of(police, f"/phap-luat/{old.pk}/")

    def test_is_adopted_by_another_and_public_then(
        self, police: Client, admin: Client, draft: LawVersion, clerk: User
    ) -> None:
        address = f"/phap-luat/{draft.pk}/"
        assert police.post(f"{address}ban-hanh/").status_code == 422
        assert admin.post(f"{address}ban-hanh/").status_code == 302
        police.force_login(clerk)
        page = page_of(police, address)
        assert "ghi ban hành lúc" in page
        assert "Thay <a" in page
        old = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
        assert "được thay bằng" in page_of(police, f"/phap-luat/{old.pk}/")

    def test_is_withdrawn(self, police: Client, admin: Client, draft: LawVersion) -> None:
        address = f"/phap-luat/{draft.pk}/"
        assert police.post(f"{address}rut/").status_code == 302
        assert "Đã rút" in page_of(police, address)
        assert admin.post(f"{address}ban-hanh/").status_code == 422


def test_two_versions_are_compared_row_by_row(police: Client, draft: LawVersion) -> None:
    old = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
    address = f"/phap-luat/{draft.pk}/so-sanh/{old.pk}/"
    assert address in page_of(police, f"/phap-luat/{draft.pk}/")
    page = page_of(police, address)
    assert "1.440.000" in page
    assert "2.000.000" in page
    assert "<span>Thay đổi</span><b>1</b>" in page


def test_versions_of_two_territories_are_not_compared(police: Client, draft: LawVersion) -> None:
    other = LawVersion.objects.filter(territory__key="38").earliest("pk")
    assert police.get(f"/phap-luat/{draft.pk}/so-sanh/{other.pk}/").status_code == 404


class TestRepeal:
    def test_is_recorded_with_its_document(self, admin: Client) -> None:
        law = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
        sent = {"last_day": "31/12/2026", "basis": "Nghị quyết 20/2026/NQ-HĐND"}
        assert admin.post(f"/phap-luat/{law.pk}/het-hieu-luc/", sent).status_code == 302
        page = page_of(admin, f"/phap-luat/{law.pk}/")
        assert "đến hết ngày 31/12/2026" in page
        assert "Hết hiệu lực theo Nghị quyết 20/2026/NQ-HĐND" in page

    def test_asks_for_all_that_is_missing_and_refuses_a_day_before_the_first(self, admin: Client) -> None:
        address = f"/phap-luat/{LawVersion.objects.get(document_id='binh-dinh-nq-03-2024').pk}/het-hieu-luc/"
        empty = admin.post(address, {})
        assert empty.status_code == 422
        assert "Có 2 chỗ cần sửa" in empty.content.decode()
        early = admin.post(address, {"last_day": "30/06/2024", "basis": "NQ"})
        assert early.status_code == 422
        assert "sau ngày bắt đầu" in early.content.decode()


class TestTheListOfLaws:
    def test_says_what_holds_here_and_what_is_due(self, police: Client, settings: Settings) -> None:
        settings.PORTAL_TODAY = "2026-12-01"
        page = page_of(police, "/phap-luat/")
        assert "Đang áp dụng tại tỉnh Bình Định" in page
        assert "Văn bản 03/2024/NQ-HĐND</a>, hiệu lực từ 01/07/2024" in page
        assert "đến hạn rà soát" in page

    def test_says_so_where_no_law_is_known(self, client: Client, law: None, make_user: MakeUser) -> None:
        LawVersion.objects.filter(territory__key="38").update(valid_to="2024-07-02")
        client.force_login(make_user("auditor", Unit.objects.get(key="38")))
        assert "Chưa có quy định được xác minh tại ngày" in page_of(client, "/phap-luat/")

    def test_names_both_documents_of_a_conflict(
        self, police: Client, province: Unit, settings: Settings
    ) -> None:
        settings.PORTAL_TODAY = "2025-07-01"
        new = Unit.objects.create(
            key="52-20250701",
            code="52",
            level="province",
            kind="tinh",
            name="Tỉnh Gia Lai",
            path="52-20250701.",
            sort_key="gia lai",
            valid_from="2025-07-01",
        )
        province.successors.create(new=new, extent="whole")
        adopt(law_text("99/2025/NQ-HĐND", valid_from="2025-07-01", on="2025-07-01"))
        page = page_of(police, "/phap-luat/")
        assert "văn bản 03/2024/NQ-HĐND và văn bản 99/2025/NQ-HĐND cùng có hiệu lực" in page


@pytest.mark.parametrize(
    ("citation", "verified"), [("tieu_chi", True), ("can_cu_bhyt", False)], ids=["verified", "unverified"]
)
def test_a_texts_own_way_to_split_a_month_is_told_in_words(
    police: Client, province_police: User, citation: str, verified: bool
) -> None:
    text = law_text(part_month=f"{{convention: by_day, cite: {citation}}}")
    version = adoption.law_upload(actor=province_police, text=text)
    html = page_of(police, f"/phap-luat/{version.pk}/")
    assert "Theo văn bản: <b>theo số ngày tham gia</b>" in html
    assert "by_day" not in html
    section = html[html.index("Theo văn bản:") :].partition("</p>")[0]
    assert ("không dùng để tính" in section) is not verified
