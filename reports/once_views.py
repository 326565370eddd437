"""The paper of a sum owed once."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.errors import DomainError
from accounts.http import UserRequest
from allowances.once_views import ask
from reports.rendering import render_reckoning


@require_POST
@permission_required("allowances.view", raise_exception=True)
def one_off_pdf(request: UserRequest) -> HttpResponse:
    """The answer of the page on paper; the facts are sent, so that none stands in an address."""
    answer = ask(request).answer
    if answer is None:
        raise DomainError("Quay lại trang trợ cấp một lần, nhập đủ dữ kiện rồi in.", code="not_asked")
    headers = {"Content-Disposition": 'attachment; filename="tro-cap-mot-lan.pdf"'}
    return HttpResponse(render_reckoning(answer), content_type="application/pdf", headers=headers)
