"""Units of the State and villages, through time."""

from __future__ import annotations

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "territory"
    verbose_name = "Địa bàn"
