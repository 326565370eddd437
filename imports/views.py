"""Pages of this room: what can be brought in, a file, what it would do, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import DomainError
from accounts.http import UserRequest
from accounts.models import User
from accounts.pages import done, form_page, page_of, typed, workbook_of
from imports import selectors, services, workbooks
from imports.forms import NamesForm, UploadForm
from imports.kinds import Kind
from imports.models import Import, ImportRow
from imports.registry import KINDS
from territory import clock


@require_safe
def home(request: UserRequest) -> HttpResponse:
    """The kinds of lists, and the latest imports of the unit."""
    kinds = selectors.kinds_of(request.user)
    if not kinds:
        raise PermissionDenied
    context = {"tab": kinds[0].tab, "kinds": kinds, "imports": selectors.imports_of(request.user)}
    return render(request, "imports/home.html", context)


@require_http_methods(["GET", "POST"])
def upload(request: UserRequest, kind: str) -> HttpResponse:
    """A file of one kind; then what it would do."""
    wanted = _kind(request.user, kind)
    form = UploadForm(typed(request), request.FILES or None)
    batch = done(form, lambda: _uploaded(request.user, wanted, form))
    if batch:
        return redirect("imports:preview", pk=batch.pk)
    return form_page(request, "imports/upload.html", form, kind=wanted, tab=wanted.tab)


@require_safe
def template(request: UserRequest, kind: str) -> HttpResponse:
    """The form to fill in, with the lists of the reader's unit."""
    wanted = _kind(request.user, kind)
    return workbook_of(workbooks.template(request.user, wanted), f"bieu-mau-{wanted.file_name}")


@require_safe
def export(request: UserRequest, kind: str) -> HttpResponse:
    """What stands on file, in the form in which it comes back."""
    wanted = _kind(request.user, kind)
    return workbook_of(workbooks.export(request.user, wanted), f"{wanted.file_name}-{clock.today():%d-%m-%Y}")


@require_safe
def preview(request: UserRequest, pk: int) -> HttpResponse:
    """What a list would do, or did."""
    return _preview(request, _import(request.user, pk))


@require_POST
def names(request: UserRequest, pk: int) -> HttpResponse:
    """What unknown names stand for."""
    batch = _import(request.user, pk)
    form = _names_form(request.user, batch, request.POST)
    if form and done(
        form, lambda: services.names_choose(actor=request.user, import_id=pk, chosen=form.chosen())
    ):
        messages.success(request, "Đã ghép tên và xem xét lại các dòng.")
        return redirect("imports:preview", pk=pk)
    return _preview(request, batch, names_form=form, status=422)


@require_POST
def confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Write what the preview shows."""

    def step() -> None:
        _, written = services.confirm(actor=request.user, import_id=pk)
        if written:
            messages.success(request, "Đã ghi danh sách.")
        else:
            messages.warning(
                request, "Chưa ghi: dữ liệu đã thay đổi sau khi xem trước. Xem lại rồi xác nhận."
            )

    return _step(request, pk, step)


@require_POST
def drop(request: UserRequest, pk: int) -> HttpResponse:
    """Give a preview up."""

    def step() -> None:
        services.drop(actor=request.user, import_id=pk)
        messages.success(request, "Đã bỏ lần nhập; không có gì được ghi.")

    return _step(request, pk, step)


@require_POST
def undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take back what was written."""

    def step() -> None:
        services.undo(actor=request.user, import_id=pk)
        messages.success(request, "Đã hoàn tác: dữ liệu trở lại như trước khi nhập.")

    return _step(request, pk, step)


@require_safe
def wrong_rows(request: UserRequest, pk: int) -> HttpResponse:
    """The refused rows as a workbook, with a note at each wrong cell."""
    batch = _import(request.user, pk)
    kind = KINDS[batch.kind]
    return workbook_of(workbooks.wrong_rows(request.user, batch, kind), f"{kind.file_name}-can-sua")


def _kind(user: User, key: str) -> Kind:
    """The kind of this key; only for whom may bring it in."""
    if key not in KINDS:
        raise Http404
    if not user.has_perm(KINDS[key].right):
        raise PermissionDenied
    return KINDS[key]


def _import(user: User, pk: int) -> Import:
    """An import of the user's own unit: others see what it wrote, not what was typed."""
    if not selectors.kinds_of(user):
        raise PermissionDenied
    unit = user.binding.unit_id if user.binding else None
    rows = Import.objects.visible_to(user).select_related("unit", "uploaded_by", "confirmed_by", "undone_by")
    batch = get_object_or_404(rows, pk=pk, unit=unit)
    _kind(user, batch.kind)
    return batch


def _uploaded(user: User, kind: Kind, form: UploadForm) -> Import:
    file = form.cleaned_data["file"]
    return services.upload(actor=user, kind=kind, content=file.read(), file_name=file.name)


def _names_form(user: User, batch: Import, data: Any = None) -> NamesForm | None:
    """The unknown names of a preview; None where there are none."""
    if batch.state != Import.State.PREVIEW:
        return None
    unknown = selectors.unknown_names(batch)
    return NamesForm(data, unknown, KINDS[batch.kind].choices(user)) if unknown else None


def _preview(
    request: UserRequest,
    batch: Import,
    *,
    names_form: forms.Form | None = None,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    kind = KINDS[batch.kind]
    state = request.GET.get("state", "")
    if state not in ImportRow.State.values:
        state = selectors.first_state(batch)
    page = page_of(request, batch.rows.filter(state=state).order_by("number"))
    error = forms.Form({})
    if refusal:
        error.add_error(None, refusal)
    context = {
        "batch": batch,
        "kind": kind,
        "tab": kind.tab,
        "state": state,
        "states": [(one, one.label, getattr(batch, f"{one}_count")) for one in ImportRow.State],
        "page": page,
        "rows": [selectors.shown_row(row, kind.columns) for row in page.object_list],
        "number": str(batch.pk),
        "columns": [column.name for column in kind.columns],
        "names_form": names_form or _names_form(request.user, batch),
        "form": error,
        "days_kept": services.ROWS_KEPT.days,
    }
    return render(request, "imports/preview.html", context, status=status)


def _step(request: UserRequest, pk: int, step: Callable[[], None]) -> HttpResponse:
    batch = _import(request.user, pk)
    try:
        step()
    except DomainError as error:
        return _preview(request, batch, status=422, refusal=error.message)
    return redirect("imports:preview", pk=pk)
