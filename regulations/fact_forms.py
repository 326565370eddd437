"""Forms for dated facts of villages and communes; their words are those of the published vocabulary."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from regulations.engine import VOCABULARY
from territory.models import VillageFacts
from vietnamese.areas import area_words, parse_area
from vietnamese.forms import MoneyField, VietDateField, VietForm

_NOT_KNOWN: Final = "Chưa xác định"
_NUMERIC: Final = {"inputmode": "numeric", "autocomplete": "off", "data-width": "money"}


class AreaField(forms.CharField):
    """An area typed as "3,25 km²", "320 ha" or "50.000 m²"; cleans to int m², None when left empty."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "off", "data-width": "money"}
        super().__init__(widget=forms.TextInput(attrs=attrs), help_text="Ví dụ: 3,25 km², 320 ha", **options)

    def prepare_value(self, value: Any) -> Any:
        return area_words(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """The square metres."""
        typed = super().clean(value)
        try:
            return parse_area(typed) if typed else None
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class FlagField(forms.TypedChoiceField):
    """Yes, no or not known, in the words of the vocabulary; cleans to a bool, None when not known."""

    def __init__(self, name: str) -> None:
        spec = VOCABULARY[name]
        choices = [("", _NOT_KNOWN), ("co", _heading(spec.meaning)), ("khong", _heading(spec.otherwise))]
        super().__init__(
            label=_heading(spec.meaning),
            choices=choices,
            coerce=lambda typed: typed == "co",
            empty_value=None,
            required=False,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "co", False: "khong"}.get(value, value)


def fact_field(name: str) -> forms.Field:
    """The field by which a fact of the vocabulary is typed; left empty it is not known.

    Cleans to what the engine takes, None or "" when empty.
    """
    spec = VOCABULARY[name]
    if spec.type == "bool":
        return FlagField(name)
    if spec.type == "choice":
        return _choice(name)
    if spec.type == "code":
        wrong = {"invalid": "Nhập mã đơn vị bằng 2 đến 5 chữ số."}
        return forms.RegexField(
            r"^[0-9]{2,5}$", label=_heading(spec.meaning), required=False, error_messages=wrong
        )
    if spec.units:
        return _area(name)
    if spec.unit == "đồng":
        return MoneyField(label=f"{_heading(spec.meaning)} (đồng)", required=False)
    field = _count(name)
    if spec.unit and spec.unit not in spec.meaning:
        field.label = f"{field.label} ({spec.unit})"
    return field


def _heading(words: str) -> str:
    return words[:1].upper() + words[1:]


def _count(name: str, *, required: bool = False) -> forms.IntegerField:
    spec = VOCABULARY[name]
    return forms.IntegerField(
        label=_heading(spec.meaning),
        required=required,
        min_value=spec.minimum,
        max_value=spec.maximum,
        widget=forms.TextInput(attrs=_NUMERIC),
        error_messages={"invalid": "Nhập số nguyên, ví dụ 412."},
    )


def _choice(name: str) -> forms.ChoiceField:
    spec = VOCABULARY[name]
    choices = [("", _NOT_KNOWN), *((key, _heading(words)) for key, words in spec.allowed.items())]
    return forms.ChoiceField(label=_heading(spec.meaning), choices=choices, required=False)


def _area(name: str) -> AreaField:
    return AreaField(label=_heading(VOCABULARY[name].meaning), required=False)


class FactsForm(VietForm):
    """What every statement of facts carries: from when, and by what paper."""

    valid_from = VietDateField(label="Từ ngày")
    source = forms.CharField(
        label="Nguồn số liệu",
        max_length=VillageFacts._meta.get_field("source").max_length,
        help_text="Số, ngày văn bản hoặc đợt rà soát.",
    )


class VillageFactsForm(FactsForm):
    """The facts of a village from a day on."""

    households = _count("village.households", required=True)
    persons = _count("village.persons", required=True)
    temporary_residents = _count("village.temporary_residents")
    area = _area("village.area")
    village_class = _choice("village.class")
    special = FlagField("village.special")
    merged = FlagField("village.merged")
    hotspot = FlagField("village.hotspot")
    hardship = FlagField("village.hardship")


def _reason(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=300,
        help_text="Nhầm ở chỗ nào, đối chiếu với văn bản nào; được lưu trong lịch sử.",
        error_messages={"required": "Nhập lý do: nhầm ở chỗ nào, theo văn bản nào."},
    )


class RemovalForm(VietForm):
    """Why facts that were entered are taken out."""

    prefix = "bo"
    reason = _reason("Lý do bỏ")


class CommuneFactsForm(FactsForm):
    """The facts of a commune from a day on."""

    area = _area("commune.area")
    commune_class = _choice("commune.class")
    wage_region = _choice("commune.wage_region")
    border = FlagField("commune.border")
    island = FlagField("commune.island")
    mountain = FlagField("commune.mountain")
    hardship = FlagField("commune.hardship")
    ethnic_minority = FlagField("commune.ethnic_minority")
    defence_key = FlagField("commune.defence_key")
    hotspot = FlagField("commune.hotspot")
    merged = FlagField("commune.merged")


class VillageCorrectionForm(VillageFactsForm):
    """The facts of a village as they should have been typed; their days stay."""

    valid_from = None  # type: ignore[assignment]  # Django takes a field out by this
    reason = _reason("Lý do sửa")


class CommuneCorrectionForm(CommuneFactsForm):
    """The same for a commune."""

    valid_from = None  # type: ignore[assignment]  # Django takes a field out by this
    reason = _reason("Lý do sửa")
