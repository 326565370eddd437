"""API clients: found by token, held to their scopes, answered with ``{code, message, field}``."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import APIException, AuthenticationFailed, ErrorDetail
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.views import exception_handler as drf_exception_handler

from accounts import clock
from accounts.errors import DomainError
from accounts.models import ApiClient
from territory.spans import holds_on


class ClientTokenAuthentication(BaseAuthentication):
    """Reads ``Authorization: Bearer <token>``."""

    def authenticate(self, request: Request) -> tuple[ApiClient, None] | None:
        """The client of the token; None without the header; refuses an unknown or ended token."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        token = words[1].decode("latin-1") if len(words) == 2 else ""
        client = (
            ApiClient.objects.filter(holds_on(clock.today()), token_digest=ApiClient.digest(token))
            .select_related("unit")
            .first()
        )
        if client is None:
            raise AuthenticationFailed("Kiểm tra lại mã truy cập: mã không đúng hoặc đã hết hạn.")
        return client, None

    def authenticate_header(self, request: Request) -> str:
        """Makes an unauthenticated answer a 401."""
        return "Bearer"


class HasScope(BasePermission):
    """Lets a client pass when it holds the view's ``scope``."""

    message = "Đề nghị quản trị cấp phạm vi truy cập này cho hệ thống."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the client's scopes hold the view's; a view without a scope is closed."""
        scope = getattr(view, "scope", None)
        return isinstance(request.user, ApiClient) and scope in request.user.scopes


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal of the API as ``{code, message, field}``."""
    if isinstance(exc, DomainError):
        body = {"code": exc.code, "message": exc.message, "field": exc.field}
        return Response(body, status=422)
    response = drf_exception_handler(exc, context)
    if response is not None:
        response.data = _problem(exc)
    return response


def _problem(exc: Exception) -> dict[str, str]:
    if isinstance(exc, Http404):
        return {"code": "not_found", "message": "Không có mục này trong phạm vi của hệ thống.", "field": ""}
    detail = exc.detail if isinstance(exc, APIException) else str(exc)
    field = ""
    while isinstance(detail, dict | list):
        if isinstance(detail, dict):
            key, detail = next(iter(detail.items()))
            field = field or str(key)
        else:
            detail = detail[0]
    code = detail.code if isinstance(detail, ErrorDetail) else "error"
    return {"code": str(code), "message": str(detail), "field": field}
