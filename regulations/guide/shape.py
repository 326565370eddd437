"""An example of the reference page and the whole law file around it; every example is tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Section = Literal["size", "rule", "money", "file"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One example: the value of a size or of a sum, keys of the size rule, or sections of a file."""

    title: str
    section: Section
    text: str


HEAD = """\
document:
  id: mau-2024
  kind: nghi_quyet
  number: 1/2024/NQ-HĐND
  issuer: HĐND tỉnh
  title: Mức hỗ trợ đối với lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở
  issued: 2024-06-01
territory: {province_code: "52", province_name: Bình Định, on: 2024-07-01}
status: adopted
valid_from: 2024-07-01
valid_to: 2025-07-01
review_date: 2025-01-01
"""
CITATIONS = """\
citations:
  dieu_2: {document: Nghị quyết số 1/2024/NQ-HĐND, article: Điều 2, verified: true, source: Công báo tỉnh}
  dieu_3:
    document: Nghị quyết số 1/2024/NQ-HĐND
    article: null
    article_verified: false
    verified: false
    note: chưa thấy nội dung này
"""
_SIZE = "team_size: {cite: dieu_2, size: {exactly: 3, cite: dieu_2}}\n"
_COMPONENTS = "components:\n  - {key: k, name: Hỗ trợ hằng tháng, value: {vnd: 1000000, cite: dieu_2}}\n"


def whole_file(shape: Shape) -> str:
    """A complete law file around one shape."""
    head = HEAD + ("" if "part_month:" in shape.text else "part_month: null\n") + CITATIONS
    if shape.section == "size":
        return head + f"team_size:\n  cite: dieu_2\n  size:\n{_indented(shape.text, 4)}\n" + _COMPONENTS
    if shape.section == "rule":
        size = "  size: {exactly: 3, cite: dieu_2}\n"
        return head + f"team_size:\n  cite: dieu_2\n{size}{_indented(shape.text, 2)}\n" + _COMPONENTS
    if shape.section == "money":
        value = f"    value:\n{_indented(shape.text, 6)}\n"
        return head + _SIZE + f"components:\n  - key: k\n    name: Hỗ trợ hằng tháng\n{value}"
    components = "" if "components:" in shape.text else _COMPONENTS
    return head + _SIZE + components + shape.text + "\n"


def _indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line for line in text.splitlines())
