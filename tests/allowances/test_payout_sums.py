"""Whatever happens, locked = paid + sent + open, to the đồng, and no sum of a list is ever paid twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pgtrigger
import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.errors import DomainError
from accounts.models import User
from allowances.models import (
    Batch,
    Derivation,
    LedgerLine,
    PayHold,
    Payment,
    PaymentPart,
    Payout,
    PayRun,
    PaySetting,
    Repayment,
)
from allowances.payouts import holds
from allowances.payouts import services as payouts
from allowances.payouts.reconcile import reconcile
from allowances.payouts.results import Result, results_record
from members.models import Membership
from regulations.models import LawVersion
from teams.models import Team
from territory.models import Unit
from vietnamese.dates import next_month

DAY = date(2024, 7, 18)
FIRST = date(2022, 1, 1)

# A list: by person what its own month gives, and what it corrects of the month before.
LISTS = st.lists(
    st.tuples(st.sampled_from([0, 1, 900_000, 1_440_001]), st.sampled_from([0, 0, 250_000, -1, -700_000])),
    min_size=3,
    max_size=3,
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("lock"), LISTS),
        st.tuples(st.just("prepare"), st.none()),
        st.tuples(st.just("approve"), st.booleans()),
        st.tuples(st.just("hold"), st.integers(0, 2)),
        st.tuples(st.just("release"), st.integers(0, 2)),
        st.tuples(st.just("repay"), st.tuples(st.integers(0, 2), st.sampled_from([1, 100_000, 700_000]))),
        st.tuples(st.just("share"), st.sampled_from([None, 1, 20, 100])),
        st.tuples(st.just("settle"), st.lists(st.sampled_from(["paid", "returned", ""]), max_size=4)),
    ),
    max_size=14,
)


@dataclass
class Portal:
    """What acts, and beside it a plain count of what was locked."""

    clerk: User
    chairman: User
    commune: Unit
    members: list[Membership]
    derivation: Derivation
    run: Any = None
    month: date = FIRST
    locked: Counter[int] = field(default_factory=Counter)
    gross: Counter[int] = field(default_factory=Counter)
    repaid: int = 0

    def lock(self, sums: list[tuple[int, int]]) -> None:
        """A further list of the commune, locked."""
        run = PayRun.objects.create(unit=self.commune, month=self.month, prepared_by=self.clerk)
        batch = Batch.objects.create(run=run, commune=self.commune, month=self.month, prepared_by=self.clerk)
        lines = list(self._lines(batch, sums))
        LedgerLine.objects.bulk_create(lines)
        for line in lines:
            self.locked[line.person_id] += line.amount_vnd
            self.gross[line.person_id] += max(line.amount_vnd, 0)
        Batch.objects.filter(pk=batch.pk).update(
            state="locked",
            is_due=False,
            checked_by=self.clerk,
            approved_by=self.chairman,
            locked_at="2024-07-18T00:00Z",
            total_vnd=sum(line.amount_vnd for line in lines),
        )
        self.month = next_month(self.month)

    def _lines(self, batch: Batch, sums: list[tuple[int, int]]) -> Iterator[LedgerLine]:
        before = date(self.month.year - (self.month.month == 1), (self.month.month - 2) % 12 + 1, 1)
        for member, (own, correction) in zip(self.members, sums, strict=True):
            for month, vnd, sequence in ((self.month, own, 0), (before, correction, 1)):
                if vnd:
                    yield LedgerLine(
                        batch=batch,
                        membership=member,
                        person_id=member.person_id,
                        team_id=member.team_id,
                        commune=self.commune,
                        component="ho_tro_hang_thang",
                        for_month=month,
                        sequence=sequence,
                        amount_vnd=vnd,
                        derivation=self.derivation,
                    )

    def prepare(self, _: None) -> None:
        """A payout of all that is open."""
        payouts.payout_prepare(actor=self.clerk, unit=self.commune)

    def approve(self, agrees: bool) -> None:
        """The oldest payout that waits is approved, or sent back."""
        waiting = Payout.objects.filter(state="prepared").order_by("pk").first()
        if waiting and agrees:
            payouts.payout_approve(actor=self.chairman, payout_id=waiting.pk)
        elif waiting:
            payouts.payout_return(actor=self.chairman, payout_id=waiting.pk, reason="Xem lại")

    def settle(self, answers: list[str]) -> None:
        """What became of payments of the newest approved payout, whatever was told of them before."""
        payout = Payout.objects.filter(state__in=["approved", "closed"]).order_by("pk").last()
        rows = list(payout.payments.order_by("pk")) if payout else []
        results = [
            Result(row.reference, answer == "paid", DAY, "Trả về" if answer == "returned" else "")
            for row, answer in zip(rows, answers, strict=False)
            if answer
        ]
        if payout:
            results_record(actor=self.clerk, payout_id=payout.pk, results=results)

    def hold(self, who: int) -> None:
        """Pay is withheld from today on."""
        person = self.members[who].person
        holds.hold_start(actor=self.chairman, person=person, from_day=DAY, reason="Chờ xử lý", decision="")

    def release(self, who: int) -> None:
        """Holds never were: what ends today could not begin again on this day."""
        with pgtrigger.ignore("allowances.PayHold:pay_hold_is_kept"):
            PayHold.objects.filter(person=self.members[who].person).delete()

    def repay(self, how: tuple[int, int]) -> None:
        """Somebody pays back in cash."""
        person, paper = self.members[how[0]].person, f"PT {Repayment.objects.count()}"
        row = holds.repayment_enter(
            actor=self.clerk, person=person, commune=self.commune, amount_vnd=how[1], paper=paper, paid_on=DAY
        )
        self.repaid += row.amount_vnd

    def share(self, percent: int | None) -> None:
        """The province chooses how much of a payment a recovery takes."""
        PaySetting.objects.update_or_create(
            province=Unit.objects.get(key="52"),
            valid_from=FIRST,
            defaults={"recovery_share_percent": percent, "source": "Thử"},
        )

    def require_sums(self) -> None:
        """Each đồng that was locked is in one place; nobody has more than his lists gave."""
        sums = reconcile(self.commune).total
        assert sums.difference == 0
        assert (sums.locked, sums.repaid) == (sum(self.locked.values()), self.repaid)
        assert min(sums.paid, sums.sent, sums.waiting, sums.recover) >= 0
        standing = Payment.objects.standing().values_list("person_id").annotate(vnd=Sum("amount_vnd"))
        for person, vnd in standing.order_by():
            assert 0 < vnd <= self.gross[person]
        parts = PaymentPart.objects.filter(stands=True).values_list("person_id", "batch_id")
        assert len(parts) == len(set(parts))

    def finish(self) -> None:
        """All is paid at last: what is then open is what nobody can be paid, because more is taken back."""
        for who in range(3):
            self.release(who)  # nobody approves a payout with somebody in it whose pay is withheld
        while Payout.objects.filter(state="prepared").exists():
            self.approve(agrees=True)
        for payout in Payout.objects.filter(state="approved"):
            rows = payout.payments.filter(state="open").values_list("reference", flat=True)
            results = [Result(reference, is_paid=True, on=DAY) for reference in rows]
            results_record(actor=self.clerk, payout_id=payout.pk, results=results)
        self.share(None)
        for _ in range(3):
            try:
                self.prepare(None)
            except DomainError:
                return
            self.finish()


@pytest.fixture
def portal(clerk: User, chairman: User, commune: Unit, active_team: Team, law: None) -> Portal:
    """Three members, nothing locked."""
    members = list(active_team.memberships.order_by("pk")[:3])
    version = LawVersion.objects.earliest("pk")
    derivation = Derivation.objects.create(digest="0" * 64, law=version, facts=[], why={}, article="Điều 1")
    return Portal(clerk, chairman, commune, members, derivation)


@settings(max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=[("lock", [(0, 0), (0, 0), (0, -1)])])
def test_locked_is_paid_and_open_whatever_happens(portal: Portal, steps: list[tuple[str, Any]]) -> None:
    with transaction.atomic():
        portal.month, portal.locked, portal.gross, portal.repaid = FIRST, Counter(), Counter(), 0
        for name, how in steps:
            with suppress(DomainError):
                getattr(portal, name)(how)
            portal.require_sums()
        portal.finish()
        portal.require_sums()
        assert reconcile(portal.commune).total.held == 0
        paid = Payment.objects.filter(state="paid").values_list("person_id").annotate(vnd=Sum("amount_vnd"))
        back = dict(Repayment.objects.values_list("person_id").annotate(vnd=Sum("amount_vnd")).order_by())
        for person, vnd in paid.order_by():
            assert vnd - back.get(person, 0) >= portal.locked[person]
        transaction.set_rollback(True)
