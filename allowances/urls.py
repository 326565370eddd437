"""Addresses of this room's pages, below /chi-tra/."""

from __future__ import annotations

from django.urls import path

from allowances import (
    benefit_views,
    check_views,
    cost_views,
    duty_views,
    insurance_views,
    one_off_views,
    preview_views,
    schedule_views,
    setting_views,
    views,
)
from allowances.budget import urls as budget_urls
from allowances.payouts import urls as payout_urls

app_name = "allowances"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("moi/", views.run_start, name="run_start"),
    path("xem-truoc/", preview_views.run_preview, name="run_preview"),
    path("du-toan-du-thao/", cost_views.draft_cost, name="draft_cost"),
    path("mot-lan/", one_off_views.one_off, name="one_off"),
    path("truc/", duty_views.duty, name="duty"),
    path("truc/bieu-mau/", duty_views.duty_form, name="duty_form"),
    path("truc/tu-excel/", duty_views.duty_upload, name="duty_upload"),
    path("bao-hiem/", insurance_views.insurance, name="insurance"),
    path("tro-cap/", benefit_views.benefits, name="benefits"),
    path("tro-cap/moi/", benefit_views.benefit_prepare, name="benefit_prepare"),
    path("tro-cap/<int:pk>/", benefit_views.benefit, name="benefit"),
    path("tro-cap/<int:pk>/rut/", benefit_views.benefit_withdraw, name="benefit_withdraw"),
    path("tro-cap/<int:pk>/tra-lai/", benefit_views.benefit_return, name="benefit_return"),
    path("cach-chi-tra/", setting_views.pay_settings, name="pay_settings"),
    *payout_urls.urlpatterns,
    *budget_urls.urlpatterns,
    path("lich-tinh/", schedule_views.schedules, name="schedules"),
    path("kiem-tra-so/", check_views.ledger_checks, name="ledger_checks"),
    path("<int:pk>/", views.run, name="run"),
    path("<int:pk>/dung/", schedule_views.run_stop, name="run_stop"),
    path("<int:pk>/tiep-tuc/", schedule_views.run_resume, name="run_resume"),
    path("<int:pk>/tien-do/", views.run_progress, name="run_progress"),
    path("<int:pk>/duyet/", views.run_approve, name="run_approve"),
    path("xa/<int:pk>/", views.batch, name="batch"),
    path("xa/<int:pk>/kiem-tra/", views.batch_check, name="batch_check"),
    path("xa/<int:pk>/tinh-lai/", views.batch_recompute, name="batch_recompute"),
    path("xa/<int:pk>/duyet/", views.batch_approve, name="batch_approve"),
    path("xa/<int:pk>/tra-lai/", views.batch_return, name="batch_return"),
    path("xa/<int:pk>/vi-sao/<int:membership>/<slug:component>/", views.why, name="why"),
]
