"""Dated facts about a person that the law asks for: other post, training, insurance and its groups."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.fact_kinds import KINDS, FactKind
from members.models.people import Person
from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, never_two

__all__ = ["FactKind", "InsuranceEnrolment", "PersonFact"]


class InsuranceEnrolment(DatedModel):
    """A person pays into an insurance over a span of days: what support for it depends on."""

    class Kind(models.TextChoices):
        BHXH_TU_NGUYEN = "bhxh_tu_nguyen", "BHXH tự nguyện"
        BHYT = "bhyt", "BHYT"

    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", verbose_name="người")
    kind = models.CharField("loại", max_length=20, choices=Kind)
    source = models.CharField("nguồn", max_length=200, blank=True)

    class Meta:
        verbose_name = "tham gia bảo hiểm"
        verbose_name_plural = "tham gia bảo hiểm"
        constraints: ClassVar = [
            ends_after_start("enrolment_ends_after_start"),
            never_two(
                "one_enrolment_a_kind_a_day",
                "person",
                "kind",
                message="Người này đã có loại bảo hiểm đó trong khoảng ngày đã nhập.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"


class PersonFactQuerySet(models.QuerySet["PersonFact"]):
    """Questions about facts."""

    def visible_to(self, viewer: Viewer) -> PersonFactQuerySet:
        """Facts of people whose file a commune of the viewer's reach keeps; no unit, no rows."""
        return self.filter(within_reach(viewer, "person__commune__path"))


class PersonFact(DatedModel):
    """One fact of a kind over a span of days, with its source.

    ``value`` is a key of the published vocabulary ("" for a kind that is a number alone), ``number`` is đồng,
    or for BHYT the rank within the household; null where it does not apply or is not known.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="facts", verbose_name="người")
    kind = models.CharField("dữ kiện", max_length=20, choices=FactKind)
    value = models.CharField("giá trị", max_length=40, blank=True)
    number = models.PositiveBigIntegerField("số", null=True, blank=True)
    source = models.CharField("nguồn", max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    entered_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = PersonFactQuerySet.as_manager()

    class Meta:
        verbose_name = "dữ kiện của người"
        verbose_name_plural = "dữ kiện của người"
        constraints: ClassVar = [
            ends_after_start("person_fact_ends_after_start"),
            never_two(
                "one_person_fact_a_kind_a_day",
                "person",
                "kind",
                message="Nhập đúng ngày bắt đầu của dòng đã ghi để thay dòng đó: dữ kiện này đã có trong"
                " khoảng ngày vừa nhập.",
            ),
            models.CheckConstraint(
                name="person_fact_value_of_its_kind",
                condition=Q(
                    *(
                        Q(kind=kind, value__in=list(spec.choices) or [""], **spec.number_test)
                        for kind, spec in KINDS.items()
                    ),
                    _connector=Q.OR,
                ),
                violation_error_message="Chọn giá trị thuộc loại dữ kiện này.",
            ),
            models.CheckConstraint(
                name="person_fact_has_a_source",
                condition=~Q(source=""),
                violation_error_message="Nhập nguồn của dữ kiện.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"
