"""The page of what the nightly checks of the ledger found."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from accounts.pages import page_of
from allowances.check_models import LedgerCheck
from allowances.checks import RIGHT


@require_safe
@permission_required(RIGHT, raise_exception=True)
def ledger_checks(request: UserRequest) -> HttpResponse:
    """Every check of the reader's province, the newest first, with what was wrong in words."""
    rows = LedgerCheck.objects.visible_to(request.user).select_related("province")
    return render(request, "allowances/ledger_checks.html", {"page": page_of(request, rows)})
