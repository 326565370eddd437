"""Pages of dossiers of sums owed once."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Case, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from accounts.pages import done, form_page, page_of, typed
from allowances import benefits as services
from allowances.benefit_models import Benefit
from allowances.one_off import Event, facts_in_words
from allowances.one_off_forms import BenefitForm
from allowances.one_off_views import event_form
from members.forms import ReturnForm
from regulations.engine import Why

# Whose health it tells: only for those who may see members too.
_SEE: Final = ("allowances.view", "members.view")


@require_safe
@permission_required(_SEE, raise_exception=True)
def benefits(request: UserRequest) -> HttpResponse:
    """Dossiers of the reader's reach: those that wait for a decision first, then the newest."""
    rows = Benefit.objects.visible_to(request.user).select_related("person", "commune")
    page = page_of(request, rows.order_by(Case(When(state=Benefit.State.PREPARED, then=0), default=1), "-pk"))
    return render(request, "allowances/benefits.html", {"page": page})


@require_http_methods(["GET", "POST"])
@permission_required(services.PREPARE, raise_exception=True)
def benefit_prepare(request: UserRequest) -> HttpResponse:
    """The dossier of the event that the address names: what is on record, what is typed, the papers."""
    event = _event(request)
    form = BenefitForm(typed(request), event=event)
    made = done(
        form,
        lambda: services.benefit_prepare(
            actor=request.user, event=event, facts=form.facts(), papers=form.cleaned_data["papers"]
        ),
    )
    if made:
        messages.success(request, "Đã lập hồ sơ. Hồ sơ chờ chủ tịch quyết định.")
        return redirect("allowances:benefit", pk=made.pk)
    known = facts_in_words(event.on_file())
    return form_page(request, "allowances/benefit_form.html", form, event=event, known=known)


@require_safe
@permission_required(_SEE, raise_exception=True)
def benefit(request: UserRequest, pk: int) -> HttpResponse:
    """One dossier: the event, the sums and why, the papers, and the steps that are the reader's."""
    return render(request, "allowances/benefit.html", _context(request, _benefit(request, pk)))


@require_POST
@permission_required(services.PREPARE, raise_exception=True)
def benefit_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """The police gives a dossier up."""
    services.benefit_withdraw(actor=request.user, benefit_id=_benefit(request, pk).pk)
    messages.success(request, "Đã rút hồ sơ.")
    return redirect("allowances:benefit", pk=pk)


@require_POST
@permission_required(services.DECIDE, raise_exception=True)
def benefit_return(request: UserRequest, pk: int) -> HttpResponse:
    """The chairman sends a dossier back with his reason."""
    found, form = _benefit(request, pk), ReturnForm(request.POST)
    if done(form, lambda: services.benefit_return(actor=request.user, benefit_id=pk, **form.cleaned_data)):
        messages.success(request, "Đã trả lại hồ sơ, kèm lý do.")
        return redirect("allowances:benefit", pk=pk)
    return form_page(
        request, "allowances/benefit.html", form, **(_context(request, found) | {"return_form": form})
    )


def _event(request: UserRequest) -> Event:
    """What the address asks about; 404 for nobody or for somebody beyond the reader's reach."""
    form = event_form(request)
    if not form.is_valid() or not (form.membership or form.service):
        raise Http404
    return form.event()


def _benefit(request: UserRequest, pk: int) -> Benefit:
    rows = Benefit.objects.visible_to(request.user).select_related(
        "person", "commune", "membership__team", "former", "law", "prepared_by", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def _context(request: UserRequest, found: Benefit) -> dict[str, Any]:
    is_open = found.state == Benefit.State.PREPARED
    own = request.user.binding is not None and request.user.binding.unit_id == found.commune_id
    return {
        "benefit": found,
        "lines": [(line, Why.from_json(line["why"])) for line in found.lines],
        "known": facts_in_words(found.facts),
        "may_withdraw": is_open and own and request.user.has_perm(services.PREPARE),
        "may_decide": is_open and own and request.user.has_perm(services.DECIDE),
        "return_form": ReturnForm(),
    }
