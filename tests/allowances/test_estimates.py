"""The estimate of a year on the real database, against sums worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import DomainError
from accounts.models import User
from allowances.budget.estimates import Estimate, estimate, year_span
from allowances.models import LedgerLine
from members.models import InsuranceEnrolment, Membership, Person, StandardEvidence
from regulations.models import LawVersion, ReferenceValue
from teams.models import Quota, Team, TeamCoverage
from territory.models import Unit, Village, VillagePlacement
from tests.conftest import END_OF_DISTRICTS, START, MakePerson, MakeUser, MakeVillage, give_quota
from tests.merged import Merged, adopt, move
from tests.regulations.texts import law_text
from vietnamese.dates import Span, next_month
from vietnamese.text import name_sort_key

SUPPORT = {"to_truong": 1_440_000, "to_pho": 1_260_000, "to_vien": 1_080_000}
TEAM = 1_440_000 + 1_260_000 + 2 * 1_080_000
YEAR = 2025
MONTHS = [date(YEAR, month, 1) for month in range(1, 13)]
MakeTeam = Callable[[Unit, str], Team]


@pytest.fixture(autouse=True)
def _on_18_july(settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_TODAY = "2024-07-18"  # type: ignore[attr-defined]


@pytest.fixture
def make_team(make_village: MakeVillage, make_person: MakePerson) -> MakeTeam:
    """Makes an active team of three for a new village."""

    def make(commune: Unit, village_name: str) -> Team:
        name = f"Tổ bảo vệ ANTT thôn {village_name}"
        team = Team.objects.create(commune=commune, name=name, status="active", sort_key=name_sort_key(name))
        village = make_village(commune, village_name)
        TeamCoverage.objects.create(team=team, village=village, valid_from=START)
        for title in SUPPORT:
            Membership.objects.create(
                person=make_person(commune), team=team, title=title, status="recognised", valid_from=START
            )
        return team

    return make


@pytest.fixture
def force(law: None, active_team: Team) -> Team:
    """The team of four at Háo Lễ under the law of Bình Định."""
    return active_team


def of_year(viewer: User, unit: Unit, *, by_quota: bool = False, year: int = YEAR) -> Estimate:
    return estimate(viewer=viewer, unit=unit, days=year_span(year), by_quota=by_quota)


def titled(team: Team, title: str) -> Membership:
    found = team.memberships.filter(title=title).order_by("pk").first()
    assert found is not None
    return found


def leader_born(team: Team, day: date) -> Person:
    """The tổ trưởng, with that day of birth."""
    person = titled(team, "to_truong").person
    person.birth_date = day
    person.save()
    return person


def words(found: Estimate) -> list[tuple[int, str]]:
    return [(each.event.month.month, each.words) for each in found.events]


def by_month(found: Estimate) -> list[int]:
    return [found.total.of_month(month) for month in MONTHS]


def test_who_serves_today_is_carried_through_the_year(
    force: Team, province_finance: User, province: Unit
) -> None:
    found = of_year(province_finance, province)
    assert by_month(found) == [TEAM] * 12
    assert (found.total.total_vnd, found.total.heads[MONTHS[0]]) == (12 * TEAM, 4)
    assert (found.basis, found.span_words, found.made_on) == (
        "Theo số người hiện có",
        "năm 2025",
        date(2024, 7, 18),
    )
    assert [law for _, law in found.laws] == ["văn bản 03/2024/NQ-HĐND"]
    assert found.events == ()


def test_nothing_is_written(force: Team, province_finance: User, province: Unit) -> None:
    assert province_finance.reach
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        of_year(province_finance, province, by_quota=True)
        transaction.set_rollback(True)
    assert not LedgerLine.objects.exists()


def test_known_ends_and_joins_count_from_their_day(
    force: Team, province_finance: User, province: Unit, commune: Unit, make_person: MakePerson
) -> None:
    member = force.memberships.filter(title="to_vien").order_by("pk").last()
    assert member is not None
    Membership.objects.filter(pk=member.pk).update(valid_to=date(2025, 4, 11))
    Membership.objects.create(
        person=make_person(commune), team=force, title="to_vien", status="recognised",
        valid_from=date(2025, 9, 16),
    )  # fmt: skip
    found = of_year(province_finance, province)
    expected = [TEAM] * 3 + [TEAM - 1_080_000 + 360_000] + [TEAM - 1_080_000] * 4
    expected += [TEAM - 1_080_000 + 540_000] + [TEAM] * 3
    assert by_month(found) == expected
    assert words(found) == [(4, "1 người thôi tham gia"), (9, "1 người bắt đầu tham gia")]


def test_a_new_title_is_neither_joining_nor_leaving(
    force: Team, province_finance: User, province: Unit
) -> None:
    deputy = titled(force, "to_pho")
    change = date(2025, 3, 1)
    Membership.objects.filter(pk=deputy.pk).update(valid_to=change)
    Membership.objects.create(
        person=deputy.person, team=force, title="to_vien", status="recognised", valid_from=change
    )
    found = of_year(province_finance, province)
    assert by_month(found) == [TEAM] * 2 + [TEAM - 180_000] * 10
    assert found.events == ()


def test_who_goes_beyond_the_greatest_age_is_counted_until_then(
    force: Team, province_finance: User, province: Unit
) -> None:
    leader_born(force, date(1955, 9, 15))
    found = of_year(province_finance, province)
    assert by_month(found) == [TEAM] * 8 + [TEAM - 1_440_000 + 720_000] + [TEAM - 1_440_000] * 3
    assert words(found) == [(9, "1 người quá 70 tuổi")]
    assert found.total.heads[MONTHS[8]] == 4
    assert found.total.heads[MONTHS[9]] == 3


def test_whom_the_chairman_keeps_beyond_the_greatest_age_stays(
    force: Team, province_finance: User, province: Unit, clerk: User
) -> None:
    person = leader_born(force, date(1955, 9, 15))
    StandardEvidence.objects.create(
        person=person, standard="age", basis="paper", answer="chu_tich_quyet_dinh", number="5/QĐ-UBND",
        issued_on=START, issuer="UBND xã", entered_by=clerk,
    )  # fmt: skip
    found = of_year(province_finance, province)
    assert (found.total.total_vnd, found.events) == (12 * TEAM, ())


def test_who_goes_beyond_the_greatest_age_before_the_year_is_not_counted_in_it(
    force: Team, province_finance: User, province: Unit
) -> None:
    leader_born(force, date(1954, 10, 15))
    found = of_year(province_finance, province)
    assert by_month(found) == [TEAM - 1_440_000] * 12
    assert (found.total.heads[MONTHS[0]], found.events) == (3, ())


def test_who_is_above_the_age_already_and_serves_is_carried_on(
    force: Team, province_finance: User, province: Unit
) -> None:
    leader_born(force, date(1950, 9, 15))
    assert of_year(province_finance, province).total.total_vnd == 12 * TEAM


def replace_law(changed: dict[str, str]) -> None:
    """The province's own text with some words replaced, in force from 02/07/2024 in place of the first."""
    text = law_text("05/2024/NQ-HĐND", valid_from="2024-07-02")
    for before, after in changed.items():
        assert before in text, before
        text = text.replace(before, after)
    LawVersion.objects.filter(territory__key="52").update(valid_to=date(2024, 7, 2))
    adopt(text)


