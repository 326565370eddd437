"""Estimates and budgets as PDF and workbook."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from accounts.pages import form_page
from allowances.budget.asked import asked_estimate, asked_plan, asked_year
from reports.budget_sheets import estimate_sheet, plan_sheet, spending_sheet
from reports.responses import pdf_of, xlsx_of

_ESTIMATE: Final = "allowances/budget_estimate.html"
_PLAN: Final = "allowances/budget_plan.html"
_SPENDING: Final = "allowances/budget_spending.html"


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def estimate_pdf(request: UserRequest) -> HttpResponse:
    """The estimate on paper."""
    form, found = asked_estimate(request)
    return pdf_of(estimate_sheet(found)) if found else form_page(request, _ESTIMATE, form)


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def estimate_xlsx(request: UserRequest) -> HttpResponse:
    """The estimate as a workbook."""
    form, found = asked_estimate(request)
    return xlsx_of(estimate_sheet(found)) if found else form_page(request, _ESTIMATE, form)


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def plan_pdf(request: UserRequest) -> HttpResponse:
    """The budget of a year on paper."""
    form, found = asked_plan(request)
    return pdf_of(plan_sheet(found)) if found else form_page(request, _PLAN, form)


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def plan_xlsx(request: UserRequest) -> HttpResponse:
    """The budget of a year as a workbook."""
    form, found = asked_plan(request)
    return xlsx_of(plan_sheet(found)) if found else form_page(request, _PLAN, form)


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def spending_pdf(request: UserRequest) -> HttpResponse:
    """How a year stands on paper."""
    form, found = asked_year(request)
    return pdf_of(spending_sheet(found)) if found else form_page(request, _SPENDING, form)


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def spending_xlsx(request: UserRequest) -> HttpResponse:
    """How a year stands as a workbook."""
    form, found = asked_year(request)
    return xlsx_of(spending_sheet(found)) if found else form_page(request, _SPENDING, form)
