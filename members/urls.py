"""Addresses of this room's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from members import alike_views, change_views, file_views, former_views, history_views, selection_views, views

app_name = "members"
urlpatterns: list[URLPattern] = [
    path("to/<int:pk>/", views.team_detail, name="team_detail"),
    path("to/<int:pk>/thanh-vien/moi/", views.member_add, name="member_add"),
    path("to/<int:pk>/thanh-vien/<int:membership_pk>/bo/", views.member_remove, name="member_remove"),
    path("to/<int:pk>/lich-su/", history_views.team_history, name="team_history"),
    path("thanh-vien/<int:pk>/lich-su/", history_views.person_history, name="history"),
    path("thanh-vien/", views.member_list, name="list"),
    path("thanh-vien/<int:pk>/", views.member_detail, name="detail"),
    path("thanh-vien/co-the-trung/", alike_views.alike_list, name="alike_list"),
    path("thanh-vien/<int:pk>/co-the-trung/", alike_views.alike_person, name="alike"),
    path("thanh-vien/<int:pk>/khac-nguoi/", alike_views.tell_apart, name="tell_apart"),
    path("thanh-vien/<int:pk>/du-kien/<slug:kind>/", file_views.fact_add, name="fact_add"),
    path("thanh-vien/<int:pk>/du-kien/<slug:kind>/het/", file_views.fact_end, name="fact_end"),
    path("thanh-vien/<int:pk>/so-dinh-danh/", file_views.identity_number, name="identity"),
    path("thanh-vien/luot-xem/", file_views.looks, name="looks"),
    path("thanh-vien/luc-luong-cu/", former_views.former_list, name="former_list"),
    path("thanh-vien/luc-luong-cu/moi/", former_views.former_add, name="former_add"),
    path("thanh-vien/xet-tuyen/", selection_views.meetings, name="meetings"),
    path("thanh-vien/xet-tuyen/moi/", selection_views.meeting_add, name="meeting_add"),
    path("thanh-vien/xet-tuyen/<int:pk>/", selection_views.meeting, name="meeting"),
    path("thanh-vien/de-nghi/", change_views.change_list, name="changes"),
    path("thanh-vien/de-nghi/<int:pk>/", change_views.change, name="change"),
    path("thanh-vien/de-nghi/<int:pk>/rut/", change_views.change_withdraw, name="change_withdraw"),
    path("thanh-vien/de-nghi/<int:pk>/tra-lai/", change_views.change_return, name="change_return"),
    path("to/<int:pk>/thanh-vien/bo-sung/", change_views.join_propose, name="join_propose"),
    path("thanh-vien/<int:pk>/dieu-chuyen/", change_views.move_propose, name="move_propose"),
    path("thanh-vien/<int:pk>/cho-thoi/", change_views.end_propose, name="end_propose"),
    path("thanh-vien/<int:pk>/nhiem-vu/", change_views.duty_record, name="duty_record"),
    path("thanh-vien/<int:pk>/tieu-chuan/", file_views.standards, name="standards"),
    path("thanh-vien/<int:pk>/tieu-chuan/<slug:standard>/", file_views.evidence_add, name="evidence_add"),
    path("thanh-vien/<int:pk>/giay-to/", file_views.papers, name="papers"),
    path("ho-so/<int:pk>/", views.dossier, name="dossier"),
    path("ho-so/<int:pk>/trinh/", views.dossier_submit, name="dossier_submit"),
    path("ho-so/<int:pk>/rut/", views.dossier_withdraw, name="dossier_withdraw"),
    path("ho-so/<int:pk>/tham-dinh/", views.dossier_examine, name="dossier_examine"),
    path("ho-so/<int:pk>/tra-lai/", views.dossier_return, name="dossier_return"),
]
