"""Who asks: the one idea of reach that every ``visible_to`` starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.db.models import Q

if TYPE_CHECKING:
    from territory.models import Unit


class Viewer(Protocol):
    """A signed-in user or an API client, bound to a unit."""

    @property
    def reach(self) -> str:
        """The path of the unit it acts for; "" reaches nothing."""
        ...


def within_reach(viewer: Viewer, path: str) -> Q:
    """Rows whose unit is the viewer's, lies below it, or left its files there; no unit, no rows.

    ``path`` leads from the row to the unit's path ("commune__path").
    """
    return lies_in(viewer.reach, path) if viewer.reach else Q(pk__in=[])


def lies_in(above: str, path: str) -> Q:
    """Rows whose unit stands at the path ``above``, lies below it, or left its files there; ``path`` as for
    ``within_reach``."""
    kept = f"{path.removesuffix('path')}keeper_path__startswith"
    return Q(**{f"{path}__startswith": above}) | Q(**{kept: above})


def reaches(viewer: Viewer, unit: Unit) -> bool:
    """Whether ``within_reach`` holds rows of ``unit``."""
    return bool(viewer.reach) and any(path.startswith(viewer.reach) for path in (unit.path, unit.keeper_path))
