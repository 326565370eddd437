"""Pages of the monthly runs: start, watch, check, approve, explain."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import UserRequest
from accounts.models import User
from accounts.pages import done, form_page, typed
from allowances import services
from allowances.comparison import RunComparison, comparison_of, comparisons
from allowances.doubles import alike_in
from allowances.explanations import explanation
from allowances.forms import RunForm
from allowances.models import Batch, LedgerLine, LedgerLineQuerySet, PayRun
from allowances.payments import payment_list
from allowances.steps import batch_actions
from members.alike import Alike
from members.forms import ReturnForm
from territory.clock import today
from territory.scope import within_reach
from vietnamese.dates import parse_month, thang
from vietnamese.money import dong

# As many as a number of lines can have.
_DIGITS: Final = 10


@require_GET
@permission_required("allowances.view", raise_exception=True)
def runs(request: UserRequest) -> HttpResponse:
    """Runs within the viewer's reach, newest month first."""
    found = _with_figures(PayRun.objects.visible_to(request.user), request.user)
    return render(request, "allowances/runs.html", {"runs": found})


@require_http_methods(["GET", "POST"])
@permission_required("allowances.start_run", raise_exception=True)
def run_start(request: UserRequest) -> HttpResponse:
    """Start the month of the viewer's unit; starting it again posts only what changed."""
    form = RunForm(typed(request), initial={"month": today().replace(day=1)})
    started = done(form, lambda: _start(request.user, form.cleaned_data["month"]))
    if started:
        return redirect("allowances:run", pk=started.pk)
    return form_page(request, "allowances/run_form.html", form)


@require_GET
@permission_required("allowances.view", raise_exception=True)
def run(request: UserRequest, pk: int) -> HttpResponse:
    """One run: how far it is, and each commune's state and sum."""
    found = _run(request, pk)
    batches = list(found.batches.visible_to(request.user).select_related("commune__parent", "run"))
    beside = comparisons(batches)
    for batch in batches:
        batch.comparison = beside[batch.pk]  # type: ignore[attr-defined]
    context = {
        "run": found,
        "batches": batches,
        "compared": RunComparison.of(found.month, beside.values()),
        "progress": _progress(found, request.user),
        "checked": sum(1 for batch in batches if batch.state == Batch.State.CHECKED and not batch.is_due),
        "total_vnd": sum(batch.total_vnd for batch in batches),
        "people": sum(batch.people for batch in batches),
        "line_count": sum(batch.line_count for batch in batches),
        **_alike(LedgerLine.objects.filter(batch__run=found), request.user),
    }
    return render(request, "allowances/run.html", context)


@require_GET
@permission_required("allowances.view", raise_exception=True)
def run_progress(request: UserRequest, pk: int) -> HttpResponse:
    """The progress bar alone, asked for every two seconds; 286 tells htmx that it may stop."""
    found = _run(request, pk)
    progress = _progress(found, request.user)
    status = 286 if progress["finished"] else 200
    context = {**progress, "url": reverse("allowances:run_progress", args=[pk])}
    return render(request, "components/progress.html", context, status=status)


@require_POST
@permission_required("allowances.approve", raise_exception=True)
def run_approve(request: UserRequest, pk: int) -> HttpResponse:
    """Approve every checked list of the run."""
    found = _run(request, pk)
    count, waiting, refused = services.run_approve_checked(
        actor=request.user, run=found, seen=_all_seen(request)
    )
    if waiting:
        messages.info(request, f"Đã duyệt lần một danh sách của {waiting} xã, chờ người khác duyệt lần hai.")
    if count or not (refused or waiting):
        messages.success(request, f"Đã duyệt và khóa danh sách của {count} xã.")
    for sentence in refused:
        messages.error(request, sentence)
    return redirect("allowances:run", pk=pk)


@require_GET
@permission_required("allowances.view", raise_exception=True)
def batch(request: UserRequest, pk: int) -> HttpResponse:
    """One commune's month: who gets what, and the next step."""
    return _batch_page(request, _batch(request, pk), ReturnForm())


@require_POST
@permission_required("allowances.check", raise_exception=True)
def batch_check(request: UserRequest, pk: int) -> HttpResponse:
    """The clerk vouches for the list."""
    services.batch_check(actor=request.user, batch_id=_batch(request, pk).pk, seen=_seen(request))
    messages.success(request, "Đã kiểm tra danh sách. Danh sách chờ người khác duyệt.")
    return redirect("allowances:batch", pk=pk)


@require_POST
@permission_required("allowances.check", raise_exception=True)
def batch_recompute(request: UserRequest, pk: int) -> HttpResponse:
    """Compute the commune's month again after a correction."""
    services.batch_recompute(actor=request.user, batch_id=_batch(request, pk).pk)
    messages.success(request, "Đã yêu cầu tính lại. Chỉ phần chênh lệch được ghi thêm.")
    return redirect("allowances:batch", pk=pk)


