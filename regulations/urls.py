"""Addresses of this room's pages, below /phap-luat/."""

from __future__ import annotations

from django.urls import path

from regulations import views

app_name = "regulations"
urlpatterns = [
    path("", views.laws, name="laws"),
    path("<int:pk>/", views.law, name="law"),
]
