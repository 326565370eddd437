"""Pages of this room: changes of units, what each would move, and the villages of divided communes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import DomainError
from accounts.http import UserRequest
from accounts.pages import done, form_page, typed
from mergers import planning, selectors, services
from mergers.forms import AnswersForm, ChangeForm, NewUnitForm, VillageMergerForm
from mergers.models import UnitChange
from territory.models import Unit, Village

_TAB: Final = "territory"
_may_prepare = permission_required("mergers.prepare", raise_exception=True)
_get_or_post = require_http_methods(["GET", "POST"])


@require_safe
@permission_required("mergers.view", raise_exception=True)
def changes(request: UserRequest) -> HttpResponse:
    """Changes of the reader's province, and divided communes that wait for answers."""
    context = {
        "changes": UnitChange.objects.visible_to(request.user).select_related("province", "prepared_by"),
        "divided": selectors.divided(request.user),
        "official": planning.official_province(request.user),
        "tab": _TAB,
    }
    return render(request, "mergers/changes.html", context)


@require_POST
@_may_prepare
def official_create(request: UserRequest) -> HttpResponse:
    """The change of 01/07/2025 from the official lists; another person confirms it."""
    try:
        change = planning.official_prepare(actor=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("mergers:changes")
    return redirect("mergers:change", pk=change.pk)


@_get_or_post
@_may_prepare
def change_create(request: UserRequest) -> HttpResponse:
    """A later change: its document and its day."""
    form = ChangeForm(typed(request))
    change = done(form, lambda: planning.change_prepare(actor=request.user, **form.cleaned_data))
    if change:
        messages.success(request, "Đã lập đợt sắp xếp. Nhập xã mới hoặc thôn sáp nhập.")
        return redirect("mergers:change", pk=change.pk)
    return form_page(request, "mergers/change_form.html", form, tab=_TAB)


@require_safe
@permission_required("mergers.view", raise_exception=True)
def change(request: UserRequest, pk: int) -> HttpResponse:
    """One change: what it says and what it would move now, or what it moved."""
    return render(request, "mergers/change.html", _context(request, _change(request, pk)))


@_get_or_post
@_may_prepare
def unit_add(request: UserRequest, pk: int) -> HttpResponse:
    """One new commune of a change."""
    found = _change(request, pk)
    form = NewUnitForm(typed(request), province=found.province)
    row = done(
        form,
        lambda: planning.unit_plan(
            actor=request.user,
            change_id=pk,
            named=form.named,
            whole=form.cleaned_data["whole"],
            part=form.cleaned_data["part"],
        ),
    )
    if row:
        messages.success(request, f"Đã thêm {row.title}.")
        return redirect("mergers:change", pk=pk)
    return form_page(request, "mergers/unit_form.html", form, change=found, tab=_TAB)


@require_POST
@_may_prepare
def unit_remove(request: UserRequest, pk: int, row: int) -> HttpResponse:
    """Take a new commune out of a change."""
    return _step(request, pk, lambda: planning.unit_unplan(actor=request.user, change_id=pk, pk=row))


@_get_or_post
@_may_prepare
def village_add(request: UserRequest, pk: int) -> HttpResponse:
    """Merged villages of one commune, which the address names."""
    found = _change(request, pk)
    communes = Unit.objects.visible_to(request.user).communes().filter(parent=found.province, valid_to=None)
    commune = communes.filter(key=request.GET.get("xa", "").replace("\0", "")).first()
    villages = list(Village.objects.filter(commune=commune, successors=None)) if commune else []
    form = VillageMergerForm(typed(request), villages=villages)
    row = done(
        form,
        lambda: planning.village_plan(
            actor=request.user, change_id=pk, named=form.named, villages=form.cleaned_data["villages"]
        ),
    )
    if row:
        messages.success(request, f"Đã thêm {row.title}.")
        return redirect("mergers:change", pk=pk)
    context = {"change": found, "communes": communes, "commune": commune, "tab": _TAB}
    return form_page(request, "mergers/village_form.html", form, **context)


@require_POST
@_may_prepare
def village_remove(request: UserRequest, pk: int, row: int) -> HttpResponse:
    """Take merged villages out of a change."""
    return _step(request, pk, lambda: planning.village_unplan(actor=request.user, change_id=pk, pk=row))


@require_POST
@_may_prepare
def change_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Give up a change that nobody applied."""
    return _step(request, pk, lambda: planning.change_withdraw(actor=request.user, change_id=pk))


@require_POST
@permission_required("mergers.apply", raise_exception=True)
def change_apply(request: UserRequest, pk: int) -> HttpResponse:
    """Another person confirms; everything that is decided moves in one transaction."""
    said = "Đã áp dụng. Người dùng của đơn vị cũ làm việc ở đơn vị mới từ hôm nay."
    return _step(request, pk, lambda: services.change_apply(actor=request.user, change_id=pk), said)


@_get_or_post
@permission_required("mergers.answer", raise_exception=True)
def answers(request: UserRequest, key: str) -> HttpResponse:
    """Where each village of a divided commune lies, all on one page."""
    old = get_object_or_404(Unit.objects.visible_to(request.user).communes(), key=key)
    day = old.valid_to
    successors = selectors.successors_of(old, day) if day else []
    questions = selectors.questions_of(old, day) if day else []
    form = AnswersForm(typed(request), questions=questions, successors=successors)
    count = done(form, lambda: _answer(request, old, form)) if day else None
    if count is not None:
        messages.success(request, f"Đã ghi {count} thôn, khu phố của {old.name_inside}.")
        return redirect("territory:home")
    return form_page(request, "mergers/answers.html", form, unit=old, successors=successors, tab=_TAB)


def _answer(request: UserRequest, old: Unit, form: AnswersForm) -> int | None:
    if old.valid_to is None:
        return None
    return services.villages_answer(
        actor=request.user,
        old=old,
        day=old.valid_to,
        answers=form.answers,
        keeper=form.cleaned_data["keeper"],
    )


def _change(request: UserRequest, pk: int) -> UnitChange:
    rows = UnitChange.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("province", "prepared_by", "applied_by"), pk=pk)


def _step(
    request: UserRequest, pk: int, service: Callable[[], object], said: str = "Đã ghi."
) -> HttpResponse:
    """One step without typing: the change again, or why not."""
    found = _change(request, pk)
    try:
        service()
    except DomainError as error:
        context = {**_context(request, found), "refusal": error.message}
        return render(request, "mergers/change.html", context, status=422)
    messages.success(request, said)
    # Who confirmed may act for the new unit from now on, and so reads the change anew.
    return redirect("mergers:change", pk=pk)


def _context(request: UserRequest, found: UnitChange) -> dict[str, Any]:
    waits = found.state == UnitChange.State.PREPARED
    own = found.prepared_by_id == request.user.pk
    return {
        "tab": _TAB,
        "change": found,
        "units": found.new_units.prefetch_related("whole", "part"),
        "villages": found.village_mergers.prefetch_related("villages__commune"),
        "may_edit": waits and own and not found.is_official and request.user.has_perm("mergers.prepare"),
        "may_withdraw": waits and own,
        "may_apply": waits and not own and request.user.has_perm("mergers.apply"),
        **(_preview(found) if waits else {}),
    }


def _preview(found: UnitChange) -> dict[str, Any]:
    """The preview, or the sentence that would refuse the application."""
    try:
        return {"preview": selectors.change_preview(found)}
    except DomainError as error:
        return {"fault": error.message}
