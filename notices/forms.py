"""Forms of this room."""

from __future__ import annotations

from django import forms

from notices.models import MailChoice
from vietnamese.forms import VietForm


class MailForm(VietForm):
    """How a user wants his letters."""

    rhythm = forms.ChoiceField(
        label="Nhận thông báo qua thư điện tử", choices=MailChoice.Rhythm.choices, widget=forms.RadioSelect
    )
    address = forms.EmailField(
        label="Địa chỉ thư điện tử",
        required=False,
        help_text="Địa chỉ công vụ. Ví dụ: ten@coquan.vn",
        error_messages={"invalid": "Nhập địa chỉ theo dạng ten@coquan.vn."},
    )
