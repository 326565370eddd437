"""Pages of the former forces: who served, who was kept, by commune and for several people at once."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from accounts.pages import done, form_page, page_of, typed
from members import former
from members.forms import FormerForm, KeepForm

_MOST_DIGITS: Final = 18


@require_http_methods(["GET", "POST"])
@permission_required("members.view", raise_exception=True)
def former_list(request: UserRequest) -> HttpResponse:
    """People of the former forces in the reader's reach; the clerk decides on those he ticks."""
    may_edit = request.user.has_perm("members.edit")
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = KeepForm(typed(request))
    ticked = {
        int(key) for key in request.POST.getlist("person") if key.isdecimal() and len(key) <= _MOST_DIGITS
    }
    count = done(form, lambda: former.keep_decide(actor=request.user, people=ticked, **form.cleaned_data))
    if count:
        messages.success(request, f"Đã ghi quyết định cho {count} người.")
        return redirect("members:former_list")
    page = page_of(request, former.former_people(request.user))
    context = {
        "page": page,
        "rows": former.former_rows(list(page.object_list)),
        "ticked": ticked,
        "may_edit": may_edit,
        "tab": "members",
    }
    return form_page(request, "members/former_list.html", form, **context)


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def former_add(request: UserRequest) -> HttpResponse:
    """One person of a former force with his service."""
    form = FormerForm(typed(request))
    row = done(form, lambda: former.former_record(actor=request.user, **form.cleaned_data))
    if row:
        messages.success(request, f"Đã ghi {row.person.full_name}.")
        return redirect("members:former_list")
    return form_page(request, "members/former_form.html", form, tab="members")
