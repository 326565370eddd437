"""Makes the first administrator of a province, whom nobody could make on a page."""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services
from accounts.errors import DomainError


class Command(BaseCommand):
    """Makes one account; whoever comes after it is made by this administrator."""

    help = "Makes the first administrator of a province; asks for the password."

    def add_arguments(self, parser: CommandParser) -> None:
        """The name to sign in, the full name, and the key of the province."""
        parser.add_argument("username")
        parser.add_argument("full_name")
        parser.add_argument("province", help="key of the unit, for example 52-20250701")

    def handle(self, *args: Any, **options: Any) -> None:
        """Asks for the password and makes the account; CommandError says why not."""
        try:
            made = services.administrator_create(
                username=options["username"],
                full_name=options["full_name"],
                province_key=options["province"],
                password=getpass("Mật khẩu: "),
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Đã tạo tài khoản quản trị {made.username}.")
