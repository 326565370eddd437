"""The insurance list of a month on paper and as a workbook."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from accounts.pages import form_page
from accounts.trail import note_read
from allowances.insurance import InsuranceList
from allowances.insurance_views import SEE, ask
from reports.insurance_sheet import insurance_book, insurance_sheet, insurance_sums_sheet
from reports.responses import pdf_of, xlsx_of
from territory.models import Unit


@require_safe
@permission_required(SEE, raise_exception=True)
def insurance_pdf(request: UserRequest) -> HttpResponse:
    """The list of a commune to print and sign; of a unit above it the sums of its communes."""
    form, found = ask(request)
    if found is None:
        return form_page(request, "allowances/insurance.html", form)
    _note(request, found)
    of_commune = found.unit.level == Unit.Level.COMMUNE
    return pdf_of(insurance_sheet(found) if of_commune else insurance_sums_sheet(found))


@require_safe
@permission_required(SEE, raise_exception=True)
def insurance_xlsx(request: UserRequest) -> HttpResponse:
    """Everyone on the list as a workbook."""
    form, found = ask(request)
    if found is None:
        return form_page(request, "allowances/insurance.html", form)
    _note(request, found)
    return xlsx_of(insurance_book(found))


def _note(request: UserRequest, found: InsuranceList) -> None:
    """That its reader took it out stays in the trail."""
    note_read(found.unit, actor=request.user, reason=f"Xuất danh sách {found.caption}")
