"""Filters of the list of members, kept in the address of the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Final

import django_filters
from django.db.models import QuerySet

from members.models import Membership
from members.selectors import named
from members.standing import over_age_without_decision
from regulations.national_law import national_law
from teams.filters import DayFilterSet, communes_of
from territory import clock
from vietnamese.dates import next_month
from vietnamese.forms import LongSelect, VietForm

_OVER_AGE: Final = [("1", f"Trên {national_law().greatest_age}, chưa có quyết định của Chủ tịch")]


class MemberFilter(DayFilterSet):
    """Members by a part of the name, by title, team and commune; as of a day."""

    to_team: ClassVar = "team"

    q = django_filters.CharFilter(label="Họ và tên", method="search")
    title = django_filters.ChoiceFilter(label="Chức danh", choices=Membership.Title, empty_label="Tất cả")
    team = django_filters.CharFilter(
        label="Tên tổ", field_name="team__name", lookup_expr="unaccent__icontains"
    )
    commune = django_filters.ModelChoiceFilter(
        label="Xã, phường, thị trấn",
        empty_label="Tất cả",
        queryset=communes_of,
        widget=LongSelect,
        method="in_commune",
    )

    over_age = django_filters.ChoiceFilter(
        label="Độ tuổi", choices=_OVER_AGE, empty_label="Tất cả", method="older"
    )

    class Meta:
        model = Membership
        fields: list[str] = []
        form = VietForm

    def older(self, rows: QuerySet[Membership], _name: str, _typed: str) -> QuerySet[Membership]:
        """Who is above the greatest age by the end of the month and without the chairman's decision."""
        return over_age_without_decision(rows, next_month(clock.today().replace(day=1)) - timedelta(days=1))

    def search(self, rows: QuerySet[Membership], _name: str, typed: Any) -> QuerySet[Membership]:
        """A part of a name, typed with or without marks."""
        return named(rows, typed)
