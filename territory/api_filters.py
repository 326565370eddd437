"""Parameters of the API: days, months and ids, each refused in words when it cannot be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any, ClassVar, Final

import django_filters
from django import forms
from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError

from vietnamese.dates import FIRST_YEAR, LAST_YEAR
from vietnamese.forms import VietForm

MONTH_SCHEMA: Final = {
    "type": "string",
    "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$",
    "example": "2024-07",
}


def refuse_unknown(parameters: Iterable[str], known: Collection[str]) -> None:
    """A misspelt parameter would answer with more rows than were asked for: it is refused instead."""
    for name in parameters:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Có phải {near[0]}?" if near else ""
            message = f"Bỏ tham số {name}: không có tham số này.{hint}"
            raise ValidationError({name: message}, code="unknown_parameter")


def parameters_of(typed: QueryDict, form: type[VietForm], more: Collection[str] = ()) -> dict[str, Any]:
    """What the parameters say, cleaned by ``form``; ``more`` may be sent beside its own.

    ValidationError names the first parameter that cannot be read.
    """
    refuse_unknown(typed, [*form.base_fields, *more])
    read = form(typed)
    if not read.is_valid():
        field, errors = next(iter(read.errors.as_data().items()))
        raise ValidationError({field: errors[0].messages[0]}, code=errors[0].code)
    return read.cleaned_data


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

    def to_python(self, value: Any) -> date | None:
        """The first day of the month; one that no document can be of is refused like one misspelt."""
        month = super().to_python(value)
        if month is not None and not FIRST_YEAR <= month.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return month


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
