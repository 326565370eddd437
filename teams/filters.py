"""Filters of the lists, kept in the address of the page."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef, QuerySet

from accounts.http import UserRequest
from teams.dossier_day import steps_to
from teams.models import Dossier, Team, TeamCoverage
from teams.on_day import teams_in
from territory.models import Unit
from territory.spans import holds_on
from vietnamese.forms import LongSelect, VietDateField, VietForm


def communes_of(request: UserRequest) -> QuerySet[Unit]:
    """The communes of the reader's reach, in the order of their names."""
    return Unit.objects.visible_to(request.user).communes()


class ReachFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """A filter set with a commune to choose, for readers whose reach holds more than one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.request.user.binding.unit.level == Unit.Level.COMMUNE:
            del self.filters["commune"]


class DayFilter(django_filters.Filter):  # type: ignore[misc]
    """A day typed as "30/06/2025"."""

    field_class = VietDateField


class DayFilterSet(ReachFilterSet):
    """Rows of teams as of a day: with ``?ngay=`` a commune means where a team lay on that day.

    ``to_team`` leads from the row to its team, "" for the team itself. What holds on the day is the view's.
    """

    to_team: ClassVar[str] = ""

    ngay = DayFilter(label="Xem tại ngày", method="as_of")

    def as_of(self, rows: QuerySet[Any], _name: str, _day: date) -> QuerySet[Any]:
        """The rows as the view asked for them."""
        return rows

    def in_commune(self, rows: QuerySet[Any], _name: str, commune: Unit) -> QuerySet[Any]:
        """Rows of teams of a commune: that keeps them today, or that they lay in on the day asked for."""
        if day := self.form.cleaned_data.get("ngay"):
            lay = teams_in(Unit.objects.filter(pk=commune.pk), day)
            return rows.filter(**{f"{self.to_team or 'pk'}__in": lay})
        return rows.filter(**{f"{self.to_team}__commune".removeprefix("__"): commune})


class TeamFilter(DayFilterSet):
    """Teams by a part of the name, by status and by commune."""

    q = django_filters.CharFilter(label="Tên tổ", lookup_expr="unaccent__icontains", field_name="name")
    status = django_filters.ChoiceFilter(label="Tình trạng", choices=Team.Status, empty_label="Tất cả")
    commune = django_filters.ModelChoiceFilter(
        label="Xã, phường, thị trấn",
        empty_label="Tất cả",
        queryset=communes_of,
        widget=LongSelect,
        method="in_commune",
    )

    class Meta:
        model = Team
        fields: list[str] = []
        form = VietForm

    def as_of(self, teams: QuerySet[Team], _name: str, day: date) -> QuerySet[Team]:
        """Teams that served a village on the day."""
        served = TeamCoverage.objects.filter(holds_on(day), team=OuterRef("pk"))
        return teams.filter(Exists(served))


class DossierFilter(DayFilterSet):
    """Dossiers by kind, by state and by commune; as of a day, by the state of that day."""

    kind = django_filters.ChoiceFilter(label="Loại", choices=Dossier.Kind, empty_label="Tất cả")
    state = django_filters.ChoiceFilter(
        label="Trạng thái", choices=Dossier.State, empty_label="Tất cả", method="in_state"
    )
    commune = django_filters.ModelChoiceFilter(
        label="Xã, phường, thị trấn", empty_label="Tất cả", queryset=communes_of, widget=LongSelect
    )

    class Meta:
        model = Dossier
        fields: list[str] = []
        form = VietForm

    def in_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        """Dossiers in a state: today's, or that of the day asked for."""
        if "last_step" in rows.query.annotations:
            return rows.filter(last_step__in=steps_to(state))
        return rows.filter(state=state)
