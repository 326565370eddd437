"""The working day, under the name that the rooms above use."""

from __future__ import annotations

from territory.clock import today

__all__ = ["today"]
