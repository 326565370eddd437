"""The budget report, as other systems read it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from allowances.forms import MonthsForm
from reports.selectors import BudgetReport, BudgetRow, budget_report
from territory.api_filters import MONTH_SCHEMA, IsoMonthField, parameters_of
from territory.models import Unit
from territory.scope import Viewer


class ComponentSerializer(serializers.Serializer[Any]):
    """A component that occurs in the report."""

    key = serializers.CharField(help_text="As in ledger lines.")
    name = serializers.CharField()


class ComponentSumSerializer(serializers.Serializer[Any]):
    """What was posted of one component."""

    component = serializers.CharField()
    amount_vnd = serializers.IntegerField()


class BudgetRowSerializer(serializers.Serializer[Any]):
    """One part of the unit, or the whole."""

    unit = serializers.CharField(allow_null=True, help_text="Id of the unit; null for a team.")
    name = serializers.CharField()
    people = serializers.IntegerField(help_text="People with a posted sum, each counted once.")
    amounts = ComponentSumSerializer(many=True)
    total_vnd = serializers.IntegerField()
    locked_vnd = serializers.IntegerField(help_text="The approved and locked part of the total.")


class BudgetReportSerializer(serializers.Serializer[Any]):
    """What a unit spends on the force over months, in whole đồng."""

    unit = serializers.CharField()
    first_month = serializers.DateField(help_text="First day of the first month.")
    last_month = serializers.DateField(help_text="First day of the last month, which is included.")
    components = ComponentSerializer(many=True)
    rows = BudgetRowSerializer(many=True, help_text="The units below, or the teams of a commune.")
    total = BudgetRowSerializer()
    is_sample = serializers.BooleanField(help_text="True: made-up data for trying the portal.")


class BudgetParameters(MonthsForm):
    """The unit and the months that are asked for."""

    unit = forms.CharField(label="Đơn vị")
    first_month = IsoMonthField(label="Tháng đầu")
    last_month = IsoMonthField(label="Tháng cuối")
    field_order = ("unit", "first_month", "last_month")


class BudgetReportView(APIView):
    """What a unit spends on the force: the figures of the page, the workbook and the PDF."""

    scope = "budget"

    @extend_schema(
        operation_id="budget_report",
        summary="Get the budget report of a unit",
        parameters=[
            OpenApiParameter("unit", str, required=True, description="Id of the unit."),
            OpenApiParameter("first_month", MONTH_SCHEMA, required=True),
            OpenApiParameter("last_month", MONTH_SCHEMA, required=True, description="Included."),
        ],
        responses=BudgetReportSerializer,
    )
    def get(self, request: Request) -> Response:
        """What a unit spends on the force: the figures of the page, the workbook and the PDF."""
        asked = parameters_of(request.query_params, BudgetParameters)
        client = cast(Viewer, request.user)
        unit = get_object_or_404(Unit.objects.visible_to(client), key=asked.pop("unit"))
        report = budget_report(viewer=client, unit=unit, **asked)
        return Response(BudgetReportSerializer(_plain(report)).data)


def _plain(report: BudgetReport) -> dict[str, Any]:
    return {
        "unit": report.unit.key,
        "first_month": report.first_month,
        "last_month": report.last_month,
        "components": report.components,
        "rows": [_row(report, row) for row in report.rows],
        "total": _row(report, report.total),
        "is_sample": report.is_sample,
    }


def _row(report: BudgetReport, row: BudgetRow) -> dict[str, Any]:
    sums = zip(report.components, row.amounts, strict=bool(row.amounts))
    return {
        "unit": row.key or None,
        "name": row.name,
        "people": row.people,
        "amounts": [{"component": component.key, "amount_vnd": amount} for component, amount in sums],
        "total_vnd": row.total_vnd,
        "locked_vnd": row.locked_vnd,
    }
