"""What the database or a reader of files refuses becomes a DomainError, and that an error of a form."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from accounts.errors import DomainError
from spreadsheets.refusals import FileRefused

logger = logging.getLogger(__name__)

_NO_SENTENCE: Final = (
    "Xem lại số liệu vừa nhập rồi ghi lại: có số liệu thiếu hoặc không khớp nhau."
    " Vẫn bị từ chối thì báo quản trị hệ thống."
)


def save_or_refuse(row: models.Model, *, at: Mapping[str, str] | None = None) -> None:
    """Save ``row``; what its fields or the database's constraints refuse is raised as a DomainError.

    The database alone judges constraints, so two people at the same time get the same sentence as one.
    ``at`` maps the name of a constraint or a model field to the form field that the sentence belongs to.
    """
    places = at or {}
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            row.save()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], code="invalid", field=places.get(field, field)) from error
    except IntegrityError as error:
        name = _constraint_name(error)
        message, field = _sentence(row, name)
        if not message:
            raise
        raise DomainError(message, code=name, field=places.get(name, places.get(field, field))) from error


@contextmanager
def file_refusals() -> Iterator[None]:
    """A file that cannot be taken is refused at the field ``file``, with the sentence of its reader."""
    try:
        yield
    except FileRefused as refused:
        raise DomainError(str(refused), code="file_refused", field="file") from refused


def show_refusal(form: forms.BaseForm, error: DomainError) -> None:
    """Put a refusal beside the field it belongs to, or over the form when it belongs to none."""
    form.add_error(error.field if error.field in form.fields else None, error.message)


def constraint_sentence(constraint: models.BaseConstraint) -> str:
    """What a person reads when ``constraint`` refuses; one without a sentence of its own is logged by name,
    for a form or a service ought to have refused before, and is never answered by Django's English."""
    if constraint.violation_error_message != constraint.default_violation_error_message:
        return str(constraint.violation_error_message)
    logger.error("The constraint %s refused a row and has no sentence of its own.", constraint.name)
    return _NO_SENTENCE


def _constraint_name(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def _sentence(row: models.Model, name: str) -> tuple[str, str]:
    """The Vietnamese sentence of a constraint and the model field it belongs to; "" for an unknown one."""
    for constraint in row._meta.constraints:
        if constraint.name == name:
            return constraint_sentence(constraint), NON_FIELD_ERRORS
    for field in row._meta.local_fields:
        # PostgreSQL names what guards a unique column after the table and the column.
        if field.unique and name.startswith(f"{row._meta.db_table}_{field.column}_"):
            return str(field.error_messages["unique"]), field.name
    return "", ""
