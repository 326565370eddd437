"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from teams import selectors
from teams.models import Team
from territory import clock
from territory.models import Village
from vietnamese.forms import VietDateField, VietForm

_START_ON = "Nhập ngày bắt đầu theo dạng 01/07/2024."


class VillageField(forms.ModelChoiceField[Village]):
    """Villages by their full words: "Thôn Háo Lễ"."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class TeamForm(VietForm):
    """A new team: the village it serves, its name, its first day."""

    village = VillageField(
        label="Thôn, khu phố",
        queryset=Village.objects.none(),
        empty_label="Chọn thôn, khu phố chưa có tổ",
        error_messages={"invalid_choice": "Chọn một thôn, khu phố trong danh sách."},
        # The usual name of the team follows the choice; without a script it is filled in when saved.
        widget=forms.Select(
            attrs={"hx-get": "", "hx-target": "#id_name", "hx-select": "#id_name", "hx-swap": "outerHTML"}
        ),
    )
    name = forms.CharField(
        label="Tên tổ",
        max_length=Team._meta.get_field("name").max_length,
        required=False,
        help_text="Để trống thì lấy tên thường dùng: “Tổ bảo vệ an ninh, trật tự” và tên thôn, khu phố.",
    )
    start_on = VietDateField(
        label="Ngày bắt đầu hoạt động", error_messages={"required": _START_ON, "invalid": _START_ON}
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        villages = selectors.villages_open(user, clock.today())
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]
