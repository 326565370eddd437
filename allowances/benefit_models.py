"""Dossiers of sums owed once (Luật 30/2023/QH15, Điều 24; severance of former forces, Điều 14 khoản 1).

The commune's police prepares, the chairman decides, nobody does both. Facts, law and sums are frozen when the
dossier is made: a change of them is a new dossier. Once decided, the row is kept for ever.
"""

from __future__ import annotations

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.models import FormerService, Membership, Person
from regulations.engine import VOCABULARY
from regulations.models import LawVersion
from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.triggers import closed, frozen

# What befalls somebody once in his life; the other kinds once a day.
_ONCE_A_PERSON: Final = ["thoi_viec", "chet", "mai_tang"]
_STANDING: Final = ["prepared", "decided"]


class BenefitQuerySet(models.QuerySet["Benefit"]):
    """Questions about dossiers of sums owed once."""

    def visible_to(self, viewer: Viewer) -> BenefitQuerySet:
        """Dossiers of the communes of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))


class Benefit(models.Model):
    """One event that befell one person: its frozen facts, the law, the sums, and who prepared and decided.

    ``facts`` is by name of the vocabulary; ``lines`` is ``[{component, name, amount_vnd, article, why}]``.
    Whose severance of a former force it is has no ``membership``, but ``former`` service.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", "chờ chủ tịch quyết định"
        DECIDED = "decided", "đã ban hành quyết định"
        RETURNED = "returned", "đã trả lại"
        WITHDRAWN = "withdrawn", "đã rút"

    commune = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã, phường, thị trấn")
    person = models.ForeignKey(Person, models.PROTECT, related_name="benefits", verbose_name="người")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", null=True, blank=True)
    former = models.ForeignKey(FormerService, models.PROTECT, related_name="+", null=True, blank=True)
    kind = models.CharField("sự việc", max_length=10, choices=list(VOCABULARY["event.kind"].allowed.items()))
    happened_on = models.DateField("ngày xảy ra")
    papers = models.CharField("giấy tờ làm căn cứ", max_length=500)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PREPARED)
    law = models.ForeignKey(LawVersion, models.PROTECT, related_name="+", verbose_name="văn bản áp dụng")
    facts = models.JSONField("dữ kiện", blank=True)
    lines = models.JSONField("các khoản")
    amount_vnd = models.PositiveBigIntegerField("số tiền (đồng)")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_on = models.DateField("ngày lập")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    decision_code = models.CharField("mã kiểm tra quyết định", max_length=20, blank=True)
    return_reason = models.CharField("lý do trả lại", max_length=500, blank=True)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)

    objects = BenefitQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ trợ cấp một lần"
        verbose_name_plural = "hồ sơ trợ cấp một lần"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["commune", "decided_on"], name="benefit_by_commune_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind", "happened_on"],
                condition=Q(state__in=_STANDING),
                name="benefit_once_an_event",
                violation_error_message="Mở hồ sơ đã có: sự việc này của người này đã được lập hồ sơ.",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state__in=_STANDING, kind__in=_ONCE_A_PERSON),
                name="benefit_once_a_person",
                violation_error_message="Mở hồ sơ đã có: mỗi người chỉ được trợ cấp một lần về việc này.",
            ),
            models.CheckConstraint(
                name="benefit_decider_is_not_maker",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("prepared_by")),
                violation_error_message="Chuyển cho người khác: người lập hồ sơ không được quyết định.",
            ),
            models.CheckConstraint(
                name="benefit_is_somebodys_sum",
                condition=Q(amount_vnd__gt=0)
                & (Q(membership__isnull=False) | Q(former__isnull=False))
                & ~Q(membership__isnull=False, former__isnull=False),
            ),
            models.CheckConstraint(
                name="decided_benefit_has_its_hand",
                condition=~Q(state="decided")
                | Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(decision_code=""),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="benefit_is_kept", operation=pgtrigger.Delete),
            closed("closed_benefit_is_kept", state__in=["decided", "returned", "withdrawn"]),
            frozen(
                "benefit_facts_are_frozen",
                *("commune", "person", "membership", "former", "kind", "happened_on", "papers"),
                *("law", "facts", "lines", "amount_vnd", "prepared_by", "prepared_on"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"

    @property
    def tag(self) -> str:
        """The look of the state: done, attention, stop or waiting."""
        return {
            self.State.PREPARED: "waiting",
            self.State.DECIDED: "done",
            self.State.RETURNED: "attention",
            self.State.WITHDRAWN: "stop",
        }[self.State(self.state)]
