"""Estimates and budgets, as other systems read them: the figures of the pages, workbooks and PDFs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, cast

from django import forms
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from allowances.budget.estimates import (
    BASES,
    PRESENT,
    QUOTA,
    Estimate,
    EstimateRow,
    EventCount,
    estimate,
    year_span,
)
from allowances.budget.forecast import BudgetYear, Spend, budget_year
from allowances.budget.forms import YearField
from allowances.budget.reads import Plan, PlanSums, plan
from reports.api import ComponentSerializer, ComponentSumSerializer
from territory.api_filters import parameters_of
from territory.models import Unit
from territory.scope import Viewer
from vietnamese.dates import thang
from vietnamese.forms import VietForm

_PARAMETERS: Final = [
    OpenApiParameter("unit", str, required=True, description="Id of the unit."),
    OpenApiParameter("year", int, required=True, description="Budget year."),
]


class BookedComponentSerializer(ComponentSerializer):
    """A component with where the province books it."""

    source_of_funds = serializers.CharField(allow_blank=True, help_text="Empty: not entered by the province.")
    code = serializers.CharField(
        allow_blank=True, help_text="Chương-loại-khoản-mục-tiểu mục; empty: not entered."
    )


class EstimateMonthSerializer(serializers.Serializer[Any]):
    """One month of the estimate."""

    month = serializers.DateField(help_text="First day of the month.")
    people = serializers.IntegerField(help_text="Who serves a day of the month.")
    vacant = serializers.IntegerField(help_text="Places counted as though they were filled.")
    amounts = ComponentSumSerializer(many=True)
    total_vnd = serializers.IntegerField()


class EstimateRowSerializer(serializers.Serializer[Any]):
    """One unit right below, or the whole."""

    unit = serializers.CharField(allow_null=True, help_text="Id of the unit; null for the total.")
    name = serializers.CharField()
    months = EstimateMonthSerializer(many=True)
    total_vnd = serializers.IntegerField()


class EstimateRefusalSerializer(serializers.Serializer[Any]):
    """A component without a figure, and why."""

    name = serializers.CharField()
    sentence = serializers.CharField()
    people = serializers.IntegerField()
    places = serializers.IntegerField()


class EstimateEventSerializer(serializers.Serializer[Any]):
    """Who comes, goes or reaches a limit in a month."""

    month = serializers.DateField()
    turn = serializers.ChoiceField(choices=["join", "leave", "age", "limit"])
    component = serializers.CharField(allow_blank=True, help_text="What ends with a limit.")
    people = serializers.IntegerField()


class EstimateSerializer(serializers.Serializer[Any]):
    """What a unit needs in a budget year, in whole đồng. Nothing of it stands in the ledger."""

    unit = serializers.CharField()
    year = serializers.IntegerField()
    made_on = serializers.DateField(help_text="The day whose state is carried forward.")
    basis = serializers.ChoiceField(
        choices=list(BASES), help_text="hien_co: who serves; chi_tieu: the quota."
    )
    laws = serializers.ListField(child=serializers.CharField())
    assumptions = serializers.ListField(child=serializers.CharField())
    components = BookedComponentSerializer(many=True)
    rows = EstimateRowSerializer(many=True)
    total = EstimateRowSerializer()
    events = EstimateEventSerializer(many=True)
    refusals = EstimateRefusalSerializer(many=True)
    is_sample = serializers.BooleanField(help_text="True: made-up data for trying the portal.")


class EstimateParameters(VietForm):
    """The unit, the year and the basis that are asked for."""

    unit = forms.CharField(label="Đơn vị")
    year = YearField()
    basis = forms.ChoiceField(label="Tính theo", choices=list(BASES.items()), required=False)


class BudgetEstimateView(APIView):
    """What a unit needs in a budget year."""

    scope = "budget"

    @extend_schema(
        operation_id="budget_estimate",
        summary="Get the estimate of a budget year",
        parameters=[
            *_PARAMETERS,
            OpenApiParameter(
                "basis",
                str,
                enum=list(BASES),
                description="hien_co: who serves (default); chi_tieu: the quota.",
            ),
        ],
        responses=EstimateSerializer,
    )
    def get(self, request: Request) -> Response:
        """What a unit needs in a budget year: the figures of the page, the workbook and the PDF."""
        asked = parameters_of(request.query_params, EstimateParameters)
        client = cast(Viewer, request.user)
        unit = get_object_or_404(Unit.objects.visible_to(client), key=asked["unit"])
        days = year_span(asked["year"])
        found = estimate(viewer=client, unit=unit, days=days, by_quota=asked["basis"] == QUOTA)
        return Response(EstimateSerializer(_plain(found)).data)


class PlanLineSerializer(serializers.Serializer[Any]):
    """One item of a unit right below (or of the unit itself), from one source under one code."""

    unit = serializers.CharField(help_text="Id of the unit below, or of the unit itself for its own lines.")
    unit_name = serializers.CharField()
    item = serializers.CharField(help_text="Key of a component, or trang_bi, trang_phuc, tap_huan, khac.")
    name = serializers.CharField()
    source_of_funds = serializers.CharField(allow_blank=True, help_text="Empty: not entered by the province.")
    code = serializers.CharField(
        allow_blank=True, help_text="Chương-loại-khoản-mục-tiểu mục; empty as above."
    )
    asked_vnd = serializers.IntegerField()
    examined_vnd = serializers.IntegerField()
    allocated_vnd = serializers.IntegerField()


class BudgetPlanSerializer(serializers.Serializer[Any]):
    """The budget of a unit's year, in whole đồng."""

    unit = serializers.CharField()
    year = serializers.IntegerField()
    lines = PlanLineSerializer(many=True)
    asked_vnd = serializers.IntegerField()
    examined_vnd = serializers.IntegerField()
    allocated_vnd = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Lines that are not decided yet.")
    is_sample = serializers.BooleanField(help_text="True: made-up data for trying the portal.")


