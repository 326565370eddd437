"""Who asks: the one idea of reach that every ``visible_to`` starts from."""

from __future__ import annotations

from typing import Protocol


class Viewer(Protocol):
    """A signed-in user or an API client, bound to a unit."""

    @property
    def reach(self) -> str:
        """The path of the unit it acts for; "" reaches nothing."""
        ...
