"""The portal's own app: template tags, home pages, commands that touch every room."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "antt_portal"
    verbose_name = "Cổng ANTT cơ sở"
