"""What is owed, the ledger, and the monthly runs."""

from __future__ import annotations

from django.apps import AppConfig


class AllowancesConfig(AppConfig):
    name = "allowances"
    verbose_name = "Chi trả"
