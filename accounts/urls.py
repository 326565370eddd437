"""Addresses of this room's pages, below /quan-tri/."""

from __future__ import annotations

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("nguoi-dung/", views.users, name="users"),
    path("nguoi-dung/moi/", views.user_create, name="user_create"),
    path("nguoi-dung/<int:pk>/", views.user, name="user"),
    path("nguoi-dung/<int:pk>/lich-su/", views.user_history, name="user_history"),
    path("nguoi-dung/<int:pk>/vai-tro/", views.role_bind, name="role_bind"),
    path("nguoi-dung/<int:pk>/mat-khau/", views.user_password, name="user_password"),
    path("nguoi-dung/<int:pk>/ngung/", views.user_stop, name="user_stop"),
    path("nguoi-dung/<int:pk>/dung-lai/", views.user_resume, name="user_resume"),
    path("vai-tro/<int:pk>/ket-thuc/", views.role_end, name="role_end"),
    path("he-thong/", views.clients, name="clients"),
    path("he-thong/moi/", views.client_create, name="client_create"),
    path("he-thong/<int:pk>/ngung/", views.client_end, name="client_end"),
]
