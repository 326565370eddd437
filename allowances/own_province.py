"""Pages on which everybody in a province reads what it chose, and who has the right chooses the next."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from accounts.http import UserRequest
from regulations.grounds import province_key
from territory.models import Unit


def own_province(request: UserRequest, right: str) -> Unit:
    """The province of a reader who may see the page; 403 for what is sent without the ``right``."""
    if request.method == "POST" and not request.user.has_perm(right):
        raise PermissionDenied
    return Unit.objects.get(key=province_key(request.user.reach))