HALF_BASE = {
    "value: {vnd: 1080000, cite: muc_ho_tro}": "value: {share: 0.5, of: {series: luong_co_so, "
    "cite: muc_ho_tro}, cite: muc_ho_tro}"
}


def base_from(day: date, vnd: int) -> None:
    """A value of the base salary announced for ``day``; the ones that begin later are gone."""
    rows = ReferenceValue.objects.filter(series="luong_co_so")
    held = rows.get(valid_from=date(2024, 7, 1))
    later = rows.filter(valid_from__gt=day).order_by("valid_from").first()
    ReferenceValue.objects.filter(pk=held.pk).update(valid_to=day)
    held.pk, held.valid_from, held.valid_to = None, day, later.valid_from if later else None
    held.amount_vnd = vnd
    held.save()


def test_an_announced_value_changes_exactly_the_months_from_then_on(
    force: Team, province_finance: User, province: Unit
) -> None:
    replace_law(HALF_BASE)
    before = by_month(of_year(province_finance, province))
    base_from(date(YEAR, 7, 1), 2_500_000)
    found = of_year(province_finance, province)
    changes = [now - then for now, then in zip(by_month(found), before, strict=True)]
    assert changes == [0] * 6 + [2 * (1_250_000 - 1_170_000)] * 6
    assert "Lương cơ sở 2.500.000\u00a0đồng từ ngày 01/07/2025." in found.assumptions


def test_a_value_not_announced_is_carried_on_and_said(
    force: Team, province_finance: User, province: Unit
) -> None:
    replace_law(HALF_BASE)
    found = of_year(province_finance, province)
    assert by_month(found) == [1_440_000 + 1_260_000 + 2 * 1_170_000] * 12
    [said] = [words for words in found.assumptions if words.startswith("Chưa công bố")]
    assert said == (
        "Chưa công bố lương cơ sở của năm 2025: tính theo mức đang có hiệu lực 2.340.000\u00a0đồng,"
        " áp dụng từ ngày 01/07/2024."
    )


