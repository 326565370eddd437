"""The few actors of the tests: two neighbouring communes of Tuy Phước, their people and their seats."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pgtrigger
import pytest
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker

from accounts.models import ApiClient, RoleBinding, User
from accounts.roles import Role
from antt_portal.sample import generator
from members import identity
from members.models import Membership, Person
from regulations.models import ProvinceSetting
from regulations.services import LAW_FOLDER, SERIES_FILE, Loaded, law_load
from reports import rendering
from teams.models import Quota, Team, TeamCoverage
from territory.models import Unit, Village, VillageFacts, VillagePlacement
from tests.merged import Merged, adopt, succeed, unit_today, with_amounts
from tests.regulations.texts import law_text
from vietnamese.text import name_sort_key, person_sort_key, without_marks

# The last day of the three levels was 30/06/2025; the force began on 01/07/2024.
END_OF_DISTRICTS = date(2025, 7, 1)
START = date(2024, 7, 1)
PASSWORD = "Mat-khau-thu-2024"

MakeUnit = Callable[..., Unit]
MakeUser = Callable[..., User]
MakePerson = Callable[..., Person]
MakeVillage = Callable[..., Village]
MakeApi = Callable[..., Client]


@pytest.fixture(scope="session", autouse=True)
def _kept_tables_can_be_emptied() -> Iterator[None]:
    """Django empties every table after a transactional test; there alone append-only tables give way."""
    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty(case: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            teardown(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@contextmanager
def kept_for_a_file(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction for what all tests of a file find, undone at its end; each test is a savepoint in it."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def papers_typeset_once() -> Iterator[None]:
    """A paper that is asked for again is not typeset again: equal pages give equal bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "_typeset", cache(rendering._typeset))
        yield


def settle() -> None:
    """Has what a file's tests find checked and measured.

    Otherwise the end of each test checks every row of it anew, and the planner takes the tables for empty.
    """
    connection.check_constraints()
    generator.measure_tables()


def make_unit(code: str, level: str, kind: str, name: str, parent: Unit | None) -> Unit:
    return Unit.objects.create(
        key=code,
        code=code,
        level=level,
        kind=kind,
        name=name,
        parent=parent,
        path=f"{parent.path if parent else ''}{code}.",
        sort_key=name_sort_key(name),
        valid_to=END_OF_DISTRICTS,
    )


def give_quota(team: Team, people: int) -> Quota:
    """A number of UBND tỉnh for ``team`` from the first day of the force."""
    return Quota.objects.create(
        commune=team.commune,
        team=team,
        people=people,
        decision_number="12/QĐ-UBND",
        decided_on=START,
        valid_from=START,
    )


def load_two_laws() -> Loaded:
    """The law of Bình Định and of Thanh Hóa with the reference series; other files have their own tables."""
    if not Unit.objects.filter(key="38").exists():
        make_unit("38", Unit.Level.PROVINCE, Unit.Kind.TINH, "Tỉnh Thanh Hóa", None)
    with TemporaryDirectory() as folder:
        for name in ("binh-dinh-nq-03-2024.yaml", "thanh-hoa-2024.yaml", SERIES_FILE):
            shutil.copy(LAW_FOLDER / name, folder)
        return law_load(Path(folder))


@pytest.fixture
def province(db: None) -> Unit:
    """Tỉnh Bình Định as it stood until 30/06/2025."""
    return make_unit("52", Unit.Level.PROVINCE, Unit.Kind.TINH, "Tỉnh Bình Định", None)


@pytest.fixture
def district(province: Unit) -> Unit:
    """Huyện Tuy Phước."""
    return make_unit("550", Unit.Level.DISTRICT, Unit.Kind.HUYEN, "Huyện Tuy Phước", province)


@pytest.fixture
def commune(district: Unit) -> Unit:
    """Xã Phước Hưng."""
    return make_unit("21961", Unit.Level.COMMUNE, Unit.Kind.XA, "Xã Phước Hưng", district)


