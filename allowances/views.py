"""Pages of the monthly runs: start, watch, check, approve, explain."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import DomainError
from accounts.models import User
from allowances import services
from allowances.explanations import explanation
from allowances.forms import ReturnForm, RunForm
from allowances.models import Batch, PayRun
from allowances.payments import payment_list
from territory.clock import today
from vietnamese.dates import thang
from vietnamese.money import dong


@require_GET
@permission_required("allowances.view", raise_exception=True)
def runs(request: HttpRequest) -> HttpResponse:
    """Runs within the viewer's reach, newest month first."""
    found = _with_figures(PayRun.objects.visible_to(_user(request)), _user(request))
    return render(request, "allowances/runs.html", {"runs": found})


@require_http_methods(["GET", "POST"])
@permission_required("allowances.start_run", raise_exception=True)
def run_start(request: HttpRequest) -> HttpResponse:
    """Start the month of the viewer's unit; starting it again posts only what changed."""
    typed = request.POST if request.method == "POST" else None
    form = RunForm(typed, initial={"month": today().replace(day=1)})
    if form.is_valid():
        run = _started(request, form)
        if run:
            return redirect("allowances:run", pk=run.pk)
    return render(request, "allowances/run_form.html", {"form": form}, status=422 if form.is_bound else 200)


def _started(request: HttpRequest, form: RunForm) -> PayRun | None:
    user = _user(request)
    month: date = form.cleaned_data["month"]
    if user.binding is None:
        raise Http404
    try:
        return services.run_start(actor=user, unit=user.binding.unit, month=month)
    except DomainError as error:
        form.add_error("month", error.message)
        return None


@require_GET
@permission_required("allowances.view", raise_exception=True)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: how far it is, and each commune's state and sum."""
    found = _run(request, pk)
    batches = found.batches.visible_to(_user(request)).select_related("commune__parent")
    context = {
        "run": found,
        "batches": batches,
        "progress": _progress(batches),
        "checked": sum(1 for batch in batches if batch.state == Batch.State.CHECKED and not batch.is_due),
        "total_vnd": sum(batch.total_vnd for batch in batches),
        "people": sum(batch.people for batch in batches),
        "line_count": sum(batch.line_count for batch in batches),
    }
    return render(request, "allowances/run.html", context)


@require_GET
@permission_required("allowances.view", raise_exception=True)
def run_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress bar alone, asked for every two seconds; 286 tells htmx that it may stop."""
    found = _run(request, pk)
    progress = _progress(found.batches.visible_to(_user(request)))
    status = 286 if progress["finished"] else 200
    context = {**progress, "url": reverse("allowances:run_progress", args=[pk])}
    return render(request, "components/progress.html", context, status=status)


@require_POST
@permission_required("allowances.approve", raise_exception=True)
def run_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve every checked list of the run."""
    found = _run(request, pk)
    count, refused = services.run_approve_checked(actor=_user(request), run=found)
    if count or not refused:
        messages.success(request, f"Đã duyệt và khóa danh sách của {count} xã.")
    for sentence in refused:
        messages.error(request, sentence)
    return redirect("allowances:run", pk=pk)


@require_GET
@permission_required("allowances.view", raise_exception=True)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One commune's month: who gets what, and the next step."""
    return _batch_page(request, _batch(request, pk), ReturnForm())


@require_POST
@permission_required("allowances.check", raise_exception=True)
def batch_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The clerk vouches for the list."""
    services.batch_check(actor=_user(request), batch_id=_batch(request, pk).pk)
    messages.success(request, "Đã kiểm tra danh sách. Danh sách chờ người khác duyệt.")
    return redirect("allowances:batch", pk=pk)


@require_POST
@permission_required("allowances.check", raise_exception=True)
def batch_recompute(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute the commune's month again after a correction."""
    services.batch_recompute(actor=_user(request), batch_id=_batch(request, pk).pk)
    messages.success(request, "Đã yêu cầu tính lại. Chỉ phần chênh lệch được ghi thêm.")
    return redirect("allowances:batch", pk=pk)


@require_POST
@permission_required("allowances.approve", raise_exception=True)
def batch_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve and lock the list."""
    done = services.batch_approve(actor=_user(request), batch_id=_batch(request, pk).pk)
    messages.success(
        request, f"Đã duyệt và khóa danh sách tháng {thang(done.month)}: {dong(done.total_vnd)}."
    )
    return redirect("allowances:batch", pk=pk)


@require_POST
@permission_required("allowances.approve", raise_exception=True)
def batch_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the list back with a reason."""
    found = _batch(request, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _batch_page(request, found, form)
    services.batch_return(actor=_user(request), batch_id=found.pk, reason=form.cleaned_data["reason"])
    messages.success(request, "Đã trả lại danh sách cho Công an xã.")
    return redirect("allowances:batch", pk=pk)


@require_GET
@permission_required("allowances.view", raise_exception=True)
def why(request: HttpRequest, pk: int, membership: int, component: str) -> HttpResponse:
    """Why this person is paid this sum: lines, law, facts, arithmetic."""
    found = _batch(request, pk)
    reason = explanation(found, membership, component)
    if reason is None:
        raise Http404
    return render(request, "allowances/why.html", {"batch": found, "why": reason})


def _batch_page(request: HttpRequest, found: Batch, form: ReturnForm) -> HttpResponse:
    context = {"batch": found, "list": payment_list(found), "form": form}
    return render(request, "allowances/batch.html", context, status=422 if form.is_bound else 200)


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _run(request: HttpRequest, pk: int) -> PayRun:
    return get_object_or_404(PayRun.objects.visible_to(_user(request)).select_related("unit"), pk=pk)


def _batch(request: HttpRequest, pk: int) -> Batch:
    batches = Batch.objects.visible_to(_user(request))
    return get_object_or_404(
        batches.select_related("commune__parent__parent", "prepared_by", "checked_by", "approved_by"), pk=pk
    )


def _with_figures(runs: QuerySet[PayRun], user: User) -> QuerySet[PayRun]:
    """Runs with ``communes``, ``done``, ``locked`` and ``total_vnd`` of the batches the user may see."""
    mine = Q(batches__commune__path__startswith=user.reach)
    return runs.select_related("unit").annotate(
        communes=Count("batches", filter=mine),
        done=Count("batches", filter=mine & Q(batches__is_due=False)),
        locked=Count("batches", filter=mine & Q(batches__state=Batch.State.LOCKED)),
        total_vnd=Sum("batches__total_vnd", filter=mine),
    )


def _progress(batches: QuerySet[Batch]) -> dict[str, object]:
    figures = batches.aggregate(total=Count("pk"), done=Count("pk", filter=Q(is_due=False)))
    done, total = figures["done"], figures["total"]
    return {"done": done, "total": total, "text": f"Đã tính {done}/{total} xã", "finished": done == total}
