"""Applies the change of units of 01/07/2025."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import DomainError
from mergers import selectors, services
from territory.models import Unit
from territory.official import CHANGE
from vietnamese.dates import ngay
from vietnamese.money import grouped


class Command(BaseCommand):
    """Shows or carries out what the official lists say; running it again moves nothing."""

    help = "Moves villages, teams, people and roles from old units to new ones, from the official lists."

    def add_arguments(self, parser: CommandParser) -> None:
        """The day, what to do, and where."""
        parser.add_argument("day", type=date.fromisoformat, help="2025-07-01")
        parser.add_argument("--province", default="", help="khóa của tỉnh mới, ví dụ 52-20250701")
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--preview", action="store_true", help="chỉ đếm, không ghi")
        how.add_argument("--apply", action="store_true", help="chuyển trong một giao dịch")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how much moves and what waits for an answer."""
        if options["day"] != CHANGE:
            raise CommandError(f"Danh mục chính thức chỉ có đợt ngày {ngay(CHANGE)}.")
        scope = self._province(options["province"])
        if options["preview"]:
            self._preview(scope)
        else:
            self._apply(scope)

    def _province(self, key: str) -> Unit | None:
        if not key:
            return None
        found = Unit.objects.filter(key=key, level=Unit.Level.PROVINCE, valid_to=None).first()
        if found is None:
            raise CommandError(f"Nhập khóa của tỉnh từ {ngay(CHANGE)}: không có {key}.")
        return found

    def _preview(self, scope: Unit | None) -> None:
        found = selectors.preview(day=CHANGE, scope=scope.path if scope else "")
        self.stdout.write(
            f"Sẽ chuyển {grouped(found.villages)} thôn, khu phố, {grouped(found.teams)} tổ, "
            f"{grouped(found.people)} hồ sơ người đến {grouped(len(found.units))} xã, phường, đặc khu."
        )
        self.stdout.write(
            f"Chờ trả lời: {grouped(len(found.open))} xã cũ chia cho nhiều xã mới, "
            f"{grouped(sum(row.villages for row in found.open))} thôn, khu phố."
        )

    def _apply(self, scope: Unit | None) -> None:
        try:
            counts = services.official_apply(scope=scope)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"Đã chuyển {grouped(counts['villages'])} thôn, khu phố, {grouped(counts['teams'])} tổ, "
            f"{grouped(counts['people'])} hồ sơ người, {grouped(counts['dossiers'])} hồ sơ đang xử lý, "
            f"{grouped(counts['roles'])} vai trò."
        )
