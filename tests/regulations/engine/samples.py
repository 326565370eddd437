"""Small made-up laws for the tests of single blocks."""

from __future__ import annotations

from datetime import date

from regulations.engine import Law, SeriesBook, load_law, load_series

DAY = date(2024, 8, 1)

HEAD = """\
document: {id: mau, kind: nghi_quyet, number: 1/2024/NQ-HĐND, issuer: HĐND, title: Mẫu, issued: 2024-06-01}
territory: {province_code: "52", province_name: Bình Định, on: 2024-07-01}
status: adopted
valid_from: 2024-07-01
valid_to: 2025-07-01
review_date: 2025-01-01
part_month: null
citations:
  sure: {document: Nghị quyết mẫu, article: Điều 2, verified: true, source: mẫu}
  open: {document: Nghị quyết mẫu, article: Điều 3, verified: false, note: chưa đọc được điều này}
"""

SIZE = """\
team_size: {cite: sure, size: {exactly: 3, cite: sure}}
"""

ONE_COMPONENT = """\
components:
  - {key: khoan, name: Khoản mẫu, value: {vnd: 1000000, cite: sure}}
"""

SERIES = """\
citations:
  sure: {document: Nghị định mẫu, article: Điều 1, verified: true, source: mẫu}
  open: {document: Nghị định mẫu, article: Điều 2, verified: false}
series:
  - key: luong
    name: lương mẫu
    unit: vnd
    review_date: 2025-01-01
    values:
      - {valid_from: 2024-07-01, vnd: 1000000, cite: sure}
      - {valid_from: 2025-01-01, vnd: 2000000, cite: open}
  - key: ty_le
    name: tỷ lệ mẫu
    unit: rate
    review_date: 2025-01-01
    values:
      - {valid_from: 2024-07-01, rate: 0.045, cite: sure}
"""


def a_book() -> SeriesBook:
    return load_series(SERIES, "series.yaml")


def a_size(size: str, *, rule: str = "") -> Law:
    """A law whose team has the size of the flow mapping ``size``; ``rule`` adds keys to the size rule."""
    return a_law("{vnd: 1, cite: sure}", size=f"team_size: {{cite: sure, size: {size}{rule}}}\n")


def a_law_with(section: str) -> Law:
    """A law of one component and of the sections in ``section``."""
    return load_law(f"{HEAD}{SIZE}{ONE_COMPONENT}{section}", "mau.yaml")


def a_law(value: str, *, size: str = SIZE, rounding: str = "") -> Law:
    """A law with one component whose value is the flow mapping ``value``."""
    component = f"components:\n  - {{key: khoan, name: Khoản mẫu, value: {value}{rounding}}}\n"
    return load_law(HEAD + size + component, "mau.yaml")
