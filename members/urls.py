"""Addresses of this room's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from members import alike_views, file_views, history_views, views

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
    path("thanh-vien/<int:pk>/tieu-chuan/", file_views.standards, name="standards"),
    path("thanh-vien/<int:pk>/tieu-chuan/<slug:standard>/", file_views.evidence_add, name="evidence_add"),
    path("thanh-vien/<int:pk>/giay-to/", file_views.papers, name="papers"),
    path("ho-so/<int:pk>/", views.dossier, name="dossier"),
    path("ho-so/<int:pk>/trinh/", views.dossier_submit, name="dossier_submit"),
    path("ho-so/<int:pk>/rut/", views.dossier_withdraw, name="dossier_withdraw"),
    path("ho-so/<int:pk>/tham-dinh/", views.dossier_examine, name="dossier_examine"),
    path("ho-so/<int:pk>/tra-lai/", views.dossier_return, name="dossier_return"),
]
