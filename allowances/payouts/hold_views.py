"""Pages of withheld pay, of what is still to be taken back, and of what people paid back."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from accounts.pages import done, form_page, own_unit, page_of, typed
from allowances.models import PayHold, Repayment
from allowances.pay_settings import setting_on
from allowances.payouts import holds as services
from allowances.payouts.forms import HoldEndForm, HoldForm, RepaymentForm
from allowances.payouts.services import PAY_OUT
from members.models import Person
from territory.clock import today
from territory.models import Unit
from vietnamese.dates import ngay
from vietnamese.money import dong


@require_safe
@permission_required("allowances.view", raise_exception=True)
def holds(request: UserRequest) -> HttpResponse:
    """Holds of the reader's reach: those that run first, then the newest."""
    rows = PayHold.objects.visible_to(request.user).select_related("person__commune", "held_by", "ended_by")
    page = page_of(request, rows.order_by(F("valid_to").desc(nulls_first=True), "-pk"))
    return render(
        request, "allowances/holds.html", {"page": page, "may_end": request.user.has_perm(services.HOLD)}
    )


@require_http_methods(["GET", "POST"])
@permission_required(services.HOLD, raise_exception=True)
def hold_start(request: UserRequest, pk: int) -> HttpResponse:
    """Withhold the pay of one person."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("commune"), pk=pk)
    form = HoldForm(typed(request), initial={"from_day": today()})
    made = done(form, lambda: services.hold_start(actor=request.user, person=person, **form.cleaned_data))
    if made:
        messages.success(request, f"Đã tạm giữ tiền của {person} từ ngày {ngay(made.valid_from)}.")
        return redirect("allowances:holds")
    return form_page(request, "allowances/hold_form.html", form, person=person)


@require_http_methods(["GET", "POST"])
@permission_required(services.HOLD, raise_exception=True)
def hold_end(request: UserRequest, pk: int) -> HttpResponse:
    """End a hold by another dated act."""
    hold = get_object_or_404(PayHold.objects.visible_to(request.user).select_related("person"), pk=pk)
    form = HoldEndForm(
        typed(request), initial={"last_day": max(hold.valid_from, today() - timedelta(days=1))}
    )
    if done(form, lambda: services.hold_end(actor=request.user, hold_id=pk, **form.cleaned_data)):
        messages.success(request, "Đã thôi tạm giữ. Tiền đã giữ tự vào đợt chi sau.")
        return redirect("allowances:holds")
    return form_page(request, "allowances/hold_end.html", form, hold=hold)


@require_safe
@permission_required("allowances.view", raise_exception=True)
def recoveries(request: UserRequest) -> HttpResponse:
    """What is still to be taken back, with the plan by month; and what was paid back."""
    own = own_unit(request)
    back = Repayment.objects.visible_to(request.user).standing().select_related("person", "commune")
    context = {
        "unit": own,
        "rows": services.open_recoveries(own),
        "share": setting_on(own, today()).recovery_share_percent,
        "page": page_of(request, back),
        "may_enter": request.user.has_perm(PAY_OUT),
    }
    return render(request, "allowances/recoveries.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(PAY_OUT, raise_exception=True)
def repayment_enter(request: UserRequest, key: str, pk: int) -> HttpResponse:
    """A receipt of what one person paid back to one commune."""
    commune = get_object_or_404(Unit.objects.visible_to(request.user), key=key)
    person = _person(commune, pk)
    form = RepaymentForm(typed(request), initial={"paid_on": today()})
    made = done(
        form,
        lambda: services.repayment_enter(
            actor=request.user, person=person, commune=commune, **form.cleaned_data
        ),
    )
    if made:
        messages.success(request, f"Đã ghi {person} nộp lại {dong(made.amount_vnd)}.")
        return redirect("allowances:recoveries")
    return form_page(request, "allowances/repayment_form.html", form, person=person, commune=commune)


@require_POST
@permission_required(PAY_OUT, raise_exception=True)
def repayment_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """A mistyped receipt is taken out."""
    row = get_object_or_404(Repayment.objects.visible_to(request.user), pk=pk)
    services.repayment_withdraw(actor=request.user, repayment_id=row.pk)
    messages.success(request, "Đã bỏ khoản nộp lại. Số tiền lại thành còn thu hồi.")
    return redirect("allowances:recoveries")


def _person(commune: Unit, pk: int) -> Person:
    """Somebody whom lists of the commune, or of those whose files it keeps, hold."""
    rows = Person.objects.filter(lines__commune__keeper_path=commune.keeper_path).distinct()
    return get_object_or_404(rows, pk=pk)
