"""What every list of the API shares: rows within the client's reach, days, months and keys as parameters."""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeVar

import django_filters
from django import forms
from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework.viewsets import ReadOnlyModelViewSet

from vietnamese.forms import VietForm

M = TypeVar("M", bound=models.Model)

MONTH_SCHEMA: Final = {
    "type": "string",
    "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$",
    "example": "2024-07",
}


class ReachViewSet(ReadOnlyModelViewSet[M]):
    """A list and one row of it, both within the client's reach; other units' rows answer 404.

    A subclass states its ``scope``, a ``queryset`` with ``visible_to`` in a total order, and its filters.
    """

    scope: str

    def get_queryset(self) -> models.QuerySet[M]:
        """The rows of the client's reach; none while the schema is drawn."""
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        found: models.QuerySet[M] = rows.visible_to(self.request.user)  # type: ignore[attr-defined]
        return found


class IsoDayField(forms.DateField):
    """A day written as 2024-07-18."""

    default_error_messages = {"invalid": "Nhập ngày theo dạng 2024-07-18."}

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class IsoMonthField(forms.DateField):
    """A month written as 2024-07; cleans to its first day."""

    default_error_messages = {
        "required": "Nhập tháng theo dạng 2024-07.",
        "invalid": "Nhập tháng theo dạng 2024-07.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m"], **options)


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]
    """A parameter that is a day."""

    field_class = IsoDayField


class DescribedFilter(django_filters.Filter):  # type: ignore[misc]
    """A parameter of a type that its ``schema`` tells, with the help text in it."""

    schema: ClassVar[dict[str, str]]

    def __init__(self, *, help_text: str, **options: Any) -> None:
        super().__init__(help_text=help_text, **options)
        extend_schema_field({**self.schema, "description": help_text})(self)


class MonthFilter(DescribedFilter):
    """A parameter that is a month; rows are compared with its first day."""

    field_class = IsoMonthField
    schema: ClassVar = MONTH_SCHEMA


class IdFilter(DescribedFilter):
    """A parameter that is the number of a row."""

    field_class = forms.IntegerField
    schema: ClassVar = {"type": "integer"}


class ApiFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """Base of the API's filters: what cannot be read is refused in words."""

    class Meta:
        form = VietForm
        fields: list[str] = []
