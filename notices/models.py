"""What users were told, and how each wants to be told by e-mail.

A notice names a thing by its public title, its unit and its page: no person, no number of a person.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import User
from territory.models import Unit
from territory.scope import within_reach


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about notices."""

    def visible_to(self, viewer: User) -> NoticeQuerySet:
        """The viewer's own notices about units of his reach of today; no unit, no rows."""
        if not viewer.reach:
            return self.none()
        return self.filter(within_reach(viewer, "unit__path"), recipient=viewer)

    def unread(self) -> NoticeQuerySet:
        """Those not opened yet, about things that still stand as they say."""
        return self.filter(read_at=None)

    def to_mail(self) -> NoticeQuerySet:
        """Those that a letter is owed for: wanted, not sent, not read on the page before."""
        return self.unread().filter(by_mail=True, sent_at=None)


class Notice(models.Model):
    """One user was told once that something happened to one thing."""

    class Kind(models.TextChoices):
        WAITING = "waiting", "Chờ xử lý"
        AGREED = "agreed", "Đã thẩm định, đồng ý"
        RETURNED = "returned", "Đã trả lại"
        APPROVED = "approved", "Đã duyệt"
        ISSUED = "issued", "Đã ban hành quyết định"
        WITHDRAWN = "withdrawn", "Đã rút"
        HELD = "held", "Chưa tự làm được"
        FAULT = "fault", "Cần kiểm tra ngay"

    class Page(models.TextChoices):
        """What the notice is about; the value is the name of its page."""

        DOSSIER = "members:dossier", "hồ sơ về tổ"
        CHANGE = "members:change", "đề nghị về thành viên"
        BATCH = "allowances:batch", "danh sách chi trả"
        RUN = "allowances:run", "đợt tính"
        SCHEDULE = "allowances:schedules", "lịch tính"
        LEDGER_CHECKS = "allowances:ledger_checks", "kiểm tra sổ"
        BENEFIT = "allowances:benefit", "hồ sơ trợ cấp"
        PAYOUT = "allowances:payout", "đợt chi"
        BUDGET_LINE = "allowances:budget_line", "khoản dự toán"

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField("việc", max_length=10, choices=Kind)
    title = models.CharField("nội dung", max_length=250)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    page = models.CharField("trang", max_length=30, choices=Page)
    page_key = models.BigIntegerField("khóa của trang")
    # Where one telling is enough for many events, such as the lists of a run; else empty.
    once = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField("lúc", auto_now_add=True)
    read_at = models.DateTimeField("xem lúc", null=True, blank=True)
    # What the recipient wanted when it was written: a later choice sends no old letters.
    by_mail = models.BooleanField("gửi thư", default=False)
    # Set before the letter leaves, so that no second delivery of the task can send it again.
    sent_at = models.DateTimeField("gửi thư lúc", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "once"], condition=~Q(once=""), name="told_once_a_recipient"
            ),
            models.CheckConstraint(
                name="sent_only_where_wanted", condition=Q(sent_at__isnull=True) | Q(by_mail=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-id"], name="notice_of_a_recipient"),
            models.Index(fields=["recipient"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(
                fields=["page", "page_key"], name="notice_open_of_a_thing", condition=Q(read_at__isnull=True)
            ),
            models.Index(
                F("recipient"),
                name="notice_to_mail",
                condition=Q(by_mail=True, sent_at__isnull=True, read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def url(self) -> str:
        """The page of the thing; each reads the schedule and the checks of his own province."""
        of_province = self.page in (self.Page.SCHEDULE, self.Page.LEDGER_CHECKS)
        return reverse(self.page, args=[] if of_province else [self.page_key])


class MailChoice(models.Model):
    """How a user wants his notices by e-mail; without a row, not at all."""

    class Rhythm(models.TextChoices):
        NONE = "none", "Không gửi thư"
        AT_ONCE = "at_once", "Gửi ngay khi có thông báo"
        DAILY = "daily", "Gửi gộp mỗi ngày một thư"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mail_choice")
    rhythm = models.CharField("nhận thư", max_length=10, choices=Rhythm, default=Rhythm.NONE)
    address = models.EmailField("địa chỉ thư điện tử", blank=True)
    failed_at = models.DateTimeField("không gửi được lúc", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "cách nhận thư"
        verbose_name_plural = "cách nhận thư"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mail_has_an_address",
                condition=Q(rhythm="none") | ~Q(address=""),
                violation_error_message="Nhập địa chỉ thư điện tử để nhận thư.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_rhythm_display()}"
