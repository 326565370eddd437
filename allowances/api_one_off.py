"""What the law gives once for an event, as other systems read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from django import forms
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from allowances.one_off import KIND, KINDS, Event, Reckoning, event_at, event_of_member, reckon
from members.models import Membership
from regulations.api import WhyField
from regulations.engine import REFUSAL_KINDS, VOCABULARY, FactSpec
from regulations.engine.facts import FactValue
from territory.api_filters import IsoDayField, parameters_of
from territory.models import Unit
from territory.scope import Viewer
from vietnamese.forms import VietForm

_FACTS: Final = tuple(name for name in VOCABULARY if name != KIND)
_BOOLS: Final = {"true": True, "false": False}


class SumSerializer(serializers.Serializer[Any]):
    """One sum owed once."""

    component = serializers.CharField(help_text="Key of the rule in the law file.")
    name = serializers.CharField()
    amount_vnd = serializers.IntegerField(help_text="Whole đồng.")
    article = serializers.CharField()
    sentences = serializers.ListField(
        child=serializers.CharField(), help_text="The reasons in Vietnamese, the conclusion first."
    )
    why = WhyField()


class RefusedSumSerializer(serializers.Serializer[Any]):
    """A rule that gives no figure, and why."""

    component = serializers.CharField()
    kind = serializers.ChoiceField(choices=REFUSAL_KINDS)
    why = serializers.CharField(help_text="The reason in Vietnamese.")


class OneOffSerializer(serializers.Serializer[Any]):
    """What an event gives once by the law of its place and day."""

    on = serializers.DateField()
    kind = serializers.CharField(help_text="As it was asked.")
    commune = serializers.CharField(help_text="Id of the commune whose law was applied.")
    law = serializers.CharField(allow_null=True, help_text="Id of the document; null: none is on record.")
    facts = serializers.DictField(help_text="The facts applied, by name of the vocabulary.")
    one_off = SumSerializer(many=True)
    refusals = RefusedSumSerializer(many=True)
    total_vnd = serializers.IntegerField()


class EventParameters(VietForm):
    """The day and the kind that are asked for."""

    on = IsoDayField(label="Ngày")
    kind = forms.ChoiceField(
        label="Sự việc",
        choices=list(KINDS.items()),
        error_messages={"invalid_choice": f"Ghi một trong: {', '.join(KINDS)}."},
    )


def _parameter(spec: FactSpec) -> OpenApiParameter:
    types = {"int": OpenApiTypes.INT, "bool": OpenApiTypes.BOOL}
    unit = f", {spec.unit}" if spec.unit else ""
    return OpenApiParameter(spec.name, types[spec.type], description=f"{spec.meaning}{unit}.")


_PARAMETERS: Final = [
    OpenApiParameter("on", OpenApiTypes.DATE, required=True, description="The day of the event."),
    OpenApiParameter("kind", str, required=True, enum=list(KINDS), description="What happened."),
    *(_parameter(VOCABULARY[name]) for name in _FACTS if name.startswith("event.")),
]


class UnitOneOffView(APIView):
    """What an event gives once in a commune."""

    scope = "units"

    @extend_schema(
        operation_id="units_one_off",
        summary="Work out a sum owed once in a commune",
        parameters=_PARAMETERS,
        responses=OneOffSerializer,
    )
    def get(self, request: Request, id: str) -> Response:
        """By the law of the commune and day, from its own facts and those that are sent.

        Beside those of the event, any fact of the vocabulary may be sent as a parameter of its name.
        """
        communes = Unit.objects.visible_to(_client(request)).communes()
        commune = get_object_or_404(communes.select_related("parent"), key=id)
        asked = parameters_of(request.query_params, EventParameters, _FACTS)
        return _answer(request, event_at(commune, asked["on"], asked["kind"]))


class MemberOneOffView(APIView):
    """What an event gives a member once."""

    scope = "members"

    @extend_schema(
        operation_id="members_one_off",
        summary="Work out a sum owed once to a member",
        parameters=_PARAMETERS,
        responses=OneOffSerializer,
    )
    def get(self, request: Request, id: int) -> Response:
        """By the law where his team serves, from what is on record of him; what is sent goes first.

        Beside those of the event, any fact of the vocabulary may be sent as a parameter of its name.
        """
        people = Membership.objects.visible_to(_client(request)).recognised()
        membership = get_object_or_404(people.select_related("person", "team__commune__parent"), pk=id)
        asked = parameters_of(request.query_params, EventParameters, _FACTS)
        return _answer(request, event_of_member(membership, asked["on"], asked["kind"]))


def _client(request: Request) -> Viewer:
    return cast(Viewer, request.user)


def _answer(request: Request, event: Event) -> Response:
    sent = {
        name: _read(VOCABULARY[name], str(text))
        for name, text in request.query_params.items()
        if name in _FACTS
    }
    answer = reckon(event, {**event.on_file(), **sent})
    return Response(OneOffSerializer(_plain(answer)).data)


def _read(spec: FactSpec, text: str) -> FactValue:
    """The value of a parameter; ValidationError that says how the fact is written."""
    value: FactValue = text
    if spec.type == "int" and text.isdecimal() and len(text) <= 18:
        value = int(text)
    if spec.type == "bool":
        value = _BOOLS.get(text, text)
    if fault := spec.fault(value):
        raise ValidationError({spec.name: f"Sửa {spec.meaning}: {fault}."}, code="fact_invalid")
    return value


def _plain(answer: Reckoning) -> Mapping[str, Any]:
    event = answer.event
    return {
        "on": event.on,
        "kind": event.kind,
        "commune": event.commune.key,
        "law": event.held.version.document_id if event.held else None,
        "facts": answer.facts,
        "one_off": [
            {
                "component": line.component,
                "name": line.name,
                "amount_vnd": line.amount_vnd,
                "article": line.citation.words(),
                "sentences": line.why.sentences(),
                "why": line.why.to_json(),
            }
            for line in answer.lines
        ],
        "refusals": [
            {"component": refusal.component, "kind": refusal.kind, "why": refusal.sentence}
            for refusal in answer.refusals
        ],
        "total_vnd": answer.total_vnd,
    }
