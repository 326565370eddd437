"""The standards of Luật 30/2023/QH15, Điều 13, judged one by one. Pure: no database, no clock.

Met, not met, or not yet proved. A person's word alone never proves; a word against himself is enough to
refuse. What the law is not verified for stays unproved and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from members import rules
from regulations.national_law import NationalLaw, Standard, StandardAnswer
from vietnamese.dates import ngay


class Verdict(StrEnum):
    """How a person stands to one standard."""

    MET = "met"
    NOT_MET = "not_met"
    UNPROVEN = "unproven"

    @property
    def words(self) -> str:
        """As officials say it."""
        return {"met": "Đạt", "not_met": "Không đạt", "unproven": "Chưa đủ căn cứ"}[self]

    @property
    def tag(self) -> str:
        """Its look on a page."""
        return {"met": "done", "not_met": "stop", "unproven": "attention"}[self]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row of ``StandardEvidence``; ``paper`` tells a paper from a claim."""

    standard: str
    answer: str
    paper: bool
    since: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one standard with its reason; ``claim`` and ``proof``: the newest of each in words."""

    standard: Standard
    verdict: Verdict
    reason: str
    claim: str = ""
    proof: str = ""

    @property
    def sentence(self) -> str:
        """ "Trình độ học vấn: chưa có giấy tờ chứng minh (Luật 30/2023/QH15, Điều 13)"."""
        return f"{self.standard.name}: {self.reason} ({self.standard.article})"


@dataclass(frozen=True, slots=True)
class Standing:
    """All findings on one person."""

    findings: tuple[Finding, ...]

    @property
    def not_met(self) -> list[Finding]:
        """What stands in the way."""
        return [row for row in self.findings if row.verdict is Verdict.NOT_MET]

    @property
    def unproven(self) -> list[Finding]:
        """What nobody has proved yet."""
        return [row for row in self.findings if row.verdict is Verdict.UNPROVEN]

    @property
    def summary(self) -> str:
        """ "5 đạt, 0 không đạt, 2 chưa đủ căn cứ"."""
        counts = [(v, sum(row.verdict is v for row in self.findings)) for v in Verdict]
        return ", ".join(f"{count} {verdict.words.lower()}" for verdict, count in counts)

    @property
    def tag(self) -> str:
        """The worst verdict's look."""
        worst = Verdict.NOT_MET if self.not_met else Verdict.UNPROVEN if self.unproven else Verdict.MET
        return worst.tag


def standing(law: NationalLaw, birth_date: date, evidence: Iterable[Evidence], on: date) -> Standing:
    """How somebody of that birth date stands on a day; ``evidence`` in the order in which it was entered."""
    rows = list(evidence)
    found = []
    for standard in law.standards:
        own = [row for row in rows if row.standard == standard.key and standard.answer(row.answer)]
        if standard.key == "age":
            found.append(_age(law, standard, birth_date, own, on))
        else:
            found.append(_finding(standard, own, on))
    return Standing(tuple(found))


def _age(
    law: NationalLaw, standard: Standard, birth_date: date, rows: Sequence[Evidence], on: date
) -> Finding:
    age = rules.age_on(birth_date, on)
    words = f"{age} tuổi vào ngày {ngay(on)}"
    if age < law.least_age:
        return Finding(standard, Verdict.NOT_MET, f"mới {words}")
    if on <= rules.birthday(birth_date, law.greatest_age):
        return Finding(standard, Verdict.MET, words)
    decided = [row for row in rows if row.paper]
    if decided:
        return _finding(standard, rows, on)
    reason = f"{words}, chưa có quyết định của Chủ tịch UBND cấp xã"
    return Finding(standard, Verdict.NOT_MET, reason)


def _finding(standard: Standard, rows: Sequence[Evidence], on: date) -> Finding:
    claim = next((row for row in reversed(rows) if not row.paper), None)
    proof = next((row for row in reversed(rows) if row.paper), None)
    told = {"claim": _words(standard, claim), "proof": _words(standard, proof)}
    # The newest word against himself counts, also after a paper that speaks for him.
    newest = rows[-1] if rows else None
    if newest is not None and _meets(standard, newest, on) is False:
        return Finding(standard, Verdict.NOT_MET, _reason(standard, newest), **told)
    if proof is None:
        reason = "chưa có giấy tờ chứng minh" if claim else "chưa ghi"
        return Finding(standard, Verdict.UNPROVEN, reason, **told)
    meets = _meets(standard, proof, on)
    verdict = Verdict.UNPROVEN if meets is None else Verdict.MET if meets else Verdict.NOT_MET
    return Finding(standard, verdict, _reason(standard, proof), **told)


def _meets(standard: Standard, row: Evidence, on: date) -> bool | None:
    """Whether an answer meets the standard; None where the law is not verified for it."""
    answer = _answer(standard, row)
    if answer.least_months and (row.since is None or on < rules.months_later(row.since, answer.least_months)):
        return False
    return answer.meets


def _reason(standard: Standard, row: Evidence) -> str:
    answer = _answer(standard, row)
    return f"{answer.words}{_since(row)}" + (f"; {answer.note}" if answer.note else "")


def _words(standard: Standard, row: Evidence | None) -> str:
    if row is None:
        return ""
    return f"{_answer(standard, row).words}{_since(row)}" + (f" ({row.words})" if row.words else "")


def _since(row: Evidence) -> str:
    return f" từ ngày {ngay(row.since)}" if row.since else ""


def _answer(standard: Standard, row: Evidence) -> StandardAnswer:
    answer = standard.answer(row.answer)
    assert answer is not None  # noqa: S101 (rows with other answers were left out above)
    return answer
