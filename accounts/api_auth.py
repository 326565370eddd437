"""API clients: found by token, held to their scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiClient
from territory import clock
from territory.spans import holds_on

if TYPE_CHECKING:  # the framework's views read this module while they are still being loaded
    from rest_framework.views import APIView


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
    code = "scope_missing"

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the client's scopes hold the view's; a view without a scope is closed."""
        client: object = request.user
        return isinstance(client, ApiClient) and getattr(view, "scope", None) in client.scopes
