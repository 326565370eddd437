"""The chairman issues: number, team, people and paper together, or nothing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.db.utils import InternalError
from pytest_django import Settings

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from members.models import Membership, Person
from regulations.models import LawVersion
from reports import decision, services
from reports.legal_bases import MissingLegalBasis, national_texts
from reports.models import Document, Register
from reports.rendering import render_document
from teams.models import Dossier, Team
from territory.models import Unit, Village
from tests.conftest import MakeUser, MakeVillage
from tests.reports.conftest import PEOPLE, MakeDossier


def test_issuing_makes_the_team_active_and_recognises_its_people(
    document: Document, dossier: Dossier
) -> None:
    dossier.refresh_from_db()
    assert dossier.state == Dossier.State.ISSUED
    assert dossier.decision_code == document.check_code
    assert dossier.team.status == Team.Status.ACTIVE
    assert dossier.team.memberships.recognised().count() == len(PEOPLE)


def test_the_document_is_numbered_dated_and_titled(document: Document) -> None:
    assert document.full_number == "01/QĐ-UBND"
    assert document.issued_on == date(2024, 7, 18)
    assert document.title == (
        "Về việc thành lập Tổ bảo vệ an ninh, trật tự thôn Háo Lễ và công nhận thành viên"
    )


def test_numbers_follow_each_other_within_a_year(
    make_dossier: MakeDossier, make_village: MakeVillage, commune: Unit, chairman: User
) -> None:
    dossiers = [make_dossier(make_village(commune, name)) for name in ("An Cửu", "Biểu Chánh", "Lương Lộc")]
    issued = [
        services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)
        for dossier in dossiers
    ]
    assert [document.number for document in issued] == [1, 2, 3]


def test_a_new_year_begins_at_one(
    make_dossier: MakeDossier, make_village: MakeVillage, commune: Unit, chairman: User, settings: Settings
) -> None:
    first, second = (make_dossier(make_village(commune, name)) for name in ("An Cửu", "Biểu Chánh"))
    services.decision_issue(actor=chairman, dossier_id=first.pk, unproven_confirmed=True)
    settings.PORTAL_TODAY = ""
    with time_machine.travel("2025-01-01T00:00:01+07:00", tick=False):
        later = services.decision_issue(actor=chairman, dossier_id=second.pk, unproven_confirmed=True)
    assert (later.number, later.register.year) == (1, 2025)


def test_a_neighbour_has_its_own_register(document: Document, neighbour_commune: Unit) -> None:
    Register.objects.create(unit=neighbour_commune, year=2024, last_number=7)
    assert document.register.unit == document.unit
    assert document.number == 1


def test_the_payload_holds_no_identity_number(document: Document) -> None:
    text = json.dumps(document.payload)
    assert Person.objects.exists()
    assert not any(person.masked_identity[-3:] in text for person in Person.objects.all())
    assert "999000" not in text


def test_the_people_stand_in_the_order_of_their_titles(document: Document) -> None:
    assert [(row["honorific"], row["full_name"], row["title"]) for row in document.payload["members"]] == [
        ("Ông", "Trần Văn An", "Tổ trưởng"),
        ("Bà", "Lê Thị Bình", "Tổ phó"),
        ("Ông", "Phạm Văn Cường", "Tổ viên"),
        ("Bà", "Võ Thị Dung", "Tổ viên"),
    ]


def test_the_bases_are_the_national_texts_and_the_resolution_in_force(document: Document) -> None:
    *national, resolution = document.payload["legal_bases"]
    assert national == national_texts(date(2024, 7, 18))
    assert resolution.startswith(
        "Nghị quyết số 03/2024/NQ-HĐND ngày 12 tháng 6 năm 2024 của Hội đồng nhân dân tỉnh Bình Định quy định"
    )


@pytest.mark.parametrize(
    ("on", "law"),
    [
        (date(2025, 2, 28), "ngày 22 tháng 11 năm 2019"),
        (date(2025, 3, 1), "ngày 19 tháng 02 năm 2025"),
        (date(2025, 6, 15), "ngày 19 tháng 02 năm 2025"),
        (date(2025, 6, 16), "ngày 16 tháng 6 năm 2025"),
    ],
)
def test_the_law_on_local_government_is_the_one_in_force(on: date, law: str) -> None:
    local = [text for text in national_texts(on) if "chính quyền địa phương" in text]
    assert local[-1].endswith(law)


def test_the_stored_hash_is_that_of_the_payload(document: Document) -> None:
    stored = Document.objects.get(pk=document.pk)
    assert stored.payload_sha256 == decision.digest(stored.payload)


def test_the_paper_of_a_stored_document_is_always_the_same(document: Document) -> None:
    assert render_document(document) == render_document(Document.objects.get(pk=document.pk))


def test_an_issued_document_cannot_be_changed(document: Document) -> None:
    with pytest.raises(InternalError):
        Document.objects.filter(pk=document.pk).update(number=99)


@pytest.mark.parametrize(
    ("position", "lines"),
    [
        ("Chủ tịch", ["CHỦ TỊCH"]),
        ("", ["CHỦ TỊCH"]),
        ("Phó Chủ tịch", ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
    ],
)
def test_a_deputy_signs_for_the_chairman(
    dossier: Dossier, chairman: User, position: str, lines: list[str]
) -> None:
    chairman.position = position
    document = services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)
    assert document.payload["capacity"] == lines


def test_a_second_click_is_refused_and_takes_no_number(document: Document, chairman: User) -> None:
    assert document.dossier_id is not None
    with pytest.raises(WrongState):
        services.decision_issue(actor=chairman, dossier_id=document.dossier_id, unproven_confirmed=True)
    document.register.refresh_from_db()
    assert document.register.last_number == 1


def test_a_dossier_that_the_district_has_not_examined_is_refused(dossier: Dossier, chairman: User) -> None:
    waits = {"state": Dossier.State.SUBMITTED, "examiner": "district", "examined_by": None}
    Dossier.objects.filter(pk=dossier.pk).update(**waits)
    with pytest.raises(WrongState):
        services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)


def test_who_prepared_the_dossier_cannot_issue(dossier: Dossier, chairman: User) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(prepared_by=chairman)
    with pytest.raises(SamePerson):
        services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)


def test_the_chairman_of_a_neighbour_cannot_issue(
    dossier: Dossier, make_user: MakeUser, neighbour_commune: Unit
) -> None:
    stranger = make_user("commune_chairman", neighbour_commune)
    with pytest.raises(NotAllowed):
        services.decision_issue(actor=stranger, dossier_id=dossier.pk, unproven_confirmed=True)


def test_without_a_law_on_record_nothing_is_issued(
    dossier: Dossier, chairman: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.legal_bases.law_at", lambda village, on: None)
    with pytest.raises(MissingLegalBasis):
        services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)
    dossier.refresh_from_db()
    assert dossier.state == Dossier.State.EXAMINED
    assert not Document.objects.exists()
    assert not dossier.team.memberships.recognised().exists()


def test_a_resolution_without_a_number_is_never_cited(
    dossier: Dossier, chairman: User, province: Unit
) -> None:
    thanh_hoa = LawVersion.objects.get(document_id="thanh-hoa-2024")
    second_day = thanh_hoa.valid_from + timedelta(days=1)
    LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=second_day)
    LawVersion.objects.create(
        territory=province,
        status=LawVersion.Status.ADOPTED,
        valid_from=second_day,
        document_id="test",
        title=thanh_hoa.title,
        text=thanh_hoa.text,
        digest="0" * 64,
    )
    with pytest.raises(DomainError, match="Bổ sung số và ngày"):
        services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_twenty_numbers_without_gap_or_repeat(
    make_dossier: MakeDossier, make_village: MakeVillage, commune: Unit, chairman: User
) -> None:
    dossiers = [make_dossier(make_village(commune, f"Thử {number}")) for number in range(20)]
    start = Barrier(20)

    def issue(dossier: Dossier) -> None:
        start.wait()
        services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)
        connection.close()

    threads = [Thread(target=issue, args=[dossier]) for dossier in dossiers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Document.objects.values_list("number", flat=True)) == list(range(1, 21))
    assert Document.objects.values("check_code").distinct().count() == 20
    assert not Membership.objects.filter(status=Membership.Status.PROPOSED).exists()


def test_a_village_of_sample_data_marks_the_document(sample_document: Document, document: Document) -> None:
    assert sample_document.is_sample
    assert not document.is_sample


def test_the_area_names_every_village_of_the_team(
    dossier: Dossier, chairman: User, commune: Unit, make_village: MakeVillage
) -> None:
    second: Village = make_village(commune, "Biểu Chánh")
    dossier.team.coverages.create(village=second, valid_from=dossier.start_on)
    document = services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)
    assert document.payload["area"] == "thôn Biểu Chánh, thôn Háo Lễ"


@pytest.mark.parametrize(
    ("kind", "name", "place"), [("phuong", "Phường 5", "Phường 5"), ("phuong", "Phường Quy Nhơn", "Quy Nhơn")]
)
def test_a_ward_known_by_a_number_keeps_its_kind_before_the_date(
    dossier: Dossier, chairman: User, kind: str, name: str, place: str
) -> None:
    Unit.objects.filter(pk=dossier.commune_id).update(kind=kind, name=name)
    document = services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)
    assert (document.payload["place"], document.payload["issuer"]) == (place, name)


def test_a_commune_right_below_its_province_answers_to_the_province(
    dossier: Dossier, chairman: User, province: Unit
) -> None:
    Unit.objects.filter(pk=dossier.commune_id).update(parent=province)
    waits = {"state": Dossier.State.SUBMITTED, "examiner": "district", "examined_by": None}
    Dossier.objects.filter(pk=dossier.pk).update(**waits)
    document = services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)
    assert document.payload["superior"] == "UBND tỉnh Bình Định"
    assert "Ủy ban nhân dân tỉnh Bình Định;" in document.payload["recipients"]
