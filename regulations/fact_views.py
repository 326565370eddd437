"""Pages on which figures and flags of a village or a commune are stated from a day on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import models
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.edits import OnFile, edited
from accounts.http import UserRequest
from accounts.models import Trail
from accounts.pages import form_page, typed
from regulations.fact_entry import RIGHT, commune_facts_record, village_facts_record
from regulations.fact_forms import CommuneFactsForm, VillageFactsForm
from territory.models import CommuneFacts, Unit, Village, VillageFacts


@require_http_methods(["GET", "POST"])
@permission_required(RIGHT, raise_exception=True)
def village_facts(request: UserRequest, pk: int) -> HttpResponse:
    """A village's figures from a day on; the form begins with what holds last."""
    village = get_object_or_404(Village.objects.visible_to(request.user), pk=pk)
    form = VillageFactsForm(typed(request), initial=_begin(_last(village.facts)))
    trail = Trail.objects.filter(table=VillageFacts._meta.db_table, after__village_id=pk)
    on_file = OnFile(village, lambda: _last(village.facts), trail)

    def record() -> VillageFacts:
        return village_facts_record(actor=request.user, village_id=pk, **form.cleaned_data)

    if edited(request, form, on_file, record):
        messages.success(request, f"Đã ghi số liệu của {village}.")
        return redirect("territory:village", pk=pk)
    return form_page(request, "regulations/village_facts.html", form, village=village, tab="territory")


@require_http_methods(["GET", "POST"])
@permission_required(RIGHT, raise_exception=True)
def commune_facts(request: UserRequest, key: str) -> HttpResponse:
    """The same for a commune."""
    commune = get_object_or_404(Unit.objects.visible_to(request.user).communes(), key=key)
    form = CommuneFactsForm(typed(request), initial=_begin(_last(commune.facts)))
    trail = Trail.objects.filter(table=CommuneFacts._meta.db_table, after__commune_id=commune.pk)
    on_file = OnFile(commune, lambda: _last(commune.facts), trail)

    def record() -> CommuneFacts:
        return commune_facts_record(actor=request.user, commune_id=commune.pk, **form.cleaned_data)

    if edited(request, form, on_file, record):
        messages.success(request, f"Đã ghi số liệu của {commune.name_inside}.")
        return redirect("territory:unit", key=key)
    return form_page(request, "regulations/commune_facts.html", form, unit=commune, tab="territory")


def _last(rows: models.Manager[Any]) -> dict[str, Any]:
    """What was stated last, by field; nothing while nothing was."""
    row = rows.order_by("valid_from").last()
    return model_to_dict(row, exclude=["valid_to"]) if row else {}


def _begin(values: dict[str, Any]) -> dict[str, Any]:
    """What a new statement begins with: not the day and the source, it has its own."""
    return {name: value for name, value in values.items() if name not in {"valid_from", "source"}}
