"""The page that costs a draft before anyone votes on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.http import UserRequest
from accounts.pages import done, form_page
from allowances.costing import DraftCost, PartCost
from allowances.forms import DraftCostForm
from allowances.tally import Pair
from allowances.team_numbers import team_numbers
from territory.models import Unit


@require_GET
@permission_required("allowances.cost_draft", raise_exception=True)
def draft_cost(request: UserRequest) -> HttpResponse:
    """A draft beside the law in force, by commune and by month; ``?commune=`` adds the people of one."""
    form = DraftCostForm(request.GET or None, viewer=request.user)
    commune = _commune(request)
    cost = done(form, lambda: form.cost(commune))
    if cost is None:
        return form_page(request, "allowances/draft_cost.html", form)
    context = {
        "form": form,
        "cost": cost,
        "rows": [(part, _by_component(cost, part)) for part in cost.communes],
        "total": _by_component(cost, cost.total),
        "months": [(month, _by_month(cost, month), cost.total.of_month(month)) for month in cost.months],
        "commune": commune,
        "numbers": team_numbers(viewer=request.user, draft=cost.draft, month=cost.months[-1]),
        "query": _query(request),
    }
    return render(request, "allowances/draft_cost.html", context)


def _by_component(cost: DraftCost, part: PartCost) -> list[Pair]:
    return [part.of_component(component.key) for component in cost.components]


def _by_month(cost: DraftCost, month: date) -> list[Pair]:
    return [cost.total.cell(month, component.key) for component in cost.components]


def _commune(request: UserRequest) -> Unit | None:
    key = request.GET.get("commune")
    return get_object_or_404(Unit.objects.visible_to(request.user).communes(), key=key) if key else None


def _query(request: UserRequest) -> str:
    """What was asked for, without the commune."""
    asked: Any = request.GET.copy()
    asked.pop("commune", None)
    return str(asked.urlencode())
