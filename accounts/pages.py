"""What pages share: the reader's unit, what was typed and what a service made of it, rows by page, files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from accounts.errors import DomainError
from accounts.http import UserRequest
from accounts.refusals import show_refusal
from spreadsheets.writing import CONTENT_TYPE
from territory.models import Unit

PAGE_SIZE: Final = 50
M = TypeVar("M", bound=Model)
T = TypeVar("T")


def own_unit(request: UserRequest) -> Unit:
    """The unit that the reader is bound to; 404 for who is bound to none."""
    return get_object_or_404(Unit.objects.visible_to(request.user), path=request.user.reach)


def typed(request: UserRequest) -> QueryDict | None:
    """What was sent; None while the form is only asked for."""
    return request.POST if request.method == "POST" else None


def done(form: forms.BaseForm, service: Callable[[], T]) -> T | None:
    """What the service made of a valid form; None when form or service refused, which the form then says."""
    if not form.is_valid():
        return None
    try:
        return service()
    except DomainError as error:
        show_refusal(form, error)
        return None


def form_page(request: UserRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """The page of ``form`` with status 200, or 422 once something was typed into it."""
    return render(request, template, {**context, "form": form}, status=422 if form.is_bound else 200)


def page_of(request: UserRequest, rows: QuerySet[M]) -> Page[M]:
    """The page of ``rows`` that ``?page=`` names, the nearest there is for a number that is none."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def file_of(content: bytes, content_type: str, name: str, *, as_download: bool = False) -> HttpResponse:
    """Any file under ``name``: shown in the browser, or ``as_download`` to be kept."""
    way = "attachment" if as_download else "inline"
    headers = {"Content-Disposition": f'{way}; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def workbook_of(content: bytes, name: str) -> HttpResponse:
    """A workbook to be kept as ``name`` with its ending."""
    return file_of(content, CONTENT_TYPE, f"{name}.xlsx", as_download=True)
