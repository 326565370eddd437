"""Addresses of this room's pages, below /dia-ban/."""

from __future__ import annotations

from django.urls import URLPattern, path

from territory import views

app_name = "territory"
urlpatterns: list[URLPattern] = [
    path("", views.unit, name="home"),
    path("cau-hoi/", views.questions, name="questions"),
    path("thon/<int:pk>/", views.village, name="village"),
    path("<slug:key>/", views.unit, name="unit"),
]
