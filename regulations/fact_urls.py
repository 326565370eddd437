"""Addresses for entering dated facts, below /dia-ban/."""

from __future__ import annotations

from django.urls import URLPattern, path

from regulations import fact_views as views

app_name = "facts"
urlpatterns: list[URLPattern] = [
    path("thon/<int:pk>/so-lieu/", views.village_facts, name="village"),
    path("<slug:key>/so-lieu/", views.commune_facts, name="commune"),
]
