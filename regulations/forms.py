"""Forms of this room."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django import forms

from vietnamese.forms import VietDateField, VietForm
from vietnamese.text import nfc

MAX_BYTES: Final = 200_000
_TOO_BIG: Final = "Rút gọn nội dung: tối đa 200 kB."


class LawForm(VietForm):
    """A law file, chosen or pasted; ``text`` holds it either way, so that what was sent is never lost."""

    file = forms.FileField(
        label="Tệp quy định",
        required=False,
        allow_empty_file=True,
        help_text="Tệp .yaml, tối đa 200 kB. Chọn tệp thì không cần dán nội dung.",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
    )
    text = forms.CharField(
        label="Nội dung tệp",
        required=False,
        strip=False,
        help_text="Dán toàn bộ nội dung tệp.",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )

    def clean_file(self) -> str:
        """The text of the chosen file, "" where none was chosen."""
        upload = self.cleaned_data["file"]
        if not upload:
            return ""
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(_TOO_BIG, code="too_big")
        try:
            return nfc(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError("Lưu lại tệp theo bảng mã UTF-8 rồi chọn lại.") from error

    def clean(self) -> dict[str, Any]:
        """One text, with one kind of line end."""
        data = super().clean() or self.cleaned_data
        if "file" not in data or "text" not in data:
            return data
        text = (data["file"] or data["text"]).replace("\r\n", "\n")
        if not text.strip():
            self.add_error("file", "Chọn tệp quy định hoặc dán nội dung.")
        elif len(text.encode()) > MAX_BYTES:
            self.add_error("text", _TOO_BIG)
        return {**data, "text": text}

    def show(self, text: str) -> None:
        """Put ``text`` into the pasted field of the page, to be corrected there."""
        self.data = {**self.data.dict(), "text": text}  # type: ignore[attr-defined]  # a bound QueryDict


class EndForm(VietForm):
    """A repeal: the last day and the document that ordered it."""

    last_day = VietDateField(label="Ngày cuối có hiệu lực")
    basis = forms.CharField(
        label="Văn bản bãi bỏ",
        max_length=200,
        help_text="Số, ký hiệu của văn bản quy định việc hết hiệu lực.",
        error_messages={"max_length": "Rút ngắn nội dung này còn tối đa %(limit_value)d ký tự."},
    )

    @property
    def valid_to(self) -> date:
        """The first day on which it no longer holds."""
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(days=1)
