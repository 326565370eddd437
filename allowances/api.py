"""Ledger lines and why they are what they are, as other systems read them."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Q, Sum
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from allowances.models import Batch, LedgerLine
from regulations.api import WhyField
from regulations.engine import Why
from regulations.models import LawVersion
from regulations.selectors import component_names
from territory.api_base import ReachViewSet
from territory.api_filters import ApiFilterSet, IdFilter, MonthFilter


class LedgerLineSerializer(serializers.ModelSerializer[LedgerLine]):
    """One posted sum; a correction is a further line with the next sequence."""

    commune = serializers.CharField(source="commune.key", read_only=True, help_text="Id of the commune.")
    article = serializers.CharField(source="derivation.article", read_only=True)
    paid_month = serializers.DateField(
        source="batch.month", read_only=True, help_text="First day of the month of the list that pays it."
    )
    is_sample = serializers.BooleanField(
        source="person.is_sample", read_only=True, help_text="True: made-up data for trying the portal."
    )
    batch_state = serializers.ChoiceField(
        source="batch.state", choices=Batch.State.choices, read_only=True, help_text="Only `locked` is final."
    )

    class Meta:
        model = LedgerLine
        fields: ClassVar = [
            "id",
            "component",
            "for_month",
            "paid_month",
            "amount_vnd",
            "article",
            "cause",
            "commune",
            "team",
            "membership",
            "sequence",
            "posted_at",
            "batch_state",
            "is_sample",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar = {
            "for_month": {"help_text": "First day of the month that is paid for."},
            "amount_vnd": {"help_text": "Whole đồng; negative in a correction that takes back."},
            "cause": {"help_text": "Why a sum posted before was corrected; empty in a first line."},
            "sequence": {"help_text": "Lines of this membership, component and month before this one."},
        }


class LawSerializer(serializers.ModelSerializer[LawVersion]):
    """The provincial document that was applied."""

    class Meta:
        model = LawVersion
        fields: ClassVar = ["document_id", "number", "title", "valid_from", "valid_to"]
        read_only_fields = fields


class ExplanationSerializer(serializers.ModelSerializer[LedgerLine]):
    """Why the person is owed the sum that this line brought the posted lines to."""

    component_name = serializers.SerializerMethodField()
    owed_vnd = serializers.SerializerMethodField(
        help_text="What was owed when the line was posted: this line and those of the same origin before it."
    )
    sentences = serializers.SerializerMethodField(
        help_text="The reasons in Vietnamese, the conclusion first."
    )
    article = serializers.CharField(source="derivation.article", read_only=True)
    law = LawSerializer(source="derivation.law", read_only=True)
    why = WhyField(source="derivation.why", read_only=True)
    facts = serializers.ListField(
        source="derivation.facts",
        child=serializers.DictField(),
        read_only=True,
        help_text="The facts applied to each part of the month: from, to (the day after), then each fact.",
    )

    class Meta:
        model = LedgerLine
        fields: ClassVar = [
            "id",
            "component",
            "component_name",
            "for_month",
            "amount_vnd",
            "owed_vnd",
            "sentences",
            "article",
            "law",
            "why",
            "facts",
        ]
        read_only_fields = fields

    def get_component_name(self, line: LedgerLine) -> str:
        """The component in words."""
        return component_names().get(line.component, line.component)

    def get_owed_vnd(self, line: LedgerLine) -> int:
        """What the line brought the sum of its origin to, in đồng."""
        same = LedgerLine.objects.filter(
            Q(former_commune=line.owed_by) | Q(commune=line.owed_by, former_commune=None),
            membership=line.membership_id,
            component=line.component,
            for_month=line.for_month,
            sequence__lte=line.sequence,
        )
        total: int = same.aggregate(total=Sum("amount_vnd"))["total"]
        return total

    def get_sentences(self, line: LedgerLine) -> list[str]:
        """The reasons in words."""
        return Why.from_json(line.derivation.why).sentences()


class LedgerLineFilter(ApiFilterSet):
    """Lines by commune, month, component and membership."""

    commune = django_filters.CharFilter(field_name="commune__key", help_text="Id of the commune.")
    month = MonthFilter(field_name="for_month", help_text="The month that is paid for.")
    paid_month = MonthFilter(field_name="batch__month", help_text="The month of the list that pays it.")
    component = django_filters.CharFilter(help_text="Key of the component in the law file.")
    membership = IdFilter(help_text="Id of the membership.")

    class Meta(ApiFilterSet.Meta):
        model = LedgerLine


@extend_schema_view(
    list=extend_schema(summary="List ledger lines"),
    retrieve=extend_schema(summary="Get a ledger line"),
)
class LedgerLineViewSet(ReachViewSet[LedgerLine]):
    """Lines that communes of the client's reach posted, in the order of posting."""

    scope = "ledger"
    queryset = LedgerLine.objects.select_related("commune", "derivation__law", "batch", "person").order_by(
        "pk"
    )
    serializer_class = LedgerLineSerializer
    filterset_class = LedgerLineFilter
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,18}"

    @extend_schema(summary="Explain a ledger line", responses=ExplanationSerializer)
    @action(detail=True)
    def explanation(self, _request: Request, **_address: Any) -> Response:
        """Why the sum is what it is: law, facts and arithmetic, as they were frozen when it was posted."""
        return Response(ExplanationSerializer(self.get_object()).data)
