"""Rows of teams as other systems ask for them as of a day: where a team lay, and who lay in a commune."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from rest_framework.request import Request

from teams.models import Team
from teams.on_day import communes_on, teams_in
from territory.api_filters import ApiFilterSet
from territory.models import Unit

COMMUNE_HELP: Final = (
    "Id of the commune that keeps the team's file today; with `on`, of the one it lay in on that day."
)
COMMUNE_FILTER_HELP: Final = "Id of the commune; with `on`, of the one in which a team lay on that day."
_COMMUNES: Final = "communes_on_day"


class TeamDayFilterSet(ApiFilterSet):
    """A commune means where a team lay on the day ``on``; ``to_team`` leads from the row to its team."""

    to_team: ClassVar[str] = ""

    class Meta(ApiFilterSet.Meta):
        """As its base."""

    def in_commune(self, rows: QuerySet[Any], _name: str, key: str) -> QuerySet[Any]:
        """Rows of teams of the commune with this id."""
        if day := self.form.cleaned_data.get("on"):
            lay = teams_in(Unit.objects.filter(key=key), day)
            return rows.filter(**{f"{self.to_team or 'pk'}__in": lay})
        return rows.filter(**{f"{self.to_team}__commune__key".removeprefix("__"): key})


def communes_asked(request: Request, teams: Collection[int]) -> dict[str, Any]:
    """For the context of a serializer: where these teams lay on the day asked for; empty without one."""
    asked = request.query_params.get("on")
    return {_COMMUNES: communes_on(teams, date.fromisoformat(asked))} if asked else {}


def commune_key(context: Mapping[str, Any], team: Team) -> str:
    """The id of the commune that a row names."""
    lay: Mapping[int, Unit] = context.get(_COMMUNES, {})
    return lay.get(team.pk, team.commune).key
