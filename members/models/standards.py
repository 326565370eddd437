"""What a person states about the standards of Điều 13, what a paper proves, and the papers of his file."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from members.models.people import Membership, Person
from regulations.national_law import national_law


class StandardEvidence(models.Model):
    """One statement on one standard. A claim is the person's word; a paper has a number, a day, an issuer.

    Kept as entered: a later row corrects an earlier one.
    """

    class Basis(models.TextChoices):
        CLAIM = "claim", "người khai"
        PAPER = "paper", "giấy tờ chứng minh"

    # Goes with the file of somebody who was only ever proposed.
    person = models.ForeignKey(Person, models.CASCADE, related_name="evidence", verbose_name="người")
    standard = models.CharField("tiêu chuẩn", max_length=20)
    basis = models.CharField("căn cứ", max_length=5, choices=Basis)
    answer = models.CharField("nội dung", max_length=30)
    # The first day of a temporary residence.
    since = models.DateField("từ ngày", null=True, blank=True)
    number = models.CharField("số giấy tờ", max_length=60, blank=True)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    issuer = models.CharField("nơi cấp", max_length=150, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "căn cứ về tiêu chuẩn"
        verbose_name_plural = "căn cứ về tiêu chuẩn"
        indexes: ClassVar = [models.Index(fields=["person", "standard"], name="evidence_of_person")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="paper_has_number_and_day",
                condition=Q(basis="claim", number="", issued_on__isnull=True)
                | Q(basis="paper", issued_on__isnull=False) & ~Q(number=""),
                violation_error_message="Nhập số và ngày cấp của giấy tờ.",
            ),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="evidence_is_kept", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.person} · {national_law().standard(self.standard).name}"


class FiledPaper(models.Model):
    """A paper of a person's file that the commune's police has received."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="papers", verbose_name="người")
    paper = models.CharField("giấy tờ", max_length=20)
    received_on = models.DateField("ngày nhận")

    class Meta:
        verbose_name = "giấy tờ trong hồ sơ"
        verbose_name_plural = "giấy tờ trong hồ sơ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "paper"], name="paper_filed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.paper}"


class Recognition(models.Model):
    """Who recognised a membership, and which standards he accepted without proof."""

    membership = models.OneToOneField(Membership, models.PROTECT, related_name="recognition")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", auto_now_add=True)
    unproven = ArrayField(models.CharField(max_length=20), verbose_name="tiêu chuẩn chưa đủ căn cứ")

    class Meta:
        verbose_name = "công nhận thành viên"
        verbose_name_plural = "công nhận thành viên"
        triggers: ClassVar = [
            pgtrigger.Protect(name="recognition_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.membership)
