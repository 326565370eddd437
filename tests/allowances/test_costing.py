"""A draft beside the law in force on the real database: exact, within reach, and without a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import InternalError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from accounts.errors import DomainError
from accounts.models import User
from allowances import posting
from allowances.costing import DraftCost, draft_cost
from allowances.models import LedgerLine
from allowances.tally import Pair
from allowances.team_numbers import SizeSums, team_numbers
from members.models import InsuranceEnrolment, Membership
from regulations.engine import Law
from regulations.models import LawVersion, ProvinceSetting
from teams.models import Team, TeamCoverage
from territory.models import Unit, VillageFacts
from tests.allowances.closed import begin
from tests.allowances.conftest import JULY
from tests.allowances.drafts import draft_law, draft_text
from tests.conftest import START, MakePerson, MakeVillage, give_quota
from vietnamese.text import name_sort_key

SEPTEMBER = date(2024, 9, 1)
JUNE = date(2025, 6, 1)
LEADER_MORE = ("vnd: 1440000", "vnd: 1800000")
MEMBER_LESS = ("vnd: 1080000", "vnd: 1000000")
BY_HOUSEHOLDS = (
    "value: {vnd: 1080000, cite: muc_ho_tro}",
    "value: {table: [{when: {fact: village.households, from: 400}, value: {vnd: 1200000, cite: muc_ho_tro}},"
    " {when: {fact: village.households, below: 400}, value: {vnd: 900000, cite: muc_ho_tro}}]}",
)


MakeTeam = Callable[[Unit, str, int], Team]


@dataclass(frozen=True, slots=True)
class Reach:
    """A viewer with nothing but a reach."""

    reach: str


@pytest.fixture
def make_team(make_village: MakeVillage, make_person: MakePerson) -> MakeTeam:
    """Makes an active team of three for a new village with so many households."""

    def make(commune: Unit, village_name: str, households: int) -> Team:
        name = f"Tổ bảo vệ ANTT thôn {village_name}"
        team = Team.objects.create(
            commune=commune, name=name, status=Team.Status.ACTIVE, sort_key=name_sort_key(name)
        )
        village = make_village(commune, village_name, households)
        TeamCoverage.objects.create(team=team, village=village, valid_from=START)
        for title in Membership.Title.values:
            Membership.objects.create(
                person=make_person(commune), team=team, title=title, status="recognised", valid_from=START
            )
        return team

    return make


@pytest.fixture
def force(law: None, active_team: Team, neighbour_commune: Unit, make_team: MakeTeam) -> list[Team]:
    """Teams of four at Háo Lễ (412 households) and of three next door (300)."""
    return [active_team, make_team(neighbour_commune, "Định Thiện", 300)]


def cost(draft: Law, first: date = JULY, last: date = JULY, reach: str = "52.", **options: Unit) -> DraftCost:
    return draft_cost(viewer=Reach(reach), draft=draft, first_month=first, last_month=last, **options)


def titles(team: Team, title: str) -> Membership:
    found = team.memberships.filter(title=title).first()
    assert found is not None
    return found


def posted(month: date) -> dict[tuple[str, date, str], int]:
    lines = LedgerLine.objects.filter(for_month=month).values_list("commune__key", "for_month", "component")
    return {
        (key, day, component): amount for key, day, component, amount in lines.annotate(Sum("amount_vnd"))
    }


def of_today(found: DraftCost) -> dict[tuple[str, date, str], int]:
    return {
        (part.unit.key, month, component): pair.today_vnd
        for part in found.communes
        for (month, component), pair in part.cells.items()
        if pair.today_vnd
    }


@pytest.mark.parametrize("convention", ["by_day", "none", "half_month"])
def test_the_side_of_the_law_in_force_is_what_a_run_posts(
    force: list[Team], province: Unit, province_police: User, convention: str, make_person: MakePerson
) -> None:
    days = 16 if convention == "half_month" else None
    ProvinceSetting.objects.update(part_month=convention, part_month_days=days)
    leader, deputy = titles(force[0], "to_truong"), titles(force[0], "to_pho")
    Membership.objects.filter(pk=deputy.pk).update(valid_to=date(2024, 8, 12))
    Membership.objects.create(
        person=deputy.person,
        team=force[0],
        title="to_vien",
        status="recognised",
        valid_from=date(2024, 8, 12),
    )
    InsuranceEnrolment.objects.create(
        person=leader.person, kind="bhxh_tu_nguyen", valid_from=date(2024, 7, 20)
    )
    found = cost(draft_law(), JULY, SEPTEMBER)
    expected: dict[tuple[str, date, str], int] = {}
    for month in found.months:
        run = begin(province_police, province, month)
        for batch in run.batches.all():
            posting.batch_compute(batch_id=batch.pk)
        expected |= posted(month)
    assert of_today(found) == expected
    assert len(expected) >= 6


def test_a_draft_that_changes_nothing_costs_the_same_for_everyone(force: list[Team]) -> None:
    found = cost(draft_law(), JULY, JUNE)
    assert found.total.total.change_vnd == 0
    assert found.total.total.today_vnd == 12 * (7 * 1_080_000 + 2 * (360_000 + 180_000))
    assert (found.total.people, found.total.gaining, found.total.losing) == (7, 0, 0)
    assert found.persons == ()


def test_who_gains_and_who_loses_is_told_by_commune_month_and_component(force: list[Team]) -> None:
    found = cost(draft_law(LEADER_MORE, MEMBER_LESS), JULY, SEPTEMBER)
    here, there = found.communes
    assert [part.unit.name for part in found.communes] == ["Xã Phước Hưng", "Xã Phước Quang"]
    assert (here.people, here.gaining, here.losing) == (4, 1, 2)
    assert (there.people, there.gaining, there.losing) == (3, 1, 1)
    assert (found.total.people, found.total.gaining, found.total.losing) == (7, 2, 3)
    assert here.cell(SEPTEMBER, "ho_tro_hang_thang") == Pair(4_860_000, 5_060_000)
    assert here.of_month(JULY).change_vnd == 360_000 - 2 * 80_000
    assert here.of_component("ho_tro_hang_thang").change_vnd == 3 * (360_000 - 2 * 80_000)
    assert found.total.total.change_vnd == here.total.change_vnd + there.total.change_vnd
    assert [component.name for component in found.components] == ["Hỗ trợ hằng tháng"]


def test_the_people_of_one_commune_are_told_the_greatest_loss_first(force: list[Team], commune: Unit) -> None:
    found = cost(draft_law(LEADER_MORE, MEMBER_LESS), people_of=commune)
    assert [(row.full_name, row.sums.change_vnd) for row in found.persons] == [
        ("Phạm Văn Cường", -80_000),
        ("Võ Thị Dung", -80_000),
        ("Lê Thị Bình", 0),
        ("Trần Văn An", 360_000),
    ]
    assert found.persons[3].seats == "Tổ trưởng, Tổ bảo vệ ANTT thôn Háo Lễ"


def test_a_draft_counts_in_all_months_whenever_it_is_to_begin(force: list[Team]) -> None:
    begins_later = ("valid_from: 2024-07-01", "valid_from: 2025-01-15")
    found = cost(draft_law(LEADER_MORE, begins_later), JULY, JUNE)
    assert [found.total.of_month(month).change_vnd for month in found.months] == [720_000] * 12


def test_the_facts_that_the_draft_alone_asks_for_tell_villages_apart(force: list[Team]) -> None:
    here, there = cost(draft_law(BY_HOUSEHOLDS)).communes
    assert here.total.change_vnd == 2 * 120_000
    assert there.total.change_vnd == -180_000


def test_a_fact_that_changes_within_a_month_counts_from_its_day(force: list[Team]) -> None:
    [facts] = VillageFacts.objects.filter(village__coverages__team=force[0])
    VillageFacts.objects.filter(pk=facts.pk).update(valid_to=date(2024, 8, 11))
    facts.pk, facts.valid_from, facts.households = None, date(2024, 8, 11), 399
    facts.save()
    found = cost(draft_law(BY_HOUSEHOLDS), JULY, SEPTEMBER, reach=force[0].commune.path)
    august = round((10 * 1_200_000 + 21 * 900_000) / 31)
    assert [found.total.of_month(month).draft_vnd - 2_700_000 for month in found.months] == [
        2 * 1_200_000,
        2 * august,
        2 * 900_000,
    ]


def test_a_law_that_replaces_another_counts_from_its_day(force: list[Team], province: Unit) -> None:
    new_year = date(2025, 1, 1)
    LawVersion.objects.filter(territory=province).update(valid_to=new_year)
    text = draft_text(
        LEADER_MORE,
        ("status: draft", "status: adopted"),
        ("valid_from: 2024-07-01", "valid_from: 2025-01-01"),
    )
    text = text.replace("id: binh-dinh-nq-03-2024", "id: binh-dinh-moi")
    LawVersion.objects.create(
        document_id="binh-dinh-moi",
        title="Mới",
        territory=province,
        status="adopted",
        text=text,
        digest="moi",
        valid_from=new_year,
    )
    found = cost(draft_law(), JULY, JUNE)
    changes = [found.total.of_month(month).change_vnd for month in found.months]
    assert changes == [0] * 6 + [-720_000] * 6
    assert len(found.laws) == 2


def test_a_draft_for_a_province_without_law_stands_beside_nothing(force: list[Team]) -> None:
    found = cost(draft_law(LEADER_MORE), date(2024, 6, 1), date(2024, 6, 1))
    assert (found.laws, found.total.people) == ((), 0)
    Membership.objects.update(valid_from=date(2024, 6, 1))
    TeamCoverage.objects.update(valid_from=date(2024, 6, 1))
    found = cost(draft_law(), date(2024, 6, 1), date(2024, 6, 1))
    assert found.total.total == Pair(0, 7 * 1_080_000 + 2 * 540_000)


def test_people_about_whom_a_fact_is_missing_are_counted_with_the_reason(
    force: list[Team], commune: Unit
) -> None:
    VillageFacts.objects.filter(village__coverages__team=force[0]).delete()
    found = cost(draft_law(BY_HOUSEHOLDS))
    here, there = found.communes
    assert (here.lacking, there.lacking, found.total.lacking) == (2, 0, 2)
    [refusal] = found.refusals
    assert (refusal.by_draft, refusal.name, refusal.people) == (True, "Hỗ trợ hằng tháng", 2)
    assert "số hộ" in refusal.sentence


def test_what_is_not_verified_is_no_missing_fact(force: list[Team]) -> None:
    person = titles(force[0], "to_truong").person
    InsuranceEnrolment.objects.create(person=person, kind="bhyt", valid_from=JULY)
    found = cost(draft_law())
    assert found.total.lacking == 0
    assert [(refusal.by_draft, refusal.people) for refusal in found.refusals] == [(True, 1), (False, 1)]


def test_a_viewer_costs_the_communes_of_his_reach_alone(force: list[Team], commune: Unit) -> None:
    found = cost(draft_law(LEADER_MORE), reach=commune.path)
    assert [part.unit for part in found.communes] == [commune]
    assert (found.unit, found.total.people) == (commune, 4)


def test_people_of_a_commune_beyond_reach_are_not_told(
    force: list[Team], commune: Unit, neighbour_commune: Unit
) -> None:
    assert cost(draft_law(), reach=commune.path, people_of=neighbour_commune).persons == ()


@pytest.mark.parametrize("reach", ["38.", ""])
def test_the_draft_of_another_province_is_refused(force: list[Team], reach: str) -> None:
    with pytest.raises(DomainError):
        cost(draft_law(), reach=reach)


def test_nothing_is_written(force: list[Team], commune: Unit) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        with pytest.raises(InternalError), transaction.atomic():
            Team.objects.update(name="x")
        found = cost(draft_law(LEADER_MORE), JULY, JUNE, people_of=commune)
        numbers = team_numbers(viewer=Reach("52."), draft=draft_law(LEADER_MORE), month=JUNE)
        transaction.set_rollback(True)
    assert (found.total.people, numbers.people) == (7, 7)


def test_statements_do_not_grow_with_people_communes_or_months(
    law: None, active_team: Team, neighbour_commune: Unit, make_team: MakeTeam
) -> None:
    def statements(last: date) -> int:
        with CaptureQueriesContext(connection) as queries:
            cost(draft, JULY, last)
            team_numbers(viewer=Reach("52."), draft=draft, month=last)
        return len(queries)

    draft = draft_law(LEADER_MORE)
    first = statements(JULY)
    for place in range(4):
        make_team(neighbour_commune, f"Định Thiện {place}", 300 + place)
    assert statements(JUNE) == first
    assert first <= 24


def test_a_draft_with_another_size_is_set_against_the_teams(force: list[Team]) -> None:
    bigger = (("below: 350", "below: 300"), ("from: 350, to: 700", "from: 300, to: 700"))
    found = team_numbers(viewer=Reach("52."), draft=draft_law(*bigger), month=SEPTEMBER)
    assert (found.on, found.teams, found.people, found.changed) == (SEPTEMBER, 2, 7, 1)
    assert found.today == SizeSums(minimum=6, maximum=7, short=0, over=0, unknown=0)
    assert found.draft == SizeSums(minimum=6, maximum=8, short=0, over=0, unknown=0)
    at_most_four = "value: {at_most: 4, cite: tieu_chi, note: số tối thiểu chưa xác minh}"
    stricter = draft_law((at_most_four, "value: {exactly: 3, cite: tieu_chi}"))
    found = team_numbers(viewer=Reach("52."), draft=stricter, month=SEPTEMBER)
    assert found.draft == SizeSums(minimum=6, maximum=6, short=0, over=1, unknown=0)


def test_a_quota_under_the_law_of_today_does_not_bind_the_draft(force: list[Team]) -> None:
    for team in force:
        give_quota(team, 3)
    found = team_numbers(viewer=Reach("52."), draft=draft_law(), month=SEPTEMBER)
    assert (found.today, found.changed) == (found.draft, 0)
    assert found.today.over == 0


def test_a_team_without_a_known_village_is_in_no_sum(force: list[Team]) -> None:
    VillageFacts.objects.filter(village__coverages__team=force[0]).delete()
    found = team_numbers(viewer=Reach("52."), draft=draft_law(), month=SEPTEMBER)
    assert (found.today.unknown, found.today.maximum) == (1, 3)
