"""Payouts as other systems read them; no account number leaves by this way."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from allowances.models import Payment, Payout
from territory.api_base import ReachViewSet
from territory.api_filters import ApiFilterSet, IdFilter


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    """One person's sum in a payout."""

    commune = serializers.CharField(source="commune.key", read_only=True, help_text="Id of the commune.")
    prepared_on = serializers.DateField(source="payout.day", read_only=True)
    payout_state = serializers.ChoiceField(
        source="payout.state", choices=Payout.State.choices, read_only=True
    )
    is_sample = serializers.BooleanField(
        source="person.is_sample", read_only=True, help_text="True: made-up data for trying the portal."
    )

    class Meta:
        model = Payment
        fields: ClassVar = [
            "id",
            "reference",
            "payout",
            "payout_state",
            "prepared_on",
            "commune",
            "method",
            "gross_vnd",
            "deducted_vnd",
            "amount_vnd",
            "state",
            "settled_on",
            "is_sample",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar = {
            "payout": {"help_text": "Number of the payout."},
            "gross_vnd": {"help_text": "Whole đồng before deductions."},
            "deducted_vnd": {"help_text": "Whole đồng taken back of earlier months."},
            "amount_vnd": {"help_text": "Whole đồng: gross less deducted."},
            "settled_on": {
                "help_text": "Day on which it was paid or came back; null while nothing is heard."
            },
        }


class PaymentFilter(ApiFilterSet):
    """Payments by commune, payout and result."""

    commune = django_filters.CharFilter(field_name="commune__key", help_text="Id of the commune.")
    payout = IdFilter(help_text="Number of the payout.")
    state = django_filters.ChoiceFilter(choices=Payment.State.choices, help_text="What became of it.")

    class Meta(ApiFilterSet.Meta):
        model = Payment


@extend_schema_view(
    list=extend_schema(summary="List payments"),
    retrieve=extend_schema(summary="Get a payment"),
)
class PaymentViewSet(ReachViewSet[Payment]):
    """Payments of communes of the client's reach, in the order in which they were prepared."""

    scope = "ledger"
    queryset = Payment.objects.select_related("commune", "payout", "person").order_by("pk")
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,18}"
