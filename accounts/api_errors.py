"""Every refusal of the API in one shape: ``{code, message, field}``."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404
from rest_framework.exceptions import APIException, ErrorDetail
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from accounts.errors import DomainError


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal of the API as ``{code, message, field}``."""
    if isinstance(exc, DomainError):
        body = {"code": exc.code, "message": exc.message, "field": exc.field}
        return Response(body, status=422)
    response = drf_exception_handler(exc, context)
    if response is not None:
        response.data = _problem(exc)
    return response


# The framework's own refusals, in our words.
_WORDS: Final = {
    "not_authenticated": "Gửi mã truy cập trong tiêu đề Authorization: Bearer.",
    "method_not_allowed": "Dùng GET: giao diện này chỉ cho đọc.",
    "not_acceptable": "Nhận kiểu application/json.",
}


def _problem(exc: Exception) -> dict[str, str]:
    if isinstance(exc, Http404):
        return {"code": "not_found", "message": "Không có mục này trong phạm vi của hệ thống.", "field": ""}
    field, detail = _first(exc.detail if isinstance(exc, APIException) else str(exc))
    code = str(detail.code) if isinstance(detail, ErrorDetail) else "error"
    return {"code": code, "message": _WORDS.get(code, str(detail)), "field": field}


def _first(detail: Any) -> tuple[str, Any]:
    """The first refusal of a tree of refusals, and the parameter it is about."""
    field = ""
    while isinstance(detail, dict | list):
        if isinstance(detail, dict):
            key, detail = next(iter(detail.items()))
            field = field or str(key)
        else:
            detail = detail[0]
    return field, detail
