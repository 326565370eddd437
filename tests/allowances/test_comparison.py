"""A list beside that of the month before: who is new, gone or paid otherwise, and why in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from allowances.comparison import Comparison, comparison_of, comparisons
from allowances.models import Batch
from members.models import InsuranceEnrolment, Membership
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village
from tests.allowances.closed import AUGUST, begin, close, compute
from tests.allowances.conftest import JULY
from tests.conftest import START, MakeApi, MakePerson, MakeVillage
from tests.merged import MERGED, Merged, move

AN, BINH, CUONG, DUNG = "Trần Văn An", "Lê Thị Bình", "Phạm Văn Cường", "Võ Thị Dung"
TO_TRUONG, TO_PHO, TO_VIEN, TEAM_OF_FOUR = 1_440_000, 1_260_000, 1_080_000, 4_860_000

pytestmark = pytest.mark.usefixtures("queued", "law")


@pytest.fixture
def july_closed(active_team: Team, province: Unit, province_police: User) -> None:
    """July of the four people, locked."""
    close(province_police, province, JULY)


def _of(name: str) -> Membership:
    return Membership.objects.get(person__full_name=name)


def _compared(actor: User, unit: Unit, month: date = AUGUST) -> Comparison:
    [batch] = compute(actor, unit, month)
    return comparison_of(batch)


def _told(found: Comparison) -> dict[str, tuple[str, int, int, str]]:
    return {
        change.full_name: (change.kind, change.before_vnd, change.now_vnd, change.why)
        for change in found.changes
    }


def test_a_month_like_the_one_before_has_no_change(
    july_closed: None, province: Unit, province_police: User
) -> None:
    found = _compared(province_police, province)
    assert found.changes == ()
    assert (found.people_before, found.people_now, found.before_vnd, found.now_vnd) == (
        4,
        4,
        TEAM_OF_FOUR,
        TEAM_OF_FOUR,
    )


def test_who_is_new_gone_or_changed_is_told_with_both_sums_and_why(
    july_closed: None, province: Unit, province_police: User, active_team: Team, make_person: MakePerson
) -> None:
    newcomer = make_person(active_team.commune, "Đỗ Văn Em")
    post = {"team": active_team, "status": "recognised", "title": "to_vien"}
    Membership.objects.create(person=newcomer, valid_from=AUGUST, **post)
    Membership.objects.filter(pk=_of(DUNG).pk).update(valid_to=AUGUST)
    Membership.objects.filter(pk=_of(CUONG).pk).update(valid_to=date(2024, 8, 16))
    Membership.objects.filter(pk=_of(BINH).pk).update(valid_to=AUGUST)
    Membership.objects.create(
        person=_of(BINH).person, team=active_team, status="recognised", title="to_vien", valid_from=AUGUST
    )
    found = _compared(province_police, province)
    half = (2 * TO_VIEN * 15 + 31) // 62
    assert _told(found) == {
        "Đỗ Văn Em": ("new", 0, TO_VIEN, "Tham gia từ ngày 01/08/2024"),
        DUNG: ("gone", TO_VIEN, 0, "Thôi tham gia từ ngày 01/08/2024"),
        BINH: ("changed", TO_PHO, TO_VIEN, "Chức danh trong Tổ: Tổ viên, tháng trước Tổ phó"),
        CUONG: ("changed", TO_VIEN, half, "Được tính 15/31 ngày của tháng, tháng trước 31/31 ngày"),
    }
    assert [change.full_name for change in found.changes] == ["Đỗ Văn Em", DUNG, BINH, CUONG]
    assert (len(found.new), len(found.gone), len(found.changed)) == (1, 1, 2)
    assert found.difference_vnd == found.now_vnd - TEAM_OF_FOUR == TO_VIEN - TO_PHO + half - TO_VIEN


def test_insurance_is_named(july_closed: None, province: Unit, province_police: User) -> None:
    InsuranceEnrolment.objects.create(person=_of(AN).person, kind="bhxh_tu_nguyen", valid_from=AUGUST)
    [(name, told)] = _told(_compared(province_police, province)).items()
    assert (name, told[:2]) == (AN, ("changed", TO_TRUONG))
    assert told[3].startswith("Tham gia BHXH tự nguyện: có tham gia")


def test_a_month_is_set_beside_the_corrected_month_before(
    july_closed: None, province: Unit, province_police: User
) -> None:
    """August takes back the first half of July: July counts as what it comes to now, in August's list."""
    Membership.objects.filter(pk=_of(AN).pk).update(valid_from=date(2024, 7, 16))
    found = _compared(province_police, province)
    half = (2 * TO_TRUONG * 16 + 31) // 62
    assert _told(found) == {
        AN: ("changed", half, TO_TRUONG, "Được tính 31/31 ngày của tháng, tháng trước 16/31 ngày")
    }
    assert found.difference_vnd == TO_TRUONG - half


def test_a_locked_list_is_compared_as_it_was_paid(
    july_closed: None, province: Unit, province_police: User, clerk: User, chairman: User
) -> None:
    """What September corrects in August changes nothing in the comparison of August."""
    close(province_police, province, AUGUST)
    Membership.objects.filter(pk=_of(AN).pk).update(valid_to=date(2024, 8, 16))
    compute(province_police, province, date(2024, 9, 1))
    assert comparison_of(Batch.objects.get(month=AUGUST)).changes == ()


