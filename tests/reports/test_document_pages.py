"""Pages of documents: the chairman's click, the register, and the check that is open to everyone."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from members.seen import version_of
from reports.models import Document
from teams.models import Dossier
from territory.models import Unit
from tests.conftest import MakeUser
from tests.reports.conftest import PEOPLE


def issue_url(dossier: Dossier) -> str:
    return reverse("reports:decision_issue", args=[dossier.pk])


def test_the_chairman_issues_and_sees_the_number(client: Client, dossier: Dossier, chairman: User) -> None:
    client.force_login(chairman)
    answer = client.post(
        issue_url(dossier), {"unproven_confirmed": "co", "seen": version_of(dossier)}, follow=True
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Đã ban hành quyết định" in text
    assert "01/QĐ-UBND" in text


def test_a_second_click_is_told_that_it_is_done(client: Client, document: Document, chairman: User) -> None:
    client.force_login(chairman)
    assert document.dossier is not None
    answer = client.post(issue_url(document.dossier), {"seen": version_of(document.dossier)})
    assert answer.status_code == 422
    assert Document.objects.count() == 1


def test_the_chairman_signs_the_dossier_that_he_read(
    client: Client, dossier: Dossier, chairman: User
) -> None:
    client.force_login(chairman)
    seen = client.get(f"/ho-so/{dossier.pk}/").context["seen"]
    dossier.team.memberships.filter(title="to_pho").update(valid_to=date(2025, 1, 1))
    for sent in (seen, ""):
        answer = client.post(issue_url(dossier), {"unproven_confirmed": "co", "seen": sent})
        assert answer.status_code == 422
        assert "Đọc lại hồ sơ" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_look_at_the_address_issues_nothing(client: Client, dossier: Dossier, chairman: User) -> None:
    client.force_login(chairman)
    assert client.get(issue_url(dossier)).status_code == 405
    assert not Document.objects.exists()


def test_a_clerk_cannot_issue(client: Client, dossier: Dossier, clerk: User) -> None:
    client.force_login(clerk)
    assert client.post(issue_url(dossier)).status_code == 403


def test_a_dossier_of_another_commune_is_not_found(
    client: Client, dossier: Dossier, make_user: MakeUser, neighbour_commune: Unit
) -> None:
    client.force_login(make_user("commune_chairman", neighbour_commune))
    assert client.post(issue_url(dossier)).status_code == 404


def test_the_register_shows_what_the_reader_reaches(
    client: Client, document: Document, clerk: User, neighbour_clerk: User
) -> None:
    client.force_login(clerk)
    assert document.full_number in client.get(reverse("reports:documents")).content.decode()
    client.force_login(neighbour_clerk)
    assert document.full_number not in client.get(reverse("reports:documents")).content.decode()


def test_the_register_is_filtered_by_year_and_unit(
    client: Client, document: Document, neighbour_commune: Unit, province_police: User
) -> None:
    client.force_login(province_police)
    url = reverse("reports:documents")
    for query, shown in (
        ({"year": 2024}, True),
        ({"commune": document.unit.pk}, True),
        ({"commune": neighbour_commune.pk}, False),
    ):
        text = client.get(url, query).content.decode()
        assert (document.title in text) is shown


def test_an_empty_register_says_what_fills_it(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    assert "ngay khi chủ tịch ban hành" in client.get(reverse("reports:documents")).content.decode()


def test_the_register_takes_the_same_number_of_queries_for_more_documents(
    client: Client,
    document: Document,
    sample_document: Document,
    clerk: User,
    django_assert_max_num_queries: object,
) -> None:
    client.force_login(clerk)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        client.get(reverse("reports:documents"))


@pytest.mark.parametrize("name", ["reports:document", "reports:document_pdf"])
def test_a_document_of_another_commune_is_not_found(
    client: Client, document: Document, neighbour_clerk: User, name: str
) -> None:
    client.force_login(neighbour_clerk)
    assert client.get(reverse(name, args=[document.check_code])).status_code == 404


def test_the_paper_opens_under_a_name_without_accents(
    client: Client, document: Document, clerk: User
) -> None:
    client.force_login(clerk)
    answer = client.get(reverse("reports:document_pdf", args=[document.check_code]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="quyet-dinh-01-2024-21961.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_anyone_can_check_a_document(client: Client, document: Document) -> None:
    answer = client.get(reverse("reports:check", args=[document.check_code]))
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in ("01/QĐ-UBND", "18/07/2024", "xã Phước Hưng", document.title, document.payload_sha256):
        assert words in text


def test_the_check_shows_no_person(client: Client, document: Document, chairman: User) -> None:
    text = client.get(reverse("reports:check", args=[document.check_code])).content.decode()
    for name in (chairman.full_name, *(full_name for full_name, _, _ in PEOPLE)):
        assert name not in text


def test_a_sample_is_called_a_sample(client: Client, sample_document: Document, document: Document) -> None:
    url = reverse("reports:check", args=[sample_document.check_code])
    assert "không có giá trị pháp lý" in client.get(url).content.decode()
    url = reverse("reports:check", args=[document.check_code])
    assert "không có giá trị pháp lý" not in client.get(url).content.decode()


def test_a_code_typed_in_small_letters_is_found(client: Client, document: Document) -> None:
    typed = document.check_code.lower().replace("-", " ")
    answer = client.get(reverse("reports:check_form"), {"code": typed}, follow=True)
    assert document.title in answer.content.decode()


@pytest.mark.django_db
def test_an_unknown_code_is_not_found_and_says_what_to_do() -> None:
    answer = Client().get(reverse("reports:check", args=["7KQM-2XHD-R9TA"]))
    assert answer.status_code == 404
    assert "Đối chiếu lại từng chữ" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("abc", "Nhập đủ 12 chữ và số của mã kiểm tra."), ("", "Nhập mã kiểm tra.")],
)
def test_a_code_that_cannot_be_one_is_asked_for_again(client: Client, typed: str, sentence: str) -> None:
    answer = client.get(reverse("reports:check_form"), {"code": typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
