"""A made-up law of duty, its claims and its answers."""

from __future__ import annotations

from datetime import date

from regulations.engine import Claim, Facts, Law, Line, tariff_lines
from tests.regulations.engine.samples import DAY, a_book, a_law_with

CITE = "{document: Luật mẫu, article: Điều 9, verified: true, source: mẫu}"
TARIFFS = """\
tariffs:
  - key: dem
    name: Làm nhiệm vụ ban đêm
    per: night
    applies_when: {fact: duty.kind, is: dem}
    least_minutes: 240
    value: {vnd: 150000, cite: sure}
  - key: le
    name: Ngày nghỉ, ngày lễ
    per: day
    applies_when: {fact: duty.kind, in: [ngay_nghi, ngay_le]}
    value:
      sum:
        - {vnd: 600000, cite: sure}
        - {when: {fact: commune.border, is: true}, value: {vnd: 70000, cite: sure}}
  - key: ca
    name: Trực ca
    per: shift
    applies_when: {fact: duty.kind, is: huy_dong}
    value: {vnd: 80000, cite: sure}
  - key: gio
    name: Tập huấn
    per: hour
    applies_when: {fact: duty.kind, is: tap_huan}
    value: {share: 0.02, of: {series: luong}, cite: sure}
    round_to_vnd: 1000
"""


def law(limits: str = "") -> Law:
    return a_law_with(TARIFFS + (f"tariff_limits:\n{limits}" if limits else ""))


def claim(kind: str, day: int, minutes: int | None = 480, **facts: object) -> Claim:
    told: Facts = {"duty.kind": kind, "duty.minutes": minutes, "commune.border": False}
    return Claim(date(2024, 8, day), {**told, **facts})  # type: ignore[dict-item]


def answers(law: Law, *claims: Claim) -> dict[str, int | str]:
    found = tariff_lines(law, {}, claims, DAY, a_book())
    assert all(answer.why.recompute() == answer.amount_vnd for answer in found if isinstance(answer, Line))
    return {
        answer.component: answer.amount_vnd if isinstance(answer, Line) else answer.sentence
        for answer in found
    }
