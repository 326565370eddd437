"""How the API filters its lists: a parameter that does not exist is refused, never passed over."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from antt_portal.pagination import Pages
from territory.api_filters import refuse_unknown


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Filters a list by its filter set and by nothing else; one row is asked for by its address alone."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Model], view: Any) -> QuerySet[Model]:
        """The rows that the parameters ask for."""
        refuse_unknown(request.query_params, self._known(view))
        rows: QuerySet[Model] = super().filter_queryset(request, queryset, view)
        return rows

    def _known(self, view: Any) -> list[str]:
        if view.detail:
            return []
        return [*view.filterset_class.base_filters, Pages.page_query_param, Pages.page_size_query_param]

    def get_filterset_class(self, view: Any, queryset: QuerySet[Model] | None = None) -> Any:
        """The filters of a list; one row is asked for by its address alone."""
        return None if view.detail else super().get_filterset_class(view, queryset)
