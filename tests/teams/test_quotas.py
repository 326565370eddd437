"""Quotas of UBND tỉnh: what a team is given on a day, and how a decision is entered."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from teams.models import Quota, Team, TeamCoverage
from teams.quotas import QuotaDecision, QuotaLine, numbers_of, quota_set
from territory.models import Unit, Village
from tests.conftest import START, MakeVillage, give_quota

pytestmark = pytest.mark.django_db
LATER = date(2025, 1, 1)


def decision(day: date = START, number: str = "12/QĐ-UBND") -> QuotaDecision:
    return QuotaDecision(number, day, day)


def of_team(team: Team, people: int) -> QuotaLine:
    return QuotaLine(team.commune_id, people, team_id=team.pk)


def number(team: Team, day: date = START) -> int | None:
    return numbers_of([team.pk], day).get(team.pk)


def test_a_team_has_the_number_given_to_it_before_that_of_its_village(
    active_team: Team, village: Village, commune: Unit
) -> None:
    assert number(active_team) is None
    Quota.objects.create(commune=commune, village=village, people=4, valid_from=START)
    assert number(active_team) == 4
    give_quota(active_team, 3)
    assert number(active_team) == 3
    assert number(active_team, date(2024, 6, 30)) is None


def test_the_numbers_of_several_villages_add_up_only_when_all_have_one(
    active_team: Team, village: Village, commune: Unit, make_village: MakeVillage
) -> None:
    second = make_village(commune, "Thứ hai")
    TeamCoverage.objects.create(team=active_team, village=second, valid_from=START)
    Quota.objects.create(commune=commune, village=village, people=4, valid_from=START)
    assert number(active_team) is None
    Quota.objects.create(commune=commune, village=second, people=3, valid_from=START)
    assert number(active_team) == 7


def test_a_decision_ends_what_held_before_and_keeps_it(province_police: User, active_team: Team) -> None:
    quota_set(actor=province_police, decision=decision(), lines=[of_team(active_team, 3)])
    change = quota_set(
        actor=province_police, decision=decision(LATER, "1/QĐ-UBND"), lines=[of_team(active_team, 5)]
    )
    assert (change.new, change.changed, change.same) == (0, 1, 0)
    assert (number(active_team, date(2024, 12, 31)), number(active_team, LATER)) == (3, 5)
    assert Quota.objects.get(valid_to=None).source == "Quyết định số 1/QĐ-UBND ngày 01/01/2025"


def test_the_same_decision_again_changes_nothing_and_another_number_corrects_it(
    province_police: User, active_team: Team
) -> None:
    def entered(people: int) -> tuple[int, int, int]:
        lines = [of_team(active_team, people)]
        change = quota_set(actor=province_police, decision=decision(), lines=lines)
        return change.new, change.changed, change.same

    assert [entered(3), entered(3), entered(4)] == [(1, 0, 0), (0, 0, 1), (0, 1, 0)]
    assert (Quota.objects.count(), number(active_team)) == (1, 4)


def test_a_number_before_one_that_is_on_record_is_refused(province_police: User, active_team: Team) -> None:
    quota_set(actor=province_police, decision=decision(LATER), lines=[of_team(active_team, 3)])
    with pytest.raises(WrongState) as refusal:
        quota_set(actor=province_police, decision=decision(START), lines=[of_team(active_team, 4)])
    assert refusal.value.field == "valid_from"


def test_only_the_province_gives_numbers_and_only_its_own(
    clerk: User, province_police: User, active_team: Team
) -> None:
    with pytest.raises(NotAllowed):
        quota_set(actor=clerk, decision=decision(), lines=[of_team(active_team, 3)])
    stranger = Unit.objects.create(key="99001", code="99001", level="province", path="99001.", name="x")
    far = Unit.objects.create(
        key="99002", code="99002", level="commune", path="99001.99002.", name="y", parent=stranger
    )
    with pytest.raises(NotAllowed):
        quota_set(actor=province_police, decision=decision(), lines=[QuotaLine(far.pk, 3)])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": " "}, "no_number"),
        ({"valid_from": date(2024, 6, 30)}, "before_the_law"),
    ],
)
def test_a_decision_needs_a_number_and_a_day_of_the_law(
    province_police: User, active_team: Team, change: dict[str, object], code: str
) -> None:
    values = {"number": "1", "decided_on": START, "valid_from": START} | change
    with pytest.raises(DomainError) as refusal:
        quota_set(
            actor=province_police,
            decision=QuotaDecision(**values),  # type: ignore[arg-type]
            lines=[of_team(active_team, 3)],
        )
    assert refusal.value.code == code


def test_a_line_names_a_place_of_its_own_commune_once(
    province_police: User, active_team: Team, village: Village, neighbour_commune: Unit
) -> None:
    for lines, code in (
        ([QuotaLine(neighbour_commune.pk, 3, team_id=active_team.pk)], "elsewhere"),
        ([QuotaLine(neighbour_commune.pk, 3, village_id=village.pk)], "elsewhere"),
        ([of_team(active_team, 3), of_team(active_team, 4)], "twice"),
    ):
        with pytest.raises(DomainError) as refusal:
            quota_set(actor=province_police, decision=decision(), lines=lines)
        assert refusal.value.code == code
    assert not Quota.objects.exists()


@pytest.mark.parametrize(
    "target", [{}, {"village": True}, {"team": True}], ids=["commune", "village", "team"]
)
def test_the_database_refuses_two_numbers_of_a_day(
    active_team: Team, village: Village, commune: Unit, target: dict[str, bool]
) -> None:
    names = {"village": village, "team": active_team}
    values = {"commune": commune, "people": 3, **{name: names[name] for name in target}}
    Quota.objects.create(**values, valid_from=START)
    with pytest.raises(IntegrityError), transaction.atomic():
        Quota.objects.create(**values, valid_from=LATER)


def test_the_database_refuses_a_number_for_both_village_and_team(
    active_team: Team, village: Village, commune: Unit
) -> None:
    with pytest.raises(IntegrityError):
        Quota.objects.create(commune=commune, village=village, team=active_team, people=3, valid_from=START)


def test_a_decision_costs_the_same_statements_for_2_and_20_lines(
    province_police: User, commune: Unit, make_village: MakeVillage
) -> None:
    def statements(count: int, day: date) -> int:
        lines = [
            QuotaLine(commune.pk, 3, village_id=make_village(commune, f"Số {count}.{each}").pk)
            for each in range(count)
        ]
        province_police.has_perm("")
        with CaptureQueriesContext(connection) as queries:
            quota_set(actor=province_police, decision=decision(day), lines=lines)
        return len(queries)

    assert statements(2, START) == statements(20, START)


def test_the_province_enters_a_decision_on_the_page_of_a_commune(
    client: Client, province_police: User, clerk: User, active_team: Team, commune: Unit
) -> None:
    url = f"/chi-tieu/{commune.key}/"
    client.force_login(province_police)
    typed = {"number": "7/QĐ-UBND", "decided_on": "01/07/2024", "valid_from": "01/07/2024", "commune": "40"}
    answer = client.post(url, typed | {f"team-{active_team.pk}": "5"}, follow=True)
    assert "2 nơi mới" in answer.content.decode()
    assert (number(active_team), Quota.objects.get(team=None, village=None).people) == (5, 40)
    client.force_login(clerk)
    html = client.get(url).content.decode()
    assert "Quyết định số 7/QĐ-UBND ngày 01/07/2024" in html
    assert "Nhập quyết định" not in html
