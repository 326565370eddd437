"""Users, roles, the unit a role reaches, and API clients."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Người dùng và vai trò"
