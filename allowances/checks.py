"""The ledger checked by itself each night: chains, totals, roll-ups, and that no locked list is gone.

Nothing is mended here: what is wrong is written down and told, for people to look into.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Sum

from allowances import proof, rollups
from allowances.check_models import LedgerCheck
from allowances.models import Batch, BatchQuerySet
from allowances.notices import tell_of_faults
from regulations.grounds import province_key
from territory.models import Unit
from vietnamese.dates import ngay
from vietnamese.money import grouped

RIGHT = "allowances.view_checks"


def provinces_to_check(on: date) -> list[int]:
    """The provinces, by their keys in the database, that have a locked list and no check of the day."""
    locked = Batch.objects.filter(commune=OuterRef("pk"), state=Batch.State.LOCKED)
    paths = Unit.objects.filter(Exists(locked)).order_by().values_list("path", flat=True)
    provinces = Unit.objects.filter(path__in={f"{province_key(path)}." for path in paths})
    done = LedgerCheck.objects.filter(checked_on=on).values("province")
    return list(provinces.exclude(pk__in=done).order_by("pk").values_list("pk", flat=True))


def province_check(*, province_id: int, on: date) -> LedgerCheck:
    """Check every locked list of a province and write down what was found; once a day.

    Safe to call twice, late, or from two workers: who writes second gets the first's row. The province is
    told of faults.
    """
    province = Unit.objects.get(pk=province_id)
    batches = Batch.objects.filter(commune__path__startswith=province.path)
    locked = batches.filter(state=Batch.State.LOCKED)
    held = locked.aggregate(lists=Count("pk"), lines=Sum("line_count", default=0))
    found = [*_missing(province, held["lists"], held["lines"]), *_faults(locked), *rollups.faults(batches)]
    with transaction.atomic():
        check, is_new = LedgerCheck.objects.get_or_create(
            province=province,
            checked_on=on,
            defaults={**held, "fault_count": len(found), "faults": found[: LedgerCheck.KEPT]},
        )
        if is_new and found:
            tell_of_faults(check)
    return check


def _faults(locked: BatchQuerySet) -> list[str]:
    """A month of lists at a time, so that memory does not grow with the years."""
    months = locked.order_by("month").values_list("month", flat=True).distinct()
    return [fault for month in list(months) for fault in proof.verify(locked.filter(month=month))]


def _missing(province: Unit, lists: int, lines: int) -> list[str]:
    """Locked lists are never unlocked nor deleted: there can only be more of them than at the last check."""
    last = LedgerCheck.objects.filter(province=province).order_by("-checked_on").first()
    if last is None or (lists >= last.lists and lines >= last.lines):
        return []
    return [
        f"Thiếu danh sách đã khóa: ngày {ngay(last.checked_on)} có {grouped(last.lists)} danh sách,"
        f" {grouped(last.lines)} dòng; nay có {grouped(lists)} danh sách, {grouped(lines)} dòng."
    ]
