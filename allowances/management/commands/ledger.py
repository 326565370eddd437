"""The proofs of the ledger on the command line: verify, recompute, export."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from allowances import proof, rollups
from allowances.chain import canonical
from allowances.models import Batch, BatchQuerySet
from vietnamese.dates import parse_month


class Command(BaseCommand):
    """Checks locked lists; writes nothing."""

    help = "Kiểm tra sổ chi trả đã khóa: verify (chuỗi mã), recompute (tính lại), export (xuất để kiểm tra)."

    def add_arguments(self, parser: Any) -> None:
        """What to do, for which unit and month; everything by itself."""
        parser.add_argument("action", choices=["verify", "recompute", "export"])
        parser.add_argument("--unit", default="", help="mã tỉnh, huyện hoặc xã")
        parser.add_argument("--month", type=_month, help="tháng của danh sách: 07/2024")

    def handle(self, *_: Any, **options: Any) -> None:
        """Prints what was found; CommandError when anything is wrong."""
        batches = _batches(options["unit"], options["month"])
        if options["action"] == "export":
            for record in proof.export(batches):
                self.stdout.write(canonical(record))
            return
        if options["action"] == "verify":
            faults = proof.verify(batches) + rollups.faults(batches)
            said = "đúng như khi khóa, các tổng bằng sổ"
        else:
            count, faults = proof.recompute(batches)
            said = f"{count} dòng tính lại, 0 chênh lệch"
        if faults:
            raise CommandError("\n".join(faults))
        lists = batches.filter(state=Batch.State.LOCKED).count()
        self.stdout.write(f"{lists} danh sách đã khóa: {said}.")


def _batches(unit: str, month: date | None) -> BatchQuerySet:
    batches = Batch.objects.all()
    if unit:
        below = Q(commune__path__startswith=f"{unit}.") | Q(commune__path__contains=f".{unit}.")
        batches = batches.filter(below)
    return batches.filter(month=month) if month else batches


def _month(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError as error:
        raise CommandError(str(error)) from error
