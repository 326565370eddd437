"""Forms of this room."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.files import File

from imports.selectors import UnknownName
from spreadsheets.guard import MAX_BYTES
from vietnamese.forms import VietForm


class UploadForm(VietForm):
    """A workbook."""

    file = forms.FileField(
        label="Tệp Excel",
        help_text="Tệp .xlsx theo biểu mẫu, tối đa 5 MB và 5.000 dòng.",
        error_messages={"required": "Chọn tệp Excel đã điền.", "empty": "Chọn tệp khác: tệp này rỗng."},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> File[bytes]:
        """The file, its size looked at before it is read."""
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("Chia thành nhiều tệp: mỗi tệp tối đa 5 MB.", code="too_big")
        return file


class NamesForm(VietForm):
    """What each unknown name of a list stands for; one left open stays unknown."""

    def __init__(
        self,
        data: object,
        names: Sequence[UnknownName],
        choices: Sequence[tuple[int, str]],
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._keys: dict[str, str] = {}
        offered = [("", "Chưa ghép"), *((str(pk), words) for pk, words in choices)]
        for place, name in enumerate(names):
            field = f"name_{place}"
            self._keys[field] = name.key
            self.fields[field] = forms.ChoiceField(
                label=f"“{name.text}” ({name.rows} dòng)",
                choices=offered,
                required=False,
                error_messages={"invalid_choice": "Chọn tên trong danh sách."},
            )

    def chosen(self) -> dict[str, int]:
        """The id chosen for each key."""
        return {self._keys[name]: int(value) for name, value in self.cleaned_data.items() if value}
