"""Teams, as other systems read them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from teams.api_day import (
    COMMUNE_FILTER_HELP,
    COMMUNE_HELP,
    TeamDayFilterSet,
    commune_key,
    communes_asked,
)
from teams.api_size import TeamSizeSerializer, day_asked
from teams.models import Team, TeamCoverage, TeamQuerySet
from teams.selectors import TeamRow, numbers_of_teams, places_and_size
from territory import clock
from territory.api_base import ReachViewSet
from territory.api_filters import DayFilter
from territory.spans import holds_on


class CoverageSerializer(serializers.ModelSerializer[TeamCoverage]):
    """A village that a team serves over a span of days."""

    village = serializers.CharField(source="village.code", read_only=True, help_text="Id of the village.")
    name = serializers.CharField(source="village.title", read_only=True, help_text="Name of the village.")

    class Meta:
        model = TeamCoverage
        fields: ClassVar = ["village", "name", "valid_from", "valid_to"]
        read_only_fields = fields


class TeamSerializer(serializers.ModelSerializer[Team]):
    """A Tổ bảo vệ ANTT with the villages it serves."""

    commune = serializers.SerializerMethodField(help_text=COMMUNE_HELP)
    ceiling = serializers.SerializerMethodField(
        help_text="Most people by the law in force on the day; null: it cannot be told."
    )
    quota = serializers.SerializerMethodField(
        help_text="People given by UBND tỉnh (Điều 14 khoản 4) on the day; null: no decision on record."
    )
    actual = serializers.SerializerMethodField(
        help_text="People on the day; of a team that is proposed, the people who are."
    )
    villages = CoverageSerializer(source="coverages", many=True, read_only=True)

    class Meta:
        model = Team
        fields: ClassVar = [
            *("id", "name", "commune", "status", "ceiling", "quota", "actual", "villages", "is_sample")
        ]
        read_only_fields = fields
        extra_kwargs: ClassVar = {
            "is_sample": {"help_text": "True: made-up data for trying the portal."},
        }

    def get_commune(self, team: Team) -> str:
        """Where it lies."""
        return commune_key(self.context, team)

    def get_ceiling(self, team: Team) -> int | None:
        """The most people the law gives."""
        return self._row(team).ceiling

    def get_quota(self, team: Team) -> int | None:
        """What UBND tỉnh gave."""
        return self._row(team).quota

    def get_actual(self, team: Team) -> int:
        """Who is there."""
        return self._row(team).actual

    def _row(self, team: Team) -> TeamRow:
        row: TeamRow = self.context["numbers"][team.pk]
        return row


class TeamFilter(TeamDayFilterSet):
    """Teams by commune, status and day."""

    commune = django_filters.CharFilter(method="in_commune", help_text=COMMUNE_FILTER_HELP)
    status = django_filters.ChoiceFilter(choices=Team.Status.choices)
    on = DayFilter(
        method="serving_on", help_text="Teams that serve a village on this day, with the numbers of that day."
    )

    class Meta(TeamDayFilterSet.Meta):
        model = Team

    def serving_on(self, rows: TeamQuerySet, _name: str, day: date) -> TeamQuerySet:
        """Teams that serve a village on ``day``."""
        return rows.filter(Exists(TeamCoverage.objects.filter(holds_on(day), team=OuterRef("pk"))))


_COVERAGES = TeamCoverage.objects.select_related("village").order_by("valid_from", "village__sort_key", "pk")


@extend_schema_view(
    list=extend_schema(summary="List teams"),
    retrieve=extend_schema(summary="Get a team"),
)
class TeamViewSet(ReachViewSet[Team]):
    """Teams whose file a commune of the client's reach keeps, by name."""

    scope = "teams"
    queryset = (
        Team.objects.select_related("commune")
        .prefetch_related(Prefetch("coverages", _COVERAGES))
        .order_by("sort_key", "pk")
    )
    serializer_class = TeamSerializer
    filterset_class = TeamFilter
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,18}"

    def get_serializer(self, *args: Any, **options: Any) -> Any:
        """The serializer with the numbers of its teams, read for all of them at once."""
        serializer: Any = super().get_serializer(*args, **options)
        if args:
            asked = self.request.query_params.get("on")
            day = date.fromisoformat(asked) if asked else clock.today()
            teams = args[0] if options.get("many") else [args[0]]
            context: dict[str, Any] = serializer.context
            context |= communes_asked(self.request, [team.pk for team in teams])
            context["numbers"] = numbers_of_teams([team.pk for team in teams], day)
        return serializer

    @extend_schema(
        summary="Explain the size of a team",
        parameters=[OpenApiParameter("on", date, description="The day; today without it.")],
        responses=TeamSizeSerializer,
    )
    @action(detail=True)
    def size(self, request: Request, **address: Any) -> Response:
        """How many people the law gives the team on a day, and why."""
        day = day_asked(request.query_params)
        _, size = places_and_size(get_object_or_404(self.get_queryset(), pk=address["id"]), day)
        return Response(TeamSizeSerializer(size, context={"on": day}).data)
