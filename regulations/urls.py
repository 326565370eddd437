"""Addresses of this room's pages, below /phap-luat/."""

from __future__ import annotations

from django.urls import path

from regulations import views

app_name = "regulations"
urlpatterns = [
    path("", views.laws, name="laws"),
    path("moi/", views.law_create, name="law_create"),
    path("<int:pk>/", views.law, name="law"),
    path("<int:pk>/so-sanh/<int:old>/", views.law_diff, name="law_diff"),
    path("<int:pk>/ban-hanh/", views.law_adopt, name="law_adopt"),
    path("<int:pk>/rut/", views.law_withdraw, name="law_withdraw"),
    path("<int:pk>/het-hieu-luc/", views.law_end, name="law_end"),
]
