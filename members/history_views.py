"""The history of a team and of a person, as the trail keeps it."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.history import entries
from accounts.http import UserRequest
from accounts.models import Trail
from accounts.pages import page_of
from members.models import Person
from teams.models import Team


@require_safe
@permission_required("teams.view", raise_exception=True)
def team_history(request: UserRequest, pk: int) -> HttpResponse:
    """What was changed about a team; its people only for who may see people."""
    team = get_object_or_404(Team.objects.visible_to(request.user), pk=pk)
    rows = Trail.objects.filter(team_key=pk)
    if not request.user.has_perm("members.view"):
        rows = rows.exclude(table__startswith="members_")
    back = reverse("members:team_detail", args=[pk])
    return _page(request, rows, team.name, ("Tổ", reverse("teams:list"), back))


@require_safe
@permission_required("members.view", raise_exception=True)
def person_history(request: UserRequest, pk: int) -> HttpResponse:
    """What was changed about a person, and who took his file out."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    back = reverse("members:detail", args=[pk])
    rows = Trail.objects.filter(person_key=pk)
    return _page(request, rows, person.full_name, ("Thành viên", reverse("members:list"), back))


def _page(request: UserRequest, rows: QuerySet[Trail], title: str, way: tuple[str, str, str]) -> HttpResponse:
    page = page_of(request, rows)
    list_name, list_url, back_url = way
    context = {"page": page, "entries": entries(page), "title": title}
    context |= {"list_name": list_name, "list_url": list_url, "back_url": back_url}
    return render(request, "members/history.html", context)
