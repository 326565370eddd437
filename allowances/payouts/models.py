"""What goes to the treasury, the bank or the cash desk: to pay = locked − paid out.

The ledger stays exact; a payout takes from it what no payment that stands has taken yet. A part of a payment
is one person's sum of one locked list, and stands at most once: the database refuses to pay it twice.
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from allowances.benefit_models import Benefit
from allowances.models import Batch
from members import identity
from members.models import Person
from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.triggers import closed, frozen


def masked(cipher: str) -> str:
    """The account number of ``cipher`` with all but its last three signs hidden."""
    return "•" * 6 + identity.decrypted(cipher)[-3:] if cipher else ""


class PayoutQuerySet(models.QuerySet["Payout"]):
    """Questions about payouts."""

    def visible_to(self, viewer: Viewer) -> PayoutQuerySet:
        """Payouts with a payment in a commune of the viewer's reach; no unit, no rows."""
        if not viewer.reach:
            return self.none()
        mine = Payment.objects.visible_to(viewer).filter(payout=models.OuterRef("pk"))
        return self.filter(models.Exists(mine))


class Payout(models.Model):
    """Money that one unit pays out at once: prepared by one person, approved by another, then paid."""

    class State(models.TextChoices):
        PREPARED = "prepared", "chờ duyệt"
        APPROVED = "approved", "đang chi"
        CLOSED = "closed", "đã xong"
        DROPPED = "dropped", "không chi"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    day = models.DateField("ngày lập")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PREPARED)
    people = models.PositiveIntegerField("số người")
    total_vnd = models.PositiveBigIntegerField("tổng số tiền (đồng)")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("lập lúc", auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    # Why it was not approved; "" where who prepared it gave it up.
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt chi tiền"
        verbose_name_plural = "đợt chi tiền"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="payout_approver_is_not_maker",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                violation_error_message="Đề nghị người khác duyệt: người lập không được tự duyệt.",
            ),
            models.CheckConstraint(
                name="payout_state_has_its_hands",
                condition=Q(state__in=["prepared", "dropped"], approved_by__isnull=True)
                | Q(state__in=["approved", "closed"], approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(name="payout_pays_somebody", condition=Q(people__gt=0, total_vnd__gt=0)),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="payout_is_kept", operation=pgtrigger.Delete),
            frozen("payout_is_frozen", "unit", "day", "people", "total_vnd", "prepared_by"),
            closed("dropped_payout_is_kept", state="dropped"),
        ]

    def __str__(self) -> str:
        return f"Đợt chi số {self.pk} ngày {self.day:%d/%m/%Y}"

    @property
    def tag(self) -> str:
        """The look of the state: done, attention, stop or waiting."""
        return {
            self.State.PREPARED: "attention",
            self.State.APPROVED: "waiting",
            self.State.CLOSED: "done",
            self.State.DROPPED: "stop",
        }[self.State(self.state)]


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Questions about payments."""

    def visible_to(self, viewer: Viewer) -> PaymentQuerySet:
        """Payments of the communes of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))

    def standing(self) -> PaymentQuerySet:
        """Payments that count as paid out: those made, and those of which nothing is heard yet."""
        return self.filter(state__in=Payment.STANDING)


