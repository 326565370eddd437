"""Registers this room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class MergersConfig(AppConfig):
    """Changes of units: what moves from old units to new ones on a day."""

    name = "mergers"
    verbose_name = "Sắp xếp đơn vị hành chính"
