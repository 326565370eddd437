"""Filters of the list of members, kept in the address of the page."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from members.models import Membership
from members.selectors import named
from teams.filters import ReachFilterSet, communes_of
from vietnamese.forms import LongSelect, VietForm


class MemberFilter(ReachFilterSet):
    """Members by a part of the name, by title, team and commune."""

    q = django_filters.CharFilter(label="Họ và tên", method="search")
    title = django_filters.ChoiceFilter(label="Chức danh", choices=Membership.Title, empty_label="Tất cả")
    team = django_filters.CharFilter(
        label="Tên tổ", field_name="team__name", lookup_expr="unaccent__icontains"
    )
    commune = django_filters.ModelChoiceFilter(
        label="Xã, phường, thị trấn",
        field_name="team__commune",
        empty_label="Tất cả",
        queryset=communes_of,
        widget=LongSelect,
    )

    class Meta:
        model = Membership
        fields: list[str] = []
        form = VietForm

    def search(self, rows: QuerySet[Membership], _name: str, typed: Any) -> QuerySet[Membership]:
        """A part of a name, typed with or without marks."""
        return named(rows, typed)
