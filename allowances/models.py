"""The ledger and the monthly runs. Owed minus posted is the only way a line comes to be.

A run asks for one month in one unit; it has a batch for each commune, and the batch rows are the lock,
the progress and the retry list. Lines are appended and never changed; a correction is a further line.
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from allowances.rollup_sql import ROLL_UP
from members.models import Membership, Person
from regulations.models import LawVersion
from teams.models import Team
from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, never_two
from territory.triggers import closed


class PayRunQuerySet(models.QuerySet["PayRun"]):
    """Questions about runs."""

    def visible_to(self, viewer: Viewer) -> PayRunQuerySet:
        """Runs with a commune of the viewer's reach in them; no unit, no rows."""
        if not viewer.reach:
            return self.none()
        mine = Batch.objects.visible_to(viewer).filter(run=models.OuterRef("pk"))
        return self.filter(models.Exists(mine))


class PayRun(models.Model):
    """The regular month of a unit: one run however often it is started."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="runs", verbose_name="đơn vị")
    month = models.DateField("tháng")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField("bắt đầu lúc", auto_now_add=True)
    # While it is stopped no list of it is computed; who goes on with it empties both.
    stopped_at = models.DateTimeField("dừng lúc", null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = PayRunQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt tính"
        verbose_name_plural = "đợt tính"
        ordering: ClassVar = ["-month", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "month"], name="one_run_a_month"),
            models.CheckConstraint(name="run_month_is_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="stopped_run_has_its_hand",
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Tháng {self.month:%m/%Y} · {self.unit}"


class BatchQuerySet(models.QuerySet["Batch"]):
    """Questions about the batches of runs."""

    def visible_to(self, viewer: Viewer) -> BatchQuerySet:
        """Batches of the communes of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))


