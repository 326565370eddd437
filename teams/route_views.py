"""The page of the route of dossiers: the country's rule, the province's own, and the entry of another."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from accounts.pages import done, form_page, typed
from regulations.national_routes import national_routes
from teams import routes as route_services
from teams.models import ApprovalRoute, Examiner
from teams.routes import RIGHT, province_of, route_on, routes_of
from territory import clock
from vietnamese.dates import ngay
from vietnamese.forms import VietDateField, VietForm

_DATE: Final = "Nhập ngày theo dạng 01/07/2025."
_COMMON: Final = ("chung", "Theo quy trình chung của cả nước (thôi quy trình riêng)")


class RouteForm(VietForm):
    """Who examines from a day on, and by what text."""

    examiner = forms.ChoiceField(
        label="Thẩm định trước khi Chủ tịch UBND cấp xã quyết định",
        choices=[
            (Examiner.PROVINCE, "Công an tỉnh thẩm định"),
            (Examiner.DISTRICT, "Cấp huyện thẩm định (đến hết ngày 30/06/2025)"),
            (Examiner.NOBODY, "Không qua thẩm định"),
            _COMMON,
        ],
        widget=forms.RadioSelect,
    )
    valid_from = VietDateField(label="Áp dụng từ ngày", error_messages={"required": _DATE, "invalid": _DATE})
    source = forms.CharField(
        label="Căn cứ",
        max_length=ApprovalRoute._meta.get_field("source").max_length,
        help_text="Số, ngày văn bản. Ví dụ: Quyết định số 15/2025/QĐ-UBND ngày 20/06/2025 của UBND tỉnh",
    )

    def clean_examiner(self) -> str:
        """The examiner; "" for the country's rule."""
        chosen: str = self.cleaned_data["examiner"]
        return "" if chosen == _COMMON[0] else chosen


@require_http_methods(["GET", "POST"])
@permission_required("teams.view", raise_exception=True)
def routes(request: UserRequest) -> HttpResponse:
    """The route of today and its history; for Công an tỉnh the entry of the province's own."""
    may_set = request.user.has_perm(RIGHT)
    if request.method == "POST" and not may_set:
        raise PermissionDenied
    form = RouteForm(typed(request))

    def write() -> bool:
        route_services.route_set(actor=request.user, **form.cleaned_data)
        return True

    if done(form, write):
        said = "Đã ghi quy trình từ ngày {}. Hồ sơ đã trình vẫn theo quy trình của ngày trình."
        messages.success(request, said.format(ngay(form.cleaned_data["valid_from"])))
        return redirect("teams:routes")
    province = province_of(request.user.binding.unit) if request.user.binding else None
    return form_page(
        request,
        "teams/routes.html",
        form,
        may_set=may_set,
        province=province,
        law=national_routes(),
        now=route_on(province.key if province else "", clock.today()),
        today=clock.today(),
        rows=routes_of(province),
        tab="dossiers",
    )
