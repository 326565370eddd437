"""Pages of payouts: what is open, what was prepared, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from accounts.pages import PAGE_SIZE, form_page, page_of
from accounts.pages import done as done_with
from allowances.models import Payment, Payout
from allowances.payouts import services
from allowances.payouts.holds import HOLD, owing_in
from allowances.payouts.pay_files import OF_FILES
from members.forms import ReturnForm
from territory.models import Unit
from vietnamese.money import dong


@require_safe
@permission_required("allowances.view", raise_exception=True)
def payouts(request: UserRequest) -> HttpResponse:
    """Payouts of the reader's reach, the newest first."""
    rows = Payout.objects.visible_to(request.user).select_related("unit")
    return render(request, "allowances/payouts.html", {"page": page_of(request, rows)})


@require_http_methods(["GET", "POST"])
@permission_required(services.PAY_OUT, raise_exception=True)
def payout_prepare(request: UserRequest) -> HttpResponse:
    """What would be paid out now of a unit (``?don-vi=21961``, the reader's own by itself), and the step."""
    unit = _unit(request)
    if request.method == "POST":
        made = services.payout_prepare(actor=request.user, unit=unit)
        messages.success(request, f"Đã lập đợt chi: {dong(made.total_vnd)}. Đợt chi chờ người khác duyệt.")
        return redirect("allowances:payout", pk=made.pk)
    plan = services.plan_of(unit)
    return render(
        request,
        "allowances/payout_prepare.html",
        {
            "unit": unit,
            "plan": plan,
            "shown": plan.rows[:PAGE_SIZE],
            "more": max(len(plan.rows) - PAGE_SIZE, 0),
            "people": len({row.due.person_id for row in plan.rows}),
        },
    )


@require_safe
@permission_required("allowances.view", raise_exception=True)
def payout(request: UserRequest, pk: int) -> HttpResponse:
    """One payout: its payments of the reader's reach, and the steps that are his."""
    return render(request, "allowances/payout.html", _context(request, _payout(request, pk)))


@require_POST
@permission_required(services.APPROVE, raise_exception=True)
def payout_approve(request: UserRequest, pk: int) -> HttpResponse:
    """Another person approves."""
    found = services.payout_approve(actor=request.user, payout_id=_payout(request, pk).pk)
    messages.success(request, f"Đã duyệt đợt chi: {dong(found.total_vnd)}.")
    return redirect("allowances:payout", pk=pk)


@require_POST
@permission_required(services.PAY_OUT, raise_exception=True)
def payout_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Given up before approval."""
    services.payout_withdraw(actor=request.user, payout_id=_payout(request, pk).pk)
    messages.success(request, "Đã rút đợt chi. Các khoản trong đợt lại chờ chi.")
    return redirect("allowances:payout", pk=pk)


@require_POST
@permission_required(services.APPROVE, raise_exception=True)
def payout_return(request: UserRequest, pk: int) -> HttpResponse:
    """Sent back with a reason."""
    found, form = _payout(request, pk), ReturnForm(request.POST)
    if done_with(form, lambda: services.payout_return(actor=request.user, payout_id=pk, **form.cleaned_data)):
        messages.success(request, "Đã trả lại đợt chi, kèm lý do. Các khoản trong đợt lại chờ chi.")
        return redirect("allowances:payout", pk=pk)
    context = _context(request, found) | {"return_form": form}
    return form_page(request, "allowances/payout.html", form, **context)


def _unit(request: UserRequest) -> Unit:
    """The unit that the address names, the reader's own by itself; 404 beyond his reach."""
    own = request.user.binding.unit.key if request.user.binding else ""
    key = request.GET.get("don-vi", own).replace("\0", "")
    return get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), key=key)


def _payout(request: UserRequest, pk: int) -> Payout:
    rows = Payout.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("unit", "prepared_by", "approved_by"), pk=pk)


def _context(request: UserRequest, found: Payout) -> dict[str, Any]:
    mine = found.payments.visible_to(request.user)
    state, came_back = Payment.State, Q(was_paid_on__isnull=False)
    figures = mine.aggregate(
        people=Count("person", distinct=True),
        total=Sum("amount_vnd", default=0),
        bank_vnd=Sum("amount_vnd", filter=OF_FILES, default=0),
        bank_count=Count("pk", filter=OF_FILES),
        came_back_vnd=Sum("amount_vnd", filter=came_back, default=0),
        came_back_count=Count("pk", filter=came_back),
        **{f"{each}_vnd": Sum("amount_vnd", filter=Q(state=each), default=0) for each in state},
        **{f"{each}_count": Count("pk", filter=Q(state=each)) for each in state},
    )
    return {
        "payout": found,
        "figures": figures,
        "communes": _communes(found, request),
        "page": page_of(
            request, mine.select_related("commune").prefetch_related("parts__batch").order_by("pk")
        ),
        "owing": owing_in(request.user, found),
        "actions": services.payout_actions(request.user, found),
        "may_hold": found.state == Payout.State.PREPARED and request.user.has_perm(HOLD),
        "file_kinds": (("csv", "CSV"), ("xlsx", "Excel")),
        "return_form": ReturnForm(),
    }


def _communes(found: Payout, request: UserRequest) -> Sequence[Mapping[str, Any]]:
    """The communes of the reader's reach that pay in cash, with their figures, by name."""
    cash = found.payments.visible_to(request.user).filter(method=Payment.Method.CASH)
    rows = cash.values("commune__key", "commune__name")
    return list(rows.annotate(people=Count("pk"), total_vnd=Sum("amount_vnd")).order_by("commune__sort_key"))
