"""The papers of a sum owed once: how it is worked out, and the decision on it."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.errors import DomainError
from accounts.http import UserRequest
from accounts.pages import file_of
from allowances.models import Benefit
from allowances.one_off_views import ask
from reports import services
from reports.rendering import render_reckoning


@require_POST
@permission_required("allowances.view", raise_exception=True)
def one_off_pdf(request: UserRequest) -> HttpResponse:
    """The answer of the page on paper; the facts are sent, so that none stands in an address."""
    answer = ask(request).answer
    if answer is None:
        raise DomainError("Quay lại trang trợ cấp một lần, nhập đủ dữ kiện rồi in.", code="not_asked")
    return file_of(render_reckoning(answer), "application/pdf", "tro-cap-mot-lan.pdf", as_download=True)


@require_POST
@permission_required("teams.issue_decision", raise_exception=True)
def benefit_issue(request: UserRequest, pk: int) -> HttpResponse:
    """The chairman grants the sum; the next page confirms the number."""
    benefit = get_object_or_404(Benefit.objects.visible_to(request.user), pk=pk)
    issued = services.benefit_issue(actor=request.user, benefit_id=benefit.pk)
    return redirect(f"{reverse('reports:document', args=[issued.check_code])}?issued=1")
