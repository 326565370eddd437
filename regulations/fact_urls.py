"""Addresses for entering dated facts, below /dia-ban/."""

from __future__ import annotations

from django.urls import URLPattern, path

from regulations import fact_correction_views as corrections
from regulations import fact_views as views

app_name = "facts"
urlpatterns: list[URLPattern] = [
    path("thon/<int:pk>/so-lieu/", views.village_facts, name="village"),
    path("thon/<int:pk>/so-lieu/lich-su/", corrections.village_history, name="village_history"),
    path("<slug:key>/so-lieu/lich-su/", corrections.commune_history, name="commune_history"),
    path("thon/so-lieu/<int:pk>/sua/", corrections.village_correct, name="village_correct"),
    path("thon/so-lieu/<int:pk>/bo/", corrections.village_remove, name="village_remove"),
    path("xa/so-lieu/<int:pk>/sua/", corrections.commune_correct, name="commune_correct"),
    path("xa/so-lieu/<int:pk>/bo/", corrections.commune_remove, name="commune_remove"),
    path("<slug:key>/so-lieu/", views.commune_facts, name="commune"),
]
