"""Who asks: the one idea of reach that every ``visible_to`` starts from."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Q


class Viewer(Protocol):
    """A signed-in user or an API client, bound to a unit."""

    @property
    def reach(self) -> str:
        """The path of the unit it acts for; "" reaches nothing."""
        ...


def within_reach(viewer: Viewer, path: str) -> Q:
    """Rows whose unit is the viewer's or lies below it; no unit, no rows.

    ``path`` leads from the row to the unit's path ("commune__path").
    """
    return Q(**{f"{path}__startswith": viewer.reach}) if viewer.reach else Q(pk__in=[])
