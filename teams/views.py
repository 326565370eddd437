"""Pages of this room: the list of teams, a new team, the list of dossiers."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from accounts.models import User
from accounts.pages import done, form_page, own_unit, page_of, typed
from teams import rules, selectors, services
from teams.dossier_day import as_they_stood, dossiers_on
from teams.filters import DossierFilter, TeamFilter
from teams.forms import TeamForm
from teams.models import Dossier, Team
from teams.strength import strength_list
from territory import clock
from territory.forms import DayForm, day_of
from territory.models import Unit
from vietnamese.dates import ngay

_SORTS: Final = {
    "name": "sort_key",
    "-name": "-sort_key",
    "commune": "commune__sort_key",
    "-commune": "-commune__sort_key",
}


@require_safe
@permission_required("teams.view", raise_exception=True)
def team_list(request: UserRequest) -> HttpResponse:
    """Teams of the reader's reach with the three numbers of each, today or on the day asked for."""
    today = day_of(request.GET, clock.today())
    teams = Team.objects.visible_to(request.user)
    order = _SORTS.get(request.GET.get("sort", ""), "sort_key")
    chosen = TeamFilter(request.GET, teams.select_related("commune").order_by(order, "pk"), request=request)
    page = page_of(request, chosen.qs)
    rows = selectors.team_rows(list(page.object_list), today)
    return render(request, "teams/list.html", {"filter": chosen, "page": page, "rows": rows})


@require_safe
@permission_required("teams.view", raise_exception=True)
def strength(request: UserRequest) -> HttpResponse:
    """Over and under strength of the unit in the address, of the reader's own without one."""
    asked = DayForm({"ngay": request.GET.get("ngay", "")})
    found = strength_list(viewer=request.user, unit=asked_unit(request), on=asked.day(clock.today()))
    context = {"list": found, "day_form": asked, "question": f"&ngay={ngay(found.on)}" if asked.given else ""}
    return render(request, "teams/strength.html", context, status=200 if asked.is_valid() else 422)


def asked_unit(request: UserRequest) -> Unit:
    """The unit that the address names within the reader's reach (404 otherwise), else his own."""
    reach = Unit.objects.visible_to(request.user)
    key = request.GET.get("unit", "").replace("\0", "")
    return get_object_or_404(reach, key=key) if key else own_unit(request)


@require_http_methods(["GET", "POST"])
@permission_required("teams.edit", raise_exception=True)
def team_create(request: UserRequest) -> HttpResponse:
    """A new team for a village that has none."""
    form = TeamForm(typed(request), user=request.user, initial=_initial(request))
    dossier = done(form, lambda: _propose(request.user, form))
    if dossier:
        messages.success(request, f"Đã lập hồ sơ thành lập {dossier.team.name}. Nhập thành viên của tổ.")
        return redirect("members:team_detail", pk=dossier.team_id)
    return form_page(request, "teams/create.html", form)


@require_safe
@permission_required("teams.view", raise_exception=True)
def dossier_list(request: UserRequest) -> HttpResponse:
    """Dossiers of the reader's reach, his to do first; or as they stood on the day asked for."""
    day = day_of(request.GET, clock.today())
    is_past = day != clock.today()
    found = dossiers_on(request.user, day) if is_past else selectors.dossiers_mine_first(request.user)
    chosen = DossierFilter(request.GET, found, request=request)
    page = page_of(request, chosen.qs)
    stood = as_they_stood(page.object_list, day) if is_past else page.object_list
    rows = selectors.dossier_rows(stood)
    return render(request, "teams/dossiers.html", {"filter": chosen, "page": page, "rows": rows})


def _initial(request: UserRequest) -> dict[str, Any]:
    """The village named in the address, with the usual name of its team."""
    wanted = request.GET.get("village", "")
    villages = selectors.villages_open(request.user, clock.today())
    village = villages.filter(pk=wanted).first() if wanted.isdecimal() else None
    return {"village": village.pk, "name": rules.team_name(str(village))} if village else {}


def _propose(actor: User, form: TeamForm) -> Dossier:
    data = form.cleaned_data
    return services.team_propose(
        actor=actor, village_id=data["village"].pk, name=data["name"], start_on=data["start_on"]
    )
