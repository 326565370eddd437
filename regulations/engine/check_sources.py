"""Whether what a law rests on is there: verified figures and articles, values on every needed day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import zip_longest

from regulations.engine.block import Path, walk
from regulations.engine.check_cases import Finding
from regulations.engine.citation import Citation
from regulations.engine.errors import Severity
from regulations.engine.law import Law
from regulations.engine.leaves import SeriesAmount, SeriesRate
from regulations.engine.series import Series, SeriesBook
from regulations.engine.spelling import did_you_mean
from regulations.engine.yaml_text import YamlText, value_at
from vietnamese.dates import Span, ngay

_UNITS = {"vnd": "số tiền", "rate": "tỷ lệ"}


def source_findings(law: Law, text: YamlText, book: SeriesBook | None) -> Iterator[Finding]:
    """What is missing or not verified; without a ``book`` the reference values are not looked at."""
    yield from _citations(law, text)
    for path, block in walk(law):
        if book is not None and isinstance(block, SeriesAmount):
            needed = Span(block.on, block.on + timedelta(days=1)) if block.on else law.span
            yield from _series(book, block.series, "vnd", needed, (*path, "series"))
        if book is not None and isinstance(block, SeriesRate):
            yield from _series(book, block.series, "rate", law.span, (*path, "series"))


def _citations(law: Law, text: YamlText) -> Iterator[Finding]:
    """Each citation that is not verified, once, where the file writes it out."""
    for path, block in walk(law):
        if isinstance(block, Citation):
            written = value_at(text.data, path)
            where: Path = ("citations", written) if isinstance(written, str) else path
            if not block.verified:
                yield where, "warning", "Nội dung chưa xác minh: không dùng để tính."
            elif not block.article_verified:
                yield where, "warning", "Số điều, khoản chưa xác minh."


def _series(
    book: SeriesBook, key: str, unit: str, needed: Span, path: Path
) -> Iterator[tuple[Path, Severity, str]]:
    series = next((each for each in book.series if each.key == key), None)
    if series is None:
        near = did_you_mean(key, [each.key for each in book.series])
        yield path, "error", f"Không có chuỗi số “{key}”{near}."
    elif series.unit != unit:
        words = f"Chọn chuỗi số là {_UNITS[unit]}: {series.name} là {_UNITS[series.unit]}."
        yield path, "error", words
    else:
        yield from ((path, severity, words) for severity, words in _days(series, needed))


def _days(series: Series, needed: Span) -> Iterator[tuple[Severity, str]]:
    """The needed days on which the series has no figure, or one that is not verified."""
    first = series.values[0].valid_from
    if needed.start < first:
        until = min(first, needed.end or first)
        days = f"từ {ngay(needed.start)} đến trước {ngay(until)}"
        yield "error", f"Bổ sung {series.name}: chưa có mức cho các ngày {days}."
    for entry, after in zip_longest(series.values, series.values[1:]):
        span = Span(entry.valid_from, after.valid_from if after else None)
        if not entry.cite.verified and span.overlaps(needed):
            start = max(span.start, needed.start)
            yield "warning", f"Mức {series.name} từ {ngay(start)} chưa xác minh, không dùng để tính."
