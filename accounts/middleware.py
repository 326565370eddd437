"""Ends sign-ins, asks for a role, turns refusals into a page, keeps private pages out of caches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from rest_framework.response import Response

from accounts import sessions, trail
from accounts.errors import DomainError
from accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionLimitsMiddleware:
    """Ends a sign-in that was left open: 30 minutes without a request, or 10 hours in all."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if sessions.is_over(request.session):
                logout(request)
                messages.info(request, "Đăng nhập lại: phiên làm việc trước đã hết.")
            else:
                sessions.touch(request.session)
        return self.get_response(request)


class RoleRequiredMiddleware:
    """A signed-in user without a role of today opens nothing, and can only leave."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_address: Any) -> None:
        """Refuses every page behind the sign-in; the role is read anew with each request."""
        is_open = not getattr(view, "login_required", True)
        leaves = request.resolver_match is not None and request.resolver_match.view_name == "logout"
        if isinstance(request.user, User) and request.user.binding is None and not (is_open or leaves):
            raise PermissionDenied


class TrailMiddleware:
    """Says to the database who writes, from which address, on which page and why (a typed ``reason``)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if isinstance(request.user, User) else None
        with trail.said(
            user=user,
            address=request.META.get("REMOTE_ADDR", ""),
            origin=f"{request.method} {request.path}",
            reason=request.POST.get("reason", "") if request.method == "POST" else "",
        ):
            return self.get_response(request)


class DomainErrorMiddleware:
    """Answers a ``DomainError`` that no form caught with a page that says what to do, status 422."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a refusal; anything else goes on as an error."""
        if isinstance(exception, DomainError):
            return render(request, "422.html", {"message": exception.message}, status=422)
        return None


class PrivatePagesMiddleware:
    """Pages of a signed-in user and answers of the API are never stored by a browser or a proxy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or isinstance(response, Response):
            add_never_cache_headers(response)
        return response
