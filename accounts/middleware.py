"""Turns expected refusals into a page, and keeps private pages out of shared caches."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from rest_framework.response import Response

from accounts.errors import DomainError

GetResponse = Callable[[HttpRequest], HttpResponse]


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
