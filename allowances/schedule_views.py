"""The page of when a province's run starts by itself, and the two steps that hold a run and let it go on."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import UserRequest
from accounts.pages import done, form_page, typed
from allowances import services
from allowances.forms import RunScheduleForm
from allowances.models import PayRun, RunSchedule
from allowances.own_province import own_province
from allowances.schedules import RIGHT, schedule_choose, schedule_on
from territory.clock import today
from vietnamese.dates import next_month, thang


@require_http_methods(["GET", "POST"])
@permission_required("allowances.view", raise_exception=True)
def schedules(request: UserRequest) -> HttpResponse:
    """Every choice of the viewer's province, and a form for who may make the next."""
    province = own_province(request, RIGHT)
    month = today().replace(day=1)
    form = RunScheduleForm(typed(request), initial={"month": next_month(month)})
    chosen = done(form, lambda: schedule_choose(actor=request.user, province=province, **form.cleaned_data))
    if chosen:
        messages.success(request, f"Đã ghi lịch tính từ danh sách tháng {thang(chosen.valid_from)}.")
        return redirect("allowances:schedules")
    rows = RunSchedule.objects.visible_to(request.user).filter(province=province)
    context = {
        "province": province,
        "now": schedule_on(province, month),
        "schedules": rows.select_related("chosen_by").order_by("-valid_from"),
    }
    return form_page(request, "allowances/schedules.html", form, **context)


@require_POST
@permission_required(RIGHT, raise_exception=True)
def run_stop(request: UserRequest, pk: int) -> HttpResponse:
    """Hold the run: lists not computed yet wait."""
    services.run_stop(actor=request.user, run_id=_run(request, pk).pk)
    messages.success(request, "Đã dừng đợt tính. Các xã chưa tính giữ nguyên, chờ tiếp tục.")
    return redirect("allowances:run", pk=pk)


@require_POST
@permission_required(RIGHT, raise_exception=True)
def run_resume(request: UserRequest, pk: int) -> HttpResponse:
    """Let the run go on."""
    services.run_resume(actor=request.user, run_id=_run(request, pk).pk)
    messages.success(request, "Đã tiếp tục đợt tính.")
    return redirect("allowances:run", pk=pk)


def _run(request: UserRequest, pk: int) -> PayRun:
    return get_object_or_404(PayRun.objects.visible_to(request.user), pk=pk)