class YearParameters(VietForm):
    """The unit and the year that are asked for."""

    unit = forms.CharField(label="Đơn vị")
    year = YearField()


class BudgetPlanView(APIView):
    """What was asked, examined and allocated in a budget year."""

    scope = "budget"

    @extend_schema(
        operation_id="budget_plan",
        summary="Get what was asked, examined and allocated in a budget year",
        parameters=_PARAMETERS,
        responses=BudgetPlanSerializer,
    )
    def get(self, request: Request) -> Response:
        """What was asked, examined and allocated in a budget year: the figures of the page and the papers."""
        asked = parameters_of(request.query_params, YearParameters)
        client = cast(Viewer, request.user)
        unit = get_object_or_404(Unit.objects.visible_to(client), key=asked["unit"])
        return Response(
            BudgetPlanSerializer(_plain_plan(plan(viewer=client, unit=unit, year=asked["year"]))).data
        )


def _plain_plan(found: Plan) -> dict[str, Any]:
    return {
        "unit": found.unit.key,
        "year": found.year,
        "lines": [
            {
                "unit": part.key,
                "unit_name": part.name,
                "item": row.item,
                "name": row.name,
                "source_of_funds": row.source,
                "code": row.code,
                **_sums(row.sums),
            }
            for part in found.parts
            for row in part.rows
        ],
        **_sums(found.total),
        "waiting": found.total.waiting,
        "is_sample": found.is_sample,
    }


def _sums(sums: PlanSums) -> dict[str, int]:
    return {
        "asked_vnd": sums.asked_vnd,
        "examined_vnd": sums.examined_vnd,
        "allocated_vnd": sums.allocated_vnd,
    }


class SpendSerializer(serializers.Serializer[Any]):
    """How an item, a unit or a month of the year stands, in whole đồng."""

    key = serializers.CharField(
        allow_blank=True, help_text="Of the item or unit; the first day of a month; empty: total."
    )
    name = serializers.CharField()
    allocated_vnd = serializers.IntegerField(help_text="0 for months: money is given for the year.")
    locked_vnd = serializers.IntegerField(help_text="Lists that are approved and locked.")
    entered_vnd = serializers.IntegerField(
        help_text="Spending on trang_bi, trang_phuc, tap_huan and khac as units entered it, by its day."
    )
    open_vnd = serializers.IntegerField(help_text="Lists that are computed and not locked yet.")
    rest_vnd = serializers.IntegerField(help_text="Estimate of the months without a list.")
    left_vnd = serializers.IntegerField(help_text="Allocated less locked and entered.")
    forecast_vnd = serializers.IntegerField(help_text="Locked, entered, open and rest.")
    short_vnd = serializers.IntegerField(help_text="What the forecast needs beyond what is allocated.")


