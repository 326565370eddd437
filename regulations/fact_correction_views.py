"""Pages on which figures of a village or a commune typed wrongly are put right, and their history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.history import entries
from accounts.http import UserRequest
from accounts.models import Trail
from accounts.pages import done, form_page, page_of, typed
from regulations.fact_entry import RIGHT, facts_correct, facts_remove, is_last, locked_months
from regulations.fact_forms import CommuneCorrectionForm, RemovalForm, VillageCorrectionForm
from territory.models import CommuneFacts, Unit, Village, VillageFacts
from vietnamese.forms import VietForm

_may_edit = permission_required(RIGHT, raise_exception=True)
_get_or_post = require_http_methods(["GET", "POST"])


@dataclass(frozen=True, slots=True)
class _Stated:
    """Facts that were entered, the place they are of, its page, and the two addresses of a correction."""

    row: VillageFacts | CommuneFacts
    place: str
    page: str
    correct: str
    remove: str
    form: type[VietForm]


@_get_or_post
@_may_edit
def village_correct(request: UserRequest, pk: int) -> HttpResponse:
    """The figures of a village over one span, to be put right."""
    return _correct(request, _of_village(request, pk))


@require_POST
@_may_edit
def village_remove(request: UserRequest, pk: int) -> HttpResponse:
    """The last figures of a village, to be taken out."""
    return _remove(request, _of_village(request, pk))


@_get_or_post
@_may_edit
def commune_correct(request: UserRequest, pk: int) -> HttpResponse:
    """The same for a commune."""
    return _correct(request, _of_commune(request, pk))


@require_POST
@_may_edit
def commune_remove(request: UserRequest, pk: int) -> HttpResponse:
    """The same for a commune."""
    return _remove(request, _of_commune(request, pk))


def _correct(request: UserRequest, stated: _Stated) -> HttpResponse:
    form = stated.form(typed(request), initial=model_to_dict(stated.row))
    if done(form, lambda: facts_correct(actor=request.user, row=stated.row, **form.cleaned_data)):
        messages.success(
            request, f"Đã sửa số liệu của {stated.place}. Số liệu trước khi sửa có trong lịch sử."
        )
        return redirect(stated.page)
    return _page(request, stated, form, RemovalForm())


def _remove(request: UserRequest, stated: _Stated) -> HttpResponse:
    removal = RemovalForm(request.POST)

    def remove() -> bool:
        facts_remove(actor=request.user, row=stated.row, **removal.cleaned_data)
        return True

    if done(removal, remove):
        messages.success(request, f"Đã bỏ số liệu nhập nhầm của {stated.place}.")
        return redirect(stated.page)
    return _page(request, stated, removal, removal, fields=stated.form(initial=model_to_dict(stated.row)))


def _page(
    request: UserRequest, stated: _Stated, form: VietForm, removal: VietForm, fields: VietForm | None = None
) -> HttpResponse:
    """The page of both forms; ``form`` is the one that was sent, whose faults are said at the top."""
    return form_page(
        request,
        "regulations/facts_correct.html",
        form,
        stated=stated,
        fields=fields or form,
        removal=removal,
        is_last=is_last(stated.row),
        months=locked_months(stated.row),
        tab="territory",
    )


def _of_village(request: UserRequest, pk: int) -> _Stated:
    reached = Village.objects.visible_to(request.user)
    row = get_object_or_404(VillageFacts.objects.select_related("village"), pk=pk, village__in=reached)
    return _Stated(
        row,
        str(row.village),
        reverse("territory:village", args=[row.village_id]),
        reverse("facts:village_correct", args=[pk]),
        reverse("facts:village_remove", args=[pk]),
        VillageCorrectionForm,
    )


def _of_commune(request: UserRequest, pk: int) -> _Stated:
    reached = Unit.objects.visible_to(request.user)
    row = get_object_or_404(CommuneFacts.objects.select_related("commune"), pk=pk, commune__in=reached)
    return _Stated(
        row,
        row.commune.name_inside,
        reverse("territory:unit", args=[row.commune.key]),
        reverse("facts:commune_correct", args=[pk]),
        reverse("facts:commune_remove", args=[pk]),
        CommuneCorrectionForm,
    )


@require_safe
@permission_required("territory.view", raise_exception=True)
def village_history(request: UserRequest, pk: int) -> HttpResponse:
    """Who changed or took out figures of a village."""
    village = get_object_or_404(Village.objects.visible_to(request.user), pk=pk)
    rows = _changes_of("territory_villagefacts", village.facts.values_list("pk"), before__village_id=pk)
    return _history(request, rows, str(village), reverse("territory:village", args=[pk]))


@require_safe
@permission_required("territory.view", raise_exception=True)
def commune_history(request: UserRequest, key: str) -> HttpResponse:
    """The same for a commune."""
    commune = get_object_or_404(Unit.objects.visible_to(request.user).communes(), key=key)
    kept = commune.facts.values_list("pk")
    rows = _changes_of("territory_communefacts", kept, before__commune_id=commune.pk)
    return _history(request, rows, commune.name_inside, reverse("territory:unit", args=[key]))


def _changes_of(table: str, kept: Iterable[tuple[int]], **removed: int) -> QuerySet[Trail]:
    """What was changed of the figures that are kept and of those that were taken out."""
    trail = Trail.objects.filter(table=table)
    gone = trail.filter(action=Trail.Action.DELETE, **removed).values_list("row_id")
    return trail.filter(before__isnull=False, row_id__in=[key for (key,) in (*kept, *gone)])


def _history(request: UserRequest, rows: QuerySet[Trail], place: str, address: str) -> HttpResponse:
    page = page_of(request, rows)
    context = {"page": page, "entries": entries(page), "place": place, "address": address, "tab": "territory"}
    return render(request, "regulations/facts_history.html", context)
