"""Every part of a page on one page, as an office, a zoomed screen and a telephone show it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import Page, Route

from antt_portal.charts import Bar
from tests.browser import SIZES, too_wide, violations
from tests.portal.test_parts import PersonForm
from vietnamese.forms import VietForm

pytestmark = pytest.mark.django_db(transaction=True)


class FilterForm(VietForm):
    """A search with one choice."""

    q = forms.CharField(label="Tên", required=False)
    tinh_trang = forms.ChoiceField(label="Tình trạng", choices=[("", "Tất cả")], required=False)


def all_parts() -> str:
    """The page ``parts.html`` with a refused form."""
    request = RequestFactory().get("/cac-phan/", {"sort": "name"})
    request.user = AnonymousUser()
    states = [("done", "Đủ"), ("attention", "Thiếu 1"), ("stop", "Vượt"), ("waiting", "Chưa tới")]
    context = {
        "form": PersonForm({"ngay_sinh": "x"}),
        "filter": FilterForm(),
        "teams": [(f"Tổ số {number}", *state, 3_780_000) for number, state in enumerate(states, 1)],
        "tasks": [
            {"title": f"Việc {word}", "url": "/", "note": "Đã biết", "state": state, "word": word}
            for state, word in states
        ],
        "bars": [Bar("T7", 36), Bar("T8", 38, planned=True)],
        "page": Paginator(range(1000), 20).page(3),
    }
    source = Path(__file__).with_name("parts.html").read_text(encoding="utf-8")
    return str(engines["django"].from_string(source).render(context, request))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_parts_are_accessible_and_fit_the_screen(
    page: Page, live_server: Any, width: int, height: int
) -> None:
    html = all_parts()

    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8", status=422)

    page.route("**/cac-phan/", answer)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{live_server.url}/cac-phan/")
    assert violations(page) == []
    assert too_wide(page) == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(246, 244, 240)"
