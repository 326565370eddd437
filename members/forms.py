"""Forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms

from members import identity
from members.models import Membership, Person
from vietnamese.forms import VietDateField, VietForm

_LONG = "Rút ngắn nội dung này còn tối đa %(limit_value)d ký tự."


class MemberForm(VietForm):
    """One person for a team."""

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=100,
        error_messages={"max_length": _LONG},
        help_text="Ghi như trên căn cước.",
    )
    birth_date = VietDateField(label="Ngày sinh", help_text="Ví dụ: 17/05/1990")
    gender = forms.ChoiceField(
        label="Giới tính",
        choices=Person.Gender.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Chọn giới tính nam hoặc nữ."},
    )
    identity_number = forms.CharField(
        label="Số định danh cá nhân",
        help_text="12 chữ số trên thẻ căn cước. Số được mã hóa khi lưu.",
        error_messages={"required": "Nhập số định danh gồm 12 chữ số."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-width": "money"}),
    )
    address = forms.CharField(label="Nơi ở hiện nay", max_length=200, error_messages={"max_length": _LONG})
    title = forms.ChoiceField(
        label="Chức danh",
        choices=Membership.Title.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Chọn một chức danh trong danh sách."},
    )

    def clean_full_name(self) -> str:
        """The name with single blanks."""
        return " ".join(self.cleaned_data["full_name"].split())

    def clean_identity_number(self) -> str:
        """Twelve digits, typed with or without blanks."""
        try:
            return identity.normalised(self.cleaned_data["identity_number"])
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class ReturnForm(VietForm):
    """Why a dossier goes back."""

    reason = forms.CharField(
        label="Lý do trả lại",
        max_length=500,
        help_text="Nêu chỗ cần sửa; xã đọc được lý do này.",
        error_messages={"required": "Nhập lý do trả lại để xã biết chỗ cần sửa.", "max_length": _LONG},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="return_%s", **options)
