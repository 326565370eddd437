"""Addresses of this room's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from teams import plan_views, quota_views, route_views, views

app_name = "teams"
urlpatterns: list[URLPattern] = [
    path("to/", views.team_list, name="list"),
    path("to/moi/", views.team_create, name="create"),
    path("to/<int:pk>/dieu-chinh/", plan_views.change, name="change"),
    path("to/<int:pk>/sap-nhap/", plan_views.merge, name="merge"),
    path("to/<int:pk>/giai-the/", plan_views.dissolve, name="dissolve"),
    path("to/so-luong/", views.strength, name="strength"),
    path("chi-tieu/<str:key>/", quota_views.quotas, name="quotas"),
    path("ho-so/quy-trinh/", route_views.routes, name="routes"),
    path("ho-so/", views.dossier_list, name="dossiers"),
]
