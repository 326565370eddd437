"""Pages about people: a team with its members, a person, and the dossier of a team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import DomainError
from accounts.http import UserRequest
from accounts.pages import done, form_page, page_of, typed
from members import alike, selectors, services
from members.filters import MemberFilter
from members.forms import MemberForm, NumberForm, ReturnForm
from members.models import Person
from members.seen import as_seen, version_of
from members.standing import proposed_standings, standing_of
from teams import plans
from teams import selectors as teams
from teams import services as team_services
from teams.models import Dossier, Team
from teams.routes import steps_words
from territory import clock
from territory.forms import day_of

T = TypeVar("T")
_SORTS: Final = {
    "name": "person__sort_key",
    "-name": "-person__sort_key",
    "team": "team__sort_key",
    "-team": "-team__sort_key",
}


@require_safe
@permission_required("teams.view", raise_exception=True)
def team_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A team, its villages, its people, and why it may have so many."""
    return render(request, "members/team_detail.html", _team_context(request, _team(request, pk)))


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def member_add(request: UserRequest, pk: int) -> HttpResponse:
    """One person for a team; then the next, or back to the team."""
    team = _team(request, pk)
    context = _team_context(request, team)
    if request.method == "GET" and not context["may_edit"]:
        messages.warning(request, "Chỉ thêm được người khi hồ sơ của tổ đang lập.")
        return redirect("members:team_detail", pk=pk)
    form = MemberForm(typed(request), initial={"title": context["strength"].next_title})
    row = done(form, lambda: services.member_add(actor=request.user, team_id=pk, **form.cleaned_data))
    if row:
        messages.success(request, f"Đã thêm {row.person.full_name}, {row.get_title_display().lower()}.")
        _warn_of_likeness(request, row.person)
        goes_on = request.POST.get("then") == "next"
        return redirect("members:member_add" if goes_on else "members:team_detail", pk=pk)
    return form_page(request, "members/member_add.html", form, **context)


def _warn_of_likeness(request: UserRequest, person: Person) -> None:
    """Say where somebody of the same name and birth date is on file; nothing is held back for it."""
    (row,) = alike.with_others([person], request.user)
    if row.others:
        said = 'Có người cùng họ tên và ngày sinh ở {}. <a href="{}">Đối chiếu hai người</a>.'
        address = reverse("members:alike", args=[person.pk])
        messages.warning(request, format_html(said, row.places, address))


