"""Addresses of payouts, below /chi-tra/."""

from __future__ import annotations

from django.urls import path

from allowances.payouts import hold_views, pay_method_views, result_views, views

urlpatterns = [
    path("chi-tien/", views.payouts, name="payouts"),
    path("chi-tien/moi/", views.payout_prepare, name="payout_prepare"),
    path("chi-tien/<int:pk>/", views.payout, name="payout"),
    path("chi-tien/<int:pk>/duyet/", views.payout_approve, name="payout_approve"),
    path("chi-tien/<int:pk>/rut/", views.payout_withdraw, name="payout_withdraw"),
    path("chi-tien/<int:pk>/tra-lai/", views.payout_return, name="payout_return"),
    path("chi-tien/<int:pk>/ket-qua/", result_views.payout_results, name="payout_results"),
    path("chi-tien/<int:pk>/da-chi-het/", result_views.payout_all_paid, name="payout_all_paid"),
    path("chi-tien/<int:pk>/tep-ket-qua/", result_views.payout_results_file, name="payout_results_file"),
    path("chi-tien/<int:pk>/ket-qua.xlsx", result_views.payout_results_form, name="payout_results_form"),
    path("doi-chieu/", result_views.payout_reconcile, name="payout_reconcile"),
    path("tam-giu/", hold_views.holds, name="holds"),
    path("tam-giu/nguoi/<int:pk>/", hold_views.hold_start, name="hold_start"),
    path("tam-giu/<int:pk>/thoi/", hold_views.hold_end, name="hold_end"),
    path("con-thu-hoi/", hold_views.recoveries, name="recoveries"),
    path("con-thu-hoi/<slug:key>/<int:pk>/", hold_views.repayment_enter, name="repayment_enter"),
    path("nop-lai/<int:pk>/bo/", hold_views.repayment_withdraw, name="repayment_withdraw"),
    path("cach-nhan/<int:pk>/", pay_method_views.pay_method, name="pay_method"),
    path("cach-nhan/tep/", pay_method_views.pay_methods_file, name="pay_methods_file"),
    path("cach-nhan/tep/bieu-mau.xlsx", pay_method_views.pay_methods_form, name="pay_methods_form"),
    path("mau-tep/", pay_method_views.pay_layout, name="pay_layout"),
    path("chi-tien/<int:pk>/tep/<slug:kind>/", pay_method_views.pay_file_take, name="pay_file_take"),
]
