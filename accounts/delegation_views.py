"""Everyone's own page: who acts in his place while he is away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms import DelegationForm
from accounts.http import UserRequest
from accounts.models import Delegation
from accounts.pages import done, form_page, typed
from territory import clock


@require_http_methods(["GET", "POST"])
def delegations(request: UserRequest) -> HttpResponse:
    """What the user gave and holds, and a new delegation."""
    user = request.user
    form = DelegationForm(typed(request), user=user)
    made = done(
        form,
        lambda: services.delegation_give(
            actor=user,
            delegate_id=form.cleaned_data["delegate"],
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.valid_to,
            reason=form.cleaned_data["reason"],
        ),
    )
    if made:
        messages.success(request, f"Đã ủy quyền cho {made.delegate.full_name}.")
        return redirect("delegations")
    rows = Delegation.objects.select_related("principal", "delegate")
    context = {
        "given": rows.filter(principal=user),
        "held": rows.filter(delegate=user),
        "today": clock.today(),
    }
    return form_page(request, "accounts/delegations.html", form, **context)


@require_POST
def delegation_end(request: UserRequest, pk: int) -> HttpResponse:
    """The user is back."""
    services.delegation_end(actor=request.user, delegation_id=pk)
    messages.success(request, "Đã kết thúc ủy quyền.")
    return redirect("delegations")
