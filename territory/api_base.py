"""What every list of the API shares: rows within the client's reach."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from rest_framework.viewsets import ReadOnlyModelViewSet

M = TypeVar("M", bound=models.Model)


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
