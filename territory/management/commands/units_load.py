"""Loads the official units."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from territory import services
from vietnamese.money import grouped


class Command(BaseCommand):
    """Writes the official lists of units; running it again changes nothing."""

    help = "Loads the official units of the country, before and from 01/07/2025."

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads and says how many rows were written."""
        load = services.units_load()
        self.stdout.write(
            f"Đơn vị hành chính: ghi {grouped(load.units)} đơn vị, {grouped(load.successions)} kế thừa, "
            f"{grouped(load.questions)} câu hỏi dữ liệu."
        )
