"""What people type into the pages of runs."""

from __future__ import annotations

from django import forms

from vietnamese.forms import MonthField, VietForm


class RunForm(VietForm):
    """The month to compute."""

    month = MonthField(label="Tháng", help_text="Ví dụ: 07/2024")


class ReturnForm(VietForm):
    """Why a list goes back to the clerk."""

    reason = forms.CharField(
        label="Lý do trả lại", max_length=500, help_text="Nêu rõ chỗ cần sửa để Công an xã xử lý."
    )
