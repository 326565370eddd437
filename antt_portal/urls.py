"""The address table of the portal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from accounts.delegation_views import delegation_end, delegations
from accounts.views import PasswordChange
from antt_portal import views
from antt_portal.guide import guide
from antt_portal.sign_in import SignIn, SignOut

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("dang-nhap/", SignIn.as_view(), name="login"),
    path("thoat/", SignOut.as_view(), name="logout"),
    path("doi-mat-khau/", PasswordChange.as_view(), name="password_change"),
    path("uy-quyen/", delegations, name="delegations"),
    path("uy-quyen/<int:pk>/ket-thuc/", delegation_end, name="delegation_end"),
    path("viec-cho/", views.inbox, name="inbox"),
    path("thong-bao/", include("notices.urls")),
    path("huong-dan/", guide, name="guide"),
    path("api/v1/", include("antt_portal.api")),
    path("dia-ban/", include("regulations.fact_urls")),
    path("dia-ban/", include("territory.urls")),
    path("phap-luat/", include("regulations.urls")),
    path("quan-tri/", include("accounts.urls")),
    path("", include("teams.urls")),
    path("", include("members.urls")),
    path("nhap-excel/", include("imports.urls")),
    path("chi-tra/", include("allowances.urls")),
    path("", include("reports.urls")),
    path("sap-xep/", include("mergers.urls")),
]