class Batch(models.Model):
    """One commune's month. ``is_due`` asks a worker to compute it; the row itself is the lock."""

    class State(models.TextChoices):
        PENDING = "pending", "chờ tính"
        COMPUTED = "computed", "đã tính, chờ kiểm tra"
        CHECKED = "checked", "đã kiểm tra, chờ duyệt"
        LOCKED = "locked", "đã duyệt, đã khóa"

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="batches")
    commune = models.ForeignKey(
        Unit, models.PROTECT, related_name="batches", verbose_name="xã, phường, thị trấn"
    )
    month = models.DateField("tháng")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PENDING)
    is_due = models.BooleanField("cần tính", default=True)
    queued_at = models.DateTimeField("xếp hàng lúc", null=True, blank=True)
    # How often it was queued again because it stalled: alone from the second time on.
    sweeps = models.PositiveSmallIntegerField("số lần xếp hàng lại", default=0)
    people = models.PositiveIntegerField("số người", default=0)
    line_count = models.PositiveIntegerField("số dòng", default=0)
    total_vnd = models.BigIntegerField("tổng số tiền (đồng)", default=0)
    # What the law does not let us compute yet: [{component, name, sentence, people}].
    refusals = models.JSONField("khoản chưa tính", default=list)
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Everyone who ever asked for the computation or checked it: whoever comes after takes nobody off.
    makers = ArrayField(models.BigIntegerField(), verbose_name="người đã tính hoặc kiểm tra", default=list)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    # Where its sum asks for two approvals: it does once somebody approves, and the first of them.
    needs_two = models.BooleanField("cần hai người duyệt", default=False)
    first_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    locked_at = models.DateTimeField("khóa lúc", null=True, blank=True)
    # The head of the chain over the lines (allowances/chain.py), taken when the list is locked.
    chain_head = models.CharField("mã chuỗi của danh sách", max_length=64, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "phần của xã trong đợt tính"
        verbose_name_plural = "phần của xã trong đợt tính"
        ordering: ClassVar = ["commune__sort_key"]
        indexes: ClassVar = [
            models.Index(fields=["queued_at"], condition=Q(is_due=True), name="batch_still_due"),
        ]
        constraints: ClassVar = [
            # One commune's month lives in one batch, whichever unit's run it came with.
            models.UniqueConstraint(fields=["commune", "month"], name="one_batch_a_commune_month"),
            models.CheckConstraint(
                name="approver_is_not_maker",
                condition=Q(approved_by__isnull=True)
                | ~Q(approved_by=F("prepared_by"))
                & ~Q(approved_by=F("checked_by"))
                & ~Q(makers__contains=[F("approved_by")]),
                violation_error_message="Người tính hoặc kiểm tra không được duyệt danh sách đó.",
            ),
            models.CheckConstraint(
                name="first_approver_is_not_maker",
                condition=Q(first_approved_by__isnull=True)
                | ~Q(first_approved_by=F("checked_by")) & ~Q(makers__contains=[F("first_approved_by")]),
                violation_error_message="Người tính hoặc kiểm tra không được duyệt danh sách đó.",
            ),
            models.CheckConstraint(
                name="two_approvals_are_of_two",
                condition=~Q(state="locked", needs_two=True)
                | Q(first_approved_by__isnull=False) & ~Q(first_approved_by=F("approved_by")),
                violation_error_message="Danh sách này cần hai người khác nhau duyệt.",
            ),
            models.CheckConstraint(
                name="batch_state_has_its_hands",
                condition=Q(state__in=["pending", "computed"])
                | Q(state="checked", checked_by__isnull=False)
                | Q(
                    state="locked",
                    checked_by__isnull=False,
                    approved_by__isnull=False,
                    locked_at__isnull=False,
                ),
            ),
        ]
        triggers: ClassVar = [
            closed("locked_batch_is_kept", state="locked"),
            pgtrigger.Protect(name="batch_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.commune} · {self.month:%m/%Y}"

    @property
    def stage(self) -> tuple[str, str]:
        """Where it stands, for a page: look (done, attention, stop, waiting) and words."""
        if self.is_due:
            return ("stop", "Đã dừng") if self.run.stopped_at else ("waiting", "Đang tính")
        if self.state == self.State.COMPUTED and self.return_reason:
            return "stop", "Bị trả lại"
        return {
            self.State.PENDING: ("waiting", "Chờ tính"),
            self.State.COMPUTED: ("attention", "Chờ kiểm tra"),
            self.State.CHECKED: (
                "attention",
                "Chờ duyệt lần hai" if self.first_approved_by_id else "Chờ duyệt",
            ),
            self.State.LOCKED: ("done", "Đã khóa"),
        }[self.State(self.state)]


class PaySetting(DatedModel):
    """How a province pays, where no law is known: a setting of the portal, shown as such and never as law."""

    province = models.ForeignKey(
        Unit, models.PROTECT, related_name="pay_settings", verbose_name="tỉnh, thành phố"
    )
    arrears_months = models.PositiveSmallIntegerField("số tháng được truy lĩnh, thu hồi", default=12)
    # From this sum on a list is approved by two people; None: by one, whatever the sum.
    second_approval_from_vnd = models.PositiveBigIntegerField(
        "duyệt lần hai từ (đồng)", null=True, blank=True
    )
    # How much of a payment a recovery may take; None: all at once.
    recovery_share_percent = models.PositiveSmallIntegerField(
        "thu hồi tối đa mỗi lần chi (%)", null=True, blank=True
    )
    source = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "cách chi trả của tỉnh"
        verbose_name_plural = "cách chi trả của tỉnh"
        ordering: ClassVar = ["province__sort_key", "valid_from"]
        constraints: ClassVar = [
            ends_after_start("pay_setting_ends_after_start"),
            never_two(
                "one_pay_setting_a_day",
                "province",
                message="Tỉnh đã có cách chi trả khác trong khoảng ngày đó.",
            ),
            models.CheckConstraint(
                name="arrears_months_are_few",
                condition=Q(arrears_months__lte=60),
                violation_error_message="Nhập tối đa 60 tháng.",
            ),
            models.CheckConstraint(
                name="recovery_share_is_a_share",
                condition=Q(recovery_share_percent__isnull=True)
                | Q(recovery_share_percent__gte=1, recovery_share_percent__lte=100),
                violation_error_message="Nhập từ 1 đến 100 phần trăm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province}: {self.arrears_months} tháng"


class Derivation(models.Model):
    """Why a sum is what it is: facts, law and arithmetic, stored once for all who share them."""

    digest = models.CharField(max_length=64, unique=True)
    component = models.CharField("khoản", max_length=40, blank=True)
    law = models.ForeignKey(LawVersion, models.PROTECT, related_name="derivations")
    facts = models.JSONField("dữ kiện")
    why = models.JSONField("cách tính")
    article = models.CharField("điều, khoản", max_length=400)

    class Meta:
        verbose_name = "cách tính"
        verbose_name_plural = "cách tính"
        triggers: ClassVar = [
            pgtrigger.Protect(name="derivation_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.article


class LedgerLineQuerySet(models.QuerySet["LedgerLine"]):
    """Questions about the ledger."""

    def visible_to(self, viewer: Viewer) -> LedgerLineQuerySet:
        """Lines of the communes of the viewer's reach, as they were; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))


class LedgerLine(models.Model):
    """One posted sum: a person's component for a month. Appended, never changed.

    In the database a table for each year of ``for_month`` and one for all others; its key there is
    ``id`` and ``for_month``, so no other table can refer to a line.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="lines", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="lines", verbose_name="người")
    team = models.ForeignKey(Team, models.PROTECT, related_name="lines", verbose_name="tổ")
    commune = models.ForeignKey(
        Unit, models.PROTECT, related_name="lines", db_index=False, verbose_name="xã, phường, thị trấn"
    )
    component = models.CharField("khoản", max_length=40)
    for_month = models.DateField("của tháng")
    # The commune whose month it is, where it stands no more and another pays what is still due for it.
    former_commune = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, null=True, blank=True, verbose_name="xã cũ"
    )
    # How many lines of this membership, component and month came before: two writers cannot both be next.
    sequence = models.PositiveSmallIntegerField("lần ghi")
    amount_vnd = models.BigIntegerField("số tiền (đồng)")
    # Why the sum is corrected, in words; "" in the first line of a month in its own list.
    cause = models.CharField("lý do điều chỉnh", max_length=500, blank=True)
    derivation = models.ForeignKey(Derivation, models.PROTECT, related_name="lines", db_index=False)
    posted_at = models.DateTimeField("ghi sổ lúc", auto_now_add=True)

    objects = LedgerLineQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng chi trả"
        verbose_name_plural = "sổ chi trả"
        constraints: ClassVar = [
            # The month stands first: what a month appends lies together, however long the year's index is.
            models.UniqueConstraint(
                fields=["for_month", "membership", "component", "sequence"], name="line_origin_once"
            ),
            models.CheckConstraint(name="line_is_not_zero", condition=~Q(amount_vnd=0)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["for_month", "commune"], name="line_by_month_commune"),
            models.Index(
                fields=["former_commune", "for_month"],
                condition=Q(former_commune__isnull=False),
                name="line_by_former_commune",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="line_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="ledger_is_kept",
                operation=pgtrigger.Truncate,
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the ledger';",
            ),
            pgtrigger.Trigger(
                name="no_line_into_locked_batch",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_lines"),  # type: ignore[no-untyped-call]
                func="""
                    IF EXISTS (
                        SELECT 1 FROM allowances_batch
                        WHERE state = 'locked' AND id IN (SELECT batch_id FROM new_lines)
                    ) THEN
                        RAISE EXCEPTION 'pgtrigger: Cannot insert rows into a locked batch';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="ledger_is_rolled_up",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_lines"),  # type: ignore[no-untyped-call]
                func=ROLL_UP,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.component} · {self.for_month:%m/%Y}"

    @property
    def owed_by(self) -> int:
        """The key of the commune whose month it is, as it was then."""
        return self.former_commune_id or self.commune_id


# Django looks for models here; those of another subject have their own file.
from allowances.benefit_models import Benefit as Benefit  # noqa: E402
from allowances.budget.models import BudgetHeading as BudgetHeading  # noqa: E402
from allowances.budget.models import BudgetLine as BudgetLine  # noqa: E402
from allowances.budget.spent_models import OtherSpending as OtherSpending  # noqa: E402
from allowances.check_models import LedgerCheck as LedgerCheck  # noqa: E402
from allowances.duty_models import DutyClaim as DutyClaim  # noqa: E402
from allowances.payouts.hold_models import PayHold as PayHold  # noqa: E402
from allowances.payouts.hold_models import Repayment as Repayment  # noqa: E402
from allowances.payouts.models import Payment as Payment  # noqa: E402
from allowances.payouts.models import PaymentPart as PaymentPart  # noqa: E402
from allowances.payouts.models import Payout as Payout  # noqa: E402
from allowances.payouts.pay_method_models import PayFileLayout as PayFileLayout  # noqa: E402
from allowances.payouts.pay_method_models import PayMethod as PayMethod  # noqa: E402
from allowances.rollup_models import ComponentSum as ComponentSum  # noqa: E402
from allowances.rollup_models import PaidYear as PaidYear  # noqa: E402
from allowances.rollup_models import TeamSum as TeamSum  # noqa: E402
from allowances.schedule_models import RunSchedule as RunSchedule  # noqa: E402
