"""Pages that belong to no single room: the home page, the guide and the health check."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from accounts.models import User
from antt_portal.home import Home
from antt_portal.inbox import waiting_list
from regulations.national_law import national_law


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What to do this month."""
    if not isinstance(request.user, User):
        raise Http404
    return render(request, "home.html", {"home": Home(request.user)})


@require_safe
def inbox(request: UserRequest) -> HttpResponse:
    """All that waits for the user."""
    items = waiting_list(request.user)
    terms = national_law().recognition
    context = {"items": items, "principals": request.user.principals, "terms": terms}
    return render(request, "inbox.html", context)


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the web server reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