def test_a_dated_value_of_the_law_changes_exactly_the_months_from_then_on(
    force: Team, province_finance: User, province: Unit
) -> None:
    dated = (
        "value: {dated: [{valid_from: 2024-07-01, valid_to: 2025-07-01, value: {vnd: 1440000, cite: "
        "muc_ho_tro}}, {valid_from: 2025-07-01, valid_to: null, value: {vnd: 1600000, cite: muc_ho_tro}}]}"
    )
    replace_law({"value: {vnd: 1440000, cite: muc_ho_tro}": dated})
    assert by_month(of_year(province_finance, province)) == [TEAM] * 6 + [TEAM + 160_000] * 6


LIMITED = {
    "applies_when: {fact: member.bhxh_tu_nguyen, is: co}": "applies_when: {all: [{fact: "
    "member.bhxh_tu_nguyen, is: co}, {fact: member.bhxh_months, below: 12}]}"
}


def test_who_reaches_the_most_months_of_insurance_is_named(
    force: Team, province_finance: User, province: Unit
) -> None:
    replace_law(LIMITED)
    person = titled(force, "to_vien").person
    InsuranceEnrolment.objects.create(person=person, kind="bhxh_tu_nguyen", valid_from=date(2024, 8, 1))
    found = of_year(province_finance, province)
    assert [found.total.cell(month, "ho_tro_bhxh") for month in MONTHS] == [165_000] * 7 + [0] * 5
    assert words(found) == [(8, "1 người hết thời hạn được hưởng hỗ trợ đóng bảo hiểm xã hội tự nguyện")]


class TestUpToTheQuota:
    """Places that nobody fills."""

    def test_two_places_cost_two_members(self, force: Team, province_finance: User, province: Unit) -> None:
        give_quota(force, 6)
        found = of_year(province_finance, province, by_quota=True)
        assert by_month(found) == [TEAM + 2 * 1_080_000] * 12
        assert (found.total.heads[MONTHS[0]], found.total.vacant[MONTHS[0]]) == (4, 2)
        assert of_year(province_finance, province).total.total_vnd == 12 * TEAM

    def test_the_place_of_who_leaves_is_filled_from_the_next_month_under_his_title(
        self, force: Team, province_finance: User, province: Unit
    ) -> None:
        give_quota(force, 4)
        Membership.objects.filter(pk=titled(force, "to_truong").pk).update(valid_to=date(2025, 5, 1))
        found = of_year(province_finance, province, by_quota=True)
        assert by_month(found) == [TEAM] * 12
        assert [found.total.vacant.get(month, 0) for month in MONTHS] == [0] * 4 + [1] * 8

    def test_a_quota_given_for_later_counts_from_its_month(
        self, force: Team, province_finance: User, province: Unit
    ) -> None:
        quota = give_quota(force, 4)
        quota.valid_to = date(2025, 10, 1)
        quota.save()
        quota.pk, quota.valid_from, quota.valid_to, quota.people = None, date(2025, 10, 1), None, 5
        quota.save()
        found = of_year(province_finance, province, by_quota=True)
        assert by_month(found) == [TEAM] * 9 + [TEAM + 1_080_000] * 3

    def test_a_team_over_its_quota_adds_and_takes_nothing(
        self, force: Team, province_finance: User, province: Unit
    ) -> None:
        give_quota(force, 3)
        assert of_year(province_finance, province, by_quota=True).total.total_vnd == 12 * TEAM

    def test_a_team_without_a_number_of_its_own_is_told_and_counted_as_it_is(
        self, force: Team, province_finance: User, province: Unit
    ) -> None:
        said = "1 Tổ chưa được giao chỉ tiêu riêng, kể cả khi xã được giao chung"
        of_commune = give_quota(force, 9)
        Quota.objects.filter(pk=of_commune.pk).update(team=None)
        found = of_year(province_finance, province, by_quota=True)
        assert by_month(found) == [TEAM] * 12
        assert said in " ".join(found.assumptions)
        give_quota(force, 4)
        assert said not in " ".join(of_year(province_finance, province, by_quota=True).assumptions)
        assert said not in " ".join(of_year(province_finance, province).assumptions)


