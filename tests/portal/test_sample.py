from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from pytest_django import DjangoDbBlocker

from accounts.models import RoleBinding, User
from accounts.roles import Role
from antt_portal.sample import accounts, generator
from antt_portal.sample.people import PersonPlan, people_of
from antt_portal.sample.villages import VillagePlan, villages_of
from members import identity
from members.models import InsuranceEnrolment, Membership, Person
from regulations.models import ProvinceSetting
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village, VillageFacts
from territory.official import read_lists
from territory.services import units_load
from tests.conftest import kept_for_a_file, settle

pytestmark = pytest.mark.django_db

PHUOC_HUNG, TUY_PHUOC_TOWN, VINH_SON, NHON_BINH = "21961", "21952", "21787", "21550"
SOME = (PHUOC_HUNG, TUY_PHUOC_TOWN, VINH_SON, NHON_BINH)
START = date(2024, 7, 1)


def planned_villages() -> list[VillagePlan]:
    communes = [
        (Unit(code=unit.code, kind=unit.kind), unit.parent_key)
        for unit in read_lists().units
        if unit.level == "commune" and unit.path.startswith("52.")
    ]
    return [plan for commune, district in communes for plan in villages_of(commune, district)]


@pytest.fixture(scope="module")
def villages() -> list[VillagePlan]:
    return planned_villages()


