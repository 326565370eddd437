"""Half-open spans of days in the database: ``valid_from <= day < valid_to``; a null end runs on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


class DaySpan(Func):
    """The ``daterange`` of two date columns."""

    function = "DATERANGE"
    output_field = DateRangeField()


def holds_on(day: date, prefix: str = "") -> Q:
    """Rows whose span holds ``day``; ``prefix`` leads through relations ("team__")."""
    return overlaps(day, None, prefix) & (
        Q(**{f"{prefix}valid_from__lte": day}) | Q(**{f"{prefix}valid_from__isnull": True})
    )


def overlaps(start: date, end: date | None, prefix: str = "") -> Q:
    """Rows whose span shares a day with ``[start, end)``."""
    begins = (
        Q()
        if end is None
        else Q(**{f"{prefix}valid_from__lt": end}) | Q(**{f"{prefix}valid_from__isnull": True})
    )
    return begins & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": start}))


def last_day(valid_to: date | None) -> date | None:
    """The last day of a span that ends before ``valid_to``: what officials write as its end."""
    return valid_to - timedelta(days=1) if valid_to else None


class DatedModel(models.Model):
    """A fact that holds over a half-open span of days."""

    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """The last day of the span, None while it runs."""
        return last_day(self.valid_to)


def ends_after_start(name: str) -> models.CheckConstraint:
    """The database refuses a span that ends on or before the day it starts."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
        violation_error_message="Nhập ngày kết thúc sau ngày bắt đầu.",
    )


def never_two(name: str, *fields: str, message: str, **options: Any) -> ExclusionConstraint:
    """The database refuses two rows of equal ``fields`` whose spans share a day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((F(field), RangeOperators.EQUAL) for field in fields),
            (DaySpan("valid_from", "valid_to", Value("[)")), RangeOperators.OVERLAPS),
        ],
        violation_error_message=message,
        **options,
    )
