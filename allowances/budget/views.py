"""Pages of the budget: the estimate of a year, and how a year stands."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from allowances.budget.asked import asked_estimate, asked_year, estimate_query
from allowances.budget.estimates import Estimate, EstimateRow


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def budget_estimate(request: UserRequest) -> HttpResponse:
    """What a unit needs in a year, by month, component and unit below, with its grounds."""
    form, found = asked_estimate(request)
    if found is None:
        return render(
            request, "allowances/budget_estimate.html", {"form": form, "tab": "reports"}, status=422
        )
    context = {
        "tab": "reports",
        "form": form,
        "estimate": found,
        "months": [
            (month, _heads(found, month), _by_component(found, month), found.total.of_month(month))
            for month in found.months
        ],
        "items": [
            (component.name, *found.booked(component.key), found.total.of_component(component.key))
            for component in found.components
        ],
        "sums": [found.total.of_component(component.key) for component in found.components],
        "rows": [(row, _sums(found, row), estimate_query(found, row.key)) for row in found.rows],
        "first": found.months[0],
        "last": found.months[-1],
        "query": estimate_query(found),
    }
    return render(request, "allowances/budget_estimate.html", context)


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def budget_spending(request: UserRequest) -> HttpResponse:
    """Allocated, executed and left, by item, unit and month, and what the year comes to."""
    form, found = asked_year(request)
    context: dict[str, Any] = {"form": form, "tab": "reports"}
    if found is None:
        return render(request, "allowances/budget_spending.html", context, status=422)
    context |= {
        "year": found,
        "parts": [(row, urlencode({"unit": row.key, "year": found.year})) for row in found.parts],
        "query": urlencode({"unit": found.unit.key, "year": found.year}),
    }
    return render(request, "allowances/budget_spending.html", context)


def _heads(found: Estimate, month: date) -> tuple[int, int]:
    return found.total.heads.get(month, 0), found.total.vacant.get(month, 0)


def _by_component(found: Estimate, month: date) -> list[int]:
    return [found.total.cell(month, component.key) for component in found.components]


def _sums(found: Estimate, row: EstimateRow) -> tuple[list[int], list[int]]:
    people = [
        row.heads.get(month, 0) + row.vacant.get(month, 0) for month in (found.months[0], found.months[-1])
    ]
    return [row.of_component(component.key) for component in found.components], people