class BudgetYearSerializer(serializers.Serializer[Any]):
    """A budget year: allocated, executed, left, and what it comes to."""

    unit = serializers.CharField()
    year = serializers.IntegerField()
    items = SpendSerializer(many=True)
    units = SpendSerializer(many=True)
    months = SpendSerializer(many=True)
    total = SpendSerializer()
    events = EstimateEventSerializer(many=True)
    note = serializers.CharField(allow_blank=True, help_text="Why nothing could be estimated.")
    is_sample = serializers.BooleanField(help_text="True: made-up data for trying the portal.")


class BudgetYearView(APIView):
    """How a budget year stands."""

    scope = "budget"

    @extend_schema(
        operation_id="budget_year",
        summary="Get what is allocated, executed and left of a budget year, and its forecast",
        parameters=_PARAMETERS,
        responses=BudgetYearSerializer,
    )
    def get(self, request: Request) -> Response:
        """How a budget year stands: the figures of the page, the workbook and the PDF."""
        asked = parameters_of(request.query_params, YearParameters)
        client = cast(Viewer, request.user)
        unit = get_object_or_404(Unit.objects.visible_to(client), key=asked["unit"])
        found = budget_year(viewer=client, unit=unit, year=asked["year"])
        return Response(BudgetYearSerializer(_plain_year(found)).data)


def _plain_year(found: BudgetYear) -> dict[str, Any]:
    return {
        "unit": found.unit.key,
        "year": found.year,
        "items": [_spend(row.key, row.name, row.spend) for row in found.items],
        "units": [_spend(row.key, row.name, row.spend) for row in found.parts],
        "months": [
            _spend(month.isoformat(), f"Tháng {thang(month)}", sums, of_month=True)
            for month, sums in found.months
        ],
        "total": _spend("", "Tổng cộng", found.total),
        "events": _events(found.events),
        "note": found.note,
        "is_sample": found.is_sample,
    }


def _spend(key: str, name: str, sums: Spend, *, of_month: bool = False) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "allocated_vnd": sums.allocated_vnd,
        "locked_vnd": sums.locked_vnd,
        "entered_vnd": sums.entered_vnd,
        "open_vnd": sums.open_vnd,
        "rest_vnd": sums.rest_vnd,
        "left_vnd": 0 if of_month else sums.left_vnd,
        "forecast_vnd": sums.forecast_vnd,
        "short_vnd": 0 if of_month else sums.short_vnd,
    }


def _events(events: Iterable[EventCount]) -> list[dict[str, Any]]:
    return [
        {
            "month": each.event.month,
            "turn": each.event.turn.value,
            "component": each.event.component,
            "people": each.people,
        }
        for each in events
    ]


def _plain(found: Estimate) -> dict[str, Any]:
    return {
        "unit": found.unit.key,
        "year": found.months[0].year,
        "made_on": found.made_on,
        "basis": QUOTA if found.by_quota else PRESENT,
        "laws": [words for _, words in found.laws],
        "assumptions": found.assumptions,
        "components": [
            {
                "key": component.key,
                "name": component.name,
                **dict(zip(("source_of_funds", "code"), found.booked(component.key), strict=True)),
            }
            for component in found.components
        ],
        "rows": [_row(found, row) for row in found.rows],
        "total": _row(found, found.total),
        "events": _events(found.events),
        "refusals": found.refusals,
        "is_sample": found.is_sample,
    }


def _row(found: Estimate, row: EstimateRow) -> dict[str, Any]:
    return {
        "unit": row.key or None,
        "name": row.name,
        "months": [
            {
                "month": month,
                "people": row.heads.get(month, 0),
                "vacant": row.vacant.get(month, 0),
                "amounts": [
                    {"component": component.key, "amount_vnd": row.cell(month, component.key)}
                    for component in found.components
                ],
                "total_vnd": row.of_month(month),
            }
            for month in found.months
        ],
        "total_vnd": row.total_vnd,
    }
