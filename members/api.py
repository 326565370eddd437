"""Memberships with their people, as other systems read them. Identity numbers never leave by this way."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from members.models import Membership, MembershipQuerySet, Person
from members.selectors import named
from territory.api_base import ReachViewSet
from territory.api_filters import ApiFilterSet, DayFilter, IdFilter
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
    commune = serializers.CharField(
        source="team.commune.key", read_only=True, help_text="Id of the commune that keeps the team's file."
    )

    class Meta:
        model = Membership
        fields: ClassVar = ["id", "person", "team", "commune", "title", "status", "valid_from", "valid_to"]
        read_only_fields = fields
        extra_kwargs: ClassVar = {"valid_to": {"help_text": "The day after the last; null: still runs."}}


class MemberFilter(ApiFilterSet):
    """Memberships by commune, team, title, status and day."""

    commune = django_filters.CharFilter(field_name="team__commune__key", help_text="Id of the commune.")
    q = django_filters.CharFilter(method="search", help_text="A part of the name, with or without marks.")
    team = IdFilter(help_text="Id of the team.")
    title = django_filters.ChoiceFilter(choices=Membership.Title.choices)
    status = django_filters.ChoiceFilter(choices=Membership.Status.choices)
    on = DayFilter(method="held_on", help_text="Memberships that hold on this day.")

    class Meta(ApiFilterSet.Meta):
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
