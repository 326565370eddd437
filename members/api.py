"""Memberships with their people, as other systems read them. Identity numbers never leave by this way."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from members.models import Membership, MembershipQuerySet, Person
from members.selectors import named
from teams.api_day import (
    COMMUNE_FILTER_HELP,
    COMMUNE_HELP,
    TeamDayFilterSet,
    commune_key,
    communes_asked,
)
from territory.api_base import ReachViewSet
from territory.api_filters import DayFilter, IdFilter
from territory.spans import holds_on


class PersonSerializer(serializers.ModelSerializer[Person]):
    """A person by the portal's own stable id."""

    class Meta:
        model = Person
        fields: ClassVar = ["id", "full_name", "birth_date", "is_sample"]
        read_only_fields = fields
        extra_kwargs: ClassVar = {"is_sample": {"help_text": "True: made-up data for trying the portal."}}


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """One person in one team with one title over a span of days."""

    person = PersonSerializer(read_only=True)
    commune = serializers.SerializerMethodField(help_text=COMMUNE_HELP)

    class Meta:
        model = Membership
        fields: ClassVar = ["id", "person", "team", "commune", "title", "status", "valid_from", "valid_to"]
        read_only_fields = fields
        extra_kwargs: ClassVar = {"valid_to": {"help_text": "The day after the last; null: still runs."}}

    def get_commune(self, row: Membership) -> str:
        """Where the team lies."""
        return commune_key(self.context, row.team)


class MemberFilter(TeamDayFilterSet):
    """Memberships by commune, team, title, status and day."""

    to_team: ClassVar = "team"

    commune = django_filters.CharFilter(method="in_commune", help_text=COMMUNE_FILTER_HELP)
    q = django_filters.CharFilter(method="search", help_text="A part of the name, with or without marks.")
    team = IdFilter(help_text="Id of the team.")
    title = django_filters.ChoiceFilter(choices=Membership.Title.choices)
    status = django_filters.ChoiceFilter(choices=Membership.Status.choices)
    on = DayFilter(method="held_on", help_text="Memberships that hold on this day.")

    class Meta(TeamDayFilterSet.Meta):
        model = Membership

    def search(self, rows: MembershipQuerySet, _name: str, typed: str) -> QuerySet[Membership]:
        """Memberships of people whose name has this part."""
        return named(rows, typed)

    def held_on(self, rows: MembershipQuerySet, _name: str, day: date) -> MembershipQuerySet:
        """Memberships that hold on ``day``."""
        return rows.filter(holds_on(day))


@extend_schema_view(
    list=extend_schema(summary="List members"),
    retrieve=extend_schema(summary="Get a membership"),
)
class MemberViewSet(ReachViewSet[Membership]):
    """Memberships in teams of the client's reach, by name of the person."""

    scope = "members"
    queryset = Membership.objects.select_related("person", "team__commune").order_by("person__sort_key", "pk")
    serializer_class = MemberSerializer
    filterset_class = MemberFilter
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,18}"

    def get_serializer(self, *args: Any, **options: Any) -> Any:
        """The serializer with the communes of the day asked for, read for all rows at once."""
        serializer: Any = super().get_serializer(*args, **options)
        if args:
            rows = args[0] if options.get("many") else [args[0]]
            context: dict[str, Any] = serializer.context
            context |= communes_asked(self.request, [row.team_id for row in rows])
        return serializer
