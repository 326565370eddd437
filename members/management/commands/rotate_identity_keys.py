"""Writes identity numbers anew under the newest keys, while the old keys stay live."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from members.identity_access import identities_rotate


class Command(BaseCommand):
    """Put the new key first in IDENTITY_KEYS, the old HMAC key into IDENTITY_OLD_HMAC_KEYS, run this, then
    take the old ones out."""

    help = "Encrypts and fingerprints every identity number under the newest keys; can be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many numbers were written."""
        self.stdout.write(f"{sum(identities_rotate())} identity numbers written under the newest keys")
