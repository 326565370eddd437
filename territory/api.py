"""Units and villages, as other systems read them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

import django_filters
from django.db.models import Exists, OuterRef, Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from territory.api_base import ReachViewSet
from territory.api_filters import ApiFilterSet, DayFilter
from territory.models import (
    CommuneFacts,
    Unit,
    UnitQuerySet,
    Village,
    VillageFacts,
    VillagePlacement,
    VillageQuerySet,
)
from territory.spans import holds_on

_METRES: Final = "Square metres; null, as any other fact: nobody has stated it."


class CommuneFactsSerializer(serializers.ModelSerializer[CommuneFacts]):
    """What was stated of a commune over a span of days."""

    class Meta:
        model = CommuneFacts
        fields: ClassVar = [
            "valid_from",
            "valid_to",
            "area",
            "commune_class",
            "wage_region",
            "border",
            "island",
            "mountain",
            "hardship",
            "ethnic_minority",
            "defence_key",
            "hotspot",
            "merged",
            "source",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar = {"area": {"help_text": _METRES}}


class UnitSerializer(serializers.ModelSerializer[Unit]):
    """A province, district or commune over the days in which it stood as named."""

    id = serializers.CharField(
        source="key", read_only=True, help_text="Stable id; never used for another unit."
    )
    parent = serializers.CharField(  # type: ignore[assignment]  # a field, not the serializer above
        source="parent.key",
        allow_null=True,
        default=None,
        help_text="Id of the unit above; null for a province.",
    )
    facts = CommuneFactsSerializer(many=True, read_only=True, help_text="Dated facts of a commune.")

    class Meta:
        model = Unit
        fields: ClassVar = [
            "id",
            "code",
            "level",
            "kind",
            "name",
            "parent",
            "facts",
            "valid_from",
            "valid_to",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar = {
            "code": {"help_text": "Code in the official list; a later unit may carry the same code."},
            "valid_from": {"help_text": "First day; null: before the official list of 2004."},
            "valid_to": {"help_text": "The day after the last; null: still stands."},
        }


class UnitFilter(ApiFilterSet):
    """Units by code, level, kind, parent, day and a part of the name."""

    code = django_filters.CharFilter(help_text="Code in the official list.")
    level = django_filters.ChoiceFilter(choices=Unit.Level.choices)
    kind = django_filters.ChoiceFilter(choices=Unit.Kind.choices)
    parent = django_filters.CharFilter(field_name="parent__key", help_text="Id of the unit above.")
    name = django_filters.CharFilter(
        lookup_expr="unaccent__icontains", help_text="A part of the name, with or without marks."
    )
    on = DayFilter(method="standing_on", help_text="Units that stand on this day.")

    class Meta(ApiFilterSet.Meta):
        model = Unit

    def standing_on(self, rows: UnitQuerySet, _name: str, day: date) -> UnitQuerySet:
        """Units that stand on ``day``."""
        return rows.on(day)


@extend_schema_view(
    list=extend_schema(summary="List units"),
    retrieve=extend_schema(summary="Get a unit"),
)
class UnitViewSet(ReachViewSet[Unit]):
    """The client's unit and the units below it, past and present, by name."""

    scope = "units"
    queryset = (
        Unit.objects.select_related("parent")
        .prefetch_related(Prefetch("facts", CommuneFacts.objects.order_by("valid_from")))
        .order_by("sort_key", "key")
    )
    serializer_class = UnitSerializer
    filterset_class = UnitFilter
    lookup_field = "key"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9A-Za-z-]{1,20}"


class VillageFactsSerializer(serializers.ModelSerializer[VillageFacts]):
    """Figures of a village over a span of days."""

    class Meta:
        model = VillageFacts
        fields: ClassVar = [
            "valid_from",
            "valid_to",
            "households",
            "persons",
            "temporary_residents",
            "area",
            "village_class",
            "special",
            "hotspot",
            "hardship",
            "merged",
            "source",
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar = {"area": {"help_text": _METRES}}


class VillageSerializer(serializers.ModelSerializer[Village]):
    """A thôn or khu phố with its dated figures."""

    id = serializers.CharField(source="code", read_only=True, help_text="Stable id.")
    commune = serializers.CharField(
        source="commune.key", read_only=True, help_text="Id of the commune that keeps its file today."
    )
    facts = VillageFactsSerializer(many=True, read_only=True, help_text="Dated figures, oldest first.")

    class Meta:
        model = Village
        fields: ClassVar = ["id", "kind", "name", "commune", "facts", "is_sample"]
        read_only_fields = fields
        extra_kwargs: ClassVar = {"is_sample": {"help_text": "True: made-up data for trying the portal."}}


class VillageFilter(ApiFilterSet):
    """Villages by commune, kind, day and a part of the name."""

    commune = django_filters.CharFilter(field_name="commune__key", help_text="Id of the commune.")
    kind = django_filters.ChoiceFilter(choices=Village.Kind.choices)
    name = django_filters.CharFilter(
        lookup_expr="unaccent__icontains", help_text="A part of the name, with or without marks."
    )
    on = DayFilter(method="placed_on", help_text="Villages that lay in a commune on this day.")

    class Meta(ApiFilterSet.Meta):
        model = Village

    def placed_on(self, rows: VillageQuerySet, _name: str, day: date) -> VillageQuerySet:
        """Villages that lay in a commune on ``day``."""
        return rows.filter(Exists(VillagePlacement.objects.filter(holds_on(day), village=OuterRef("pk"))))


@extend_schema_view(
    list=extend_schema(summary="List villages"),
    retrieve=extend_schema(summary="Get a village"),
)
class VillageViewSet(ReachViewSet[Village]):
    """Villages whose file a commune of the client's reach keeps, by name."""

    scope = "units"
    queryset = (
        Village.objects.select_related("commune")
        .prefetch_related(Prefetch("facts", VillageFacts.objects.order_by("valid_from")))
        .order_by("sort_key", "code")
    )
    serializer_class = VillageSerializer
    filterset_class = VillageFilter
    lookup_field = "code"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9A-Za-z-]{1,12}"
