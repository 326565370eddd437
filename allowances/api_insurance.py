"""A month's insurance list, as the office of social insurance and other systems read it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from allowances.insurance import InsuranceList, InsuranceSums, InsuredRow, insurance_list
from members.models import InsuranceEnrolment
from territory.api_filters import MONTH_SCHEMA, IsoMonthField, parameters_of
from territory.models import Unit
from territory.scope import Viewer
from vietnamese.forms import VietForm

_KINDS = InsuranceEnrolment.Kind.choices


class InsuranceRowSerializer(serializers.Serializer[dict[str, Any]]):
    """One insured person of a commune; a sum that cannot be told is null and `notes` say why."""

    commune = serializers.CharField(help_text="Id of the commune.")
    membership = serializers.IntegerField(help_text="Id of the member.")
    is_new = serializers.BooleanField(help_text="True: not insured on any day of the month before.")
    joined_months = serializers.IntegerField(
        allow_null=True, help_text="Months on record before this one; null where none are counted."
    )
    left_months = serializers.IntegerField(
        allow_null=True, help_text="Months the State still supports, this one included; null: no known limit."
    )
    premium_vnd = serializers.IntegerField(allow_null=True)
    state_vnd = serializers.IntegerField(allow_null=True, help_text="The State's share.")
    province_vnd = serializers.IntegerField(
        allow_null=True, help_text="The province's share, from the ledger; null while it is not computed."
    )
    remains_vnd = serializers.IntegerField(allow_null=True, help_text="What the person pays.")
    notes = serializers.ListField(child=serializers.CharField())


class InsuranceSumsSerializer(serializers.Serializer[dict[str, Any]]):
    """The rows added up; null where no row can be told."""

    people = serializers.IntegerField()
    lacking = serializers.IntegerField(help_text="People of whom what remains cannot be told.")
    uncomputed = serializers.IntegerField(help_text="People whose province's share is not computed.")
    premium_vnd = serializers.IntegerField(allow_null=True)
    state_vnd = serializers.IntegerField(allow_null=True)
    province_vnd = serializers.IntegerField(allow_null=True)
    remains_vnd = serializers.IntegerField(allow_null=True)


class InsuranceListSerializer(serializers.Serializer[dict[str, Any]]):
    """Who is insured in a month and who pays what of it."""

    unit = serializers.CharField()
    month = serializers.DateField(help_text="First day of the month.")
    kind = serializers.ChoiceField(choices=_KINDS)
    rows = InsuranceRowSerializer(many=True)
    gone = serializers.ListField(
        child=serializers.IntegerField(), help_text="Members insured the month before and not now."
    )
    total = InsuranceSumsSerializer()
    is_computed = serializers.BooleanField(help_text="False: the month is not computed everywhere.")
    is_sample = serializers.BooleanField(help_text="True: made-up data for trying the portal.")


class InsuranceParameters(VietForm):
    """The insurance and the month."""

    kind = forms.ChoiceField(choices=_KINDS)
    month = IsoMonthField(label="Tháng")


class UnitInsuranceView(APIView):
    """A unit's insurance list of a month."""

    scope = "members"

    @extend_schema(
        operation_id="units_insurance",
        summary="Get the insurance list of a unit",
        parameters=[
            OpenApiParameter("kind", str, required=True, enum=[key for key, _ in _KINDS]),
            OpenApiParameter("month", MONTH_SCHEMA, required=True),
        ],
        responses=InsuranceListSerializer,
    )
    def get(self, request: Request, id: str) -> Response:
        """Members of the unit insured on a day of the month: premium, shares and what remains."""
        client = cast(Viewer, request.user)
        unit = get_object_or_404(Unit.objects.visible_to(client), key=id)
        found = insurance_list(
            viewer=client, unit=unit, **parameters_of(request.query_params, InsuranceParameters)
        )
        return Response(InsuranceListSerializer(_plain(found)).data)


def _plain(found: InsuranceList) -> dict[str, Any]:
    return {
        "unit": found.unit.key,
        "month": found.month,
        "kind": found.scheme.kind,
        "rows": [_row(row) for row in found.rows],
        "gone": [row.pk for row in found.gone],
        "total": {
            "people": found.total.people,
            "lacking": found.total.lacking,
            "uncomputed": found.total.uncomputed,
            **_shares(found.total),
        },
        "is_computed": not found.open_communes,
        "is_sample": found.is_sample,
    }


def _row(row: InsuredRow) -> dict[str, Any]:
    return {
        "commune": row.commune.key,
        "membership": row.membership.pk,
        "is_new": row.is_new,
        "joined_months": row.joined,
        "left_months": row.left,
        "notes": row.notes,
        **_shares(row),
    }


def _shares(of: InsuredRow | InsuranceSums) -> dict[str, int | None]:
    return {
        "premium_vnd": of.premium_vnd,
        "state_vnd": of.state_vnd,
        "province_vnd": of.province_vnd,
        "remains_vnd": of.remains_vnd,
    }
