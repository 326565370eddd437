"""Điều 13, standard by standard: met, not met, not yet proved; and what that does to a recognition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.test import Client

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from members import recording, services
from members.models import Membership, Person, Recognition, StandardEvidence
from members.standards import Evidence, Standing, Verdict, standing
from members.standing import paper_lines, standing_of
from regulations.national_law import national_law
from teams.models import Dossier
from tests.members.conftest import AddMember

LAW = national_law()
ON = date(2024, 8, 1)
BORN = date(1990, 5, 17)
GOOD = {
    "citizenship": "viet_nam",
    "record": "ro_rang",
    "penalty": "khong",
    "education": "thcs_tro_len",
    "residence": "thuong_tru",
    "health": "du",
}


def _one(key: str, *rows: Evidence, born: date = BORN, on: date = ON) -> Verdict:
    found = standing(LAW, born, rows, on)
    return next(row.verdict for row in found.findings if row.standard.key == key)


def _paper(key: str, answer: str, since: date | None = None) -> Evidence:
    return Evidence(key, answer, paper=True, since=since)


def _claim(key: str, answer: str) -> Evidence:
    return Evidence(key, answer, paper=False)


@pytest.mark.parametrize(
    ("born", "verdict"),
    [
        pytest.param(date(2006, 8, 1), Verdict.MET, id="18 on the day"),
        pytest.param(date(2006, 8, 2), Verdict.NOT_MET, id="18 the day after"),
        pytest.param(date(1954, 8, 1), Verdict.MET, id="70 on the day"),
        pytest.param(date(1954, 7, 31), Verdict.NOT_MET, id="past 70 without a decision"),
    ],
)
def test_age_is_from_18_to_70(born: date, verdict: Verdict) -> None:
    assert _one("age", born=born) is verdict


def test_past_70_the_chairman_decides_and_no_word_of_the_person_does() -> None:
    old = date(1950, 1, 1)
    assert _one("age", _claim("age", "chu_tich_quyet_dinh"), born=old) is Verdict.NOT_MET
    assert _one("age", _paper("age", "chu_tich_quyet_dinh"), born=old) is Verdict.MET
    assert _one("age", _paper("age", "khong_quyet_dinh"), born=old) is Verdict.NOT_MET


@pytest.mark.parametrize("key", GOOD)
def test_a_word_alone_proves_nothing_and_a_paper_does(key: str) -> None:
    assert _one(key) is Verdict.UNPROVEN
    assert _one(key, _claim(key, GOOD[key])) is Verdict.UNPROVEN
    assert _one(key, _claim(key, GOOD[key]), _paper(key, GOOD[key])) is Verdict.MET


@pytest.mark.parametrize(
    "row", [(s.key, a.key) for s in LAW.standards for a in s.answers if a.meets is False and s.key != "age"]
)
def test_a_word_against_oneself_is_enough(row: tuple[str, str]) -> None:
    key, answer = row
    assert _one(key, _claim(key, answer)) is Verdict.NOT_MET
    assert _one(key, _paper(key, GOOD[key]), _claim(key, answer)) is Verdict.NOT_MET


def test_a_later_paper_corrects_an_earlier_one() -> None:
    bad, good = _paper("health", "khong_du"), _paper("health", "du")
    assert _one("health", bad, good) is Verdict.MET
    assert _one("health", good, bad) is Verdict.NOT_MET


def test_primary_school_stays_unproved_because_its_areas_are_not_verified() -> None:
    found = standing(LAW, BORN, [_paper("education", "tieu_hoc")], ON)
    row = next(row for row in found.findings if row.standard.key == "education")
    assert row.verdict is Verdict.UNPROVEN
    assert "chưa được xác minh" in row.reason


@pytest.mark.parametrize(
    ("since", "verdict"),
    [
        pytest.param(date(2023, 8, 1), Verdict.MET, id="a whole year"),
        pytest.param(date(2023, 8, 2), Verdict.NOT_MET, id="a day less"),
        pytest.param(None, Verdict.NOT_MET, id="unknown"),
    ],
)
def test_a_temporary_residence_counts_from_a_year(since: date | None, verdict: Verdict) -> None:
    assert _one("residence", _paper("residence", "tam_tru", since)) is verdict


def test_each_standard_names_its_article() -> None:
    assert all("Điều 13" in row.sentence for row in standing(LAW, BORN, [], ON).findings)
    assert LAW.doubt(date(2026, 7, 1))
    assert not LAW.doubt(date(2026, 6, 30))


def _record(actor: User, person: Person, **row: Any) -> StandardEvidence:
    told: dict[str, Any] = {
        "standard": "health",
        "basis": "paper",
        "answer": "du",
        "number": "12/GKS",
        "issued_on": date(2024, 7, 1),
    }
    return recording.evidence_record(actor=actor, person_id=person.pk, **(told | row))


def _prove_all(actor: User, dossier: Dossier) -> None:
    for row in dossier.team.memberships.select_related("person"):
        for standard, answer in GOOD.items():
            _record(actor, row.person, standard=standard, answer=answer)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer": "thcs_tro_len"}, "answer"),
        ({"number": ""}, "number"),
        ({"issued_on": None}, "issued_on"),
        ({"issued_on": date(2999, 1, 1)}, "issued_on"),
        ({"standard": "residence", "answer": "tam_tru"}, "since"),
    ],
)
def test_what_is_no_proof_is_refused_at_its_field(
    clerk: User, add_member: AddMember, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        _record(clerk, add_member().person, **changes)
    assert refused.value.field == field


def test_another_communes_clerk_proves_nothing(neighbour_clerk: User, add_member: AddMember) -> None:
    with pytest.raises(NotAllowed):
        _record(neighbour_clerk, add_member().person)


def test_evidence_is_never_rewritten(clerk: User, add_member: AddMember) -> None:
    row = _record(clerk, add_member().person)
    with pytest.raises(InternalError, match="evidence_is_kept"), transaction.atomic():
        StandardEvidence.objects.filter(pk=row.pk).update(answer="khong_du")


def test_the_database_wants_a_number_on_a_paper(clerk: User, add_member: AddMember) -> None:
    person = add_member().person
    with (
        pytest.raises(IntegrityError, match="paper_has_number_and_day"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO members_standardevidence (person_id, standard, basis, answer, number, issuer,"
            " entered_by_id, entered_at) VALUES (%s, 'health', 'paper', 'du', '', '', %s, now())",
            [person.pk, clerk.pk],
        )


def test_a_dossier_with_somebody_who_fails_is_not_handed_in(clerk: User, complete: Dossier) -> None:
    person = complete.team.memberships.all()[0].person
    _record(clerk, person, standard="penalty", answer="dang_bi")
    with pytest.raises(DomainError, match=f"Bỏ {person.full_name} khỏi danh sách.*Điều 13"):
        services.dossier_submit(actor=clerk, dossier_id=complete.pk)


def test_who_is_past_70_may_be_proposed_and_needs_the_decision(
    clerk: User, law: None, draft: Dossier, add_member: AddMember
) -> None:
    add_member("to_truong")
    add_member("to_pho")
    old = add_member(birth_date=date(1953, 1, 1)).person
    with pytest.raises(DomainError, match="chưa có quyết định của Chủ tịch"):
        services.dossier_submit(actor=clerk, dossier_id=draft.pk)
    _record(clerk, old, standard="age", answer="chu_tich_quyet_dinh")
    services.dossier_submit(actor=clerk, dossier_id=draft.pk)


def test_nobody_who_fails_is_recognised(clerk: User, chairman: User, complete: Dossier) -> None:
    _record(clerk, complete.team.memberships.all()[0].person, answer="khong_du")
    with pytest.raises(DomainError, match="Sức khỏe"):
        services.team_recognise(actor=chairman, team_id=complete.team_id, unproven_confirmed=True)
    assert not Membership.objects.recognised().exists()


def test_what_is_not_proved_is_accepted_only_by_name(chairman: User, complete: Dossier) -> None:
    with pytest.raises(DomainError, match="chưa đủ căn cứ"):
        services.team_recognise(actor=chairman, team_id=complete.team_id, unproven_confirmed=False)
    services.team_recognise(actor=chairman, team_id=complete.team_id, unproven_confirmed=True)
    kept = Recognition.objects.all()[0]
    assert kept.decided_by == chairman
    assert set(kept.unproven) == set(GOOD)


def test_who_is_proved_needs_no_consent(clerk: User, chairman: User, complete: Dossier) -> None:
    _prove_all(clerk, complete)
    services.team_recognise(actor=chairman, team_id=complete.team_id, unproven_confirmed=False)
    assert [row.unproven for row in Recognition.objects.all()] == [[], [], []]


def test_a_recognition_is_kept(chairman: User, complete: Dossier) -> None:
    services.team_recognise(actor=chairman, team_id=complete.team_id, unproven_confirmed=True)
    with pytest.raises(InternalError, match="recognition_is_kept"), transaction.atomic():
        Recognition.objects.all().delete()


def test_papers_are_present_or_absent_by_their_numbers(clerk: User, add_member: AddMember) -> None:
    person = add_member().person
    recording.papers_record(actor=clerk, person_id=person.pk, received={"mau_01": BORN, "giay_kham": None})
    _record(clerk, person)
    present = {line.paper.key for line in paper_lines(person) if line.received_on or line.proof}
    assert present == {"mau_01", "giay_kham"}
    recording.papers_record(actor=clerk, person_id=person.pk, received={"mau_01": None})
    assert paper_lines(person)[0].received_on is None


def test_a_paper_of_tomorrow_was_not_received(clerk: User, add_member: AddMember) -> None:
    with pytest.raises(DomainError) as refused:
        recording.papers_record(
            actor=clerk, person_id=add_member().person_id, received={"mau_05": date(2999, 1, 1)}
        )
    assert refused.value.field == "mau_05"


def test_taking_out_a_proposed_person_takes_his_papers_too(clerk: User, add_member: AddMember) -> None:
    row = add_member()
    _record(clerk, row.person)
    services.member_remove(actor=clerk, membership_id=row.pk)
    assert not Person.objects.exists()
    assert not StandardEvidence.objects.exists()


def test_the_page_tells_word_from_proof(client: Client, clerk: User, add_member: AddMember) -> None:
    person = add_member().person
    client.force_login(clerk)
    url = f"/thanh-vien/{person.pk}/tieu-chuan/"
    typed = {"answer": "thcs_tro_len", "basis": "claim"}
    assert client.post(f"{url}education/", typed).status_code == 302
    assert "chưa có giấy tờ chứng minh" in client.get(url).content.decode().lower()
    typed |= {"basis": "paper", "number": "A 123", "issued_on": "01/06/2008", "issuer": "Phòng GD"}
    html = client.post(f"{url}education/", typed, follow=True).content.decode()
    assert "số A 123, ngày 01/06/2008, Phòng GD" in html
    assert standing_of(person, ON).unproven[0].standard.key != "education"


def test_a_paper_without_a_number_keeps_what_was_typed(
    client: Client, clerk: User, add_member: AddMember
) -> None:
    client.force_login(clerk)
    typed = {"answer": "du", "basis": "paper", "issuer": "Trạm y tế"}
    answer = client.post(f"/thanh-vien/{add_member().person_id}/tieu-chuan/health/", typed)
    assert answer.status_code == 422
    assert "Trạm y tế" in answer.content.decode()


def test_the_file_is_listed_by_the_numbers_of_its_forms(
    client: Client, clerk: User, add_member: AddMember
) -> None:
    person = add_member().person
    client.force_login(clerk)
    answer = client.post(f"/thanh-vien/{person.pk}/giay-to/", {"mau_01": "01/07/2024"}, follow=True)
    html = answer.content.decode()
    assert "Mẫu số 08" in html
    assert "01/07/2024" in html


def test_the_dossier_page_shows_who_lacks_what(client: Client, chairman: User, complete: Dossier) -> None:
    client.force_login(chairman)
    html = client.get(f"/ho-so/{complete.pk}/").content.decode()
    assert "1 đạt, 0 không đạt, 6 chưa đủ căn cứ" in html


def test_an_unknown_standard_is_not_found(client: Client, clerk: User, add_member: AddMember) -> None:
    client.force_login(clerk)
    url = f"/thanh-vien/{add_member().person_id}/tieu-chuan/chieu_cao/"
    assert client.get(url).status_code == 404


def test_the_worst_verdict_gives_the_look() -> None:
    assert standing(LAW, BORN, [], ON).tag == "attention"
    assert standing(LAW, date(2020, 1, 1), [], ON).tag == "stop"
    assert Standing(()).tag == "done"