@require_POST
@permission_required("allowances.approve", raise_exception=True)
def batch_approve(request: UserRequest, pk: int) -> HttpResponse:
    """Approve and lock the list."""
    key, seen = _batch(request, pk).pk, _seen(request)
    locked = services.batch_approve(actor=request.user, batch_id=key, seen=seen)
    words = "Đã duyệt và khóa" if locked.state == Batch.State.LOCKED else "Đã duyệt lần một"
    messages.success(request, f"{words} danh sách tháng {thang(locked.month)}: {dong(locked.total_vnd)}.")
    return redirect("allowances:batch", pk=pk)


@require_POST
@permission_required("allowances.approve", raise_exception=True)
def batch_return(request: UserRequest, pk: int) -> HttpResponse:
    """Send the list back with a reason."""
    found, form = _batch(request, pk), ReturnForm(request.POST)
    if done(form, lambda: services.batch_return(actor=request.user, batch_id=pk, **form.cleaned_data)):
        messages.success(request, "Đã trả lại danh sách cho Công an xã.")
        return redirect("allowances:batch", pk=pk)
    return _batch_page(request, found, form)


@require_GET
@permission_required("allowances.view", raise_exception=True)
def why(request: UserRequest, pk: int, membership: int, component: str) -> HttpResponse:
    """Why this person is paid this sum: lines, law, facts, arithmetic."""
    found = _batch(request, pk)
    reason = explanation(found, membership, component, _month(request, found))
    if reason is None:
        raise Http404
    return render(request, "allowances/why.html", {"batch": found, "why": reason})


def _month(request: UserRequest, found: Batch) -> date:
    """The month that ``?thang=06/2024`` asks for, by itself the list's own."""
    try:
        return parse_month(request.GET.get("thang", thang(found.month)))
    except ValueError as error:
        raise Http404 from error


def _batch_page(request: UserRequest, found: Batch, form: ReturnForm) -> HttpResponse:
    return form_page(
        request,
        "allowances/batch.html",
        form,
        batch=found,
        list=payment_list(found),
        comparison=comparison_of(found),
        actions=batch_actions(request.user, found),
        **_alike(LedgerLine.objects.filter(batch=found), request.user),
    )


def _alike(lines: LedgerLineQuerySet, user: User) -> dict[str, list[Alike] | bool]:
    return alike_in(lines.visible_to(user), user)


def _start(actor: User, month: date) -> PayRun:
    if actor.binding is None:
        raise PermissionDenied
    return services.run_start(actor=actor, unit=actor.binding.unit, month=month)


def _run(request: UserRequest, pk: int) -> PayRun:
    return get_object_or_404(
        PayRun.objects.visible_to(request.user).select_related("unit", "stopped_by"), pk=pk
    )


def _seen(request: UserRequest) -> int | None:
    """How many lines the page had from which the step was taken; None when it does not say."""
    sent = request.POST.get("seen", "")
    return int(sent) if sent.isdecimal() and len(sent) <= _DIGITS else None


def _all_seen(request: UserRequest) -> dict[int, int]:
    """By batch: how many lines the page showed from which all were approved ("12:340")."""
    pairs = (text.partition(":") for text in request.POST.getlist("seen"))
    return {
        int(key): int(lines)
        for key, _, lines in pairs
        if key.isdecimal() and lines.isdecimal() and max(len(key), len(lines)) <= _DIGITS
    }


def _batch(request: UserRequest, pk: int) -> Batch:
    batches = Batch.objects.visible_to(request.user)
    return get_object_or_404(
        batches.select_related(
            "run", "commune__parent__parent", "prepared_by", "checked_by", "first_approved_by", "approved_by"
        ),
        pk=pk,
    )


def _with_figures(runs: QuerySet[PayRun], user: User) -> QuerySet[PayRun]:
    """Runs with ``communes``, ``done``, ``locked`` and ``total_vnd`` of the batches the user may see."""
    mine = within_reach(user, "batches__commune__path")
    return runs.select_related("unit").annotate(
        communes=Count("batches", filter=mine),
        done=Count("batches", filter=mine & Q(batches__is_due=False)),
        locked=Count("batches", filter=mine & Q(batches__state=Batch.State.LOCKED)),
        total_vnd=Sum("batches__total_vnd", filter=mine),
    )


def _progress(run: PayRun, user: User) -> dict[str, object]:
    """How far the run is; ``finished`` also where it is stopped, because nothing moves then."""
    figures = run.batches.visible_to(user).aggregate(
        total=Count("pk"), done=Count("pk", filter=Q(is_due=False))
    )
    done, total, stopped = figures["done"], figures["total"], run.stopped_at is not None
    text = f"{'Đã dừng, đã' if stopped else 'Đã'} tính {done}/{total} xã"
    return {"done": done, "total": total, "text": text, "finished": stopped or done == total}
