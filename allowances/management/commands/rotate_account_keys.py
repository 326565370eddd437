"""Writes account numbers anew under the newest keys, while the old keys stay live."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from allowances.payouts.pay_methods import accounts_rotate


class Command(BaseCommand):
    """Run it beside ``rotate_identity_keys``, before old keys are taken out of IDENTITY_KEYS."""

    help = "Encrypts every account number under the newest key; can be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many numbers were written."""
        self.stdout.write(f"{sum(accounts_rotate())} account numbers written under the newest key")
