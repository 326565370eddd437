"""Addresses of this room's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from teams import views

app_name = "teams"
urlpatterns: list[URLPattern] = [
    path("to/", views.team_list, name="list"),
    path("to/moi/", views.team_create, name="create"),
    path("ho-so/", views.dossier_list, name="dossiers"),
]
