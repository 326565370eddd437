"""Typed Vietnamese values become domain values; what cannot be read is asked for in words."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.forms import MoneyField, MonthField, VietDateField, VietForm, nfc_data


class SampleForm(VietForm):
    """One field of each kind."""

    ho_ten = forms.CharField(label="Họ và tên")
    ubnd = forms.CharField(label="UBND xã")
    ngay_sinh = VietDateField(label="Ngày sinh")
    thang = MonthField(label="Tháng", required=False)
    so_tien = MoneyField(label="Số tiền", required=False)
    so_nguoi = forms.IntegerField(label="Số người", required=False, min_value=1, max_value=1_000)
    chuc_danh = forms.ChoiceField(label="Chức danh", choices=[("to_truong", "Tổ trưởng")])
    xac_nhan = forms.BooleanField(label="Đã xem bản gốc")


FILLED = {
    "ho_ten": "Trần Văn An",
    "ubnd": "Phước Hưng",
    "ngay_sinh": "1/7/1990",
    "thang": "7/2024",
    "so_tien": "1.250.000",
    "chuc_danh": "to_truong",
    "xac_nhan": "on",
}


_SUM = "Nhập số tiền chẵn đồng bằng chữ số, tối đa 18 chữ số, ví dụ 1.250.000."


def errors_of(**typed: str) -> dict[str, list[str]]:
    return {name: list(map(str, found)) for name, found in SampleForm(FILLED | typed).errors.items()}


def test_typed_values_become_domain_values() -> None:
    form = SampleForm(FILLED)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["ngay_sinh"] == date(1990, 7, 1)
    assert form.cleaned_data["thang"] == date(2024, 7, 1)
    assert form.cleaned_data["so_tien"] == 1_250_000


@pytest.mark.parametrize("typed", ["01/07/2024", "1/7/2024", "01-07-2024", "01.07.2024"])
def test_a_day_may_be_typed_with_slashes_dashes_or_dots(typed: str) -> None:
    assert VietDateField().clean(typed) == date(2024, 7, 1)


@pytest.mark.parametrize(
    "typed", ["32/01/2024", "07/24", "2024-07-01", "01/07/0024", "31/12/1899", "31/12/9999", "hôm nay"]
)
def test_a_day_that_cannot_be_read_is_asked_for_with_an_example(typed: str) -> None:
    assert errors_of(ngay_sinh=typed) == {"ngay_sinh": ["Nhập ngày theo dạng 01/07/2024."]}


@pytest.mark.parametrize("typed", ["13/2024", "7-2024", "2024"])
def test_a_month_that_cannot_be_read_is_asked_for_with_an_example(typed: str) -> None:
    assert errors_of(thang=typed) == {"thang": ["Nhập tháng theo dạng 07/2024."]}


@pytest.mark.parametrize("typed", ["1.25", "-5", "1,5 triệu", "9" * 19])
def test_a_sum_that_cannot_be_read_is_asked_for_with_an_example(typed: str) -> None:
    assert errors_of(so_tien=typed) == {"so_tien": [_SUM]}


@pytest.mark.parametrize("typed", ["0", "-1", "1001", "một", "1,5"])
def test_a_number_out_of_bounds_is_asked_for_by_its_bounds(typed: str) -> None:
    assert errors_of(so_nguoi=typed) == {"so_nguoi": ["Nhập số nguyên từ 1 đến 1.000 vào ô “Số người”."]}


def test_an_optional_value_left_empty_is_none() -> None:
    form = SampleForm(FILLED | {"thang": "", "so_tien": ""})
    assert form.is_valid()
    assert form.cleaned_data["thang"] is None
    assert form.cleaned_data["so_tien"] is None


def test_stored_values_are_shown_as_they_are_typed() -> None:
    stored = {"ngay_sinh": date(1990, 7, 1), "thang": date(2024, 7, 1), "so_tien": 1_250_000}
    form = SampleForm(initial=stored)
    assert 'value="01/07/1990"' in str(form["ngay_sinh"])
    assert 'value="07/2024"' in str(form["thang"])
    assert 'value="1.250.000"' in str(form["so_tien"])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ho_ten", "Nhập họ và tên."),
        ("ubnd", "Nhập UBND xã."),
        ("chuc_danh", "Chọn chức danh."),
        ("xac_nhan", "Đánh dấu vào ô “Đã xem bản gốc”."),
    ],
)
def test_a_missing_answer_is_asked_for_by_its_label(name: str, sentence: str) -> None:
    assert errors_of(**{name: ""}) == {name: [sentence]}


@given(st.text(alphabet="aăâeêơưđuoiyAĐÔ\u0300\u0301\u0303\u0309\u0323 ", min_size=1).filter(str.strip))
def test_any_typed_text_is_kept_in_composed_form(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    form = SampleForm(FILLED | {"ho_ten": f"a{decomposed}"})
    assert form.is_valid()
    assert unicodedata.is_normalized("NFC", form.cleaned_data["ho_ten"])


def test_a_sent_form_keeps_all_values_of_a_repeated_name() -> None:
    sent = QueryDict("a=1&a=2&ten=Tra%CC%82%CC%80n")
    clean: Any = nfc_data(sent)
    assert clean.getlist("a") == ["1", "2"]
    assert clean["ten"] == "Trần"
    assert nfc_data(None) is None
