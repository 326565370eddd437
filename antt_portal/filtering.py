"""How the API filters its lists: a parameter that does not exist is refused, never passed over."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from django.db.models import Model, QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from antt_portal.pagination import Pages


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """A misspelt filter would answer with more rows than were asked for; here it answers 400."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Model], view: Any) -> QuerySet[Model]:
        """The rows that the parameters ask for."""
        known = self._known(view)
        for name in request.query_params:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                message = f"Bỏ tham số {name}: không có tham số này."
                hint = f" Có phải {near[0]}?" if near else ""
                raise ValidationError({name: message + hint}, code="unknown_parameter")
        rows: QuerySet[Model] = super().filter_queryset(request, queryset, view)
        return rows

    def _known(self, view: Any) -> list[str]:
        if view.detail:
            return []
        return [*view.filterset_class.base_filters, Pages.page_query_param, Pages.page_size_query_param]

    def get_filterset_class(self, view: Any, queryset: QuerySet[Model] | None = None) -> Any:
        """The filters of a list; one row is asked for by its address alone."""
        return None if view.detail else super().get_filterset_class(view, queryset)
