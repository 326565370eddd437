"""The one door to WeasyPrint: a print template and its values become PDF bytes.

The same values give the same bytes: no clock, no identifier and no network is consulted. Fonts and style
sheets are read once a process; a lock keeps the text engine, which is not made for threads, to one at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import quote, unquote

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from allowances.one_off import Reckoning
from reports import benefit_decision, decision, member_decision, team_decision
from reports.fonts import STYLES, print_font
from reports.models import Document
from reports.person_file import PersonFile
from reports.qr import qr_code
from reports.sheets import Sheet

_STYLES_FOLDER: Final = Path(__file__).parent / "print"
_SHARED: Final = "paper.css"
_BASE_URL: Final = "antt:/"
_FONT_URL: Final = "antt:/font/"
_QR_URL: Final = "antt:/qr/"
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class PrintTemplate:
    """A paper's look: a Django template and style sheets of ``reports/print``; a later sheet prevails."""

    html: str
    css: tuple[str, ...]


_DECISION_STYLES: Final = ("decision-1.css", "with-its-text.css")
# What an issued document was set with; an entry stays for as long as documents name it.
_DOCUMENT_TEMPLATES: Final = {
    "quyet-dinh-thanh-lap-to/1": PrintTemplate("reports/print/decision-1.html", ("decision-1.css",)),
    "quyet-dinh-ve-to/1": PrintTemplate("reports/print/decision-2.html", ("decision-1.css",)),
    "quyet-dinh-ve-thanh-vien/1": PrintTemplate("reports/print/decision-2.html", ("decision-1.css",)),
    decision.TEMPLATE: PrintTemplate("reports/print/decision-1.html", _DECISION_STYLES),
    team_decision.TEMPLATE: PrintTemplate("reports/print/decision-2.html", _DECISION_STYLES),
    member_decision.TEMPLATE: PrintTemplate("reports/print/decision-2.html", _DECISION_STYLES),
    benefit_decision.TEMPLATE: PrintTemplate("reports/print/decision-2.html", _DECISION_STYLES),
}
_SHEET_TEMPLATE: Final = PrintTemplate("reports/print/sheet.html", ("sheet.css",))
_RECKONING_TEMPLATE: Final = PrintTemplate("reports/print/reckoning.html", ("reckoning.css",))
_PERSON_TEMPLATE: Final = PrintTemplate("reports/print/person-file.html", ("sheet.css",))


class PrintFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Answers the four files of the print font and QR codes; every other address is refused unread."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The font file of a style, or the QR code of a text; ValueError for any other address."""
        if url.startswith(_QR_URL):
            return URLFetcherResponse(url, qr_code(unquote(url.removeprefix(_QR_URL))))
        style = url.removeprefix(_FONT_URL)
        if url == style or style not in STYLES:
            message = f"A paper may not read {url[:80]!r}"
            raise ValueError(message)
        return URLFetcherResponse(url, print_font().files[style].read_bytes())


def render_document(document: Document) -> bytes:
    """The PDF of an issued document, from the payload that was stored with it and nothing else."""
    payload = document.payload
    qr_url = _QR_URL + quote(payload["check_url"], safe="")
    context = {"paper": payload, "qr_url": qr_url, "sha256": document.payload_sha256}
    return render_pdf(_DOCUMENT_TEMPLATES[document.template], context)


def render_sheet(sheet: Sheet) -> bytes:
    """The PDF of a list: A4 landscape, its head repeated on every page, places to sign at the end."""
    return render_pdf(_SHEET_TEMPLATE, {"sheet": sheet})


def render_reckoning(answer: Reckoning) -> bytes:
    """The PDF of what an event gives once, with its reasons, from the answer that the page shows."""
    return render_pdf(_RECKONING_TEMPLATE, {"answer": answer, "event": answer.event})


def render_person_file(file: PersonFile) -> bytes:
    """The PDF of all data held on a person."""
    return render_pdf(_PERSON_TEMPLATE, {"file": file})


def render_pdf(template: PrintTemplate, context: Mapping[str, Any]) -> bytes:
    """The PDF of a print template filled with ``context``; equal contexts give equal bytes."""
    return _typeset(render_to_string(template.html, dict(context)), template.css)


def _typeset(html: str, css: tuple[str, ...]) -> bytes:
    with _LOCK:
        page = HTML(string=html, base_url=_BASE_URL, url_fetcher=_fetcher())
        pdf: bytes = page.write_pdf(stylesheets=[_stylesheet(*css)], font_config=_font_config())
    return pdf


@cache
def _fetcher() -> PrintFetcher:
    return PrintFetcher()


@cache
def _font_config() -> FontConfiguration:
    return FontConfiguration()


@cache
def _stylesheet(*names: str) -> CSS:
    """The faces, what all papers share, and the sheets ``names``, parsed once."""
    files = [(_STYLES_FOLDER / file).read_text(encoding="utf-8") for file in (_SHARED, *names)]
    return CSS(
        string="\n".join([_faces(), *files]),
        base_url=_BASE_URL,
        url_fetcher=_fetcher(),
        font_config=_font_config(),
    )


def _faces() -> str:
    """The checked font files under the family's name, so that no other file of that name can slip in."""
    name = print_font().name
    rules = [
        f'@font-face {{ font-family: "{name}"; src: url("{_FONT_URL}{style}");'
        f" font-weight: {'bold' if 'Bold' in style else 'normal'};"
        f" font-style: {'italic' if 'Italic' in style else 'normal'}; }}"
        for style in STYLES
    ]
    return "\n".join([*rules, f'html {{ font-family: "{name}"; }}', f'@page {{ font-family: "{name}"; }}'])
