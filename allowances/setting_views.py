"""The page of how a province pays: what holds, since when, and the next choice."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from accounts.pages import done, form_page, typed
from allowances.forms import PaySettingForm
from allowances.models import PaySetting
from allowances.own_province import own_province
from allowances.pay_settings import setting_choose, setting_on
from territory.clock import today
from vietnamese.dates import next_month, thang


@require_http_methods(["GET", "POST"])
@permission_required("allowances.view", raise_exception=True)
def pay_settings(request: UserRequest) -> HttpResponse:
    """Every choice of the viewer's province, and a form for who may make the next."""
    province = own_province(request, "allowances.set_pay")
    now = setting_on(province, today())
    form = PaySettingForm(
        typed(request),
        initial={
            "month": next_month(today().replace(day=1)),
            "arrears_months": now.arrears_months,
            "second_approval_from_vnd": now.second_approval_from_vnd,
            "recovery_share_percent": now.recovery_share_percent,
        },
    )
    chosen = done(form, lambda: setting_choose(actor=request.user, province=province, **form.cleaned_data))
    if chosen:
        messages.success(request, f"Đã ghi cách chi trả từ tháng {thang(chosen.valid_from)}.")
        return redirect("allowances:pay_settings")
    rows = PaySetting.objects.filter(province=province).order_by("-valid_from")
    return form_page(request, "allowances/pay_settings.html", form, now=now, settings=rows, province=province)