@pytest.fixture
def neighbour_commune(district: Unit) -> Unit:
    """Xã Phước Quang, of the same district."""
    return make_unit("21964", Unit.Level.COMMUNE, Unit.Kind.XA, "Xã Phước Quang", district)


def village_maker() -> MakeVillage:
    """Makes a village with its placement and, unless ``households`` is None, its facts from 01/01/2024."""
    numbers = count(1)

    def make(
        commune: Unit, name: str, households: int | None = 412, kind: str = Village.Kind.THON, **facts: object
    ) -> Village:
        village = Village.objects.create(
            code=f"T{next(numbers):05d}",
            kind=kind,
            name=name,
            commune=commune,
            sort_key=name_sort_key(name),
        )
        start = date(2024, 1, 1)
        VillagePlacement.objects.create(village=village, commune=commune, valid_from=start)
        if households is not None:
            values = {"persons": households * 4, "source": "UBND xã, 01/2024", "valid_from": start} | facts
            VillageFacts.objects.create(village=village, households=households, **values)
        return village

    return make


@pytest.fixture
def make_village() -> MakeVillage:
    """Makes villages; see ``village_maker``."""
    return village_maker()


@pytest.fixture
def village(commune: Unit, make_village: MakeVillage) -> Village:
    """Thôn Háo Lễ of xã Phước Hưng, 412 households from 01/01/2024."""
    return make_village(commune, "Háo Lễ")


def user_maker() -> MakeUser:
    """Makes a user who holds ``role`` at ``unit`` from 2024 on, with the password ``PASSWORD``."""
    numbers = count(1)

    def make(role: str, unit: Unit, full_name: str = "") -> User:
        number = next(numbers)
        user = User.objects.create_user(
            f"{role}-{number}", PASSWORD, full_name=full_name or f"Người dùng {number}"
        )
        RoleBinding.objects.create(user=user, role=role, unit=unit, valid_from=date(2024, 1, 1))
        return user

    return make


@pytest.fixture
def make_user() -> MakeUser:
    """Makes users; see ``user_maker``."""
    return user_maker()


@pytest.fixture
def make_api() -> MakeApi:
    """Makes a client of the API for ``unit`` with ``scopes``; its requests carry the token."""
    numbers = count(1)

    def make(unit: Unit, *scopes: str, **fields: object) -> Client:
        token, digest = ApiClient.new_token()
        values = {"valid_from": date(2024, 1, 1)} | fields
        ApiClient.objects.create(
            name=f"Hệ thống {next(numbers)}", unit=unit, scopes=scopes, token_digest=digest, **values
        )
        return Client(headers={"authorization": f"Bearer {token}"})

    return make


@pytest.fixture
def clerk(make_user: MakeUser, commune: Unit) -> User:
    """The police clerk of xã Phước Hưng."""
    return make_user(Role.COMMUNE_CLERK, commune)


@pytest.fixture
def neighbour_clerk(make_user: MakeUser, neighbour_commune: Unit) -> User:
    """The police clerk of xã Phước Quang."""
    return make_user(Role.COMMUNE_CLERK, neighbour_commune)


@pytest.fixture
def chairman(make_user: MakeUser, commune: Unit) -> User:
    """The chairman of xã Phước Hưng."""
    return make_user(Role.COMMUNE_CHAIRMAN, commune)


