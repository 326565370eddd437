"""The ledger through the API: lines, filters, and why each is what it is."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allowances.models import Batch, LedgerLine
from members.models import Membership, Person
from teams.models import Team
from territory.models import Unit
from tests.allowances.conftest import Compute
from tests.conftest import MakeApi, MakePerson

LINES = "/api/v1/ledger-lines/"


@pytest.fixture
def api(make_api: MakeApi, commune: Unit) -> Client:
    """A client of xã Phước Hưng that may read the ledger."""
    return make_api(commune, "ledger")


@pytest.fixture
def line(compute: Compute, active_team: Team) -> LedgerLine:
    """What the tổ trưởng was paid first."""
    compute()
    found = LedgerLine.objects.filter(membership__title="to_truong").first()
    assert found is not None
    return found


def found(api: Client, **parameters: str | int) -> list[int]:
    answer = api.get(LINES, parameters)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_a_line_is_given_in_whole_dong_with_its_article(api: Client, line: LedgerLine) -> None:
    Person.objects.filter(pk=line.person_id).update(is_sample=True)
    answer = api.get(f"{LINES}{line.pk}/").json()
    posted_at = answer.pop("posted_at")
    assert posted_at.startswith(str(line.posted_at.year))
    assert answer == {
        "id": line.pk,
        "component": line.component,
        "for_month": "2024-07-01",
        "paid_month": "2024-07-01",
        "amount_vnd": line.amount_vnd,
        "article": line.derivation.article,
        "cause": "",
        "commune": "21961",
        "team": line.team_id,
        "membership": line.membership_id,
        "sequence": line.sequence,
        "batch_state": "computed",
        "is_sample": True,
    }


def test_lines_come_in_the_order_of_posting(api: Client, line: LedgerLine) -> None:
    assert found(api) == list(LedgerLine.objects.order_by("pk").values_list("pk", flat=True))


def test_lines_are_filtered(api: Client, line: LedgerLine) -> None:
    everything = found(api)
    assert found(api, month="2024-07") == found(api, commune="21961") == everything
    assert found(api, month="2024-08") == found(api, commune="21964") == found(api, component="x") == []
    assert found(api, membership=line.membership_id, component=line.component) == [line.pk]


@pytest.mark.parametrize("month", ["07/2024", "2024-13", "2024-07-01"])
def test_a_month_that_cannot_be_read_is_refused_in_words(api: Client, month: str) -> None:
    answer = api.get(LINES, {"month": month})
    assert answer.status_code == 400
    assert answer.json() == {
        "code": "invalid",
        "message": "Nhập tháng theo dạng 2024-07.",
        "field": "month",
    }


def test_lines_of_another_commune_are_not_there(
    make_api: MakeApi, neighbour_commune: Unit, line: LedgerLine
) -> None:
    stranger = make_api(neighbour_commune, "ledger")
    assert stranger.get(f"{LINES}{line.pk}/").status_code == 404
    assert stranger.get(f"{LINES}{line.pk}/explanation/").status_code == 404
    assert found(stranger) == []


def test_a_line_is_explained_by_law_facts_and_arithmetic(api: Client, line: LedgerLine) -> None:
    answer = api.get(f"{LINES}{line.pk}/explanation/").json()
    assert (answer["amount_vnd"], answer["owed_vnd"]) == (line.amount_vnd, line.amount_vnd)
    assert answer["why"]["value"] == line.amount_vnd
    assert answer["law"]["number"] == "03/2024/NQ-HĐND"
    assert answer["facts"][0]["member.title"] == "to_truong"
    assert any(sentence.startswith("Căn cứ ") for sentence in answer["sentences"])


def test_the_explanation_of_a_correction_tells_what_was_owed(
    api: Client, line: LedgerLine, compute: Compute
) -> None:
    Membership.objects.filter(pk=line.membership_id).update(valid_to=date(2024, 7, 16))
    compute()
    correction = LedgerLine.objects.get(
        membership=line.membership_id, component=line.component, sequence=line.sequence + 1
    )
    answer = api.get(f"{LINES}{correction.pk}/explanation/").json()
    assert answer["amount_vnd"] < 0
    assert answer["owed_vnd"] == line.amount_vnd + correction.amount_vnd == answer["why"]["value"]


@pytest.mark.parametrize("people", [10, 100])
def test_a_page_costs_the_same_statements_for_10_and_100_people(
    api: Client,
    batch: Batch,
    compute: Compute,
    active_team: Team,
    make_person: MakePerson,
    django_assert_num_queries: DjangoAssertNumQueries,
    people: int,
) -> None:
    for _ in range(people):
        Membership.objects.create(
            person=make_person(batch.commune),
            team=active_team,
            title="to_vien",
            status="recognised",
            valid_from=date(2024, 7, 1),
        )
    lines = compute()
    # The client, the count, the lines.
    with django_assert_num_queries(3):
        assert len(found(api, page_size=1000)) == lines
