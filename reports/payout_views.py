"""The papers of a payout."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from allowances.models import Payout
from reports.cash_sheet import cash_sheet
from reports.responses import pdf_of, xlsx_of
from reports.sheets import Sheet
from territory.models import Unit


@require_safe
@permission_required("allowances.view", raise_exception=True)
def cash_list_pdf(request: UserRequest, pk: int, key: str) -> HttpResponse:
    """The cash list of a commune to print and sign."""
    return pdf_of(_cash_sheet(request, pk, key))


@require_safe
@permission_required("allowances.view", raise_exception=True)
def cash_list_xlsx(request: UserRequest, pk: int, key: str) -> HttpResponse:
    """The same list as a workbook."""
    return xlsx_of(_cash_sheet(request, pk, key))


def _cash_sheet(request: UserRequest, pk: int, key: str) -> Sheet:
    payout = get_object_or_404(Payout.objects.visible_to(request.user), pk=pk)
    commune = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), key=key)
    return cash_sheet(payout, commune)
