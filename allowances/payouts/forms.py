"""What people type about payouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from allowances.models import PayFileLayout, Payment
from allowances.payouts.pay_files import FIELDS, SEPARATORS
from allowances.payouts.results import Result
from imports.forms import UploadForm
from vietnamese.forms import MoneyField, VietDateField, VietForm

_PAID, _RETURNED = "paid", "returned"
# What to do instead of taking a result back, by the state of the payment.
_STAYS = {
    _PAID: "đã ghi là đã chi, không đưa về Chưa có được: ghi nhầm hoặc tiền quay lại thì chọn Trả về"
    " và nhập lý do.",
    _RETURNED: "đã ghi trả về, không đưa về Chưa có được: tiền đã đến người nhận thì chọn Đã chi.",
}
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

    def clean(self) -> dict[str, Any]:
        """A result that was told cannot be untold: the money left, or came back."""
        told = super().clean() or self.cleaned_data
        for row in self.payments:
            if row.state in _STAYS and told.get(f"result-{row.pk}") == "":
                words = f"Khoản của {row.full_name} {_STAYS[row.state]}"
                self.add_error(f"result-{row.pk}", words)
        return told

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


class ResultsFileForm(UploadForm):
    """A file of results."""

    file = forms.FileField(
        label="Tệp kết quả",
        help_text="Tệp .xlsx hoặc .csv (UTF-8), tối đa 5 MB và 5.000 dòng.",
        error_messages={"required": "Chọn tệp kết quả.", "empty": "Chọn tệp khác: tệp này rỗng."},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class HoldForm(VietForm):
    """From which day nothing is paid out to a person, and why."""

    from_day = VietDateField(label="Tạm giữ từ ngày")
    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    decision = forms.CharField(label="Số quyết định", max_length=60, required=False)


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


class MethodForm(VietForm):
    """How a person is paid from a day on."""

    from_day = VietDateField(label="Áp dụng từ ngày")
    method = forms.ChoiceField(label="Cách nhận", choices=[("bank", "Chuyển khoản"), ("cash", "Tiền mặt")])
    bank = forms.CharField(
        label="Ngân hàng", max_length=100, required=False, help_text="Phải nhập khi chuyển khoản."
    )
    holder = forms.CharField(
        label="Tên chủ tài khoản", max_length=100, required=False, help_text="Phải nhập khi chuyển khoản."
    )
    account = forms.CharField(
        label="Số tài khoản",
        required=False,
        help_text="Phải nhập khi chuyển khoản: 6 đến 20 chữ số, chữ cái. Được mã hóa, chỉ hiện ba số cuối.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LayoutForm(VietForm):
    """How files of payments look from a day on: up to ten columns in their order."""

    from_day = VietDateField(label="Áp dụng từ ngày")
    separator = forms.ChoiceField(label="Dấu ngăn cột của tệp CSV", choices=list(SEPARATORS.items()))
    content = forms.CharField(
        label="Nội dung chuyển tiền",
        max_length=200,
        help_text="Chỗ điền: {thang} tháng, {ten} họ tên, {to} tổ, {xa} xã, {dot} số đợt, {ma} mã khoản chi.",
    )
    source = forms.CharField(label="Căn cứ", max_length=300, help_text="Mẫu của kho bạc hoặc ngân hàng.")

    MOST: ClassVar = 10

    def __init__(self, data: Mapping[str, Any] | None, *, layout: PayFileLayout, today: date) -> None:
        initial: dict[str, Any] = {
            "from_day": today,
            "separator": layout.separator,
            "content": layout.content,
        }
        for place, column in enumerate(layout.columns, start=1):
            initial |= {f"header_{place}": column["header"], f"field_{place}": column["field"]}
        super().__init__(data, initial=initial)
        choices = [("", "Không dùng"), *FIELDS.items()]
        for place in range(1, self.MOST + 1):
            self.fields[f"field_{place}"] = forms.ChoiceField(
                label=f"Cột {place}: dữ liệu", choices=choices, required=False
            )
            self.fields[f"header_{place}"] = forms.CharField(
                label=f"Cột {place}: tên cột", max_length=60, required=False
            )

    def columns(self) -> list[tuple[str, str]]:
        """Header and field of each column in use."""
        told = [
            (self.cleaned_data[f"header_{place}"], self.cleaned_data[f"field_{place}"])
            for place in range(1, self.MOST + 1)
        ]
        return [(header or FIELDS[field], field) for header, field in told if field]
