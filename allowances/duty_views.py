"""The page of a team's duty in a month: one kind as a grid of hours, and what the law gives for all kinds."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.errors import DomainError
from accounts.http import UserRequest
from accounts.pages import done, typed
from allowances import duty as services
from allowances.duty_forms import DutyChoice, DutyGrid
from allowances.selectors import month_books
from regulations.selectors import component_names
from teams.models import Team
from territory.clock import today

_SEE: Final = ("allowances.view", "members.view")


@require_http_methods(["GET", "POST"])
@permission_required(_SEE, raise_exception=True)
def duty(request: UserRequest) -> HttpResponse:
    """Choose team, month and kind; type the hours of each day; read what they give."""
    may_edit = request.user.has_perm(services.RECORD)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    choice = _choice(request)
    if not choice.is_valid():
        status = 422 if choice.is_bound else 200
        return render(request, "allowances/duty.html", {"form": choice}, status=status)
    team, month, kind = choice.cleaned_data["team"], choice.cleaned_data["month"], choice.cleaned_data["kind"]
    told = {(row.membership_id, row.day): row.minutes for row in services.claims_of(team, month, kind)}
    grid = DutyGrid(typed(request), month=month, members=services.members_of(team, month), told=told)
    changed = done(
        grid,
        lambda: services.duty_record(
            actor=request.user, team_id=team.pk, month=month, kind=kind, minutes=grid.minutes()
        ),
    )
    if changed is not None:
        messages.success(request, f"Đã ghi {changed} thay đổi." if changed else "Không có gì thay đổi.")
        return redirect(f"{reverse('allowances:duty')}?{request.GET.urlencode()}")
    own = request.user.binding is not None and request.user.binding.unit_id == team.commune_id
    context = {
        "form": choice,
        "forms": [choice, grid],
        "grid": grid,
        "query": request.GET.urlencode(),
        "may_edit": may_edit and own,
        **_given(team, month),
    }
    return render(request, "allowances/duty.html", context, status=422 if grid.is_bound else 200)


def _choice(request: UserRequest) -> DutyChoice:
    if "kind" in request.GET or request.method == "POST":
        return DutyChoice(request.GET, viewer=request.user)
    return DutyChoice(viewer=request.user, initial={"month": today().replace(day=1)})


def _given(team: Team, month: date) -> dict[str, Any]:
    """What the law gives for all the team's duty of the month; the reason where it cannot be told."""
    try:
        books = month_books(team.commune, month, month)
    except DomainError as error:
        return {"lines": [], "refused": [error.message]}
    people = {row.pk: row for row in services.members_of(team, month)}
    answers = [
        answer
        for answer in services.duty_answers([team.commune], books)
        if answer.holder.membership_id in people
    ]
    names = component_names()
    lines = [
        (people[answer.holder.membership_id], names.get(owed.component, owed.component), owed)
        for answer in answers
        for owed in answer.owed
    ]
    refused = [
        f"{people[answer.holder.membership_id].person}: {refusal.sentence}"
        for answer in answers
        for refusal in answer.refusals
    ]
    return {"lines": lines, "refused": refused, "total_vnd": sum(owed.amount_vnd for _, _, owed in lines)}
