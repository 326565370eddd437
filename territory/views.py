"""Pages of this room: a unit with what lies in it, a village with its dated facts, open data questions."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from territory import clock, selectors
from territory.forms import DayForm
from territory.models import DataQuestion, Unit, Village
from territory.scope import Viewer


@require_safe
@permission_required("territory.view", raise_exception=True)
def unit(request: HttpRequest, key: str = "") -> HttpResponse:
    """A unit of the viewer's reach, his own without a key: what lies in it on the day asked for.

    Without ``?ngay=`` that is the working day, and for a unit that stands no longer its last day.
    """
    viewer = _viewer(request)
    units = Unit.objects.visible_to(viewer).select_related("parent__parent")
    found = get_object_or_404(units, **({"key": key} if key else {"path": viewer.reach}))
    asked = DayForm({"ngay": request.GET.get("ngay", "")})
    today = asked.day(found.day_near(clock.today()))
    context = {
        "day_form": asked,
        "unit": found,
        "above": selectors.unit_above(found),
        "links": _links(found, viewer),
        "today": today,
        "successions": selectors.successions_of(found),
    }
    if found.level == Unit.Level.COMMUNE:
        context["table"] = selectors.villages_on(found, viewer, today)
        context["facts"] = found.facts.order_by("-valid_from")
    else:
        context["children"] = selectors.children_on(found, viewer, today)
    return render(request, "territory/unit.html", context, status=200 if asked.is_valid() else 422)


@require_safe
@permission_required("territory.view", raise_exception=True)
def village(request: HttpRequest, pk: int) -> HttpResponse:
    """A village of the viewer's reach: its facts and its commune through time."""
    viewer = _viewer(request)
    villages = Village.objects.visible_to(viewer).select_related("commune__parent__parent")
    found = get_object_or_404(villages, pk=pk)
    commune = found.commune
    context = {
        "village": found,
        "above": f"{commune.name_inside}, {selectors.unit_above(commune)}",
        "links": [*_links(commune, viewer)[:-1], (commune.name, _address(commune)), (found.title, "")],
        "facts": found.facts.order_by("-valid_from"),
        "placements": found.placements.select_related("commune").order_by("-valid_from"),
    }
    return render(request, "territory/village.html", context)


@require_safe
@permission_required("territory.view_questions", raise_exception=True)
def questions(request: HttpRequest) -> HttpResponse:
    """Flaws of the official lists that a person must settle; the lists are those of the whole country."""
    found = DataQuestion.objects.order_by("source", "question", "subject")
    return render(request, "territory/questions.html", {"questions": found})


def _viewer(request: HttpRequest) -> Viewer:
    """Who asks; the sign-in wall and the right let only users through."""
    return cast("Viewer", request.user)


def _links(found: Unit, viewer: Viewer) -> list[tuple[str, str]]:
    """The crumbs down to the unit: words and address, "" for the page itself."""
    return [*((above.name, _address(above)) for above in selectors.units_to(found, viewer)), (found.name, "")]


def _address(found: Unit) -> str:
    return reverse("territory:unit", args=[found.key])
