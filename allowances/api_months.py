"""A month of lists as other systems read it: beside the month before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from allowances.comparison import CHANGED, GONE, NEW, Change, Comparison, comparison_of, comparisons
from allowances.models import Batch
from territory.api_filters import MONTH_SCHEMA, IsoMonthField, refuse_unknown
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
    refuse_unknown(request.query_params, MonthParameters.base_fields)
    form = MonthParameters(request.query_params)
    if not form.is_valid():
        error = form.errors.as_data()["month"][0]
        raise ValidationError({"month": error.messages[0]}, code=error.code)
    month: date = form.cleaned_data["month"]
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
