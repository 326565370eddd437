"""Papers and workbooks as answers of a page."""

from __future__ import annotations

from django.http import HttpResponse

from reports import xlsx
from reports.rendering import render_sheet
from reports.sheets import Sheet
from spreadsheets.writing import CONTENT_TYPE


def pdf_of(sheet: Sheet) -> HttpResponse:
    """The list on paper, shown in the browser."""
    return file_of(render_sheet(sheet), "application/pdf", f"{sheet.file_name}.pdf")


def xlsx_of(sheet: Sheet) -> HttpResponse:
    """The list as a workbook, to be kept."""
    return file_of(xlsx.workbook(sheet), CONTENT_TYPE, f"{sheet.file_name}.xlsx", as_download=True)


def file_of(content: bytes, content_type: str, name: str, *, as_download: bool = False) -> HttpResponse:
    """Any file under ``name``."""
    way = "attachment" if as_download else "inline"
    headers = {"Content-Disposition": f'{way}; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