@pytest.fixture(scope="module")
def people(villages: list[VillagePlan]) -> list[PersonPlan]:
    return [person for village in villages for person in people_of(village)]


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Four communes of the sample; each test is a savepoint inside this transaction."""
    with kept_for_a_file(django_db_blocker):
        units_load()
        settle()
        generator.load(SOME)
        accounts.load(SOME)
        settle()
        yield


# The whole plan, which needs no database


def test_the_sample_is_as_large_as_the_province(
    villages: list[VillagePlan], people: list[PersonPlan]
) -> None:
    assert 1_050 <= len(villages) <= 1_200
    assert 3_800 <= len(people) <= 4_200
    assert len({village.code[:5] for village in villages}) == 155


def test_a_second_plan_is_the_same(villages: list[VillagePlan], people: list[PersonPlan]) -> None:
    again = planned_villages()
    assert again == villages
    assert [person for village in again for person in people_of(village)] == people


def test_a_commune_is_the_same_alone_and_among_all(villages: list[VillagePlan]) -> None:
    alone = villages_of(Unit(code=VINH_SON, kind=Unit.Kind.XA), "546")
    assert alone == [village for village in villages if village.code.startswith(VINH_SON)]


@pytest.mark.parametrize("households", [349, 350, 700, 701])
def test_every_edge_of_the_bands_of_thon_is_there(villages: list[VillagePlan], households: int) -> None:
    assert any(v.kind == Village.Kind.THON and v.households == households for v in villages)


@pytest.mark.parametrize("households", [499, 500, 800, 801])
def test_every_edge_of_the_bands_of_khu_pho_is_there(villages: list[VillagePlan], households: int) -> None:
    assert any(v.kind == Village.Kind.KHU_PHO and v.households == households for v in villages)


@pytest.mark.parametrize(
    ("kind", "households", "seats"),
    [
        (Village.Kind.THON, 349, 3),
        (Village.Kind.THON, 350, 4),
        (Village.Kind.THON, 700, 4),
        (Village.Kind.THON, 701, 5),
        (Village.Kind.LANG, 60, 3),
        (Village.Kind.KHU_PHO, 499, 3),
        (Village.Kind.KHU_PHO, 500, 4),
        (Village.Kind.KHU_PHO, 800, 4),
        (Village.Kind.KHU_VUC, 801, 5),
    ],
)
def test_seats_follow_the_bands(kind: str, households: int, seats: int) -> None:
    assert VillagePlan("1-01", kind, "", households, 0, False, True).seats == seats


def test_teams_are_full_or_one_short_and_never_below_three(villages: list[VillagePlan]) -> None:
    sizes = Counter((v.seats, len(people_of(v))) for v in villages if v.has_team)
    assert set(sizes) == {(3, 3), (4, 3), (4, 4), (5, 4), (5, 5)}


def test_a_few_people_come_go_and_change_title_within_july(people: list[PersonPlan]) -> None:
    spells = [person.spells for person in people]
    assert 5 <= sum(spell[0].valid_from == date(2024, 7, 16) for spell in spells) <= 60
    assert 5 <= sum(spell[-1].valid_to == date(2024, 7, 20) for spell in spells) <= 60
    assert 4 <= sum(len(spell) == 2 for spell in spells) <= 60


def test_everybody_is_18_to_69_years_old_when_the_force_begins(people: list[PersonPlan]) -> None:
    births = [person.birth_date for person in people]
    assert min(births) > date(1954, 7, 1)
    assert max(births) <= date(2006, 7, 1)


def test_identity_numbers_are_well_formed_and_impossible(people: list[PersonPlan]) -> None:
    for person in people:
        number, born = person.identity_number, person.birth_date
        sex = {("male", 19): "0", ("female", 19): "1", ("male", 20): "2", ("female", 20): "3"}
        assert identity.normalised(number) == number
        assert number[:3] >= "600"  # no place where births are registered has such a code
        assert number[3] == sex[person.gender, born.year // 100]
        assert number[4:6] == f"{born:%y}"
    assert len({person.identity_number for person in people}) == len(people)


def test_names_fit_the_gender(people: list[PersonPlan]) -> None:
    men = {person.full_name.split()[1] for person in people if person.gender == "male"}
    women = {person.full_name.split()[1] for person in people if person.gender == "female"}
    assert "Thị" in women - men
    assert "Văn" in men - women


# What is written


@pytest.mark.usefixtures("sample")
def test_every_row_is_marked_as_sample() -> None:
    for model in (Village, Team, Person, User):
        assert model._default_manager.exists()
        assert not model._default_manager.filter(is_sample=False).exists()
    assert set(VillageFacts.objects.values_list("source", flat=True)) == {"Dữ liệu mẫu"}
    assert not User.objects.exclude(full_name__endswith="(mẫu)").exists()


@pytest.mark.usefixtures("sample")
def test_a_second_load_writes_nothing() -> None:
    assert generator.load(SOME) == generator.SampleLoad(villages=0, teams=0, people=0)
    assert accounts.load(SOME) == 0


@pytest.mark.usefixtures("sample")
def test_two_villages_of_phuoc_hung_wait_for_their_team() -> None:
    waiting = Village.objects.filter(commune__key=PHUOC_HUNG, coverages=None)
    assert set(waiting.values_list("name", flat=True)) == {"Háo Lễ", "Tân Hội"}


@pytest.mark.usefixtures("sample")
def test_every_village_has_a_place_and_a_number_of_households_each_day() -> None:
    for day in (date(2024, 1, 1), date(2024, 6, 30), START, date(2025, 6, 30)):
        held = VillageFacts.objects.filter(valid_from__lte=day).exclude(valid_to__lte=day)
        assert held.count() == Village.objects.count()
    assert not Village.objects.filter(placements=None).exists()


@pytest.mark.usefixtures("sample")
def test_teams_are_active_with_quota_members_and_recognition() -> None:
    assert Team.objects.count() == TeamCoverage.objects.filter(valid_from=START).count()
    assert not Team.objects.exclude(status=Team.Status.ACTIVE).exists()
    assert not Team.objects.exclude(quotas__people__gte=3, quotas__valid_from=START).exists()
    assert not Membership.objects.exclude(status=Membership.Status.RECOGNISED).exists()
    assert Team.objects.filter(name="Tổ bảo vệ an ninh, trật tự thôn Biểu Chánh").exists()


@pytest.mark.usefixtures("sample")
def test_a_stored_identity_number_is_found_by_its_fingerprint() -> None:
    person = Person.objects.filter(commune__key=PHUOC_HUNG).first()
    assert person is not None
    number = identity.decrypted(person.identity_cipher)
    assert number >= "600"
    assert identity.fingerprint(number) == person.identity_fingerprint


@pytest.mark.usefixtures("sample")
def test_about_two_thirds_are_insured() -> None:
    insured = InsuranceEnrolment.objects.filter(kind=InsuranceEnrolment.Kind.BHXH_TU_NGUYEN).count()
    assert 0.5 < insured / Person.objects.count() < 0.8


@pytest.mark.usefixtures("sample")
def test_the_part_month_rule_is_shown_as_a_choice_not_as_law() -> None:
    setting = ProvinceSetting.objects.get()
    assert (setting.part_month, setting.province.key) == ("by_day", "52")
    assert setting.source == "Lựa chọn của bản mẫu; chưa tìm thấy quy định"


@pytest.mark.usefixtures("sample")
def test_each_role_has_its_seat_at_a_fitting_unit_until_that_ends() -> None:
    assert {b.role for b in RoleBinding.objects.all()} == set(Role.values)
    for binding in RoleBinding.objects.select_related("unit"):
        binding.clean()
        assert binding.valid_to == binding.unit.valid_to == date(2025, 7, 1)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("username", "full_name", "position"),
    [
        ("canbo.21961", "Cán bộ Công an xã Phước Hưng (mẫu)", "Cán bộ"),
        ("chutich.21961", "Chủ tịch UBND xã Phước Hưng (mẫu)", "CHỦ TỊCH"),
        ("huyen.550", "Cán bộ huyện Tuy Phước (mẫu)", "Cán bộ thẩm định"),
        ("taichinh.52", "Sở Tài chính tỉnh Bình Định (mẫu)", "Cán bộ Sở Tài chính"),
    ],
)
def test_accounts_are_named_after_seats(username: str, full_name: str, position: str) -> None:
    user = User.objects.get(username=username)
    assert (user.full_name, user.position) == (full_name, position)


@pytest.mark.usefixtures("sample")
def test_the_sample_password_opens_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    assert User.objects.get(username="canbo.21961").check_password("Mau-2024-Binh-Dinh")
    monkeypatch.setenv("SAMPLE_PASSWORD", "Khac-2024")
    assert accounts.password() == "Khac-2024"


@pytest.mark.usefixtures("sample")
def test_the_token_of_the_sample_client_is_shown_once() -> None:
    assert len(accounts.api_client_load()) > 40
    assert accounts.api_client_load() == ""
