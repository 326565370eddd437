"""Loads the law files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from regulations import services


class Command(BaseCommand):
    """Loads every law file and the reference amounts; running it again adds nothing."""

    help = "Loads the law files of regulations/law/; the official units must be there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads and says how many rows were added."""
        added = services.law_load()
        self.stdout.write(f"Quy định: thêm {added.laws} văn bản, {added.values} mức tham chiếu.")
        for name in added.kept:
            self.stdout.write(
                f"Giữ văn bản đã nạp: tệp {name} có nội dung khác, tải lên tại trang Văn bản nếu cần."
            )
