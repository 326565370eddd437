"""Two people at one form: who saves second is shown what the first wrote beside what he typed, and chooses.

A page carries a mark of the values it was made from. The mark is compared again under the lock of the row
that the values belong to, so of two who save at the same moment one is told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from django import forms
from django.db import models, transaction

from accounts.errors import DomainError
from accounts.http import UserRequest
from accounts.models import Trail
from accounts.refusals import show_refusal
from vietnamese.forms import VietFormMixin

T = TypeVar("T")
_EMPTY: Final = "để trống"
_ASK: Final = "Xem lại trước khi lưu: có người đã sửa sau khi trang này được mở."


@dataclass(frozen=True, slots=True)
class OnFile:
    """What an edit form begins from: ``values`` by field, read anew at each call.

    ``row`` is locked while they are compared; ``trail`` are the changes of these values, the newest first.
    """

    row: models.Model
    values: Callable[[], Mapping[str, Any]]
    trail: models.QuerySet[Trail]


@dataclass(frozen=True, slots=True)
class Differing:
    """One field in words: what another wrote, and what was typed."""

    label: str
    on_file: str
    typed: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Who wrote what, and when, while the form was open; "" and None where the trail does not say."""

    author: str
    at: datetime | None
    fields: list[Differing]


def edited(request: UserRequest, form: VietFormMixin, on_file: OnFile, service: Callable[[], T]) -> T | None:
    """``accounts.pages.done`` for a form that begins from what is on file.

    None as well when somebody changed that since the page was made: then ``form.overtaken`` tells it, and
    the form is sent again with the new mark.
    """
    assert isinstance(form, forms.BaseForm)  # noqa: S101 (what the mixin is mixed into)
    seen = request.POST.get("seen", "")
    form.mark = seen or mark_of(on_file.values())
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            type(on_file.row)._base_manager.select_for_update(of=("self",)).get(pk=on_file.row.pk)
            now = on_file.values()
            if form.mark == mark_of(now):
                return service()
    except DomainError as error:
        show_refusal(form, error)
        return None
    form.mark = mark_of(now)
    form.overtaken = _overtaken(form, now, on_file.trail)
    form.add_error(None, _ASK)
    return None


def mark_of(values: Mapping[str, Any]) -> str:
    """A short mark of values; other values have another."""
    text = json.dumps(values, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _overtaken(form: forms.BaseForm, now: Mapping[str, Any], trail: models.QuerySet[Trail]) -> Overtaken:
    last = trail.select_related("actor").order_by("-pk").first()
    rows = [_differing(form, name, value) for name, value in now.items() if name in form.fields]
    author = last.actor.full_name if last and last.actor else ""
    return Overtaken(author, last.at if last else None, [row for row in rows if row.on_file != row.typed])


def _differing(form: forms.BaseForm, name: str, value: Any) -> Differing:
    field, typed = form.fields[name], form[name].value()
    return Differing(
        str(field.label), _words(form, name, field.prepare_value(value)), _words(form, name, typed)
    )


def _words(form: forms.BaseForm, name: str, shown: Any) -> str:
    """A value of a field as the page shows it."""
    field = form.fields[name]
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    parts = shown if isinstance(shown, list | tuple) else [shown]
    found = [labels.get(str(part)) or _text(field, part) for part in parts if part not in (None, "")]
    return ", ".join(found) or _EMPTY


def _text(field: forms.Field, value: Any) -> str:
    shown = field.widget.format_value(value)
    return str(shown[0] if isinstance(shown, list) else shown)
