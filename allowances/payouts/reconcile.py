"""Locked set beside paid out, commune by commune, until nothing is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from django.db.models import Count, Sum

from allowances.models import Batch, Payment, Repayment
from allowances.pay_settings import setting_on
from allowances.payouts.dues import Payers, dues, holds_of, payers_of, unlisted_benefits
from territory import clock
from territory.models import Unit


@dataclass(frozen=True, slots=True)
class Sums:
    """đồng of one commune, or of all.

    What waits and what is to be taken back are what is left after a person's own were set off against each
    other where no payment could. ``held`` is part of what waits; ``returned`` are payments that came back,
    whatever became of them.
    """

    locked: int = 0
    paid: int = 0
    sent: int = 0
    waiting: int = 0
    recover: int = 0
    held: int = 0
    repaid: int = 0
    returned: int = 0
    returned_count: int = 0

    @property
    def difference(self) -> int:
        """Locked less all that is accounted for: 0, or a sum went astray."""
        return self.locked - (self.paid + self.sent + self.waiting - self.recover - self.repaid)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open."""
        return not (self.sent or self.waiting or self.recover)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The communes of a unit that have any sum, in the order of their names, and all of them together."""

    rows: Sequence[tuple[Unit, Sums]]
    total: Sums


def reconcile(unit: Unit) -> Reconciled:
    """What ``unit`` locked, and where each đồng of it is; the same number of statements for any unit."""
    payers = payers_of(unit)
    state = Payment.State
    paid, sent = _payments(payers, state.PAID), _payments(payers, state.OPEN)
    returned, counts = _payments(payers, state.RETURNED), _payments(payers, state.RETURNED, counted=True)
    waiting, recover, held = _open(payers, setting_on(unit, clock.today()).recovery_share_percent)
    locked, repaid = _locked(payers), _repaid(payers)
    columns = (locked, paid, sent, waiting, recover, held, repaid, returned, counts)
    rows = [(row, Sums(*(each[pk] for each in columns))) for pk, row in payers.units.items()]
    rows = sorted(((row, sums) for row, sums in rows if sums != Sums()), key=lambda pair: pair[0].sort_key)
    total = Sums(*(sum(getattr(sums, field.name) for _, sums in rows) for field in fields(Sums)))
    return Reconciled(rows, total)


def _locked(payers: Payers) -> Counter[int]:
    """What the heads of locked lists say, which payouts never read, and dossiers beside lists."""
    lists = Batch.objects.filter(state=Batch.State.LOCKED, commune__in=payers.of)
    sums = lists.values_list("commune_id").annotate(vnd=Sum("total_vnd")).order_by()
    dossiers = unlisted_benefits(payers).values_list("commune_id").annotate(vnd=Sum("amount_vnd")).order_by()
    found = _by_payer(payers, dict(sums))
    found.update(_by_payer(payers, dict(dossiers)))  # adding two counters would drop what is negative
    return found


def _repaid(payers: Payers) -> Counter[int]:
    rows = Repayment.objects.standing().filter(commune__in=payers.of).values_list("commune_id")
    return _by_payer(payers, dict(rows.annotate(vnd=Sum("amount_vnd")).order_by()))


def _payments(payers: Payers, state: Payment.State, *, counted: bool = False) -> Counter[int]:
    rows = Payment.objects.filter(commune__in=payers.of, state=state).values_list("commune_id")
    return _by_payer(
        payers, dict(rows.annotate(vnd=Count("pk") if counted else Sum("amount_vnd")).order_by())
    )


def _open(payers: Payers, share: int | None) -> tuple[Counter[int], Counter[int], Counter[int]]:
    waiting: Counter[int] = Counter()
    recover: Counter[int] = Counter()
    held: Counter[int] = Counter()
    found = dues(payers)
    holds = holds_of({due.person_id for due in found.values()})
    for due in found.values():
        set_off = due.set_off_vnd(share)
        waiting[due.commune_id] += due.gross_vnd - set_off
        recover[due.commune_id] += due.recovery_vnd - set_off
        held[due.commune_id] += due.gross_vnd - set_off if due.person_id in holds else 0
    return waiting, recover, held


def _by_payer(payers: Payers, sums: Mapping[int, int]) -> Counter[int]:
    found: Counter[int] = Counter()
    for commune, value in sums.items():
        found[payers.of[commune]] += value
    return found
