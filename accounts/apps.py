"""Users, roles, the unit a role reaches, and API clients."""

from __future__ import annotations

import importlib

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Người dùng và vai trò"

    def ready(self) -> None:
        """Starts the clocks of each sign-in."""
        importlib.import_module("accounts.sessions")
