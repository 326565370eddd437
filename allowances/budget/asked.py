"""What the address of a budget page asks for: a unit of the reader's reach, and a year."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404

from accounts.http import UserRequest
from accounts.pages import done, own_unit
from allowances.budget.estimates import Estimate, estimate, year_span
from allowances.budget.forecast import BudgetYear, budget_year
from allowances.budget.forms import DEFAULT_BASIS, EstimateForm, YearForm
from allowances.budget.reads import Plan, plan
from territory import clock
from territory.forms import units_around
from territory.models import Unit

F = TypeVar("F", bound=YearForm)


def year_form(request: UserRequest, kind: type[F], *, year: int) -> tuple[F, Unit]:
    """The form of the address with its unit; without an address the reader's own unit in ``year``.

    A unit that is unknown or beyond his reach is not found (404).
    """
    reach = Unit.objects.visible_to(request.user)
    given = {"unit": own_unit(request).key, "year": str(year), "basis": DEFAULT_BASIS} | request.GET.dict()
    unit = get_object_or_404(reach, key=given["unit"].replace("\0", ""))
    return kind(given, units=units_around(reach, unit)), unit


def asked_estimate(request: UserRequest) -> tuple[EstimateForm, Estimate | None]:
    """The form of the address, and the estimate where it can be made; of next year without an address."""
    form, unit = year_form(request, EstimateForm, year=clock.today().year + 1)
    made = done(
        form,
        lambda: estimate(
            viewer=request.user,
            unit=unit,
            days=year_span(form.cleaned_data["year"]),
            by_quota=form.by_quota,
        ),
    )
    return form, made


def asked_plan(request: UserRequest) -> tuple[YearForm, Plan | None]:
    """The form of the address, and the budget of the unit's year; of this year without an address."""
    form, unit = year_form(request, YearForm, year=clock.today().year)
    year = form.cleaned_data["year"] if form.is_valid() else 0
    return form, plan(viewer=request.user, unit=unit, year=year) if year else None


def asked_year(request: UserRequest) -> tuple[YearForm, BudgetYear | None]:
    """The form of the address, and how the unit's year stands; of this year without an address."""
    form, unit = year_form(request, YearForm, year=clock.today().year)
    year = form.cleaned_data["year"] if form.is_valid() else 0
    return form, budget_year(viewer=request.user, unit=unit, year=year) if year else None


def estimate_query(found: Estimate, key: str = "") -> str:
    """The address of an estimate; ``key`` of another unit."""
    basis = str(found.frozen()["basis"])
    return urlencode({"unit": key or found.unit.key, "year": found.months[0].year, "basis": basis})
