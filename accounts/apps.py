"""Users, roles, the unit a role reaches, and API clients."""

from __future__ import annotations

import importlib

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Người dùng và vai trò"

    def ready(self) -> None:
        """Starts the clocks of each sign-in, and lets every new table have its trail."""
        importlib.import_module("accounts.sessions")
        trail = importlib.import_module("accounts.trail")
        post_migrate.connect(trail.attach, sender=self, dispatch_uid="trail")