def test_the_first_list_does_not_compare_and_says_so(
    active_team: Team, province: Unit, province_police: User
) -> None:
    found = _compared(province_police, province, JULY)
    assert found.refused == "Tháng 06/2024 không có danh sách nào trên cổng để so sánh"
    assert (found.changes, found.now_vnd) == ((), 0)


def test_a_list_not_computed_yet_is_not_compared_with(
    july_closed: None, province: Unit, province_police: User
) -> None:
    begin(province_police, province, AUGUST)
    [september] = compute(province_police, province, date(2024, 9, 1))
    assert "chưa tính xong" in comparison_of(september).refused


def test_who_changed_communes_is_not_said_to_have_left(
    active_team: Team,
    province: Unit,
    province_police: User,
    neighbour_commune: Unit,
    make_village: MakeVillage,
) -> None:
    village = make_village(neighbour_commune, "Quang")
    team = Team.objects.create(commune=neighbour_commune, name="Tổ Quang", status="active", sort_key="q")
    TeamCoverage.objects.create(team=team, village=village, valid_from=START)
    Membership.objects.filter(pk=_of(DUNG).pk).update(valid_to=AUGUST)
    Membership.objects.create(
        person=_of(DUNG).person, team=team, status="recognised", title="to_vien", valid_from=AUGUST
    )
    close(province_police, province, JULY)
    compute(province_police, province, AUGUST)
    told = [
        _told(comparison_of(batch))[DUNG]
        for batch in Batch.objects.filter(month=AUGUST).order_by("commune__key")
    ]
    assert told == [
        ("gone", TO_VIEN, 0, "Tháng này được chi trả ở Xã Phước Quang"),
        ("new", 0, TO_VIEN, "Tháng trước được chi trả ở Xã Phước Hưng"),
    ]


def test_a_merged_commune_compares_with_what_its_predecessors_paid(
    merged: Merged,
    active_team: Team,
    village: Village,
    commune: Unit,
    province: Unit,
    province_police: User,
    officer: User,
) -> None:
    june = date(2025, 6, 1)
    close(province_police, province, june)
    move(village, merged.coast)
    Team.objects.update(commune=merged.coast)
    compute(officer, merged.province, MERGED)
    found = comparison_of(Batch.objects.get(commune=merged.coast, month=MERGED))
    assert (found.former, found.before_vnd, found.now_vnd) == (
        ("Xã Phước Hưng",),
        TEAM_OF_FOUR,
        TEAM_OF_FOUR,
    )
    assert found.changes == ()


def test_the_statements_do_not_grow(
    july_closed: None,
    province: Unit,
    province_police: User,
    active_team: Team,
    make_person: MakePerson,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    compute(province_police, province, AUGUST)
    for number in range(5):
        Membership.objects.create(
            person=make_person(active_team.commune, f"Đỗ Văn {number}"),
            team=active_team,
            status="recognised",
            title="to_vien",
            valid_from=AUGUST,
        )
    compute(province_police, province, AUGUST)
    batch = Batch.objects.select_related("commune").get(month=AUGUST)
    with django_assert_num_queries(5):
        assert len(comparison_of(batch).new) == 5
    with django_assert_num_queries(3):
        comparisons([batch])


def test_the_page_of_a_list_tells_who_and_why(
    client: Client, july_closed: None, province: Unit, province_police: User, chairman: User
) -> None:
    Membership.objects.filter(pk=_of(DUNG).pk).update(valid_to=AUGUST)
    [batch] = compute(province_police, province, AUGUST)
    client.force_login(chairman)
    html = client.get(f"/chi-tra/xa/{batch.pk}/").content.decode()
    assert "0 người mới, 1 người thôi, 0 người thay đổi, chênh lệch -1.080.000" in html
    assert "Thôi tham gia từ ngày 01/08/2024." in html
    run = client.get(f"/chi-tra/{batch.run_id}/").content.decode()
    assert "0 người mới, 1 người thôi, 0 người thay đổi, chênh lệch -1.080.000" in run
    assert f"/chi-tra/xa/{batch.pk}/#so-sanh" in run


def test_the_api_tells_the_same(
    july_closed: None, province: Unit, commune: Unit, province_police: User, make_api: MakeApi
) -> None:
    gone = Membership.objects.get(pk=_of(DUNG).pk)
    Membership.objects.filter(pk=gone.pk).update(valid_to=AUGUST)
    compute(province_police, province, AUGUST)
    api = make_api(province, "ledger")
    answer = api.get(f"/api/v1/units/{commune.key}/month-comparison/", {"month": "2024-08"}).json()
    assert answer["lists"][0]["changes"] == [
        {
            "kind": "gone",
            "memberships": [gone.pk],
            "before_vnd": TO_VIEN,
            "now_vnd": 0,
            "why": "Thôi tham gia từ ngày 01/08/2024",
        }
    ]
    [whole] = api.get(f"/api/v1/units/{province.key}/month-comparison/", {"month": "2024-08"}).json()["lists"]
    assert (whole["gone"], whole["difference_vnd"], whole["changes"]) == (1, -TO_VIEN, [])
    assert (
        make_api(commune, "ledger").get(f"/api/v1/units/{province.key}/month-comparison/").status_code == 404
    )
    assert api.get(f"/api/v1/units/{province.key}/month-comparison/", {"month": "8"}).status_code == 400
