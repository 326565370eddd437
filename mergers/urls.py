"""Addresses of this room's pages, below /sap-xep/."""

from __future__ import annotations

from django.urls import URLPattern, path

from mergers import views

app_name = "mergers"
urlpatterns: list[URLPattern] = [
    path("", views.changes, name="changes"),
    path("moi/", views.change_create, name="change_create"),
    path("danh-muc/", views.official_create, name="official_create"),
    path("xa/<slug:key>/", views.answers, name="answers"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/xa-moi/", views.unit_add, name="unit_add"),
    path("<int:pk>/xa-moi/<int:row>/bo/", views.unit_remove, name="unit_remove"),
    path("<int:pk>/thon/", views.village_add, name="village_add"),
    path("<int:pk>/thon/<int:row>/bo/", views.village_remove, name="village_remove"),
    path("<int:pk>/rut/", views.change_withdraw, name="change_withdraw"),
    path("<int:pk>/ap-dung/", views.change_apply, name="change_apply"),
]
