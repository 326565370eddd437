"""Pages about people who may be one person under two numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from accounts.pages import PAGE_SIZE, done, form_page
from members import alike
from members.forms import ToldApartForm
from members.models import Person


@require_safe
@permission_required("members.view", raise_exception=True)
def alike_list(request: UserRequest) -> HttpResponse:
    """People of the reader's reach who may be the same as somebody in the province."""
    keys = alike.alike_among(Person.objects.visible_to(request.user), request.user)
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = alike.alike_rows(list(page.object_list), request.user)
    return render(request, "members/alike_list.html", {"page": page, "rows": rows})


@require_safe
@permission_required("members.view", raise_exception=True)
def alike_person(request: UserRequest, pk: int) -> HttpResponse:
    """One person beside those who may be the same, and what was said about them."""
    context = _context(request, pk)
    return render(request, "members/alike.html", {**context, "form": _form(context["row"], None)})


@require_POST
@permission_required("members.tell_apart", raise_exception=True)
def tell_apart(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody found that two of them are not one person."""
    context = _context(request, pk)
    form = _form(context["row"], request.POST)
    if done(form, lambda: _tell(request, pk, form.cleaned_data)):
        messages.success(request, "Đã ghi: không phải cùng một người.")
        return redirect("members:alike", pk=pk)
    return form_page(request, "members/alike.html", form, **context)


def _tell(request: UserRequest, pk: int, data: dict[str, Any]) -> object:
    return alike.tell_apart(actor=request.user, person_id=pk, other_id=data["other"], reason=data["reason"])


def _context(request: UserRequest, pk: int) -> dict[str, Any]:
    people = Person.objects.visible_to(request.user).select_related("commune__parent")
    person = get_object_or_404(people, pk=pk)
    (row,) = alike.with_others([person], request.user)
    return {
        "tab": "members",
        "row": row,
        "people": [(each, alike.place_of(each)) for each in (person, *row.others)],
        "said": [
            (each, each.second if each.first_id == pk else each.first)
            for each in alike.told_apart_from(person)
        ],
    }


def _form(row: alike.Alike, sent: Any) -> ToldApartForm:
    others = [(other.pk, f"{other.full_name}, {alike.place_of(other)}") for other in row.others]
    return ToldApartForm(sent, others=others)
