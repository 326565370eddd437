"""What people type about payouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files import File
from django.forms.boundfield import BoundField

from allowances.models import Payment
from allowances.payout_results import Result
from spreadsheets.guard import MAX_BYTES
from vietnamese.forms import MoneyField, VietDateField, VietForm

_PAID, _RETURNED = "paid", "returned"
_CHOICES = [("", "Chưa có"), (_PAID, "Đã chi"), (_RETURNED, "Trả về")]


class ResultsForm(VietForm):
    """The results of the payments on one page: one day for all, a result and a reason for each."""

    on = VietDateField(label="Ngày chi hoặc trả về")

    def __init__(self, data: Mapping[str, Any] | None, *, payments: Sequence[Payment], today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.payments = payments
        for row in payments:
            state = row.state if row.state in {_PAID, _RETURNED} else ""
            result = forms.ChoiceField(
                label=f"Kết quả của {row.full_name}", choices=_CHOICES, required=False, initial=state
            )
            reason = forms.CharField(
                label=f"Lý do trả về của {row.full_name}",
                max_length=300,
                required=False,
                initial=row.reason,
                widget=forms.TextInput(),
            )
            for field in (result, reason):
                field.widget.attrs["aria-label"] = field.label
            self.fields |= {f"result-{row.pk}": result, f"reason-{row.pk}": reason}

    def rows(self) -> list[tuple[Payment, BoundField, BoundField]]:
        """The payments with their two fields."""
        return [(row, self[f"result-{row.pk}"], self[f"reason-{row.pk}"]) for row in self.payments]

    def results(self) -> list[Result]:
        """What a valid form says anew; a result that stays as it was keeps its day."""
        told = [
            (row, self.cleaned_data[f"result-{row.pk}"], self.cleaned_data[f"reason-{row.pk}"])
            for row in self.payments
        ]
        return [
            Result(row.reference, state == _PAID, self.cleaned_data["on"], reason)
            for row, state, reason in told
            if state and (state != row.state or (state == _RETURNED and reason != row.reason))
        ]


class AllPaidForm(VietForm):
    """The day on which all that is still open was paid."""

    on = VietDateField(label="Ngày chi")


class ResultsFileForm(VietForm):
    """A file of results."""

    file = forms.FileField(
        label="Tệp kết quả",
        help_text="Tệp .xlsx hoặc .csv (UTF-8), tối đa 5 MB và 5.000 dòng.",
        error_messages={"required": "Chọn tệp kết quả.", "empty": "Chọn tệp khác: tệp này rỗng."},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> File[bytes]:
        """The file, its size looked at before it is read."""
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("Chia thành nhiều tệp: mỗi tệp tối đa 5 MB.", code="too_big")
        return file


class HoldForm(VietForm):
    """From which day nothing is paid out to a person, and why."""

    from_day = VietDateField(label="Tạm giữ từ ngày")
    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    decision = forms.CharField(label="Số quyết định (nếu có)", max_length=60, required=False)


class HoldEndForm(VietForm):
    """The last day of a hold, and why it ends."""

    last_day = VietDateField(label="Tạm giữ đến hết ngày")
    reason = forms.CharField(
        label="Lý do thôi tạm giữ", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class RepaymentForm(VietForm):
    """What a person paid back."""

    amount_vnd = MoneyField(label="Số tiền nộp lại (đồng)")
    paper = forms.CharField(label="Số phiếu thu", max_length=60)
    paid_on = VietDateField(label="Ngày nộp")