@require_POST
@permission_required("members.edit", raise_exception=True)
def member_remove(request: UserRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Take a proposed person out of a team."""
    team = _team(request, pk)
    membership = get_object_or_404(team.memberships.select_related("person"), pk=membership_pk)
    try:
        services.member_remove(actor=request.user, membership_id=membership.pk)
    except DomainError as error:
        context = {**_team_context(request, team), "form": _refused(error)}
        return render(request, "members/team_detail.html", context, status=422)
    messages.success(request, f"Đã bỏ {membership.person.full_name} khỏi danh sách đề nghị.")
    return redirect("members:team_detail", pk=pk)


@require_http_methods(["GET", "POST"])
@permission_required("members.view", raise_exception=True)
def member_list(request: UserRequest) -> HttpResponse:
    """Who serves today, or served on the day asked for; a posted number leads to its person."""
    form = NumberForm(typed(request))
    if form.is_valid():
        if person := selectors.person_by_number(request.user, form.cleaned_data["identity_number"]):
            return redirect("members:detail", pk=person.pk)
        form.add_error("identity_number", "Kiểm tra lại số định danh: đơn vị không có người mang số này.")
    order = _SORTS.get(request.GET.get("sort", ""), "person__sort_key")
    day = day_of(request.GET, clock.today())
    members = selectors.members_on(request.user, day).order_by(order, "person__sort_key", "pk")
    chosen = MemberFilter(request.GET, members, request=request)
    page = page_of(request, chosen.qs)
    rows = selectors.member_rows(list(page.object_list), day)
    return form_page(request, "members/list.html", form, filter=chosen, page=page, rows=rows)


@require_safe
@permission_required("members.view", raise_exception=True)
def member_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A person: dated memberships and insurance; the identity number masked."""
    people = Person.objects.visible_to(request.user).select_related("commune")
    page = selectors.person_page(get_object_or_404(people, pk=pk))
    may_edit = request.user.has_perm("members.edit")
    context = {"page": page, "may_edit": may_edit, "standing": standing_of(page.person, clock.today())}
    return render(request, "members/detail.html", context)


@require_safe
@permission_required("teams.view", raise_exception=True)
def dossier(request: UserRequest, pk: int) -> HttpResponse:
    """A dossier: what happened, its people, and the steps that are the reader's."""
    return render(request, "members/dossier.html", _dossier_context(request, pk))


@require_POST
@permission_required("teams.submit_dossier", raise_exception=True)
def dossier_submit(request: UserRequest, pk: int) -> HttpResponse:
    """The clerk hands the dossier in."""
    return _step(request, pk, services.dossier_submit, "Đã trình hồ sơ.")


@require_POST
@permission_required("teams.edit", raise_exception=True)
def dossier_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """The clerk gives the proposal up."""
    return _step(request, pk, services.dossier_withdraw, "Đã rút hồ sơ. Có thể lập hồ sơ mới cho thôn này.")


@require_POST
@permission_required("teams.examine_dossier", raise_exception=True)
def dossier_examine(request: UserRequest, pk: int) -> HttpResponse:
    """Who examines agrees: the district, or Công an tỉnh."""
    said = "Đã thẩm định, đồng ý. Hồ sơ chuyển đến Chủ tịch UBND cấp xã."
    return _step(request, pk, team_services.dossier_examine, said)


@require_POST
@permission_required("teams.view", raise_exception=True)
def dossier_return(request: UserRequest, pk: int) -> HttpResponse:
    """Who has the next step sends the dossier back, with a reason."""
    if not (request.user.has_perm("teams.examine_dossier") or request.user.has_perm("teams.issue_decision")):
        raise PermissionDenied
    context = _dossier_context(request, pk)
    form = ReturnForm(request.POST)

    def send_back() -> Dossier:
        return team_services.dossier_return(actor=request.user, dossier_id=pk, **form.cleaned_data)

    if done(form, lambda: _as_seen(request, pk, send_back)):
        messages.success(request, "Đã trả lại hồ sơ cho xã, kèm lý do.")
        return redirect("members:dossier", pk=pk)
    return form_page(request, "members/dossier.html", form, **{**context, "return_form": form})


def _fault(found: Dossier) -> str:
    """What stands in the way of handing it in, while it is a draft."""
    if found.state != Dossier.State.DRAFT:
        return ""
    if found.kind == Dossier.Kind.ESTABLISH:
        return selectors.team_strength(found.team, found).fault or services.standing_fault(found)
    return plans.fault(found)


def _step(request: UserRequest, pk: int, service: Callable[..., object], said: str) -> HttpResponse:
    """One step without typing: done and said, or the page again with the reason why not."""
    get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
    try:
        _as_seen(request, pk, lambda: service(actor=request.user, dossier_id=pk))
    except DomainError as error:
        context = {**_dossier_context(request, pk), "form": _refused(error)}
        return render(request, "members/dossier.html", context, status=422)
    messages.success(request, said)
    return redirect("members:dossier", pk=pk)


def _as_seen(request: UserRequest, pk: int, step: Callable[[], T]) -> T:
    """The step, on the dossier that the page showed."""
    return as_seen(actor=request.user, dossier_id=pk, seen=request.POST.get("seen", ""), step=step)


def _refused(error: DomainError) -> forms.Form:
    """An empty form that carries a refusal to the summary at the top of the page."""
    form = forms.Form({})
    form.add_error(None, error.message)
    return form


def _team(request: UserRequest, pk: int) -> Team:
    return get_object_or_404(Team.objects.visible_to(request.user).select_related("commune"), pk=pk)


def _team_context(request: UserRequest, team: Team) -> dict[str, Any]:
    found = teams.open_dossier(team)
    own = request.user.binding is not None and request.user.binding.unit_id == team.commune_id
    first = teams.establishing_dossier(team)
    draft = first is not None and first.state == Dossier.State.DRAFT
    return {
        "team": team,
        "dossier": found,
        "dossier_state": teams.state_words(found) if found else "",
        "strength": selectors.team_strength(team, first),
        "may_plan": own and team.status == Team.Status.ACTIVE and request.user.has_perm("teams.edit"),
        "may_edit": own and draft and request.user.has_perm("members.edit"),
    }


def _dossier_context(request: UserRequest, pk: int) -> dict[str, Any]:
    rows = Dossier.objects.visible_to(request.user).select_related("team__commune", "commune__parent")
    found = get_object_or_404(rows, pk=pk)
    return {
        "tab": "dossiers",
        "team": found.team,
        "dossier": found,
        "dossier_state": teams.state_words(found),
        "dossier_tag": teams.state_tag(found),
        "route_steps": steps_words(found.examiner) if found.examiner else "",
        "strength": selectors.team_strength(found.team, found),
        "plan": teams.plan_words(found),
        "fault": _fault(found),
        "seen": version_of(found),
        "events": list(found.events.select_related("actor", "acting_for")),
        "actions": teams.dossier_actions(request.user, found),
        "return_form": ReturnForm(),
        "standings": proposed_standings(found),
    }
