"""Reads a law file before it is used: what the schema cannot see, and what a reader should know about it.

Errors are cases that the file leaves open or answers twice, conditions that never hold, days without a value,
spans that clash. Warnings are figures and articles that nobody has verified; notes are gaps that the file
itself tells of. Every problem names file, line and field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from regulations.engine.check_cases import Finding, case_findings
from regulations.engine.check_sources import source_findings
from regulations.engine.errors import LawFileError, Problem
from regulations.engine.law import Law
from regulations.engine.loader import load_series, read_law
from regulations.engine.series import SeriesBook
from regulations.engine.yaml_text import YamlText, read_yaml
from vietnamese.dates import ngay


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one file, by line; ``law`` is None for a file that cannot be used or is no law."""

    law: Law | None
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the file must not be used."""
        return any(problem.severity == "error" for problem in self.problems)


def check_file(text: str, name: str, series: SeriesBook | None) -> Report:
    """What is to be said about a law file, or about a file of reference series."""
    data = read_yaml(text).data
    is_series = isinstance(data, dict) and "series" in data and "document" not in data
    return _check_series(text, name) if is_series else check_law(text, name, series)


def check_law(text: str, name: str, series: SeriesBook | None) -> Report:
    """What is to be said about a law file; without ``series`` the reference values are not looked at."""
    try:
        law, lines = read_law(text, name)
    except LawFileError as error:
        return Report(None, error.problems)
    found = [*case_findings(law), *source_findings(law, lines, series)]
    if law.part_month is None:
        found.append((("part_month",), "note", "Văn bản không nêu cách tính tháng không đủ ngày."))
    return Report(law, _problems(found, name, lines))


def check_together(reports: Mapping[str, Report]) -> list[Problem]:
    """Adopted laws of one province that hold on the same day; each problem names both documents."""
    laws = [(name, report.law) for name, report in reports.items() if report.law is not None]
    return [
        Problem(name, 1, "valid_from", _clash_words(other, law))
        for (_, other), (name, law) in combinations(laws, 2)
        if _clash(law, other)
    ]


def _clash(one: Law, other: Law) -> bool:
    adopted = one.status == other.status == "adopted"
    there = one.territory.province_code == other.territory.province_code
    replaced = _ends(one, other) or _ends(other, one)
    return adopted and there and not replaced and one.span.overlaps(other.span)


def _ends(one: Law, other: Law) -> bool:
    return one.document.ends(other.document.number, other.document.id)


def _clash_words(one: Law, other: Law) -> str:
    first = max(one.valid_from, other.valid_from)
    return (
        f"Ghi valid_to hoặc replaces: {one.document.words()} và {other.document.words()}"
        f" cùng có hiệu lực ngày {ngay(first)}."
    )


def _check_series(text: str, name: str) -> Report:
    try:
        book = load_series(text, name)
    except LawFileError as error:
        return Report(None, error.problems)
    found: list[Finding] = [
        (
            ("series", place, "values", entry),
            "warning",
            f"Mức {series.name} chưa xác minh, không dùng để tính.",
        )
        for place, series in enumerate(book.series)
        for entry, value in enumerate(series.values)
        if not value.cite.verified
    ]
    return Report(None, _problems(found, name, read_yaml(text)))


def _problems(found: Iterable[Finding], name: str, lines: YamlText) -> tuple[Problem, ...]:
    problems = {
        Problem(name, lines.line(path), ".".join(map(str, path)), message, severity)
        for path, severity, message in found
    }
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.field, problem.message)))
