"""Addresses of this room's pages, below /thong-bao/."""

from __future__ import annotations

from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("<int:pk>/", views.notice_open, name="open"),
    path("da-xem/", views.read_all, name="read_all"),
    path("thu/", views.mail, name="mail"),
]
