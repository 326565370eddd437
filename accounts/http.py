"""Types of requests."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User


class UserRequest(HttpRequest):
    """A request of a signed-in user; views behind the sign-in wall take it."""

    user: User
