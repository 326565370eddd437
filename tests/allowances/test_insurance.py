"""The insurance list of a month: who stands on it, whose share is what; page, paper and API agree."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from accounts.models import User
from allowances.insurance import InsuranceList, insurance_list
from allowances.models import LedgerLine
from members.models import InsuranceEnrolment, Membership, Person, PersonFact
from regulations.national_insurance import national_insurance
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village
from tests.allowances.conftest import JULY, Compute
from tests.conftest import START, MakeApi, MakePerson, MakeVillage

AUGUST = date(2024, 8, 1)
BHXH = InsuranceEnrolment.Kind.BHXH_TU_NGUYEN


def insure(person: Person, since: date = START, until: date | None = None) -> None:
    InsuranceEnrolment.objects.create(person=person, kind=BHXH, valid_from=since, valid_to=until)


def state(person: Person, kind: str, *, value: str = "", number: int | None = None) -> None:
    PersonFact.objects.create(
        person=person, kind=kind, value=value, number=number, valid_from=START, source="mẫu"
    )


@pytest.fixture
def leader(active_team: Team) -> Person:
    """Trần Văn An, who has chosen an income and is of a poor household."""
    person = active_team.memberships.get(title="to_truong").person
    insure(person)
    state(person, "bhxh_income", number=1_500_000)
    state(person, "bhxh_group", value="ho_ngheo")
    return person


def bhxh(viewer: User, unit: Unit, month: date = JULY) -> InsuranceList:
    return insurance_list(viewer=viewer, unit=unit, month=month, kind=BHXH)


def names(found: InsuranceList) -> list[str]:
    return [row.membership.person.full_name for row in found.rows]


def test_premium_shares_and_what_remains(
    leader: Person, clerk: User, commune: Unit, compute: Compute
) -> None:
    assert bhxh(clerk, commune).open_communes == ("Xã Phước Hưng",)
    compute()
    found = bhxh(clerk, commune)
    (row,) = found.rows
    assert (row.premium_vnd, row.state_vnd, row.province_vnd, row.remains_vnd) == (
        330_000,
        99_000,
        165_000,
        66_000,
    )
    assert (row.is_new, row.joined, row.left, row.notes) == (True, 0, None, ())
    posted = LedgerLine.objects.get(person=leader, component="ho_tro_bhxh")
    assert posted.amount_vnd == row.province_vnd
    assert found.open_communes == ()
    assert found.total == found.communes[0].__class__(commune, 1, 330_000, 99_000, 165_000, 66_000, 0, 0)


def test_a_share_that_the_law_cannot_tell_is_never_0(
    active_team: Team,
    clerk: User,
    commune: Unit,
    province_police: User,
    compute: Compute,
    client: Client,
    make_api: MakeApi,
) -> None:
    person = active_team.memberships.get(title="to_truong").person
    InsuranceEnrolment.objects.create(person=person, kind="bhyt", valid_from=START)
    compute()
    found = insurance_list(viewer=clerk, unit=commune, month=JULY, kind="bhyt")
    (row,) = found.rows
    assert (row.province_vnd, row.remains_vnd) == (None, None)
    assert any("chưa rõ tính trên số tiền nào" in note for note in row.notes)
    assert (found.total.province_vnd, found.total.uncomputed, found.total.lacking) == (None, 1, 1)
    client.force_login(clerk)
    query = {"kind": "bhyt"}
    page = client.get("/chi-tra/bao-hiem/", query).content.decode()
    assert page.count('<td class="number">chưa tính</td>') == 2
    assert "1 người chưa tính phần tỉnh hỗ trợ" in page
    paper = PdfReader(BytesIO(client.get("/chi-tra/bao-hiem.pdf", query).content)).pages[0].extract_text()
    assert "chưa tính" in paper
    assert "Tỉnh hỗ trợ: chưa tính." in paper
    book = CalamineWorkbook.from_filelike(BytesIO(client.get("/chi-tra/bao-hiem.xlsx", query).content))
    rows = book.get_sheet_by_index(0).to_python()
    assert next(cells for cells in rows if cells[1] == "Trần Văn An")[9:11] == ["", ""]
    assert any("Ô trống ở các cột số tiền" in str(cell) for cells in rows for cell in cells)
    told = make_api(commune, "members").get(
        f"/api/v1/units/{commune.key}/insurance/", {**query, "month": "2024-07"}
    )
    assert (told.json()["rows"][0]["province_vnd"], told.json()["total"]["uncomputed"]) == (None, 1)
    client.force_login(province_police)
    assert "chưa tính" in client.get("/chi-tra/bao-hiem/", query).content.decode()


def test_what_is_not_computed_yet_is_unknown(leader: Person, clerk: User, commune: Unit, law: None) -> None:
    (row,) = bhxh(clerk, commune).rows
    assert (row.province_vnd, row.remains_vnd, row.notes) == (None, None, ())


def test_who_was_insured_after_the_month_was_computed_waits_for_a_later_list(
    leader: Person, clerk: User, commune: Unit, compute: Compute
) -> None:
    compute()
    insure(Person.objects.get(full_name="Lê Thị Bình"))
    (first, second) = bhxh(clerk, commune).rows
    assert {first.province_vnd, second.province_vnd} == {165_000, None}
    assert any("chờ danh sách tháng sau" in note for note in (*first.notes, *second.notes))


def test_what_the_law_does_not_give_is_0(
    leader: Person, clerk: User, commune: Unit, compute: Compute, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute()
    scheme = national_insurance().scheme(BHXH)
    other = scheme.model_copy(update={"component": "khong_co"})
    book = national_insurance().model_copy(update={"schemes": (other,)})
    monkeypatch.setattr("allowances.insurance.national_insurance", lambda: book)
    (row,) = bhxh(clerk, commune).rows
    assert (row.province_vnd, row.remains_vnd) == (0, 231_000)


def test_nobody_is_paid_back_more_than_the_premium(
    leader: Person, clerk: User, commune: Unit, compute: Compute
) -> None:
    PersonFact.objects.filter(kind="bhxh_income").update(number=1_000_000)
    compute()
    (row,) = bhxh(clerk, commune).rows
    assert (row.premium_vnd, row.state_vnd, row.province_vnd, row.remains_vnd) == (
        220_000,
        99_000,
        165_000,
        0,
    )


def test_what_is_not_on_record_is_asked_for_and_never_guessed(
    law: None, active_team: Team, clerk: User, commune: Unit
) -> None:
    insure(active_team.memberships.get(title="to_pho").person)
    found = bhxh(clerk, commune)
    (row,) = found.rows
    assert (row.premium_vnd, row.state_vnd, row.remains_vnd) == (None, None, None)
    assert [people for _, people in found.reasons] == [1, 1]
    assert "thu nhập chọn đóng BHXH tự nguyện" in found.reasons[0][0]
    assert (found.total.premium_vnd, found.total.lacking) == (None, 1)


@pytest.mark.parametrize(
    ("since", "until", "july", "august", "gone"),
    [
        (START, None, ["Trần Văn An"], ["Trần Văn An"], []),
        (date(2024, 7, 31), None, ["Trần Văn An"], ["Trần Văn An"], []),
        (AUGUST, None, [], ["Trần Văn An"], []),
        (START, AUGUST, ["Trần Văn An"], [], ["Trần Văn An"]),
        (START, date(2024, 8, 2), ["Trần Văn An"], ["Trần Văn An"], []),
    ],
)
def test_who_stands_on_it_is_told_by_the_days_of_the_month(
    law: None,
    active_team: Team,
    clerk: User,
    commune: Unit,
    since: date,
    until: date | None,
    july: list[str],
    august: list[str],
    gone: list[str],
) -> None:
    insure(active_team.memberships.get(title="to_truong").person, since, until)
    assert names(bhxh(clerk, commune)) == july
    later = bhxh(clerk, commune, AUGUST)
    assert names(later) == august
    assert [row.person.full_name for row in later.gone] == gone
    assert [row.is_new for row in later.rows] == [since == AUGUST] * len(august)
    assert [row.joined for row in later.rows] == [int(since < AUGUST)] * len(august)


def test_who_leaves_the_force_leaves_the_list(law: None, leader: Person, clerk: User, commune: Unit) -> None:
    Membership.objects.filter(person=leader).update(valid_to=AUGUST)
    found = bhxh(clerk, commune, AUGUST)
    assert (names(found), [row.person for row in found.gone]) == ([], [leader])


@pytest.fixture
def moved(leader: Person, neighbour_commune: Unit, make_village: MakeVillage) -> Membership:
    """The leader serves in a team of the next commune from 16/07/2024 on."""
    Membership.objects.filter(person=leader).update(valid_to=date(2024, 7, 16))
    village = make_village(neighbour_commune, "Xóm Mới")
    team = Team.objects.create(commune=neighbour_commune, name="Tổ khác", status="active", sort_key="to khac")
    TeamCoverage.objects.create(team=team, village=village, valid_from=START)
    return Membership.objects.create(
        person=leader, team=team, title="to_vien", status="recognised", valid_from=date(2024, 7, 16)
    )


def test_who_serves_in_two_communes_stands_in_the_first_alone(
    law: None,
    moved: Membership,
    province_police: User,
    province: Unit,
    commune: Unit,
    neighbour_commune: Unit,
) -> None:
    found = bhxh(province_police, province)
    assert [(row.commune, row.membership.person) for row in found.rows] == [(commune, moved.person)]
    assert [row.commune for row in bhxh(province_police, province, AUGUST).rows] == [neighbour_commune]


def test_a_reader_sees_his_reach_alone(
    law: None, leader: Person, neighbour_clerk: User, province: Unit
) -> None:
    assert names(bhxh(neighbour_clerk, province)) == []


def test_the_statements_do_not_grow_with_the_people(
    law: None,
    leader: Person,
    province_police: User,
    province: Unit,
    commune: Unit,
    active_team: Team,
    make_person: MakePerson,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bhxh(province_police, province)
    with django_assert_num_queries(14) as first:
        bhxh(province_police, province)
    for place in range(12):
        person = make_person(commune, f"Người Thử {place}")
        Membership.objects.create(
            person=person, team=active_team, title="to_vien", status="recognised", valid_from=START
        )
        insure(person)
    with django_assert_num_queries(len(first)):
        assert len(bhxh(province_police, province).rows) == 13


def test_page_paper_workbook_and_api_say_the_same(
    leader: Person, clerk: User, commune: Unit, compute: Compute, client: Client, make_api: MakeApi
) -> None:
    compute()
    client.force_login(clerk)
    page = client.get("/chi-tra/bao-hiem/").content.decode()
    pdf = PdfReader(BytesIO(client.get("/chi-tra/bao-hiem.pdf").content)).pages[0].extract_text()
    book = CalamineWorkbook.from_filelike(BytesIO(client.get("/chi-tra/bao-hiem.xlsx").content))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    for sum_ in (330_000, 99_000, 165_000, 66_000):
        words = f"{sum_:,}".replace(",", ".")
        assert words in page
        assert words in pdf
        assert sum_ in cells
    query = {"kind": "bhxh_tu_nguyen", "month": "2024-07"}
    told = make_api(commune, "members").get(f"/api/v1/units/{commune.key}/insurance/", query).json()
    (row,) = told["rows"]
    assert [row[key] for key in ("premium_vnd", "state_vnd", "province_vnd", "remains_vnd")] == [
        330_000,
        99_000,
        165_000,
        66_000,
    ]
    assert "Trần Văn An" not in str(told)
    assert (told["is_computed"], told["total"]["people"]) == (True, 1)


def test_a_province_reads_sums_by_commune_and_prints_them(
    leader: Person, province_police: User, compute: Compute, client: Client, village: Village
) -> None:
    compute()
    client.force_login(province_police)
    page = client.get("/chi-tra/bao-hiem/").content.decode()
    assert "Xã Phước Hưng" in page
    assert "Trần Văn An" not in page
    pdf = PdfReader(BytesIO(client.get("/chi-tra/bao-hiem.pdf").content)).pages[0].extract_text()
    assert "Xã Phước Hưng" in pdf
    assert "Trần Văn An" not in pdf


def test_a_month_that_cannot_be_read_is_asked_for_again(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    for address in ("", ".pdf", ".xlsx"):
        answer = client.get(f"/chi-tra/bao-hiem{address or '/'}", {"month": "13/2024"})
        assert answer.status_code == 422
        assert "Nhập tháng" in answer.content.decode()
