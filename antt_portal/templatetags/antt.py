"""Tags and filters of every template (a builtin library): Vietnamese values and the portal's parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from django import forms, template
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from antt_portal import charts
from vietnamese import dates, money

register = template.Library()

AnyForm: TypeAlias = "forms.BaseForm | BaseFormSet[Any]"
STATES = frozenset({"done", "attention", "stop", "waiting"})


@register.filter
def vnd(value: int | None) -> str:
    """1250000 as "1.250.000"; nothing for None."""
    return "" if value is None else money.grouped(value)


@register.filter
def dong(value: int | None) -> str:
    """1250000 as "1.250.000 đồng"; nothing for None."""
    return "" if value is None else money.dong(value)


@register.filter
def ngay(value: date | None) -> str:
    """A day as "01/07/2024"; an instant as the day it falls on in Hà Nội; nothing for None."""
    return "" if value is None else dates.ngay(_local(value))


@register.filter
def ngay_cuoi(value: date | None) -> str:
    """The last day of a span, from the first day after it: 2024-08-01 as "31/07/2024"; nothing for None."""
    return "" if value is None else dates.ngay(value - timedelta(days=1))


@register.filter
def ngay_gio(value: datetime | None) -> str:
    """An instant as "01/07/2024 14:05" in Hà Nội; nothing for None."""
    return "" if value is None else f"{dates.ngay(_local(value))} {timezone.localtime(value):%H:%M}"


@register.filter
def thang(value: date | None) -> str:
    """A month as "07/2024"; nothing for None."""
    return "" if value is None else dates.thang(value)


@register.filter
def thang_nam(value: date | None) -> str:
    """A month as "tháng 7 năm 2024"; nothing for None."""
    return "" if value is None else f"tháng {value.month} năm {value.year}"


@register.simple_tag
def state_tag(state: str, word: str) -> SafeString:
    """A state in colour and always in words; ``state`` is done, attention, stop or waiting."""
    if state not in STATES:
        message = f"state_tag: {state!r} is none of {sorted(STATES)}"
        raise template.TemplateSyntaxError(message)
    return format_html('<span class="state state--{}">{}</span>', state, word)


@register.simple_block_tag
def why(content: str, source: str = "", note: str = "") -> SafeString:
    """An explanation: the sentence with its values in ``<b>``; under it the article and the dates."""
    return _render("components/why.html", {"content": content, "source": source, "note": note})


@register.simple_block_tag
def fact(content: str, name: str) -> SafeString:
    """One line of a ``govuk-summary-list``: what it is, and its value."""
    return _render("components/fact.html", {"content": content, "name": name})


@register.simple_block_tag
def table(
    content: str,
    caption: str,
    rows: Any = True,
    unit: str = "",
    empty: str = "Chưa có dữ liệu.",
    css: str = "",
) -> SafeString:
    """A table with caption and unit, scrolling by itself; ``empty`` instead when ``rows`` is empty."""
    return _render(
        "components/table.html",
        {
            "content": content,
            "caption": caption,
            "rows": bool(rows),
            "unit": unit,
            "empty": empty,
            "css": css,
        },
    )


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, key: str, label: str, css: str = "") -> dict[str, Any]:
    """A header cell that sorts by ``?sort=key``, a second time by ``?sort=-key``; keeps the filters."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return {"label": label, "css": css, "url": f"?{query.urlencode()}", "order": order}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the pages of a list by ``?page=``, keeping sort and filters; nothing for a single page."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "pages": pages, "request": context["request"]}


@register.inclusion_tag("components/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """The way back: label, address, label, address, …; a last label without address is this page."""
    links = list(zip(parts[::2], [*parts[1::2], ""], strict=False))
    return {"links": links}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(title: str, bars: Iterable[charts.Bar], unit: str = "") -> dict[str, Any]:
    """Bars in two inks (paid, planned) as SVG, with the same figures as a table under it."""
    rows = list(bars)
    return {"title": title, "unit": unit, "chart": charts.bar_chart(rows), "bars": rows}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*sources: AnyForm | None) -> dict[str, Any]:
    """All errors of forms and formsets as links to their fields; nothing while there are none."""
    return {
        "problems": [problem for source in sources if source is not None for problem in _problems(source)]
    }


@register.simple_tag(takes_context=True)
def count_errors(context: Context) -> int:
    """How many fields of the context's ``form``, ``formset`` and ``forms`` need correcting."""
    sources = [context.get("form"), context.get("formset"), *(context.get("forms") or [])]
    known = [source for source in sources if isinstance(source, (forms.BaseForm, BaseFormSet))]
    return sum(1 for source in known for _ in _problems(source))


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence of the error summary; ``target`` is the id of the field, "" for the form as a whole."""

    message: str
    target: str


def _problems(source: AnyForm) -> Iterator[Problem]:
    if isinstance(source, BaseFormSet):
        yield from (Problem(str(message), "") for message in source.non_form_errors())
        for form in source.forms:
            yield from _problems(form)
        return
    for name, messages in source.errors.items():
        target = "" if name == NON_FIELD_ERRORS else _target(source[name])
        yield from (Problem(str(message), target) for message in messages)


def _target(field: BoundField) -> str:
    """The id to focus: the control, or the first choice of a group."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.auto_id)


def _local(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _render(name: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(name, context)
