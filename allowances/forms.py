"""What people type into the pages of runs."""

from __future__ import annotations

from vietnamese.forms import MonthField, VietForm


class RunForm(VietForm):
    """The month to compute."""

    month = MonthField(label="Tháng", help_text="Ví dụ: 07/2024")
