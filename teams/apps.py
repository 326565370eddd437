"""Teams, the villages they cover, and the dossiers that establish them."""

from __future__ import annotations

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = "Tổ bảo vệ ANTT"