@pytest.fixture
def district_officer(make_user: MakeUser, district: Unit) -> User:
    """The officer of huyện Tuy Phước."""
    return make_user(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def province_police(make_user: MakeUser, province: Unit) -> User:
    """Công an tỉnh."""
    return make_user(Role.PROVINCE_POLICE, province)


@pytest.fixture
def province_finance(make_user: MakeUser, province: Unit) -> User:
    """Sở Tài chính."""
    return make_user(Role.PROVINCE_FINANCE, province)


@pytest.fixture
def auditor(make_user: MakeUser, province: Unit) -> User:
    """An auditor of the province; reads only."""
    return make_user(Role.AUDITOR, province)


@pytest.fixture
def administrator(make_user: MakeUser, province: Unit) -> User:
    """The administrator of the province."""
    return make_user(Role.ADMINISTRATOR, province)


def law_in_force(province: Unit) -> None:
    """Two laws, loaded, and Bình Định's choice to split a month by days."""
    load_two_laws()
    ProvinceSetting.objects.create(
        province=province,
        part_month=ProvinceSetting.PartMonth.BY_DAY,
        source="Lựa chọn của bản thử",
        valid_from=date(2024, 1, 1),
    )


@pytest.fixture
def law(province: Unit) -> None:
    """The law of Bình Định; see ``law_in_force``."""
    law_in_force(province)


@pytest.fixture
def merged(law: None, province: Unit, commune: Unit) -> Merged:
    """Tỉnh Gia Lai from 01/07/2025: Bình Định, and the former Gia Lai whose tổ trưởng gets 1,500,000 đồng."""
    gia_lai = make_unit("64", "province", "tinh", "Tỉnh Gia Lai", None)
    huyen = make_unit("622", "district", "thi_xa", "Thị xã An Khê", gia_lai)
    old_hills = make_unit("23614", "commune", "phuong", "Phường An Bình", huyen)
    new = unit_today("52", "province", "tinh", "Tỉnh Gia Lai", None)
    coast = unit_today("21952", "commune", "xa", "Xã Tuy Phước", new)
    hills = unit_today("23617", "commune", "phuong", "Phường An Khê", new)
    for old, now in ((province, new), (gia_lai, new), (commune, coast), (old_hills, hills)):
        succeed(old, now)
    council = {"  issuer": "Hội đồng nhân dân tỉnh Gia Lai"}
    text = law_text("05/2024/NQ-HĐND", valid_from="2024-07-01", code="64", **council)
    adopt(with_amounts(text, leader="1500000"))
    return Merged(new, gia_lai, coast, hills, old_hills)


@pytest.fixture
def officer(make_user: MakeUser, merged: Merged) -> User:
    """Công an tỉnh of the merged province."""
    return make_user(Role.PROVINCE_POLICE, merged.province)


@pytest.fixture
def second_officer(make_user: MakeUser, merged: Merged) -> User:
    """The administrator of the merged province."""
    return make_user(Role.ADMINISTRATOR, merged.province)


def person_maker() -> MakePerson:
    """Makes a person of ``commune`` with the next identity number that nobody can have."""
    numbers = count(1)

    def make(
        commune: Unit,
        full_name: str = "Nguyễn Văn Thử",
        *,
        birth_date: date = date(1990, 5, 17),
        gender: str = Person.Gender.MALE,
        identity_number: str = "",
    ) -> Person:
        number = identity_number or f"999{next(numbers):09d}"
        return Person.objects.create(
            commune=commune,
            full_name=full_name,
            birth_date=birth_date,
            gender=gender,
            address="Thôn Háo Lễ",
            identity_cipher=identity.encrypted(number),
            identity_fingerprint=identity.fingerprint(number),
            search_name=without_marks(full_name),
            sort_key=person_sort_key(full_name),
        )

    return make


@pytest.fixture
def make_person() -> MakePerson:
    """Makes people; see ``person_maker``."""
    return person_maker()


@pytest.fixture
def active_team(commune: Unit, village: Village, make_person: MakePerson) -> Team:
    """The team of thôn Háo Lễ from 01/07/2024: tổ trưởng, tổ phó and two tổ viên, all recognised."""
    name = "Tổ bảo vệ ANTT thôn Háo Lễ"
    team = Team.objects.create(
        commune=commune, name=name, status=Team.Status.ACTIVE, sort_key=name_sort_key(name)
    )
    TeamCoverage.objects.create(team=team, village=village, valid_from=START)
    people = (
        ("Trần Văn An", Membership.Title.TO_TRUONG),
        ("Lê Thị Bình", Membership.Title.TO_PHO),
        ("Phạm Văn Cường", Membership.Title.TO_VIEN),
        ("Võ Thị Dung", Membership.Title.TO_VIEN),
    )
    for full_name, title in people:
        Membership.objects.create(
            person=make_person(commune, full_name),
            team=team,
            title=title,
            status=Membership.Status.RECOGNISED,
            valid_from=START,
        )
    return team
