"""Signing in and out: Django's own, with sentences that say what to do and status 422 on a refusal."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse

from vietnamese.forms import VietFormMixin


class SignInForm(VietFormMixin, AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": "Kiểm tra lại tên đăng nhập và mật khẩu, rồi thử lại.",
        "inactive": "Liên hệ người quản trị: tài khoản này đã ngừng dùng.",
    }


class SignIn(LoginView):
    """Signs in and leads to the page that was asked for."""

    http_method_names = ["get", "head", "post", "options"]
    form_class = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The page again, with what to correct."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignOut(LogoutView):
    """Ends the session and empties what the browser kept of the portal."""

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """To the sign-in page. "cookies" is left out: it would end the sign-ins of sister sites too."""
        answer = super().post(request, *args, **options)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer
