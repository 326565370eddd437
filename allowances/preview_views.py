"""The page of what a run would post before anybody starts it."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from accounts.pages import done
from allowances.forms import PreviewForm
from allowances.preview import preview
from territory.clock import today
from vietnamese.dates import thang


@require_safe
@permission_required("allowances.view", raise_exception=True)
def run_preview(request: UserRequest) -> HttpResponse:
    """What a run of the unit and month in the address would post; computed only once both are asked for."""
    unit = request.user.binding.unit if request.user.binding else None
    asked = {"unit": unit.key if unit else "", "month": thang(today())} | request.GET.dict()
    form = PreviewForm(asked if request.GET else None, initial=asked, viewer=request.user)
    found = done(form, lambda: preview(viewer=request.user, **form.cleaned_data)) if request.GET else None
    context = {
        "form": form,
        "preview": found,
        "may_start": found is not None
        and request.user.has_perm("allowances.start_run")
        and found.unit == unit,
    }
    return render(request, "allowances/preview.html", context, status=422 if form.errors else 200)
