"""A made-up draft resolution for trying the way of a text: report, comparison, cost, refused adoption.

It is marked as a sample in its title and note, has no number and the status of a draft, so it can never
be adopted: that asks for a text with number, day and ``status: adopted``.
"""

from __future__ import annotations

from typing import Final

from accounts.models import User
from regulations.adoption import law_upload
from regulations.models import LawVersion
from regulations.services import LAW_FOLDER

DOCUMENT: Final = "du-thao-mau-binh-dinh"
TITLE: Final = "DỰ THẢO MẪU để dùng thử, không phải dự thảo của tỉnh: nâng mức hỗ trợ của Tổ trưởng, Tổ phó"
_NOTE: Final = "số liệu mẫu; không dùng để chi trả và không ban hành được"
_BASE: Final = "binh-dinh-nq-03-2024.yaml"
_SAYS: Final = "nguồn là dữ liệu mẫu"
# What stands in the law in force, and in the draft.
_CHANGES: Final = (
    ("status: adopted", "status: draft"),
    ("valid_from: 2024-07-01", "valid_from: 2025-01-01"),
    ("document: Nghị quyết số 03/2024/NQ-HĐND", "document: Dự thảo mẫu"),
    ("source: giadinh.suckhoedoisong.vn; thuonghieucongluan.com.vn", f"source: {_SAYS}"),
    ("vnd: 1440000", "vnd: 1620000"),
    ("vnd: 1260000", "vnd: 1440000"),
    (
        "is: thon}, {fact: village.households, above: 700}",
        "is: thon}, {fact: village.households, above: 600}",
    ),
    ("from: 350, to: 700", "from: 350, to: 600"),
)
_HEAD: Final = f"""\
# DỰ THẢO MẪU: a sample for trying the portal, made from the law in force with other sums and another band.

document:
  id: {DOCUMENT}
  kind: nghi_quyet
  number: null
  issuer: Hội đồng nhân dân tỉnh Bình Định
  title: "{TITLE}"
  issued: null
  note: {_NOTE}
  replaces: [03/2024/NQ-HĐND]
"""


def draft_text() -> str:
    """The text of the draft; ValueError when the law in force no longer holds what it changes."""
    base = (LAW_FOLDER / _BASE).read_text(encoding="utf-8")
    text = _HEAD + base[base.index("territory:") :]
    for before, after in _CHANGES:
        if before not in text:
            message = f"{_BASE} no longer says {before!r}"
            raise ValueError(message)
        text = text.replace(before, after)
    return text


def draft_load(actor: User) -> LawVersion:
    """The draft as ``actor`` uploaded it; uploads it where nobody has."""
    known = LawVersion.objects.filter(document_id=DOCUMENT).order_by("pk").first()
    return known or law_upload(actor=actor, text=draft_text())
