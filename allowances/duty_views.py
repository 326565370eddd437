"""The page of a team's duty in a month: one kind as a grid of hours, and what the law gives for all kinds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import DomainError
from accounts.http import UserRequest
from accounts.pages import done, typed, workbook_of
from accounts.refusals import file_refusals
from accounts.trail import note_read
from allowances import duty as services
from allowances.duty_forms import DutyChoice, DutyGrid, hours
from allowances.duty_sheet import duty_typed, duty_workbook
from allowances.selectors import month_books
from imports.forms import UploadForm
from members.models import Membership
from regulations.selectors import component_names
from teams.models import Team
from territory.clock import today

_SEE: Final = ("allowances.view", "members.view")


@require_safe
@permission_required(_SEE, raise_exception=True)
def duty_form(request: UserRequest) -> HttpResponse:
    """The grid as a workbook, with what stands; that it was taken out is kept."""
    choice = DutyChoice(request.GET, viewer=request.user)
    if not choice.is_valid():
        raise Http404
    team, month, kind = (choice.cleaned_data[name] for name in ("team", "month", "kind"))
    note_read(team.commune, actor=request.user, reason=f"Xuất số giờ làm nhiệm vụ của {team} ra Excel")
    content = duty_workbook(team, month, kind, services.members_of(team, month), _told(team, month, kind))
    return workbook_of(content, f"lam-nhiem-vu-{team.pk}-{month:%m-%Y}")


@require_POST
@permission_required((*_SEE, services.RECORD), raise_exception=True)
def duty_upload(request: UserRequest) -> HttpResponse:
    """A workbook read into the grid: shown cell by cell, and written only by the button of the page."""
    choice, upload = _choice(request), UploadForm(request.POST, request.FILES)
    if not choice.is_valid():
        return render(request, "allowances/duty.html", {"form": choice}, status=422)
    team, month, kind = (choice.cleaned_data[name] for name in ("team", "month", "kind"))
    members, told = services.members_of(team, month), _told(team, month, kind)
    typed_cells = done(upload, lambda: _read(upload, month, kind, members))
    if typed_cells is None:
        return _page(request, choice, DutyGrid(None, month=month, members=members, told=told), upload=upload)
    standing = {services.cell_name(cell): hours(minutes) for cell, minutes in told.items()}
    grid = DutyGrid(standing | typed_cells, month=month, members=members, told=told)
    changes = grid.minutes() != told if grid.is_valid() else None
    status = 422 if changes is None else 200
    return _page(request, choice, grid, status=status, from_file=True, changes=changes)


def _read(upload: UploadForm, month: date, kind: str, members: Sequence[Membership]) -> dict[str, str]:
    file = upload.cleaned_data["file"]
    with file_refusals():
        return duty_typed(file.read(), file.name, month=month, kind=kind, members=members)


def _told(team: Team, month: date, kind: str) -> dict[services.Cell, int]:
    return {(row.membership_id, row.day): row.minutes for row in services.claims_of(team, month, kind)}


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
    told = _told(team, month, kind)
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
    return _page(request, choice, grid, status=422 if grid.is_bound else 200)


def _page(
    request: UserRequest,
    choice: DutyChoice,
    grid: DutyGrid,
    *,
    upload: UploadForm | None = None,
    status: int = 422,
    **more: object,
) -> HttpResponse:
    """The grid of a valid choice; with an ``upload`` that was refused, its reason."""
    team, month = choice.cleaned_data["team"], choice.cleaned_data["month"]
    own = request.user.binding is not None and request.user.binding.unit_id == team.commune_id
    context = {
        "form": choice,
        "forms": [choice, grid, upload] if upload else [choice, grid],
        "upload": upload or UploadForm(),
        "grid": grid,
        "query": request.GET.urlencode(),
        "may_edit": request.user.has_perm(services.RECORD) and own,
        **more,
        **_given(team, month),
    }
    return render(request, "allowances/duty.html", context, status=status)


def _choice(request: UserRequest) -> DutyChoice:
    if "kind" in request.GET or request.method == "POST":
        return DutyChoice(request.GET, viewer=request.user)
    return DutyChoice(viewer=request.user, initial={"month": today().replace(day=1)})


def _given(team: Team, month: date) -> dict[str, Any]:
    """What the law gives for all the team's duty of the month; the reason where it cannot be told."""
    try:
        books = month_books(team.commune, month, month)
    except DomainError as error:
        return {"lines": [], "refused": [error.message], "total_vnd": 0}
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