def test_the_total_of_each_level_is_the_sum_of_what_lies_below(
    force: Team,
    province_finance: User,
    province: Unit,
    district: Unit,
    commune: Unit,
    neighbour_commune: Unit,
    make_team: MakeTeam,
) -> None:
    give_quota(make_team(neighbour_commune, "Định Thiện"), 5)
    for by_quota in (False, True):
        whole = of_year(province_finance, province, by_quota=by_quota)
        below = of_year(province_finance, district, by_quota=by_quota)
        ends = [of_year(province_finance, unit, by_quota=by_quota) for unit in (commune, neighbour_commune)]
        assert [row.total_vnd for row in whole.rows] == [below.total.total_vnd]
        assert [row.total_vnd for row in below.rows] == [end.total.total_vnd for end in ends]
        assert whole.total.cells == below.total.cells
        for key, amount in whole.total.cells.items():
            assert amount == sum(row.cells.get(key, 0) for row in below.rows)


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_commune_that_will_end_is_carried_on_and_said(
    force: Team, province_finance: User, province: Unit, year: int
) -> None:
    VillagePlacement.objects.update(valid_to=END_OF_DISTRICTS)
    found = of_year(province_finance, province, by_quota=True, year=year)
    assert found.total.total_vnd == 12 * TEAM
    assert [row.total_vnd for row in found.rows] == [12 * TEAM]
    assert found.assumptions[-1] == (
        "Chưa ghi sắp xếp đơn vị hành chính từ ngày 01/07/2025: tính tiếp theo xã, phường đang có."
    )


def test_villages_that_move_are_counted_once_where_they_lie(
    force: Team, merged: Merged, make_user: MakeUser
) -> None:
    for village in Village.objects.all():
        move(village, merged.coast)
    officer = make_user("province_finance", merged.province)
    Unit.objects.filter(path__startswith="52.").update(keeper_path=merged.coast.path)
    found = of_year(officer, merged.province)
    assert by_month(found) == [TEAM] * 12
    assert [row.name for row in found.rows if row.total_vnd] == ["Xã Phước Hưng", "Xã Tuy Phước"]
    assert [row.total_vnd for row in found.rows if row.total_vnd] == [6 * TEAM, 6 * TEAM]


def test_a_reader_sees_his_own_reach_alone(
    force: Team, clerk: User, province: Unit, commune: Unit, neighbour_commune: Unit, make_team: MakeTeam
) -> None:
    make_team(neighbour_commune, "Định Thiện")
    assert of_year(clerk, province).total.total_vnd == of_year(clerk, commune).total.total_vnd == 12 * TEAM


def test_a_year_without_law_is_refused_in_words(force: Team, province_finance: User, province: Unit) -> None:
    LawVersion.objects.filter(territory=province).update(valid_to=date(2024, 12, 31))
    with pytest.raises(DomainError, match="chưa có văn bản có hiệu lực năm 2025"):
        of_year(province_finance, province)


def test_months_after_the_end_of_a_law_are_named_as_not_computed(
    force: Team, province_finance: User, province: Unit
) -> None:
    LawVersion.objects.filter(territory=province).update(valid_to=date(2025, 7, 1))
    found = of_year(province_finance, province)
    assert by_month(found) == [TEAM] * 6 + [0] * 6
    [refusal] = found.refusals
    assert (refusal.people, "chưa có văn bản" in refusal.sentence) == (4, True)


def test_statements_do_not_grow_with_people_communes_or_months(
    force: Team, province_finance: User, province: Unit, neighbour_commune: Unit, make_team: MakeTeam
) -> None:
    def statements(days: Span) -> int:
        with CaptureQueriesContext(connection) as queries:
            estimate(viewer=province_finance, unit=province, days=days, by_quota=True)
        return len(queries)

    give_quota(force, 6)
    assert province_finance.reach
    first = statements(Span(date(2025, 1, 1), date(2025, 2, 1)))
    for place in range(4):
        give_quota(make_team(neighbour_commune, f"Định Thiện {place}"), 5)
    assert statements(year_span(2025)) == first
    assert first <= 24


ENDS = st.none() | st.integers(0, 364).map(lambda days: date(YEAR, 1, 1) + timedelta(days=days))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ends=st.lists(ENDS, min_size=4, max_size=4))
def test_any_ends_give_what_a_plain_calculation_gives(
    force: Team, province_finance: User, province: Unit, ends: list[date | None]
) -> None:
    members = list(force.memberships.order_by("pk"))
    expected = 0
    for member, end in zip(members, ends, strict=True):
        Membership.objects.filter(pk=member.pk).update(valid_to=end)
        for month in MONTHS:
            whole = (next_month(month) - month).days
            served = whole if end is None else min(max((end - month).days, 0), whole)
            expected += (SUPPORT[member.title] * served * 2 + whole) // (2 * whole)
    assert of_year(province_finance, province).total.total_vnd == expected
