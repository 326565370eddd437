"""Addresses of this room's pages."""

from __future__ import annotations

from django.urls import path

from reports import budget_paper_views, insurance_views, one_off_views, payout_views, views

app_name = "reports"
urlpatterns = [
    path("ho-so/<int:pk>/ban-hanh/", views.decision_issue, name="decision_issue"),
    path("thanh-vien/de-nghi/<int:pk>/ban-hanh/", views.change_issue, name="change_issue"),
    path("van-ban/", views.documents, name="documents"),
    path("van-ban/<str:check_code>.pdf", views.document_pdf, name="document_pdf"),
    path("van-ban/<str:check_code>/", views.document, name="document"),
    path("kiem-tra/", views.check_form, name="check_form"),
    path("kiem-tra/<str:check_code>/", views.check, name="check"),
    path("thanh-vien/<int:pk>/du-lieu.pdf", views.person_pdf, name="person_pdf"),
    path("to/so-luong.xlsx", views.strength_xlsx, name="strength_xlsx"),
    path("chi-tra/xa/<int:batch_pk>/danh-sach.pdf", views.payment_list_pdf, name="payment_list_pdf"),
    path("chi-tra/xa/<int:batch_pk>/danh-sach.xlsx", views.payment_list_xlsx, name="payment_list_xlsx"),
    path("chi-tra/du-toan-du-thao.xlsx", views.draft_cost_xlsx, name="draft_cost_xlsx"),
    path("chi-tra/ngan-sach/du-toan.pdf", budget_paper_views.estimate_pdf, name="estimate_pdf"),
    path("chi-tra/ngan-sach/du-toan.xlsx", budget_paper_views.estimate_xlsx, name="estimate_xlsx"),
    path("chi-tra/ngan-sach/thuc-hien.pdf", budget_paper_views.spending_pdf, name="spending_pdf"),
    path("chi-tra/ngan-sach/thuc-hien.xlsx", budget_paper_views.spending_xlsx, name="spending_xlsx"),
    path("chi-tra/ngan-sach.pdf", budget_paper_views.plan_pdf, name="plan_pdf"),
    path("chi-tra/ngan-sach.xlsx", budget_paper_views.plan_xlsx, name="plan_xlsx"),
    path("chi-tra/tro-cap/<int:pk>/ban-hanh/", one_off_views.benefit_issue, name="benefit_issue"),
    path("chi-tra/bao-hiem.pdf", insurance_views.insurance_pdf, name="insurance_pdf"),
    path("chi-tra/bao-hiem.xlsx", insurance_views.insurance_xlsx, name="insurance_xlsx"),
    path("chi-tra/mot-lan.pdf", one_off_views.one_off_pdf, name="one_off_pdf"),
    path("chi-tra/chi-tien/<int:pk>/<slug:key>.pdf", payout_views.cash_list_pdf, name="cash_list_pdf"),
    path("chi-tra/chi-tien/<int:pk>/<slug:key>.xlsx", payout_views.cash_list_xlsx, name="cash_list_xlsx"),
    path("bao-cao/kinh-phi/", views.budget, name="budget"),
    path("bao-cao/kinh-phi.xlsx", views.budget_xlsx, name="budget_xlsx"),
    path("bao-cao/kinh-phi.pdf", views.budget_pdf, name="budget_pdf"),
]
