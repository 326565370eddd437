"""A month of lists as other systems read it: beside the month before, and before it is run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from allowances.comparison import Comparison, comparison_of, comparisons
from allowances.comparison_reasons import CHANGED, GONE, NEW, Change
from allowances.models import Batch
from allowances.preview import Preview, PreviewRow, preview
from territory.api_filters import MONTH_SCHEMA, IsoMonthField, parameters_of
from territory.models import Unit
from territory.scope import Viewer
from vietnamese.forms import VietForm


class ChangeSerializer(serializers.Serializer[Any]):
    """One person whose sum differs."""

    kind = serializers.ChoiceField(choices=(NEW, GONE, CHANGED))
    memberships = serializers.ListField(
        child=serializers.IntegerField(), help_text="Ids of the memberships the sums belong to."
    )
    before_vnd = serializers.IntegerField()
    now_vnd = serializers.IntegerField()
    why = serializers.CharField(help_text="The reason in Vietnamese.")


class ListComparisonSerializer(serializers.Serializer[Any]):
    """The list of one commune."""

    commune = serializers.CharField(help_text="Id of the commune.")
    refused = serializers.CharField(help_text="Why it has nothing to compare with; empty where it has.")
    former = serializers.ListField(
        child=serializers.CharField(), help_text="Names of the communes that paid the month before instead."
    )
    people_before = serializers.IntegerField()
    people_now = serializers.IntegerField()
    before_vnd = serializers.IntegerField()
    now_vnd = serializers.IntegerField()
    difference_vnd = serializers.IntegerField()
    new = serializers.IntegerField()
    gone = serializers.IntegerField()
    changed = serializers.IntegerField()
    changes = ChangeSerializer(many=True, help_text="Only where one commune is asked for.")


class MonthComparisonSerializer(serializers.Serializer[Any]):
    """The lists of a unit's communes beside those of the month before, net of corrections, in whole đồng."""

    unit = serializers.CharField()
    month = serializers.DateField(help_text="First day of the month.")
    lists = ListComparisonSerializer(many=True)


class MonthParameters(VietForm):
    """The month that is asked for."""

    month = IsoMonthField(label="Tháng")


class MonthComparisonView(APIView):
    """A month's lists beside those of the month before: who is new, gone or paid otherwise, and why."""

    scope = "ledger"

    @extend_schema(
        operation_id="units_month_comparison",
        summary="Compare a month's lists with the month before",
        parameters=[OpenApiParameter("month", MONTH_SCHEMA, required=True)],
        responses=MonthComparisonSerializer,
    )
    def get(self, request: Request, id: str) -> Response:
        """What each of the two months comes to, whichever list paid it."""
        viewer = cast(Viewer, request.user)
        unit = get_object_or_404(Unit.objects.visible_to(viewer), key=id)
        month = asked_month(request)
        batches = list(
            Batch.objects.visible_to(viewer)
            .filter(month=month, commune__path__startswith=unit.path)
            .select_related("commune")
        )
        beside = comparisons(batches)
        if [batch.commune_id for batch in batches] == [unit.pk]:
            beside = {batch.pk: comparison_of(batch) for batch in batches}
        lists = [_plain(batch, beside[batch.pk], detailed=batch.commune_id == unit.pk) for batch in batches]
        return Response(MonthComparisonSerializer({"unit": unit.key, "month": month, "lists": lists}).data)


def asked_month(request: Request) -> date:
    """The month in the address; ValidationError in words where it is missing or cannot be read."""
    month: date = parameters_of(request.query_params, MonthParameters)["month"]
    return month


def _plain(batch: Batch, found: Comparison, *, detailed: bool) -> Mapping[str, Any]:
    return {
        "commune": batch.commune.key,
        "refused": found.refused,
        "former": found.former,
        "people_before": found.people_before,
        "people_now": found.people_now,
        "before_vnd": found.before_vnd,
        "now_vnd": found.now_vnd,
        "difference_vnd": found.difference_vnd,
        "new": len(found.new),
        "gone": len(found.gone),
        "changed": len(found.changed),
        "changes": [_change(change) for change in found.changes] if detailed else [],
    }


def _change(change: Change) -> Mapping[str, Any]:
    return {
        "kind": change.kind,
        "memberships": change.memberships,
        "before_vnd": change.before_vnd,
        "now_vnd": change.now_vnd,
        "why": change.why,
    }


class PreviewSumSerializer(serializers.Serializer[Any]):
    """What would be posted of one component."""

    component = serializers.CharField(help_text="As in ledger lines.")
    amount_vnd = serializers.IntegerField()


class PreviewRowSerializer(serializers.Serializer[Any]):
    """What one list would get, or all of them."""

    unit = serializers.CharField(
        source="commune.key", help_text="Id of the commune; in the total, of the unit."
    )
    is_locked = serializers.BooleanField(help_text="True: the list is closed and gets nothing.")
    people = serializers.IntegerField(help_text="People who serve a day of the month; 0 where it is locked.")
    lines = serializers.IntegerField()
    own_vnd = serializers.IntegerField(help_text="For the month itself.")
    arrears_vnd = serializers.IntegerField(help_text="Paid for earlier months.")
    recoveries_vnd = serializers.IntegerField(help_text="Taken back for earlier months; not above 0.")
    total_vnd = serializers.IntegerField()
    amounts = PreviewSumSerializer(many=True)


class PreviewRefusalSerializer(serializers.Serializer[Any]):
    """A component that cannot be computed, and why."""

    component = serializers.CharField()
    name = serializers.CharField()
    why = serializers.CharField(source="sentence", help_text="The reason in Vietnamese.")
    people = serializers.IntegerField()


class MonthPreviewSerializer(serializers.Serializer[Any]):
    """What a run of a unit and month would post now, in whole đồng; nothing is stored."""

    unit = serializers.CharField()
    month = serializers.DateField(help_text="First day of the month.")
    lists = PreviewRowSerializer(many=True)
    total = PreviewRowSerializer()
    refusals = PreviewRefusalSerializer(many=True)


class MonthPreviewView(APIView):
    """What a run would post, before anybody starts it."""

    scope = "ledger"

    @extend_schema(
        operation_id="units_month_preview",
        summary="Preview what a month's run would post",
        parameters=[OpenApiParameter("month", MONTH_SCHEMA, required=True)],
        responses=MonthPreviewSerializer,
    )
    def get(self, request: Request, id: str) -> Response:
        """Owed minus posted as things stand now, commune by commune; a month without law is refused."""
        viewer = cast(Viewer, request.user)
        unit = get_object_or_404(Unit.objects.visible_to(viewer), key=id)
        found = preview(viewer=viewer, unit=unit, month=asked_month(request))
        plain = {
            "unit": unit.key,
            "month": found.month,
            "lists": [_row(found, row) for row in found.rows],
            "total": _row(found, found.total),
            "refusals": found.refusals,
        }
        return Response(MonthPreviewSerializer(plain).data)


def _row(found: Preview, row: PreviewRow) -> Mapping[str, Any]:
    amounts = [
        {"component": component.key, "amount_vnd": amount}
        for component, amount in zip(found.components, row.sums, strict=True)
    ]
    names = (
        "commune",
        "is_locked",
        "people",
        "lines",
        "own_vnd",
        "arrears_vnd",
        "recoveries_vnd",
        "total_vnd",
    )
    return {name: getattr(row, name) for name in names} | {"amounts": amounts}
