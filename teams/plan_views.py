"""Pages on which the clerk asks for a change, a merger or the end of a team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.edits import OnFile, edited
from accounts.http import UserRequest
from accounts.models import Trail
from accounts.pages import form_page, typed
from teams import plans
from teams.models import Dossier, Team
from teams.plan_forms import ChangeForm, DissolveForm, MergeForm, PlanForm, first_values
from territory import clock

_edits = permission_required("teams.edit", raise_exception=True)
_get_or_post = require_http_methods(["GET", "POST"])


@_get_or_post
@_edits
def change(request: UserRequest, pk: int) -> HttpResponse:
    """Another name, area or number of people for a team."""
    team = _team(request, pk)
    form = ChangeForm(typed(request), team=team, initial=first_values(team, clock.today()))
    return _page(
        request,
        "Đề nghị điều chỉnh",
        "Sửa mục cần đổi, giữ nguyên mục khác. Người của tổ không thay đổi.",
        form,
        lambda: plans.change_propose(
            actor=request.user, team_id=pk, change=form.change, **_common(form.cleaned_data)
        ),
    )


@_get_or_post
@_edits
def merge(request: UserRequest, pk: int) -> HttpResponse:
    """Other teams go over into a team."""
    form = MergeForm(typed(request), team=_team(request, pk))
    return _page(
        request,
        "Đề nghị sáp nhập tổ khác vào",
        "Địa bàn và người của các tổ được chọn chuyển sang tổ này; người chuyển sang là tổ viên.",
        form,
        lambda: plans.merge_propose(
            actor=request.user,
            team_id=pk,
            others=[team.pk for team in form.cleaned_data["others"]],
            **_common(form.cleaned_data),
        ),
    )


@_get_or_post
@_edits
def dissolve(request: UserRequest, pk: int) -> HttpResponse:
    """The end of a team."""
    form = DissolveForm(typed(request), team=_team(request, pk))
    return _page(
        request,
        "Đề nghị giải thể",
        "Người của tổ thôi tham gia từ ngày áp dụng; địa bàn có thể lập tổ khác.",
        form,
        lambda: plans.dissolve_propose(actor=request.user, team_id=pk, **_common(form.cleaned_data)),
    )


def _page(
    request: UserRequest, title: str, lead: str, form: PlanForm, propose: Callable[[], Dossier]
) -> HttpResponse:
    team = form.team
    trail = Trail.objects.filter(team_key=team.pk)
    on_file = OnFile(team, lambda: first_values(team, clock.today()), trail)
    dossier = edited(request, form, on_file, propose)
    if dossier:
        messages.success(request, "Đã lập hồ sơ. Xem lại nội dung rồi trình.")
        return redirect("members:dossier", pk=dossier.pk)
    return form_page(request, "teams/plan.html", form, title=title, lead=lead, team=form.team, tab="teams")


def _common(data: dict[str, Any]) -> dict[str, Any]:
    return {"start_on": data["start_on"], "reason": data["reason"]}


def _team(request: UserRequest, pk: int) -> Team:
    return get_object_or_404(Team.objects.visible_to(request.user).select_related("commune"), pk=pk)
