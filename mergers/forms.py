"""Forms of this room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms

from mergers.models import NewUnit
from mergers.planning import Named
from mergers.selectors import VillageQuestion
from territory.models import Unit, UnitSuccession, Village
from vietnamese.forms import VietDateField, VietForm

_CODES: Final = "Mã có trên trang Địa bàn; nhiều mã cách nhau bởi dấu phẩy. Ví dụ: 21961, 21964"


class ChangeForm(VietForm):
    """The document that orders a change, and its day."""

    document = forms.CharField(
        label="Số, ký hiệu văn bản", max_length=100, help_text="Ví dụ: 1664/NQ-UBTVQH15"
    )
    issued_on = VietDateField(label="Ngày ban hành")
    day = VietDateField(label="Ngày sắp xếp", help_text="Ngày đầu tiên của đơn vị mới. Ví dụ: 01/07/2025")


class CodesField(forms.CharField):
    """Codes of communes; cleans to the keys of those of ``province`` that stand."""

    province: Unit

    def clean(self, value: Any) -> Any:
        """The units' keys; an unknown code is named."""
        codes = list(dict.fromkeys(re.findall(r"\w+", super().clean(value))))
        rows = Unit.objects.filter(parent=self.province, valid_to=None, code__in=codes)
        found = dict(rows.values_list("code", "pk"))
        if missing := [code for code in codes if code not in found]:
            raise forms.ValidationError(
                f"Kiểm tra mã {', '.join(missing)}: tỉnh không có xã, phường mang mã này.", code="unknown"
            )
        return [found[code] for code in codes]


class NewUnitForm(VietForm):
    """A new commune and what it is made of."""

    kind = forms.ChoiceField(
        label="Loại", choices=[(kind.value, kind.label) for kind in NewUnit.KINDS], widget=forms.RadioSelect
    )
    name = forms.CharField(label="Tên", max_length=80, help_text="Không ghi loại. Ví dụ: Phước Hưng")
    code = forms.RegexField(
        r"^\d{5}$", label="Mã đơn vị", error_messages={"invalid": "Nhập mã gồm 5 chữ số."}
    )
    whole = CodesField(label="Mã xã, phường nhập toàn bộ", required=False, help_text=_CODES)
    part = CodesField(label="Mã xã, phường nhập một phần", required=False, help_text=_CODES)

    def __init__(self, *args: Any, province: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("whole", "part"):
            field = self.fields[name]
            assert isinstance(field, CodesField)  # noqa: S101 (tells the type of the field above)
            field.province = province

    @property
    def named(self) -> Named:
        """Kind, name and code."""
        return Named(self.cleaned_data["kind"], self.cleaned_data["name"], self.cleaned_data["code"])


class VillageMergerForm(VietForm):
    """Villages of one commune that become one."""

    villages = forms.TypedMultipleChoiceField(
        label="Thôn, khu phố sáp nhập",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn từ hai thôn, khu phố trở lên."},
    )
    kind = forms.ChoiceField(label="Loại mới", choices=Village.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Tên mới", max_length=100, help_text="Không ghi loại. Ví dụ: Háo Lễ")
    code = forms.CharField(label="Mã mới", max_length=12)

    def __init__(self, *args: Any, villages: Sequence[Village], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["villages"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 (tells its type)
        field.choices = [(village.pk, village.title) for village in villages]

    @property
    def named(self) -> Named:
        """Kind, name and code."""
        return Named(self.cleaned_data["kind"], self.cleaned_data["name"], self.cleaned_data["code"])


class AnswersForm(VietForm):
    """For each village of a divided commune the new one, and who keeps the old files; nothing suggested."""

    keeper = forms.TypedChoiceField(
        label="Xã, phường giữ hồ sơ, sổ sách của xã cũ",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Danh sách chi trả, quyết định và hồ sơ của người không thuộc tổ nào.",
    )

    def __init__(
        self,
        *args: Any,
        questions: Sequence[VillageQuestion],
        successors: Sequence[UnitSuccession],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        choices = [(row.new_id, row.new.name) for row in successors]
        keeper = self.fields["keeper"]
        assert isinstance(keeper, forms.TypedChoiceField)  # noqa: S101 (tells the type of the field above)
        keeper.choices = [("", "Chưa chọn"), *choices]
        keeper.initial = next((row.new_id for row in successors if row.keeps_files), None)
        for question in questions:
            self.fields[f"village_{question.village.pk}"] = forms.TypedChoiceField(
                label=question.village.title,
                coerce=int,
                empty_value=None,
                required=False,
                choices=[("", "Chưa trả lời"), *choices],
                initial=question.answer,
            )

    @property
    def villages(self) -> list[forms.BoundField]:
        """The questions of the villages, to stand in a table."""
        return [field for field in self.visible_fields() if field.name != "keeper"]

    @property
    def answers(self) -> dict[int, int]:
        """The new commune by village, for those that were answered."""
        found = {
            int(name.removeprefix("village_")): commune
            for name, commune in self.cleaned_data.items()
            if name.startswith("village_")
        }
        return {village: commune for village, commune in found.items() if commune is not None}
