"""Addresses of this room's pages, below /nhap-excel/."""

from __future__ import annotations

from django.urls import URLPattern, path

from imports import views

app_name = "imports"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("<int:pk>/", views.preview, name="preview"),
    path("<int:pk>/ghep-ten/", views.names, name="names"),
    path("<int:pk>/xac-nhan/", views.confirm, name="confirm"),
    path("<int:pk>/bo/", views.drop, name="drop"),
    path("<int:pk>/hoan-tac/", views.undo, name="undo"),
    path("<int:pk>/dong-sai.xlsx", views.wrong_rows, name="wrong_rows"),
    path("<slug:kind>/", views.upload, name="upload"),
    path("<slug:kind>/bieu-mau.xlsx", views.template, name="template"),
    path("<slug:kind>/danh-sach.xlsx", views.export, name="export"),
]
