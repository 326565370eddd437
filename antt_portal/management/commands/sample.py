"""Fills a commune, a province or the whole country with sample data of three years."""

from __future__ import annotations

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import DomainError
from antt_portal.sample import accounts, generator
from regulations.services import law_load
from territory.models import Unit
from territory.services import units_load
from vietnamese.money import grouped

_COUNTRY_PEOPLE: Final = 310_000  # in about 84,000 teams


class Command(BaseCommand):
    """Writes villages, teams, people and accounts that do not exist; running it again changes nothing."""

    help = "Writes a sample of any size, told from 2024 to 2026, into communes that hold none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, and about how many people in all."""
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument("--commune", metavar="CODE", help="a commune of the list until 30/06/2025")
        place.add_argument("--province", metavar="CODE", help="a province of that list")
        place.add_argument("--country", action="store_true", help="all 63 provinces")
        people = f"about so many people; {_COUNTRY_PEOPLE} for the country"
        parser.add_argument("--people", type=int, metavar="N", help=people)

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes what is missing and prints how much it was."""
        units_load()
        law_load()
        communes = _communes(options)
        try:
            written = generator.load(communes, generator.three_years(len(communes), _people(options)))
        except DomainError as error:
            raise CommandError(str(error)) from error
        accounts.load(communes)
        generator.measure_tables()
        figures = ((written.villages, "thôn, khu phố"), (written.teams, "tổ"), (written.people, "người"))
        text = " · ".join(f"{grouped(count)} {words}" for count, words in figures)
        self.stdout.write(f"Đã nạp dữ liệu mẫu: {text}, không phải người thật.")


def _communes(options: dict[str, Any]) -> list[str]:
    """The keys of the communes that were asked for, as they stood until 30/06/2025."""
    communes = Unit.objects.communes().filter(valid_from=None)
    if options["commune"]:
        communes = communes.filter(key=options["commune"])
    elif options["province"]:
        communes = communes.filter(path__startswith=f"{options['province']}.")
    if keys := list(communes.values_list("key", flat=True)):
        return keys
    message = "Nhập mã của danh mục đơn vị hành chính đến 30/06/2025: không có đơn vị mang mã này."
    raise CommandError(message)


def _people(options: dict[str, Any]) -> int | None:
    """How many people were asked for; None for as many as the villages have room for."""
    asked: int | None = options["people"]
    return _COUNTRY_PEOPLE if asked is None and options["country"] else asked
