"""The root of the API, version 1, and its description for people with a role."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from allowances.api import LedgerLineViewSet
from allowances.api_insurance import UnitInsuranceView
from allowances.api_months import MonthComparisonView, MonthPreviewView
from allowances.api_one_off import MemberOneOffView, UnitOneOffView
from allowances.payouts.api_payout import PaymentViewSet
from antt_portal.api_schema import operations
from members.api import MemberViewSet
from reports.api import BudgetReportView
from reports.api_budget import BudgetEstimateView, BudgetPlanView, BudgetYearView
from teams.api import TeamViewSet
from territory.api import UnitViewSet, VillageViewSet

router = SimpleRouter()
router.register("units", UnitViewSet, "units")
router.register("villages", VillageViewSet, "villages")
router.register("teams", TeamViewSet, "teams")
router.register("members", MemberViewSet, "members")
router.register("ledger-lines", LedgerLineViewSet, "ledger-lines")
router.register("payments", PaymentViewSet, "payments")

_schema_view = SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[])


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI file, for a signed-in person with a role."""
    answer: HttpResponse = _schema_view(request)
    return answer


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every address of the API with its parameters, and the scope that opens it."""
    return render(request, "api/docs.html", {"operations": list(operations())})


@require_safe
@login_not_required
def nothing(request: HttpRequest) -> JsonResponse:
    """An address that does not exist is refused in the shape of all refusals."""
    message = "Kiểm tra lại địa chỉ: giao diện không có mục này."
    return JsonResponse({"code": "not_found", "message": message, "field": ""}, status=404)


app_name = "api"
urlpatterns = [
    *router.urls,
    path("units/<str:id>/one-off/", UnitOneOffView.as_view(), name="units-one-off"),
    path("units/<str:id>/month-comparison/", MonthComparisonView.as_view(), name="units-month-comparison"),
    path("units/<str:id>/month-preview/", MonthPreviewView.as_view(), name="units-month-preview"),
    path("units/<str:id>/insurance/", UnitInsuranceView.as_view(), name="units-insurance"),
    path("members/<int:id>/one-off/", MemberOneOffView.as_view(), name="members-one-off"),
    path("budget-report/", BudgetReportView.as_view(), name="budget-report"),
    path("budget-estimate/", BudgetEstimateView.as_view(), name="budget-estimate"),
    path("budget-year/", BudgetYearView.as_view(), name="budget-year"),
    path("budget-plan/", BudgetPlanView.as_view(), name="budget-plan"),
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
    re_path(r"^(?:.*/)?$", nothing, name="nothing"),
]
