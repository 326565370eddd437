"""Reads for payouts: what locked lists hold for each person that no standing payment has taken yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Sum

from allowances.models import Batch, Benefit, LedgerLine, PayHold, Payment, PaymentPart, PayMethod, Repayment
from allowances.payouts.rules import Due, Part, gives_and_takes
from members.models import Membership
from territory import clock
from territory.models import Unit
from territory.spans import holds_on

Holder = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Payers:
    """The communes that pay, by key, and for each commune whose lists they pay the key of its payer."""

    units: Mapping[int, Unit]
    of: Mapping[int, int]


def payers_of(unit: Unit) -> Payers:
    """The communes of today in ``unit``: each pays its own lists and those of the communes whose files it
    keeps; two statements."""
    kept = Unit.objects.filter(level=Unit.Level.COMMUNE, keeper_path__startswith=unit.path)
    paths = dict(kept.values_list("pk", "keeper_path"))
    units = {row.path: row for row in Unit.objects.filter(path__in=set(paths.values())).communes()}
    return Payers(
        {row.pk: row for row in units.values()},
        {pk: units[path].pk for pk, path in paths.items() if path in units},
    )


def dues(payers: Payers, people: Collection[int] | None = None) -> dict[Holder, Due]:
    """By person and paying commune: what is open, of ``people`` or of everybody; five statements.

    Whose sums are all paid and who owes nothing is left out.
    """
    parts = _open_parts(payers, people)
    carried = _carried(payers, people)
    return {
        key: Due(*key, tuple(sorted(parts.get(key, ()), key=lambda part: part.month)), carried[key])
        for key in sorted({*parts, *(key for key, vnd in carried.items() if vnd)})
    }


def _open_parts(payers: Payers, people: Collection[int] | None) -> dict[Holder, list[Part]]:
    taken = PaymentPart.objects.filter(stands=True, person=OuterRef("person"), batch=OuterRef("batch"))
    lists = Batch.objects.filter(state=Batch.State.LOCKED, commune__in=payers.of)
    lines = LedgerLine.objects.filter(~Exists(taken), batch__in=lists)
    if people is not None:
        lines = lines.filter(person__in=people)
    rows = lines.values_list("person_id", "batch_id", "batch__month", "batch__commune_id", "for_month")
    months: dict[tuple[int, int, date, int], list[int]] = defaultdict(list)
    for person, batch, month, commune, _, vnd in rows.annotate(vnd=Sum("amount_vnd")).order_by():
        months[person, batch, month, commune].append(vnd)
    found: dict[Holder, list[Part]] = defaultdict(list)
    for (person, batch, month, commune), sums in months.items():
        gross, recovery = gives_and_takes(sums)
        if gross or recovery:
            found[person, payers.of[commune]].append(Part(month, batch, None, gross, recovery))
    for person, commune, part in _open_dossiers(payers, people):
        found[person, payers.of[commune]].append(part)
    return found


def _open_dossiers(payers: Payers, people: Collection[int] | None) -> Iterator[tuple[int, int, Part]]:
    """Sums owed once to who never was in a team: the decision is what he is paid by, no ledger line is."""
    taken = PaymentPart.objects.filter(stands=True, benefit=OuterRef("pk"))
    rows = unlisted_benefits(payers).filter(~Exists(taken))
    if people is not None:
        rows = rows.filter(person__in=people)
    for pk, person, commune, day, vnd in rows.order_by("pk").values_list(
        "pk", "person_id", "commune_id", "decided_on", "amount_vnd"
    ):
        assert day is not None  # noqa: S101 (a constraint of decided dossiers)
        yield person, commune, Part(day.replace(day=1), None, pk, vnd, 0)


def unlisted_benefits(payers: Payers) -> QuerySet[Benefit]:
    """Decided dossiers that no list of payments can hold."""
    return Benefit.objects.filter(state=Benefit.State.DECIDED, membership__isnull=True, commune__in=payers.of)


def _carried(payers: Payers, people: Collection[int] | None) -> Counter[Holder]:
    """What standing parts take back, less what standing payments deducted and what was paid back."""
    parts = PaymentPart.objects.filter(stands=True, recovery_vnd__gt=0, payment__commune__in=payers.of)
    paid = Payment.objects.standing().filter(deducted_vnd__gt=0, commune__in=payers.of)
    back = Repayment.objects.standing().filter(commune__in=payers.of)
    if people is not None:
        parts, paid, back = (rows.filter(person__in=people) for rows in (parts, paid, back))  # type: ignore[assignment]
    found: Counter[Holder] = Counter()
    for person, commune, vnd in parts.values_list("person_id", "payment__commune_id").annotate(
        vnd=Sum("recovery_vnd")
    ):
        found[person, payers.of[commune]] += vnd
    for person, commune, vnd in paid.values_list("person_id", "commune_id").annotate(vnd=Sum("deducted_vnd")):
        found[person, payers.of[commune]] -= vnd
    for person, commune, vnd in (
        back.values_list("person_id", "commune_id").annotate(vnd=Sum("amount_vnd")).order_by()
    ):
        found[person, payers.of[commune]] -= vnd
    return found


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a person stands on a list of payments: his title and team as his newest line has them."""

    title: str = ""
    rank: int = 0
    team_name: str = ""
    team_order: str = ""


def seats_of(people: Collection[int], payers: Payers) -> dict[int, Seat]:
    """By person: his seat in these communes' lists, none for who never was on one; one statement."""
    rows = (
        LedgerLine.objects.filter(person__in=people, commune__in=payers.of)
        .order_by("person_id", "-for_month", "-pk")
        .distinct("person_id")
        .values_list("person_id", "membership__title", "team__name", "team__sort_key")
    )
    return {
        person: Seat(Membership.Title(title).label, Membership.Title(title).rank, team, order)
        for person, title, team, order in rows
    }


def holds_of(people: Collection[int]) -> dict[int, PayHold]:
    """By person: the hold on his pay today; one statement."""
    return {row.person_id: row for row in PayHold.objects.filter(holds_on(clock.today()), person__in=people)}


def methods_of(people: Collection[int]) -> dict[int, PayMethod]:
    """By person: how he is paid today; one statement."""
    return {
        row.person_id: row for row in PayMethod.objects.filter(holds_on(clock.today()), person__in=people)
    }