class Payment(models.Model):
    """One person's sum in a payout, as it was prepared: ``amount = gross − deducted``.

    ``commune`` is the one that pays today what its lists and those of its forerunners hold.
    """

    class State(models.TextChoices):
        OPEN = "open", "chưa có kết quả"
        PAID = "paid", "đã chi"
        RETURNED = "returned", "bị trả về"
        DROPPED = "dropped", "không chi"

    class Method(models.TextChoices):
        CASH = "cash", "tiền mặt"
        BANK = "bank", "chuyển khoản"

    STANDING: ClassVar = (State.OPEN, State.PAID)

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="payments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="payments", verbose_name="người")
    commune = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã, phường, thị trấn")
    # What a file to the treasury or the bank calls it, and what its answer is found by.
    reference = models.CharField("mã khoản chi", max_length=30, unique=True)
    full_name = models.CharField("họ và tên", max_length=100)
    title = models.CharField("chức danh", max_length=60, blank=True)
    team_name = models.CharField("tổ", max_length=200, blank=True)
    method = models.CharField("cách nhận", max_length=4, choices=Method, default=Method.CASH)
    bank = models.CharField("ngân hàng", max_length=100, blank=True)
    holder = models.CharField("tên chủ tài khoản", max_length=100, blank=True)
    account_cipher = models.TextField("số tài khoản (mã hóa)", blank=True, editable=False)
    gross_vnd = models.PositiveBigIntegerField("được hưởng (đồng)")
    deducted_vnd = models.PositiveBigIntegerField("trừ thu hồi (đồng)", default=0)
    amount_vnd = models.PositiveBigIntegerField("thực chi (đồng)")
    state = models.CharField("kết quả", max_length=8, choices=State, default=State.OPEN)
    settled_on = models.DateField("ngày chi hoặc trả về", null=True, blank=True)
    reason = models.CharField("lý do trả về", max_length=300, blank=True)
    # The day on which it was told to be paid, of a payment that came back after that.
    was_paid_on = models.DateField("đã ghi chi ngày", null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "khoản chi"
        verbose_name_plural = "khoản chi"
        indexes: ClassVar = [models.Index(fields=["commune", "state"], name="payment_by_commune_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payout", "person", "commune"], name="payment_once_a_payout"),
            models.CheckConstraint(
                name="payment_is_gross_less_deducted",
                condition=Q(amount_vnd__gt=0, gross_vnd=F("amount_vnd") + F("deducted_vnd")),
            ),
            models.CheckConstraint(
                name="settled_payment_has_its_day",
                condition=Q(state__in=["open", "dropped"], settled_on__isnull=True, reason="")
                | Q(state="paid", settled_on__isnull=False, reason="")
                | Q(state="returned", settled_on__isnull=False) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="only_what_came_back_was_paid_before",
                condition=Q(was_paid_on__isnull=True) | Q(state="returned"),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="payment_is_kept", operation=pgtrigger.Delete),
            frozen(
                "payment_is_frozen",
                *("payout", "person", "commune", "reference", "full_name", "method"),
                *("bank", "holder", "gross_vnd", "deducted_vnd", "amount_vnd"),
            ),
            pgtrigger.Protect(
                name="dropped_payment_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="dropped") & ~pgtrigger.Q(new__state="dropped"),
            ),
            pgtrigger.Trigger(
                name="parts_stand_as_their_payment",
                operation=pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
                when=pgtrigger.After,
                func="""
                    UPDATE allowances_paymentpart SET stands = NEW.state IN ('open', 'paid')
                    WHERE payment_id = NEW.id AND stands <> (NEW.state IN ('open', 'paid'));
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.full_name}"

    @property
    def masked_account(self) -> str:
        """The account number with all but its last three signs hidden; "" in cash."""
        return masked(self.account_cipher)

    @property
    def tag(self) -> str:
        """The look of the result: done, attention, stop or waiting."""
        return {
            self.State.OPEN: "waiting",
            self.State.PAID: "done",
            self.State.RETURNED: "attention",
            self.State.DROPPED: "stop",
        }[self.State(self.state)]


class PaymentPart(models.Model):
    """What one payment takes of one locked list, or the dossier it pays; it stands as its payment does."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="parts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", null=True, blank=True)
    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="+", null=True, blank=True)
    # What the list gives the person, and what it takes back of earlier months.
    gross_vnd = models.PositiveBigIntegerField("được hưởng (đồng)")
    recovery_vnd = models.PositiveBigIntegerField("thu hồi (đồng)", default=0)
    stands = models.BooleanField(default=True)

    class Meta:
        verbose_name = "phần của khoản chi"
        verbose_name_plural = "phần của khoản chi"
        indexes: ClassVar = [
            models.Index(
                fields=["person"], condition=Q(stands=True, recovery_vnd__gt=0), name="part_that_takes_back"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "batch"],
                condition=Q(stands=True, batch__isnull=False),
                name="list_is_paid_once",
                violation_error_message="Khoản này đã nằm trong một đợt chi khác. Tải lại trang.",
            ),
            models.UniqueConstraint(
                fields=["benefit"],
                condition=Q(stands=True, benefit__isnull=False),
                name="dossier_is_paid_once",
                violation_error_message="Khoản này đã nằm trong một đợt chi khác. Tải lại trang.",
            ),
            models.CheckConstraint(
                name="part_is_of_one_thing",
                condition=Q(batch__isnull=False, benefit__isnull=True)
                | Q(batch__isnull=True, benefit__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="part_is_kept", operation=pgtrigger.Delete),
            frozen("part_is_frozen", "payment", "person", "batch", "benefit", "gross_vnd", "recovery_vnd"),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.gross_vnd}"
