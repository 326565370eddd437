"""The guide: one page, first the part for the reader's own role, then the others."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role

# (anchor, heading, template, roles it is written for)
_PARTS: Final = (
    ("cong-an-xa", "Cán bộ Công an cấp xã", "guide/_commune_clerk.html", {Role.COMMUNE_CLERK}),
    ("chu-tich", "Chủ tịch UBND cấp xã", "guide/_commune_chairman.html", {Role.COMMUNE_CHAIRMAN}),
    ("cap-huyen", "Cán bộ cấp huyện", "guide/_district_officer.html", {Role.DISTRICT_OFFICER}),
    ("cong-an-tinh", "Công an tỉnh", "guide/_province_police.html", {Role.PROVINCE_POLICE}),
    ("so-tai-chinh", "Sở Tài chính", "guide/_province_finance.html", {Role.PROVINCE_FINANCE}),
    ("kiem-tra", "Kiểm tra, thanh tra", "guide/_auditor.html", {Role.AUDITOR}),
    ("quan-tri", "Quản trị hệ thống", "guide/_administrator.html", {Role.ADMINISTRATOR}),
)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """How each role does its work; the reader's own part comes first."""
    role = request.user.binding.role if isinstance(request.user, User) and request.user.binding else ""
    parts = [
        {"anchor": anchor, "heading": heading, "template": template, "own": role in roles}
        for anchor, heading, template, roles in _PARTS
    ]
    parts.sort(key=lambda part: not part["own"])
    return render(request, "guide/guide.html", {"parts": parts})
