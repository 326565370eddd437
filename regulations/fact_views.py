"""Pages on which figures and flags of a village or a commune are stated from a day on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from accounts.pages import done, form_page, typed
from regulations.fact_entry import RIGHT, commune_facts_record, village_facts_record
from regulations.fact_forms import CommuneFactsForm, VillageFactsForm
from territory.models import CommuneFacts, Unit, Village, VillageFacts


@require_http_methods(["GET", "POST"])
@permission_required(RIGHT, raise_exception=True)
def village_facts(request: UserRequest, pk: int) -> HttpResponse:
    """A village's figures from a day on; the form begins with what holds last."""
    village = get_object_or_404(Village.objects.visible_to(request.user), pk=pk)
    form = VillageFactsForm(typed(request), initial=_held(village.facts.order_by("valid_from").last()))
    if done(form, lambda: village_facts_record(actor=request.user, village_id=pk, **form.cleaned_data)):
        messages.success(request, f"Đã ghi số liệu của {village}.")
        return redirect("territory:village", pk=pk)
    return form_page(request, "regulations/village_facts.html", form, village=village, tab="territory")


@require_http_methods(["GET", "POST"])
@permission_required(RIGHT, raise_exception=True)
def commune_facts(request: UserRequest, key: str) -> HttpResponse:
    """The same for a commune."""
    commune = get_object_or_404(Unit.objects.visible_to(request.user).communes(), key=key)
    form = CommuneFactsForm(typed(request), initial=_held(commune.facts.order_by("valid_from").last()))

    def record() -> CommuneFacts:
        return commune_facts_record(actor=request.user, commune_id=commune.pk, **form.cleaned_data)

    if done(form, record):
        messages.success(request, f"Đã ghi số liệu của {commune.name_inside}.")
        return redirect("territory:unit", key=key)
    return form_page(request, "regulations/commune_facts.html", form, unit=commune, tab="territory")


def _held(row: VillageFacts | CommuneFacts | None) -> dict[str, Any]:
    """What was stated last, without its day and its source: the next statement has its own."""
    return model_to_dict(row, exclude=["valid_from", "valid_to", "source"]) if row else {}
