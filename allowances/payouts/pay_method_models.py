"""How a person is paid, and how a province's files for the treasury or the bank look: both by day."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from allowances.payouts.models import Payment, masked
from members.models import Person
from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, never_two


class PayMethodQuerySet(models.QuerySet["PayMethod"]):
    """Questions about how people are paid."""

    def visible_to(self, viewer: Viewer) -> PayMethodQuerySet:
        """Of people whose file a commune of the viewer's reach keeps; no unit, no rows."""
        return self.filter(within_reach(viewer, "person__commune__path"))


class PayMethod(DatedModel):
    """How one person is paid over a span of days; without one, in cash. The account number is encrypted."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="pay_methods", verbose_name="người")
    method = models.CharField("cách nhận", max_length=4, choices=Payment.Method)
    bank = models.CharField("ngân hàng", max_length=100, blank=True)
    holder = models.CharField("tên chủ tài khoản", max_length=100, blank=True)
    account_cipher = models.TextField("số tài khoản (mã hóa)", blank=True, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PayMethodQuerySet.as_manager()

    class Meta:
        verbose_name = "cách nhận tiền"
        verbose_name_plural = "cách nhận tiền"
        ordering: ClassVar = ["-valid_from"]
        constraints: ClassVar = [
            ends_after_start("pay_method_ends_after_start"),
            never_two(
                "one_pay_method_a_day", "person", message="Đã ghi cách nhận tiền khác trong khoảng ngày đó."
            ),
            models.CheckConstraint(
                name="account_only_at_a_bank",
                condition=Q(method="cash", bank="", holder="", account_cipher="")
                | Q(method="bank") & ~Q(bank="") & ~Q(holder="") & ~Q(account_cipher=""),
                violation_error_message="Nhập đủ ngân hàng, tên chủ tài khoản và số tài khoản.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_method_display()}"

    @property
    def masked_account(self) -> str:
        """The account number with all but its last three signs hidden; "" in cash."""
        return masked(self.account_cipher)


class PayFileLayout(DatedModel):
    """How files of payments look in a province: ``columns`` is ``[{header, field}]`` in their order."""

    province = models.ForeignKey(
        Unit, models.PROTECT, related_name="pay_file_layouts", verbose_name="tỉnh, thành phố"
    )
    columns = models.JSONField("các cột")
    separator = models.CharField("dấu ngăn cột của CSV", max_length=1, default=";")
    content = models.CharField("nội dung chuyển tiền", max_length=200)
    source = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "mẫu tệp chi"
        verbose_name_plural = "mẫu tệp chi"
        ordering: ClassVar = ["-valid_from"]
        constraints: ClassVar = [
            ends_after_start("pay_file_layout_ends_after_start"),
            never_two(
                "one_pay_file_layout_a_day",
                "province",
                message="Tỉnh đã có mẫu tệp khác trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province}: {len(self.columns)} cột"
