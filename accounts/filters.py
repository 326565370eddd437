"""Filters of the list of users, kept in the address of the page."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from accounts.models import RoleBinding, User
from accounts.roles import Role
from accounts.selectors import unit_choices
from vietnamese.forms import VietForm


class UserFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Users by a part of a name, by role, by unit."""

    q = django_filters.CharFilter(label="Họ tên hoặc tên đăng nhập", method="search")
    role = django_filters.ChoiceFilter(
        label="Vai trò", choices=Role.choices, empty_label="Tất cả", method="with_role"
    )
    unit = django_filters.ChoiceFilter(label="Đơn vị", choices=[], empty_label="Tất cả", method="at_unit")

    class Meta:
        model = User
        fields: list[str] = []
        form = VietForm

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["unit"].extra["choices"] = unit_choices(self.request.user)

    def search(self, rows: QuerySet[User], _name: str, typed: str) -> QuerySet[User]:
        """A part of the full name, with or without marks, or of the name to sign in."""
        return rows.filter(Q(full_name__unaccent__icontains=typed) | Q(username__icontains=typed))

    def with_role(self, rows: QuerySet[User], _name: str, role: str) -> QuerySet[User]:
        """Users who hold, held or will hold the role within reach."""
        return rows.filter(pk__in=self._bindings().filter(role=role).values("user"))

    def at_unit(self, rows: QuerySet[User], _name: str, unit: str) -> QuerySet[User]:
        """Users who hold, held or will hold a role at the unit."""
        return rows.filter(pk__in=self._bindings().filter(unit=int(unit)).values("user"))

    def _bindings(self) -> QuerySet[RoleBinding]:
        return RoleBinding.objects.visible_to(self.request.user)
