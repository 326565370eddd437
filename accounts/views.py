"""Pages of the administrator, and the one where everyone changes his own password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors, services
from accounts.filters import UserFilter
from accounts.forms import ClientForm, EndForm, FirstPasswordForm, OwnPasswordForm, RoleForm, UserForm
from accounts.history import entries
from accounts.http import UserRequest
from accounts.models import ApiClient, RoleBinding, Trail, User
from accounts.pages import done, form_page, page_of, typed

_manages = permission_required("accounts.manage", raise_exception=True)
_get_or_post = require_http_methods(["GET", "POST"])


@require_safe
@_manages
def users(request: UserRequest) -> HttpResponse:
    """Users of the administrator's reach, with their role."""
    chosen = UserFilter(request.GET, selectors.users(request.user), request=request)
    page = page_of(request, chosen.qs)
    rows = selectors.user_rows(page.object_list, request.user)
    return render(request, "accounts/users.html", {"filter": chosen, "page": page, "rows": rows})


@require_safe
@_manages
def user(request: UserRequest, pk: int) -> HttpResponse:
    """One user: his roles, and what can be done about him."""
    found = get_object_or_404(selectors.users(request.user), pk=pk)
    roles = selectors.binding_rows(found, request.user)
    return render(request, "accounts/user.html", {"person": found, "roles": roles})


@require_safe
@_manages
def user_history(request: UserRequest, pk: int) -> HttpResponse:
    """What was changed about a user: his account and his roles."""
    found = _user(request, pk)
    rows = Trail.objects.filter(account_key=pk, table__startswith="accounts_")
    context = {"person": found, "page": (page := page_of(request, rows)), "entries": entries(page)}
    return render(request, "accounts/user_history.html", context)


@_get_or_post
@_manages
def user_create(request: UserRequest) -> HttpResponse:
    """A new user with his first role; his password is set next."""
    form = UserForm(typed(request), user=request.user)
    made = done(form, lambda: _create(request.user, form))
    if made:
        messages.success(request, f"Đã tạo tài khoản {made.username}. Đặt mật khẩu ban đầu.")
        return redirect("accounts:user_password", pk=made.pk)
    return form_page(request, "accounts/user_form.html", form)


@_get_or_post
@_manages
def role_bind(request: UserRequest, pk: int) -> HttpResponse:
    """A further role of a user."""
    found = _user(request, pk)
    form = RoleForm(typed(request), user=request.user)
    made = done(form, lambda: services.role_bind(actor=request.user, user_id=pk, seat=form.seat))
    if made:
        messages.success(request, f"Đã giao vai trò {made.get_role_display()} cho {found.full_name}.")
        return redirect("accounts:user", pk=pk)
    return form_page(request, "accounts/role_form.html", form, person=found)


@_get_or_post
@_manages
def role_end(request: UserRequest, pk: int) -> HttpResponse:
    """The last day of a role."""
    bindings = RoleBinding.objects.visible_to(request.user).select_related("user", "unit__parent")
    found = get_object_or_404(bindings, pk=pk)
    form = EndForm(typed(request), initial={"last_day": found.last_day})
    end = done(form, lambda: services.role_end(actor=request.user, binding_id=pk, valid_to=form.valid_to))
    if end:
        messages.success(request, f"Đã ghi ngày cuối của vai trò {end.get_role_display()}.")
        return redirect("accounts:user", pk=end.user_id)
    where = selectors.unit_words(found.unit)
    return form_page(request, "accounts/role_end.html", form, binding=found, where=where)


@_get_or_post
@_manages
def user_password(request: UserRequest, pk: int) -> HttpResponse:
    """A password that the user begins with."""
    found = _user(request, pk)
    form = FirstPasswordForm(user=found, data=typed(request))
    if done(form, lambda: _set_password(request.user, pk, form)):
        messages.success(request, f"Đã đặt mật khẩu của {found.username}. Báo mật khẩu cho đúng người.")
        return redirect("accounts:user", pk=pk)
    return form_page(request, "accounts/user_password.html", form, person=found)


@require_POST
@_manages
def user_stop(request: UserRequest, pk: int) -> HttpResponse:
    """The user is out and cannot sign in."""
    found = services.user_set_active(actor=request.user, user_id=_user(request, pk).pk, is_active=False)
    messages.success(request, f"Đã ngừng tài khoản {found.username}.")
    return redirect("accounts:user", pk=pk)


@require_POST
@_manages
def user_resume(request: UserRequest, pk: int) -> HttpResponse:
    """The user may sign in again."""
    found = services.user_set_active(actor=request.user, user_id=_user(request, pk).pk, is_active=True)
    messages.success(request, f"Đã cho dùng lại tài khoản {found.username}.")
    return redirect("accounts:user", pk=pk)


@require_safe
@_manages
def clients(request: UserRequest) -> HttpResponse:
    """Systems that read through the API."""
    return render(request, "accounts/clients.html", {"rows": selectors.client_rows(request.user)})


@_get_or_post
@_manages
def client_create(request: UserRequest) -> HttpResponse:
    """A new system; its token is on the answer to this form and nowhere else."""
    form = ClientForm(typed(request), user=request.user)
    made = done(form, lambda: _create_client(request.user, form))
    if made:
        client, token = made
        return render(request, "accounts/client_token.html", {"client": client, "token": token})
    return form_page(request, "accounts/client_form.html", form)


@require_POST
@_manages
def client_end(request: UserRequest, pk: int) -> HttpResponse:
    """The token opens nothing any more."""
    found = get_object_or_404(ApiClient.objects.visible_to(request.user), pk=pk)
    services.client_end(actor=request.user, client_id=found.pk)
    messages.success(request, f"Đã ngừng kết nối của {found.name}.")
    return redirect("accounts:clients")


class PasswordChange(PasswordChangeView):
    """Everyone's own password; his other sessions end."""

    http_method_names = ["get", "head", "post", "options"]
    form_class = OwnPasswordForm
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        """Saved and said."""
        messages.success(self.request, "Đã đổi mật khẩu.")
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what to correct."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _user(request: UserRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


def _create(actor: User, form: UserForm) -> User:
    data = form.cleaned_data
    return services.user_create(
        actor=actor,
        username=data["username"],
        full_name=data["full_name"],
        position=data["position"],
        seat=form.seat,
    )


def _set_password(actor: User, pk: int, form: FirstPasswordForm) -> User:
    return services.user_set_password(actor=actor, user_id=pk, password=form.cleaned_data["new_password1"])


def _create_client(actor: User, form: ClientForm) -> tuple[ApiClient, str]:
    data = form.cleaned_data
    return services.client_create(
        actor=actor,
        name=data["name"],
        unit_id=data["unit"],
        scopes=data["scopes"],
        valid_from=data["valid_from"],
        valid_to=form.valid_to,
    )
