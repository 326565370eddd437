"""Pages of what a unit spent beside the lists: its entries of a year with a form, and taking one out."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from accounts.pages import done, form_page, typed
from allowances.budget import spent as services
from allowances.budget.asked import year_form
from allowances.budget.estimates import year_span
from allowances.budget.forms import SpentForm, SpentWithdrawForm, YearForm
from allowances.budget.plans import ASK
from allowances.budget.spent_models import OtherSpending
from territory import clock
from territory.models import Unit
from vietnamese.money import dong

_TAB: Final = {"tab": "reports"}


@require_http_methods(["GET", "POST"])
@permission_required("reports.view_budget", raise_exception=True)
def budget_spent(request: UserRequest) -> HttpResponse:
    """What the unit of the address spent in its year, by item and entry; its own seats enter the next."""
    if request.method == "POST" and not request.user.has_perm(ASK):
        raise PermissionDenied
    chosen, unit = year_form(request, YearForm, year=clock.today().year)
    form = SpentForm(typed(request), initial={"spent_on": clock.today()})
    made = done(
        form,
        lambda: services.spending_enter(
            actor=request.user, unit=unit, spent=services.SpentSum(**form.cleaned_data)
        ),
    )
    if made:
        _tell(request, made)
        return redirect(_page_of(unit, made))
    if not chosen.is_valid():
        context = {"chosen": chosen, "forms": [chosen], "form": form, **_TAB}
        return render(request, "allowances/budget_spent.html", context, status=422)
    days = year_span(chosen.cleaned_data["year"])
    context = {
        "chosen": chosen,
        "forms": [form, chosen],
        "unit": unit,
        "year": days.start.year,
        "items": services.standings(request.user, unit, days),
        "entries": services.entries_of(request.user, unit, days),
        "may_enter": services.may_enter(request.user, unit),
        "query": urlencode({"unit": unit.key, "year": days.start.year}),
        **_TAB,
    }
    return form_page(request, "allowances/budget_spent.html", form, **context)


@require_http_methods(["GET", "POST"])
@permission_required(ASK, raise_exception=True)
def budget_spent_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """A wrong entry is taken out, with the reason."""
    rows = OtherSpending.objects.visible_to(request.user).select_related("unit")
    row = get_object_or_404(rows, pk=pk)
    services.require_own(request.user, row.unit)
    form = SpentWithdrawForm(typed(request))
    if done(
        form,
        lambda: services.spending_withdraw(
            actor=request.user, spending_id=pk, reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, "Đã rút khoản chi. Khoản đã rút không còn tính vào số thực hiện.")
        return redirect(_page_of(row.unit, row))
    return form_page(
        request, "allowances/budget_spent_withdraw.html", form, row=row, back=_page_of(row.unit, row), **_TAB
    )


def _tell(request: UserRequest, made: OtherSpending) -> None:
    days = year_span(made.spent_on.year)
    [item] = [row for row in services.standings(request.user, made.unit, days) if row.item == made.item]
    over = f" {item.name} vượt dự toán {dong(item.over_vnd)}." if item.over_vnd else ""
    say = messages.warning if over else messages.success
    say(request, f"Đã ghi chi {dong(made.amount_vnd)}.{over}")


def _page_of(unit: Unit, row: OtherSpending) -> str:
    query = urlencode({"unit": unit.key, "year": row.spent_on.year})
    return f"{reverse('allowances:budget_spent')}?{query}"
