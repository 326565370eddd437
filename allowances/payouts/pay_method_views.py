"""Pages of how people are paid, how files of payments look, and the files themselves."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from accounts.pages import done, file_of, form_page, own_unit, typed, workbook_of
from accounts.trail import note_read
from allowances.models import PayFileLayout, PayMethod, Payout
from allowances.own_province import own_province
from allowances.payouts.file_faults import file_done
from allowances.payouts.forms import LayoutForm, MethodForm
from allowances.payouts.method_sheet import MOST, Taken, methods_form, methods_take
from allowances.payouts.pay_files import layout_of, pay_file, sample_rows
from allowances.payouts.pay_methods import layout_choose, method_choose
from allowances.payouts.services import PAY_OUT
from imports.forms import UploadForm
from members.models import Person
from spreadsheets.writing import CONTENT_TYPE
from territory.clock import today
from territory.models import Unit
from vietnamese.dates import ngay

_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": CONTENT_TYPE}


@require_http_methods(["GET", "POST"])
@permission_required(PAY_OUT, raise_exception=True)
def pay_method(request: UserRequest, pk: int) -> HttpResponse:
    """How one person is paid: every choice with its account masked, and the next."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("commune"), pk=pk)
    form = MethodForm(typed(request), initial={"from_day": today()})
    made = done(form, lambda: method_choose(actor=request.user, person=person, **form.cleaned_data))
    if made:
        messages.success(request, f"Đã ghi cách nhận tiền của {person} từ ngày {ngay(made.valid_from)}.")
        return redirect("allowances:pay_method", pk=pk)
    rows = PayMethod.objects.filter(person=person)
    return form_page(request, "allowances/pay_method.html", form, person=person, methods=rows)


@require_http_methods(["GET", "POST"])
@permission_required(PAY_OUT, raise_exception=True)
def pay_methods_file(request: UserRequest) -> HttpResponse:
    """Ways to be paid from a workbook; every cell that cannot be taken is named, and then nothing is kept."""
    form = UploadForm(typed(request), request.FILES or None)
    taken, faults = file_done(form, lambda: _take_file(request, form))
    if taken:
        words = f"Đã ghi cách nhận tiền của {taken.written} người, giữ nguyên {taken.same} người."
        messages.success(request, words)
        return redirect("allowances:pay_methods_file")
    return form_page(request, "allowances/pay_methods_file.html", form, faults=faults, most=MOST)


@require_safe
@permission_required(PAY_OUT, raise_exception=True)
def pay_methods_form(request: UserRequest) -> HttpResponse:
    """The workbook to fill in; that it was taken out is kept."""
    own = own_unit(request)
    note_read(own, actor=request.user, reason="Xuất danh sách cách nhận tiền ra Excel")
    return workbook_of(methods_form(request.user, today()), "cach-nhan-tien")


@require_http_methods(["GET", "POST"])
@permission_required("allowances.view", raise_exception=True)
def pay_layout(request: UserRequest) -> HttpResponse:
    """How files look in the reader's province, with three rows as an example; a form for who may choose."""
    province = own_province(request, "allowances.set_pay")
    now = layout_of(province, today())
    form = LayoutForm(typed(request), layout=now, today=today())
    chosen = done(form, lambda: _choose(request, province, form))
    if chosen:
        messages.success(request, f"Đã ghi mẫu tệp từ ngày {ngay(chosen.valid_from)}.")
        return redirect("allowances:pay_layout")
    context = {"province": province, "now": now, "sample": sample_rows(now)}
    return form_page(request, "allowances/pay_layout.html", form, **context)


@require_POST
@permission_required(PAY_OUT, raise_exception=True)
def pay_file_take(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """The file; sent by POST, because who takes account numbers is kept."""
    if kind not in _TYPES:
        raise Http404
    rows = Payout.objects.visible_to(request.user).select_related("unit")
    made = pay_file(actor=request.user, payout=get_object_or_404(rows, pk=pk), kind=kind)
    return file_of(made.content, _TYPES[kind], f"chuyen-khoan-dot-{pk}.{kind}", as_download=True)


def _take_file(request: UserRequest, form: UploadForm) -> Taken:
    file = form.cleaned_data["file"]
    return methods_take(actor=request.user, content=file.read(), file_name=str(file.name))


def _choose(request: UserRequest, province: Unit, form: LayoutForm) -> PayFileLayout:
    told = {name: form.cleaned_data[name] for name in ("from_day", "separator", "content", "source")}
    return layout_choose(actor=request.user, province=province, columns=form.columns(), **told)
