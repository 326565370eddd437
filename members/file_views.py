"""Pages on which a clerk puts something on a person's file."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from accounts.pages import done, form_page, typed
from members import recording
from members.forms import DatedForm, FactForm, LastDayForm
from members.models import FactKind, InsuranceEnrolment, Person

_LABELS: Final = dict([*InsuranceEnrolment.Kind.choices, *FactKind.choices])


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def fact_add(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """A dated fact of one kind, or an insurance, for a person."""
    context = _context(request, pk, kind)
    is_fact = kind in FactKind.values
    form = FactForm(typed(request), kind=FactKind(kind)) if is_fact else DatedForm(typed(request))
    record = recording.fact_record if is_fact else recording.enrolment_record
    if done(form, lambda: record(actor=request.user, person_id=pk, kind=kind, **form.cleaned_data)):
        messages.success(request, f"Đã ghi: {_LABELS[kind]}.")
        return redirect("members:detail", pk=pk)
    return form_page(request, "members/fact_form.html", form, **context)


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def fact_end(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """The fact or insurance of a kind that runs on gets a last day."""
    context = _context(request, pk, kind) | {"ends": True}
    form = LastDayForm(typed(request))

    def end() -> bool:
        recording.fact_end(actor=request.user, person_id=pk, kind=kind, **form.cleaned_data)
        return True

    if done(form, end):
        messages.success(request, f"Đã ghi ngày kết thúc: {_LABELS[kind]}.")
        return redirect("members:detail", pk=pk)
    return form_page(request, "members/fact_form.html", form, **context)


def _context(request: UserRequest, pk: int, kind: str) -> dict[str, Any]:
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    if kind not in _LABELS:
        raise Http404
    return {"person": person, "label": _LABELS[kind], "tab": "members"}
