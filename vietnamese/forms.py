"""Form fields and form bases for Vietnamese typing: days, months and money as officials write them.

The only module of this package that needs Django (its forms and their HTML, nothing else).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from vietnamese.dates import FIRST_YEAR, LAST_YEAR, parse_month, thang
from vietnamese.money import grouped, parse_grouped
from vietnamese.text import nfc

_NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
_DAY_EXAMPLE = "Nhập ngày theo dạng 01/07/2024."
_CHOICES = (forms.ChoiceField, forms.ModelChoiceField)


class VietDateField(forms.DateField):
    """A day typed as "01/07/2024" (also with dashes or dots); cleans to a date, from 1900 to 2199."""

    default_error_messages = {"required": _DAY_EXAMPLE, "invalid": _DAY_EXAMPLE}

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Ví dụ: 01/07/2024")
        options.setdefault(
            "widget", forms.DateInput(format="%d/%m/%Y", attrs={**_NUMERIC, "data-width": "date"})
        )
        super().__init__(input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"], **options)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class MonthField(forms.CharField):
    """A month typed as "07/2024"; cleans to the date of its first day, None when left empty."""

    default_error_messages = {"required": "Nhập tháng theo dạng 07/2024."}

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Ví dụ: 07/2024")
        options.setdefault("widget", forms.TextInput(attrs={**_NUMERIC, "data-width": "date"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return thang(value) if isinstance(value, date) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return _read(parse_month, typed) if typed else None


class MoneyField(forms.CharField):
    """A sum typed as "1.250.000", "1,250,000" or "1250000"; cleans to int đồng, None when left empty."""

    default_error_messages = {"required": "Nhập số tiền bằng chữ số, ví dụ 1.250.000."}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={**_NUMERIC, "data-width": "money"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return _read(parse_grouped, typed, self.error_messages.get("invalid")) if typed else None


class LongSelect(forms.Select):
    """A select of hundreds of plain options, written at once: Django renders templates for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        built = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>\n{}\n</select>", built, options)


class VietFormMixin:
    """Every typed text in NFC; an answer missing, too long or out of bounds is refused by its label."""

    fields: dict[str, forms.Field]
    # Set by a view that guards an edit: the mark of what is on file, and who changed it in between.
    mark: str = ""
    overtaken: Any = None

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, **options: Any) -> None:
        super().__init__(data=nfc_data(data), files=files, **options)  # type: ignore[call-arg]
        for name, field in self.fields.items():
            label = str(field.label or name)
            _ask_for_missing(field, label)
            if isinstance(field, forms.IntegerField):
                _ask_for_number(field, label)
            too_long = f"Rút ngắn {_inside_sentence(label)} còn tối đa %(limit_value)d ký tự."
            field.error_messages.setdefault("max_length", too_long)


class VietForm(VietFormMixin, forms.Form):
    """Base of every form."""


def nfc_data(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The typed values of a form, each text in composed form (NFC)."""
    if isinstance(data, QueryDict):
        clean = data.copy()
        for key, values in data.lists():
            clean.setlist(key, [_nfc_value(value) for value in values])
        return clean
    return None if data is None else {key: _nfc_value(value) for key, value in data.items()}


def _nfc_value(value: Any) -> Any:
    return nfc(value) if isinstance(value, str) else value


def _read(parse: Any, typed: str, sentence: object = None) -> Any:
    """What ``parse`` makes of the text; its sentence, or the field's own, becomes the error at the field."""
    try:
        return parse(typed)
    except ValueError as error:
        raise forms.ValidationError(str(sentence or error), code="invalid") from error


def _ask_for_missing(field: forms.Field, label: str) -> None:
    if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    if isinstance(field, forms.BooleanField):
        field.error_messages["required"] = f"Đánh dấu vào ô “{label}”."
        return
    verb = "Chọn" if isinstance(field, _CHOICES) else "Nhập"
    field.error_messages["required"] = f"{verb} {_inside_sentence(label)}."


def _ask_for_number(field: forms.IntegerField, label: str) -> None:
    least, most = field.min_value, field.max_value
    if not isinstance(least, int) or not isinstance(most, int):
        return
    asked = f"Nhập số nguyên từ {grouped(least)} đến {grouped(most)} vào ô “{label}”."
    if field.error_messages.get("invalid") == forms.IntegerField.default_error_messages["invalid"]:
        field.error_messages["invalid"] = asked
    for bound in ("min_value", "max_value"):
        field.error_messages.setdefault(bound, asked)


def _inside_sentence(label: str) -> str:
    """ "Số hộ" as "số hộ"; an acronym stays as it is."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
