"""The parts that pages are made of: values, states, tables, charts, forms with their errors."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from antt_portal.charts import Bar, bar_chart
from vietnamese.forms import VietDateField, VietForm

REQUEST = RequestFactory().get("/to/", {"sort": "name", "q": "An", "page": "2"})


class PersonForm(VietForm):
    """A text with help, a day, a choice by radio buttons, a tick."""

    ho_ten = forms.CharField(label="Họ và tên", help_text="Như trên căn cước")
    ngay_sinh = VietDateField(label="Ngày sinh", required=False)
    chuc_danh = forms.ChoiceField(
        label="Chức danh", choices=[("a", "Tổ trưởng"), ("b", "Tổ phó")], widget=forms.RadioSelect
    )
    xac_nhan = forms.BooleanField(label="Đã xem bản gốc")


def drawn(source: str, **context: object) -> str:
    return Template(source).render(Context({"request": REQUEST, **context}))


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ v|vnd }}", 1_250_000, "1.250.000"),
        ("{{ v|dong }}", 1_250_000, "1.250.000\u00a0đồng"),
        ("{{ v|ngay }}", date(2024, 7, 1), "01/07/2024"),
        ("{{ v|ngay_cuoi }}", date(2024, 8, 1), "31/07/2024"),
        ("{{ v|thang }}", date(2024, 7, 1), "07/2024"),
        ("{{ v|thang_nam }}", date(2024, 7, 1), "tháng 7 năm 2024"),
        pytest.param("{{ v|ngay }}", datetime(2024, 6, 30, 18, tzinfo=UTC), "01/07/2024", id="Hà Nội's day"),
        ("{{ v|ngay_gio }}", datetime(2024, 7, 1, 1, 5, tzinfo=UTC), "01/07/2024 08:05"),
    ],
)
def test_values_are_written_as_officials_write_them(source: str, value: object, shown: str) -> None:
    assert drawn(source, v=value) == shown


@pytest.mark.parametrize("name", ["vnd", "dong", "ngay", "ngay_cuoi", "ngay_gio", "thang", "thang_nam"])
def test_a_missing_value_is_shown_as_nothing(name: str) -> None:
    assert drawn(f"{{{{ v|{name} }}}}", v=None) == ""


def test_a_state_is_always_a_word_too() -> None:
    assert drawn('{% state_tag "done" "Đủ" %}') == '<span class="state state--done">Đủ</span>'


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn('{% state_tag "green" "Đủ" %}')


def test_why_shows_the_sentence_and_the_article_and_escapes_values() -> None:
    html = drawn(
        '{% why source=s note="từ 01/07/2024" %}<b>{{ v }}</b>{% endwhy %}', s="Điều 3 & 4", v="<412>"
    )
    assert "<b>&lt;412&gt;</b>" in html
    assert "Điều 3 &amp; 4 · từ 01/07/2024" in html


def test_an_empty_table_says_what_to_do_next() -> None:
    source = '{% table caption="Các tổ" rows=r empty="Lập tổ đầu tiên." %}<tbody></tbody>{% endtable %}'
    assert "Lập tổ đầu tiên." in drawn(source, r=[])
    full = drawn(source, r=[1])
    assert "<caption>Các tổ</caption>" in full
    assert "Lập tổ" not in full


def test_a_header_sorts_the_other_way_the_second_time_and_keeps_the_filter() -> None:
    html = drawn('{% sort_header "name" "Tên" %}')
    assert 'href="?sort=-name&amp;q=An"' in html
    assert 'aria-sort="ascending"' in html


def test_pages_keep_sort_and_filter() -> None:
    html = drawn("{% pagination page %}", page=Paginator(range(100), 20).page(2))
    assert 'href="?sort=name&amp;q=An&amp;page=3"' in html
    assert "Dòng 21 đến 40 trong 100" in html
    assert drawn("{% pagination page %}", page=Paginator(range(3), 20).page(1)).strip() == ""


def test_crumbs_end_with_the_page_itself() -> None:
    html = drawn('{% crumbs "Tổ" "/to/" "Tổ thôn Háo Lễ" %}')
    assert '<a href="/to/">Tổ</a>' in html
    assert '<span aria-current="page">Tổ thôn Háo Lễ</span>' in html


def test_the_tallest_bar_fills_the_plot_and_the_others_keep_proportion() -> None:
    chart = bar_chart([Bar("T7", 50), Bar("T8", 100), Bar("T9", 0, planned=True)])
    heights = [placed.height for placed in chart.bars]
    assert heights == [heights[1] // 2, heights[1], 0]
    assert all(placed.y + placed.height == chart.base_y for placed in chart.bars)


def test_a_chart_without_values_is_drawn_flat() -> None:
    assert [placed.height for placed in bar_chart([Bar("T7", 0), Bar("T8", -5)]).bars] == [0, 0]
    assert bar_chart([]).bars == []


def test_a_chart_comes_with_its_figures_as_a_table() -> None:
    html = drawn('{% bar_chart "Chi 2024" bars unit="triệu đồng" %}', bars=[Bar("T7", 36, text="36,2")])
    assert html.count("36,2") == 2
    assert "(triệu đồng)" in html


def test_each_error_stands_at_its_field_and_is_tied_to_it() -> None:
    html = str(PersonForm({"ngay_sinh": "x"}))
    assert 'aria-describedby="id_ho_ten_helptext id_ho_ten_error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'id="id_ho_ten_error"[^>]*>.*Nhập họ và tên\.', html)
    assert "govuk-input--error" in html
    assert 'value="x"' in html


def test_the_summary_leads_to_controls_that_exist() -> None:
    form = PersonForm({"ngay_sinh": "x"})
    summary = drawn("{% error_summary form %}", form=form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert "Có 4 chỗ cần sửa" in summary
    assert targets == ["id_ho_ten", "id_ngay_sinh", "id_chuc_danh_0", "id_xac_nhan"]
    assert all(f'id="{target}"' in str(form) for target in targets)


def test_errors_of_a_whole_form_and_of_formsets_are_in_the_summary() -> None:
    form = PersonForm({"ho_ten": "A", "chuc_danh": "a", "xac_nhan": "on"})
    form.add_error(None, "Chọn tổ khác: tổ này đã đủ người.")
    rows = forms.formset_factory(PersonForm, extra=0)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-ho_ten": ""}
    )
    summary = drawn("{% error_summary form rows missing %}", form=form, rows=rows, missing=None)
    assert "<b>Chọn tổ khác: tổ này đã đủ người.</b>" in summary
    assert 'href="#id_form-0-ho_ten"' in summary


def test_no_summary_without_errors() -> None:
    assert drawn("{% error_summary form %}", form=PersonForm()).strip() == ""


@pytest.mark.django_db
def test_the_title_of_a_refused_form_says_so() -> None:
    page = '{% extends "base.html" %}{% block title %}Lập tổ{% endblock %}'
    assert "<title>Lỗi: Lập tổ –" in drawn(page, form=PersonForm({}))
    assert "<title>Lập tổ –" in drawn(page, form=PersonForm())
