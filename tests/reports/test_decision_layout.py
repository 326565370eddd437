"""The decision as it lies on paper, measured in the file against Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict
from datetime import date
from io import BytesIO
from typing import Any

import pdfplumber
import pypdf
import pypdfium2
import pytest
import zxingcpp

from reports import member_decision, rendering
from reports.decision import TEMPLATE, Decision, RecognisedMember, digest
from reports.legal_bases import national_texts
from reports.models import Document
from reports.rendering import render_document
from reports.team_decision import Article

MM = 72 / 25.4
TEAM = "Tổ bảo vệ an ninh, trật tự thôn Háo Lễ"
RESOLUTION = "Nghị quyết số 03/2024/NQ-HĐND ngày 12 tháng 6 năm 2024 của Hội đồng nhân dân tỉnh Bình Định"
CODE = "7KQM-2XHD-R9TA"
DECISION = Decision(
    superior="UBND huyện Tuy Phước",
    issuer="Xã Phước Hưng",
    number="01/QĐ-UBND",
    place="Phước Hưng",
    date="ngày 18 tháng 7 năm 2024",
    subject=[f"Về việc thành lập {TEAM}", "và công nhận thành viên"],
    legal_bases=[*national_texts(date(2024, 7, 18)), f"{RESOLUTION} quy định tiêu chí thành lập Tổ"],
    proposer="Trưởng Công an xã Phước Hưng",
    team=TEAM,
    commune="xã Phước Hưng",
    area="thôn Háo Lễ",
    start="ngày 01 tháng 7 năm 2024",
    members=[
        RecognisedMember("Ông", "Trần Văn An", "07/05/1990", "Tổ trưởng"),
        RecognisedMember("Bà", "Lê Thị Bình", "07/05/1990", "Tổ phó"),
        RecognisedMember("Ông", "Phạm Văn Cường", "07/05/1990", "Tổ viên"),
        RecognisedMember("Bà", "Võ Thị Dung", "07/05/1990", "Tổ viên"),
    ],
    resolution=RESOLUTION,
    recipients=["Như Điều 4;", "Ủy ban nhân dân huyện Tuy Phước;", "Lưu: VT, CA."],
    capacity=["CHỦ TỊCH"],
    signer="Nguyễn Thượng Ưởng",
    check_code=CODE,
    check_url=f"http://127.0.0.1:8000/kiem-tra/{CODE}/",
    is_sample=False,
)


def paper(**changes: Any) -> Document:
    """A document of DECISION, not saved."""
    payload = DECISION.payload() | changes
    return Document(template=TEMPLATE, payload=payload, payload_sha256=digest(payload))


@pytest.fixture(scope="module")
def document() -> Document:
    return paper()


@pytest.fixture(scope="module")
def pdf(document: Document) -> bytes:
    return render_document(document)


@pytest.fixture(scope="module")
def pages(pdf: bytes) -> list[Any]:
    """The pages as pdfplumber reads them."""
    return pdfplumber.open(BytesIO(pdf)).pages


@pytest.fixture(scope="module")
def first(pages: list[Any]) -> Any:
    return pages[0]


def chars_of(page: Any, text: str) -> list[dict[str, Any]]:
    """The characters of ``text`` on a page, blanks left out; the text must be there."""
    found = page.search(re.escape(text).replace("\\ ", r"\s+"))
    assert found, text
    return [char for char in found[0]["chars"] if char["text"].strip()]


def look(page: Any, text: str) -> tuple[str, float]:
    """Style and size that all characters of ``text`` share."""
    looks = {
        (char["fontname"].partition("Tinos")[2], round(char["size"], 1)) for char in chars_of(page, text)
    }
    assert len(looks) == 1, looks
    return looks.pop()


def middle(chars: list[dict[str, Any]]) -> float:
    return float(min(char["x0"] for char in chars) + max(char["x1"] for char in chars)) / 2


def test_the_page_is_a4_upright(pages: list[Any]) -> None:
    for page in pages:
        assert (round(page.width / MM), round(page.height / MM)) == (210, 297)


def test_the_text_keeps_the_margins(pages: list[Any]) -> None:
    for page in pages:
        words = [word for word in page.extract_words() if not is_outside_components(page, word)]
        assert 30 <= min(word["x0"] for word in words) / MM <= 35
        assert 15 <= (page.width - max(word["x1"] for word in words)) / MM <= 20.5
        assert 20 <= min(word["top"] for word in words) / MM <= 25.5
        assert (page.height - max(word["bottom"] for word in words)) / MM >= 20


def is_outside_components(page: Any, word: dict[str, Any]) -> bool:
    """The page number above and the check block below the text."""
    return bool(word["bottom"] < 20 * MM or word["top"] > page.height - 25 * MM)


@pytest.mark.parametrize(
    ("text", "style", "size"),
    [
        pytest.param("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "-Bold", 12, id="1 quốc hiệu"),
        pytest.param("Độc lập - Tự do - Hạnh phúc", "-Bold", 13, id="1 tiêu ngữ"),
        pytest.param("UBND HUYỆN TUY PHƯỚC", "", 12, id="2 cơ quan chủ quản"),
        pytest.param("XÃ PHƯỚC HƯNG", "-Bold", 12, id="2 cơ quan ban hành"),
        pytest.param("Số: 01/QĐ-UBND", "", 13, id="3 số, ký hiệu"),
        pytest.param("Phước Hưng, ngày 18 tháng 7 năm 2024", "-Italic", 14, id="4 địa danh, thời gian"),
        pytest.param("Về việc thành lập", "-Bold", 14, id="5 trích yếu"),
        pytest.param("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ PHƯỚC HƯNG", "-Bold", 14, id="thẩm quyền"),
        pytest.param("Căn cứ Luật Tổ chức chính quyền địa phương", "-Italic", 14, id="6 căn cứ"),
        pytest.param("QUYẾT ĐỊNH:", "-Bold", 14, id="6 quyết định"),
        pytest.param("Điều 1.", "-Bold", 14, id="6 điều"),
        pytest.param("1. Ông Trần Văn An, sinh ngày 07/05/1990: Tổ trưởng;", "", 14, id="6 khoản"),
    ],
)
def test_a_component_has_its_letters(first: Any, text: str, style: str, size: float) -> None:
    assert look(first, text) == (style, size)


@pytest.mark.parametrize(
    ("text", "style", "size"),
    [
        pytest.param("Nơi nhận:", "-Bold-Italic", 12, id="9 nơi nhận"),
        pytest.param("- Lưu: VT, CA.", "", 11, id="9 lưu"),
    ],
)
def test_the_recipients_have_their_letters(pages: list[Any], text: str, style: str, size: float) -> None:
    assert look(pages[-1], text) == (style, size)


def test_the_signature_stands_in_the_right_half_level_with_the_recipients(
    pages: list[Any], document: Document
) -> None:
    last = pages[-1]
    capacity = [char for char in last.search(r"CHỦ\s+TỊCH")[-1]["chars"] if char["text"].strip()]
    assert min(char["x0"] for char in capacity) > last.width / 2
    assert abs(capacity[0]["top"] - chars_of(last, "Nơi nhận:")[0]["top"]) < 4
    name = chars_of(last, document.payload["signer"])
    assert name[0]["top"] - capacity[0]["top"] > 25 * MM
    assert abs(middle(name) - middle(capacity)) < 2


def test_number_and_date_share_a_row_under_their_blocks(first: Any) -> None:
    number, day = chars_of(first, "Số: 01/QĐ-UBND"), chars_of(first, "Phước Hưng, ngày 18")
    assert abs(number[0]["bottom"] - day[0]["bottom"]) < 3
    assert abs(middle(number) - middle(chars_of(first, "XÃ PHƯỚC HƯNG"))) < 2
    date_line = chars_of(first, "Phước Hưng, ngày 18 tháng 7 năm 2024")
    assert abs(middle(date_line) - middle(chars_of(first, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))) < 2


def rule_under(page: Any, chars: list[dict[str, Any]]) -> float:
    """Length of the rule within 5 points below ``chars``."""
    bottom = max(char["bottom"] for char in chars)
    near = [rect for rect in page.rects if 0 < rect["bottom"] - bottom < 5]
    assert near
    return float(max(rect["x1"] - rect["x0"] for rect in near))


def test_the_rule_under_the_motto_is_as_long_as_the_motto(first: Any) -> None:
    motto = chars_of(first, "Độc lập - Tự do - Hạnh phúc")
    length = motto[-1]["x1"] - motto[0]["x0"]
    assert abs(rule_under(first, motto) - length) < 2


def test_the_rule_under_the_issuer_is_a_third_to_a_half_of_it(first: Any) -> None:
    issuer = chars_of(first, "XÃ PHƯỚC HƯNG")
    length = issuer[-1]["x1"] - issuer[0]["x0"]
    assert length / 3 <= rule_under(first, issuer) <= length / 2


def test_paragraphs_begin_ten_millimetres_in(first: Any) -> None:
    for text in ("Căn cứ Luật Tổ chức", "Điều 1.", "1. Ông"):
        assert abs(chars_of(first, text)[0]["x0"] / MM - 40) < 1


def test_the_page_number_is_hidden_on_page_one_and_centred_above_page_two(pages: list[Any]) -> None:
    assert not [word for word in pages[0].extract_words() if word["bottom"] < 20 * MM]
    [number] = [word for word in pages[1].extract_words(extra_attrs=["size"]) if word["bottom"] < 20 * MM]
    text_middle = (30 * MM + pages[1].width - 16 * MM) / 2
    assert (number["text"], round(number["size"])) == ("2", 13)
    assert abs((number["x0"] + number["x1"]) / 2 - text_middle) < 2


def test_one_family_is_embedded_as_a_subset(pdf: bytes) -> None:
    fonts = [
        font.get_object()
        for page in pypdf.PdfReader(BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    assert fonts
    for font in fonts:
        assert re.fullmatch(r"/[A-Z]{6}\+(Tinos|Liberation-Serif-2)(-Bold)?(-Italic)?", font["/BaseFont"])
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor


def test_the_text_reads_back_in_composed_form(pages: list[Any], document: Document) -> None:
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert unicodedata.is_normalized("NFC", text)
    payload = document.payload
    for words in (*payload["legal_bases"], " ".join(payload["subject"]), payload["area"], payload["signer"]):
        assert words in text
    assert "chịu trách nhiệm thi hành Quyết định này./." in text
    assert text.count("Căn cứ ") == len(payload["legal_bases"])


def test_the_bases_end_with_semicolons_and_the_last_with_a_full_stop(first: Any) -> None:
    text = " ".join(first.extract_text().split())
    bases = text[text.index("Căn cứ") : text.index(" QUYẾT ĐỊNH:")]
    assert bases.endswith("Theo đề nghị của Trưởng Công an xã Phước Hưng.")
    assert len(re.findall(r"; (?=Căn cứ|Theo đề nghị)", bases)) == bases.count("Căn cứ ")


def test_the_same_payload_gives_the_same_bytes(document: Document) -> None:
    first = render_document(document)
    rendering._font_config.cache_clear()
    rendering._stylesheet.cache_clear()
    assert render_document(document) == first


def test_the_file_carries_no_time_and_no_identifier(pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert reader.metadata is not None
    assert not {"/CreationDate", "/ModDate"} & set(reader.metadata)
    assert "/ID" not in reader.trailer


def test_the_qr_code_leads_to_the_check_page(pdf: bytes) -> None:
    file = pypdfium2.PdfDocument(pdf)
    page = file[len(file) - 1]
    [found] = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert found.text == f"http://127.0.0.1:8000/kiem-tra/{CODE}/"


def test_check_code_and_hash_stand_below_the_text(pages: list[Any], document: Document) -> None:
    last = pages[-1]
    for text in (CODE, document.payload_sha256):
        assert min(char["top"] for char in chars_of(last, text)) > last.height - 25 * MM
    assert CODE not in pages[0].extract_text()


def test_sample_data_is_marked_on_every_page_and_real_data_on_none(pages: list[Any]) -> None:
    sample = pypdf.PdfReader(BytesIO(render_document(paper(is_sample=True)))).pages
    for page in sample:
        assert "BẢNMẪU" in "".join(page.extract_text().split())
        assert "KHÔNGCÓGIÁTRỊPHÁPLÝ" in "".join(page.extract_text().split())
    assert not any("MẪU" in page.extract_text() for page in pages)


def test_a_name_with_markup_is_printed_as_typed() -> None:
    pdf = render_document(paper(signer="<b>An & Bình</b>", resolution="Số 1/<i>x</i>"))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    assert "<b>An & Bình</b>" in text
    assert "<i>x</i>" in text


@pytest.mark.parametrize("clauses", range(1, 16, 2))
def test_the_signature_never_stands_alone_on_a_page(clauses: int) -> None:
    """However long the text is, its end goes with the signature to the next page."""
    shared = {"title", "team", "area", "start", "members", "resolution"}
    payload = {name: value for name, value in DECISION.payload().items() if name not in shared}
    given = [Article("Điều chỉnh", [f"Mục {number}" for number in range(clauses)])]
    closing = Article("Người có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này", [])
    payload["articles"] = [asdict(article) for article in (*given, closing)]
    document = Document(template=member_decision.TEMPLATE, payload=payload, payload_sha256=digest(payload))
    last = pypdf.PdfReader(BytesIO(render_document(document))).pages[-1].extract_text()
    assert "Nơi nhận" in last
    assert "thi hành Quyết định này" in " ".join(last.split())
