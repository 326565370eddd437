"""Papers and workbooks as answers of a page."""

from __future__ import annotations

from django.http import HttpResponse

from accounts.pages import file_of, workbook_of
from reports import xlsx
from reports.rendering import render_sheet
from reports.sheets import Sheet


def pdf_of(sheet: Sheet) -> HttpResponse:
    """The list on paper, shown in the browser."""
    return file_of(render_sheet(sheet), "application/pdf", f"{sheet.file_name}.pdf")


def xlsx_of(sheet: Sheet) -> HttpResponse:
    """The list as a workbook, to be kept."""
    return workbook_of(xlsx.workbook(sheet), sheet.file_name)
