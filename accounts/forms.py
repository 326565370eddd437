"""Forms of this room."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm

from accounts.models import ApiClient, User
from accounts.roles import Role
from accounts.selectors import unit_choices
from accounts.services import Seat, colleagues
from territory import clock
from vietnamese.forms import VietDateField, VietForm, VietFormMixin

_ENDLESS: Final = "Để trống khi chưa biết ngày kết thúc."


class UnitField(forms.TypedChoiceField):
    """A unit within the reach of the form's user; cleans to its pk."""

    def __init__(self) -> None:
        super().__init__(
            label="Đơn vị",
            coerce=int,
            error_messages={"invalid_choice": "Chọn đơn vị trong danh sách."},
        )


class SpanForm(VietForm):
    """Days from and to, at a unit; ``user`` is who fills it in."""

    unit = UnitField()
    valid_from = VietDateField(label="Từ ngày")
    last_day = VietDateField(label="Đến hết ngày", required=False, help_text=_ENDLESS)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"valid_from": clock.today()}, **options})
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type of the field above)
        field.choices = [("", "Chọn đơn vị"), *unit_choices(user)]

    def clean_last_day(self) -> date | None:
        """The last day; never before the first."""
        last, first = self.cleaned_data["last_day"], self.cleaned_data.get("valid_from")
        if last and first and last < first:
            raise forms.ValidationError("Nhập ngày cuối không trước ngày đầu.", code="order")
        found: date | None = last
        return found

    @property
    def valid_to(self) -> date | None:
        """The day after the last one; None when it runs on."""
        return day_after(self.cleaned_data["last_day"])


class RoleForm(SpanForm):
    """A role at a unit over a span of days."""

    role = forms.ChoiceField(
        label="Vai trò",
        choices=Role.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Chọn một vai trò trong danh sách."},
    )

    field_order: list[str] = ["username", "full_name", "position", "role", "unit", "valid_from", "last_day"]

    @property
    def seat(self) -> Seat:
        """What was filled in."""
        data = self.cleaned_data
        return Seat(data["role"], data["unit"], data["valid_from"], self.valid_to)


class UserForm(RoleForm):
    """A new user with his first role."""

    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,59}$",
        label="Tên đăng nhập",
        max_length=60,
        help_text="Từ 3 ký tự: chữ thường không dấu, chữ số, dấu chấm, gạch. Ví dụ: an.tv",
        error_messages={
            "invalid": "Nhập tên đăng nhập bằng chữ thường không dấu, chữ số, dấu chấm hoặc gạch.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    full_name = forms.CharField(label="Họ và tên", max_length=100)
    position = forms.CharField(label="Chức vụ", max_length=100, required=False)


class EndForm(VietForm):
    """The last day of a role."""

    last_day = VietDateField(label="Ngày cuối giữ vai trò")

    @property
    def valid_to(self) -> date:
        """The day after the last one."""
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(days=1)


class ClientForm(SpanForm):
    """A system that is to read through the API."""

    name = forms.CharField(label="Tên hệ thống", max_length=100)
    scopes = forms.MultipleChoiceField(
        label="Phạm vi được đọc",
        choices=ApiClient.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Chọn phạm vi trong danh sách."},
    )

    field_order: list[str] = ["name", "unit", "scopes", "valid_from", "last_day"]


_PASSWORD_ERRORS: Final[dict[str, Any]] = {
    "password_mismatch": "Nhập lại mật khẩu mới giống lần đầu.",
    "password_incorrect": "Nhập đúng mật khẩu đang dùng.",
}


class FirstPasswordForm(VietFormMixin, SetPasswordForm):  # type: ignore[type-arg]  # not so at run time
    """A password that the administrator gives to a user."""

    error_messages = _PASSWORD_ERRORS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word_new_password(self.fields)


class OwnPasswordForm(VietFormMixin, PasswordChangeForm):
    """A user's new password, with the one in use."""

    error_messages = _PASSWORD_ERRORS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word_new_password(self.fields)
        _word(self.fields["old_password"], "Mật khẩu đang dùng", "Nhập mật khẩu đang dùng.")


def _word_new_password(fields: dict[str, forms.Field]) -> None:
    _word(fields["new_password1"], "Mật khẩu mới", "Nhập mật khẩu mới.")
    fields["new_password1"].help_text = "Từ 12 ký tự, khó đoán, không giống tên."
    _word(fields["new_password2"], "Nhập lại mật khẩu mới", "Nhập lại mật khẩu mới.")


def _word(field: forms.Field, label: str, missing: str) -> None:
    field.label = label
    field.error_messages["required"] = missing


def day_after(day: date | None) -> date | None:
    """The first day after a span whose last day is ``day``."""
    return day + timedelta(days=1) if day else None


class DelegationForm(VietForm):
    """Who acts in the user's place, over which days, and why."""

    delegate = forms.TypedChoiceField(
        label="Người được ủy quyền",
        coerce=int,
        error_messages={"invalid_choice": "Chọn người trong danh sách."},
    )
    valid_from = VietDateField(label="Từ ngày")
    last_day = VietDateField(label="Đến hết ngày")
    reason = forms.CharField(label="Lý do", max_length=500)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"valid_from": clock.today()}, **options})
        field = self.fields["delegate"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type of the field above)
        today = clock.today()
        people = colleagues(user, today, today + timedelta(days=1))
        field.choices = [("", "Chọn người"), *((person.pk, str(person)) for person in people)]

    @property
    def valid_to(self) -> date:
        """The day after the last one."""
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(days=1)
