"""The legal bases of a decision on a team: national texts by their dates, and the resolution in force there.

National texts are named as the preamble of Thông tư 14/2024/TT-BCA names them (Công báo 611+612, 14/05/2024);
a law carries its date and neither number nor issuer (Nghị định 30/2020/NĐ-CP, Phụ lục I).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.errors import DomainError
from regulations.engine import Document as LawDocument
from regulations.errors import LawConflict
from regulations.selectors import law_at
from territory.models import Village
from vietnamese.dates import Span, ngay_dai

_LUC_LUONG: Final = "Luật Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở"
_THREE_LEVELS_END: Final = date(2025, 3, 1)
_TWO_LEVELS_BEGIN: Final = date(2025, 6, 16)


class MissingLegalBasis(DomainError):
    """The law that a decision must cite is not on record, or not with its number and date."""

    code = "missing_legal_basis"


@dataclass(frozen=True, slots=True)
class NationalText:
    """A text of the State as it is cited, over the days on which it is in force."""

    words: str
    span: Span


_NATIONAL: Final = (
    NationalText(
        "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
        Span(date(2016, 1, 1), _THREE_LEVELS_END),
    ),
    NationalText(
        "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương"
        " ngày 22 tháng 11 năm 2019",
        Span(date(2020, 7, 1), _THREE_LEVELS_END),
    ),
    NationalText(
        "Luật Tổ chức chính quyền địa phương ngày 19 tháng 02 năm 2025",
        Span(_THREE_LEVELS_END, _TWO_LEVELS_BEGIN),
    ),
    NationalText(
        "Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
        Span(_TWO_LEVELS_BEGIN),
    ),
    NationalText(f"{_LUC_LUONG} ngày 28 tháng 11 năm 2023", Span(date(2024, 7, 1))),
    NationalText(
        "Nghị định số 40/2024/NĐ-CP ngày 16 tháng 4 năm 2024 của Chính phủ quy định chi tiết một số điều"
        f" của {_LUC_LUONG}",
        Span(date(2024, 7, 1)),
    ),
    NationalText(
        "Thông tư số 14/2024/TT-BCA ngày 22 tháng 4 năm 2024 của Bộ trưởng Bộ Công an quy định chi tiết"
        f" một số điều của {_LUC_LUONG}",
        Span(date(2024, 7, 1)),
    ),
)


def national_texts(on: date) -> list[str]:
    """The national texts in force on a day, in the order in which they are cited."""
    return [text.words for text in _NATIONAL if text.span.contains(on)]


def resolution_in_force(villages: Sequence[Village], on: date) -> LawDocument:
    """The document of the law that holds in all these villages on a day, wherever they lay then.

    Raises MissingLegalBasis while no law is on record there, or its number or date has not been seen: an
    unverified citation is never printed in a decision. Raises LawConflict where two documents hold.
    """
    found = {village.pk: law_at(village, on) for village in villages}
    laws = {held.version: held.law for held in found.values() if held}
    if not laws or not all(found.values()):
        raise MissingLegalBasis("Nạp nghị quyết của HĐND tỉnh đang có hiệu lực trước khi ban hành.")
    one, *others = laws
    if others:
        raise LawConflict(one, others[0], on)
    return citable(laws[one].document)


def citable(document: LawDocument) -> LawDocument:
    """The document, when a decision may cite it; MissingLegalBasis while its number or date is not seen."""
    if document.number is None or document.issued is None:
        raise MissingLegalBasis("Bổ sung số và ngày của nghị quyết vào tệp luật trước khi ban hành.")
    return document


def bases(resolution: LawDocument, on: date) -> list[str]:
    """What a decision of a day rests on: the national texts, then the resolution with its title."""
    return [*national_texts(on), f"{cited(resolution)} {inside_sentence(resolution.title)}"]


def inside_sentence(text: str) -> str:
    """The words as they stand within a sentence."""
    return text[:1].lower() + text[1:]


def cited(document: LawDocument) -> str:
    """ "Nghị quyết số 03/2024/NQ-HĐND ngày 12 tháng 6 năm 2024 của Hội đồng nhân dân tỉnh Bình Định"."""
    issued = f" {ngay_dai(document.issued)}" if document.issued else ""
    return f"{document.words()}{issued} của {document.issuer}"
