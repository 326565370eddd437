"""Addresses of the budget pages, below /chi-tra/."""

from __future__ import annotations

from django.urls import path

from allowances.budget import plan_views, spent_views, views

urlpatterns = [
    path("ngan-sach/", plan_views.budget_plan, name="budget_plan"),
    path("ngan-sach/de-nghi/", plan_views.budget_ask, name="budget_ask"),
    path("ngan-sach/de-nghi-khac/", plan_views.budget_other, name="budget_other"),
    path("ngan-sach/tham-dinh/", plan_views.budget_examine, name="budget_examine"),
    path("ngan-sach/giao/", plan_views.budget_allocate, name="budget_allocate"),
    path("ngan-sach/ma-so/", plan_views.budget_headings, name="budget_headings"),
    path("ngan-sach/dong/<int:pk>/", plan_views.budget_line, name="budget_line"),
    path("ngan-sach/dong/<int:pk>/rut/", plan_views.budget_withdraw, name="budget_withdraw"),
    path("ngan-sach/dong/<int:pk>/tra-lai/", plan_views.budget_return, name="budget_return"),
    path("ngan-sach/da-chi/", spent_views.budget_spent, name="budget_spent"),
    path("ngan-sach/da-chi/<int:pk>/rut/", spent_views.budget_spent_withdraw, name="budget_spent_withdraw"),
    path("ngan-sach/thuc-hien/", views.budget_spending, name="budget_spending"),
    path("ngan-sach/du-toan/", views.budget_estimate, name="budget_estimate"),
]
