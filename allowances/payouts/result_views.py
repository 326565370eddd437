"""Pages where results of payments are entered or read from a file, and where all is set side by side."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from accounts.pages import done, form_page, own_unit, page_of, typed, workbook_of
from allowances.models import Payment, Payout
from allowances.payouts.file_faults import file_done
from allowances.payouts.forms import AllPaidForm, ResultsFileForm, ResultsForm
from allowances.payouts.models import PaymentQuerySet
from allowances.payouts.reconcile import reconcile
from allowances.payouts.result_files import results_form, results_read
from allowances.payouts.results import Recorded, Result, ResultsRefused, results_record
from allowances.payouts.services import PAY_OUT
from territory.clock import today
from vietnamese.money import dong


@require_http_methods(["GET", "POST"])
@permission_required(PAY_OUT, raise_exception=True)
def payout_results(request: UserRequest, pk: int) -> HttpResponse:
    """A page of payments, those without a result first, with a field for each result."""
    payout, page = _payout(request, pk), page_of(request, _payments(request, pk).order_by("-state", "pk"))
    form = ResultsForm(typed(request), payments=list(page.object_list), today=today())
    changed = done(form, lambda: results_record(actor=request.user, payout_id=pk, results=form.results()))
    if changed is not None:
        _say(request, changed)
        return redirect(f"{reverse('allowances:payout_results', args=[pk])}?{request.GET.urlencode()}")
    all_form = AllPaidForm(initial={"on": today()}, auto_id="all_%s")
    context = {"payout": payout, "page": page, "all_form": all_form, "open": _open(request, pk).count()}
    return form_page(request, "allowances/payout_results.html", form, **context)


@require_POST
@permission_required(PAY_OUT, raise_exception=True)
def payout_all_paid(request: UserRequest, pk: int) -> HttpResponse:
    """All that is open in the reader's reach was paid on one day."""
    payout, form = _payout(request, pk), AllPaidForm(request.POST)
    if not form.is_valid():
        return form_page(request, "allowances/payout_all_paid.html", form, payout=payout)
    references = _open(request, pk).values_list("reference", flat=True)
    results = [Result(reference, is_paid=True, on=form.cleaned_data["on"]) for reference in references]
    changed = done(form, lambda: results_record(actor=request.user, payout_id=pk, results=results))
    if changed is None:
        return form_page(request, "allowances/payout_all_paid.html", form, payout=payout)
    _say(request, changed)
    return redirect("allowances:payout", pk=pk)


@require_http_methods(["GET", "POST"])
@permission_required(PAY_OUT, raise_exception=True)
def payout_results_file(request: UserRequest, pk: int) -> HttpResponse:
    """Results from a file; every cell that cannot be taken is named, and then nothing is kept."""
    payout = _payout(request, pk)
    form = ResultsFileForm(typed(request), request.FILES or None)
    changed, faults = file_done(form, lambda: _record_file(request, pk, form))
    if changed is not None:
        _say(request, changed)
        return redirect("allowances:payout", pk=pk)
    return form_page(request, "allowances/payout_results_file.html", form, payout=payout, faults=faults)


@require_safe
@permission_required(PAY_OUT, raise_exception=True)
def payout_results_form(request: UserRequest, pk: int) -> HttpResponse:
    """The workbook of results to fill in."""
    payout = _payout(request, pk)
    rows = list(_payments(request, pk).select_related("person").order_by("pk"))
    return workbook_of(results_form(payout, rows), f"ket-qua-dot-chi-{pk}")


@require_safe
@permission_required("allowances.view", raise_exception=True)
def payout_reconcile(request: UserRequest) -> HttpResponse:
    """Locked, paid, sent, returned, open, by commune, with the check of the sums."""
    own = own_unit(request)
    return render(request, "allowances/payout_reconcile.html", {"unit": own, "table": reconcile(own)})


def _record_file(request: UserRequest, pk: int, form: ResultsFileForm) -> Recorded:
    file = form.cleaned_data["file"]
    read = results_read(file.read(), str(file.name))
    try:
        return results_record(actor=request.user, payout_id=pk, results=read.results)
    except ResultsRefused as refused:
        raise read.placed(refused) from refused


def _payout(request: UserRequest, pk: int) -> Payout:
    return get_object_or_404(Payout.objects.visible_to(request.user).select_related("unit"), pk=pk)


def _payments(request: UserRequest, pk: int) -> PaymentQuerySet:
    return Payment.objects.visible_to(request.user).filter(payout=pk)


def _open(request: UserRequest, pk: int) -> PaymentQuerySet:
    return _payments(request, pk).filter(state=Payment.State.OPEN)


def _say(request: UserRequest, told: Recorded) -> None:
    if told.changed:
        messages.success(request, f"Đã ghi kết quả của {told.changed} khoản.")
    else:
        messages.info(request, "Không có gì thay đổi.")
    if told.came_back:
        count, vnd = told.came_back, dong(told.came_back_vnd)
        words = f"{count} khoản đã ghi là đã chi nay bị trả về: {vnd}. Số tiền này tự vào đợt chi sau."
        messages.warning(request, words)
