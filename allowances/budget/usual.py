"""Duty in the estimate: nobody knows the nights of next year, so a month is taken as months were so far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from allowances.budget.estimating import Tally
from allowances.models import Batch
from allowances.owed import LawBook
from allowances.rollup_models import ComponentSum
from territory.models import Unit
from vietnamese.dates import Span, last_month, thang


@dataclass(frozen=True, slots=True)
class UsualDuty:
    """What duty came to in the locked lists of the twelve ``months`` before the present one.

    ``sums``: đồng of a month by commune (its key in the database) and tariff, on average over the months of
    which the commune has a locked list, rounded to the nearest đồng.
    """

    months: Span
    sums: Mapping[tuple[int, str], int]

    def words(self) -> str:
        """What the estimate takes for granted, or that it takes nothing."""
        end = self.months.end or self.months.start
        span = f"từ tháng {thang(self.months.start)} đến tháng {thang(last_month(end))}"
        if not self.sums:
            return (
                f"Ngày, đêm trực chưa tính: không có danh sách đã khóa nào {span} trả khoản này. Đề nghị bằng"
                " số tự nhập, kèm căn cứ."
            )
        return (
            f"Ngày, đêm trực tính bằng bình quân tháng của các danh sách đã khóa {span} của từng xã, theo mức"
            " chi khi đó."
        )


def usual_duty(communes: Sequence[Unit], tariffs: Collection[str], today: date) -> UsualDuty:
    """The usual month of the ``tariffs``, named by key; two statements.

    A commune counts the lists of the communes whose files it keeps.
    """
    this_month = today.replace(day=1)
    months = Span(this_month.replace(year=this_month.year - 1), this_month)
    heirs = {unit.path: unit.pk for unit in communes}
    known = set(heirs.values())
    rows = Batch.objects.filter(
        Q(commune__in=known) | Q(commune__keeper_path__in=heirs),
        state=Batch.State.LOCKED,
        month__gte=months.start,
        month__lt=months.end,
    )
    lists = {
        pk: (commune if commune in known else heirs[keeper], month)
        for pk, commune, keeper, month in rows.values_list(
            "pk", "commune_id", "commune__keeper_path", "month"
        )
    }
    of: defaultdict[int, set[date]] = defaultdict(set)
    for commune, month in lists.values():
        of[commune].add(month)
    whole: Counter[tuple[int, str]] = Counter()
    sums = ComponentSum.objects.filter(batch__in=rows.values("pk"), component__in=tariffs)
    for batch, component, amount in sums.values_list("batch_id", "component", "amount_vnd"):
        whole[lists[batch][0], component] += amount
    usual = {key: _nearest(amount, len(of[key[0]])) for key, amount in whole.items()}
    return UsualDuty(months, {key: amount for key, amount in usual.items() if amount > 0})


def add_duty(usual: UsualDuty, book: LawBook, months: Sequence[Span], counts: Mapping[int, Tally]) -> None:
    """Adds the usual month wherever somebody serves and a law with that tariff holds."""
    for month in months:
        laws = [dated.law for dated in book.laws if dated.law.span.overlaps(month)]
        held = {tariff.key for law in laws for tariff in law.tariffs}
        for (commune, component), amount in usual.sums.items():
            if component in held and counts[commune].heads[month.start]:
                counts[commune].cells[month.start, component] += amount


def _nearest(amount: int, parts: int) -> int:
    return (2 * amount + parts) // (2 * parts)
