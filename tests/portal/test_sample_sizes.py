"""Samples of any size, told over three years."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.errors import DomainError
from accounts.models import User
from antt_portal.sample import generator
from antt_portal.sample.changes import people_until
from antt_portal.sample.copying import copy_in
from antt_portal.sample.people import PersonPlan, people_of
from antt_portal.sample.story import FIRST_MONTH, START, THREE_YEARS
from antt_portal.sample.villages import VillagePlan, villages_of
from members.models import Membership, Person
from territory.models import Unit, Village, VillageFacts
from territory.official import read_lists
from tests.conftest import MakePerson

pytestmark = pytest.mark.django_db

NHON_PHU = "21553"


@pytest.fixture(scope="module")
def villages() -> list[VillagePlan]:
    communes = [
        (Unit(code=unit.code, kind=unit.kind), unit.parent_key)
        for unit in read_lists().units
        if unit.level == "commune" and unit.path.startswith("52.")
    ]
    return [plan for commune, district in communes for plan in villages_of(commune, district)]


@pytest.fixture(scope="module")
def histories(villages: list[VillagePlan]) -> list[PersonPlan]:
    return [person for village in villages for person in people_until(village, THREE_YEARS.until)]


def test_a_story_told_up_to_a_day_is_the_longer_one_without_what_came_later(
    villages: list[VillagePlan],
) -> None:
    for village in villages:
        assert people_until(village, FIRST_MONTH.until) == people_of(village)
        assert village.counts(START) == village.counts(THREE_YEARS.until)[:1]


def test_in_three_years_people_join_leave_move_and_change_titles(histories: list[PersonPlan]) -> None:
    joined = [person for person in histories if person.spells[0].valid_from > date(2024, 8, 1)]
    moved = [person for person in histories if person.spells[-1].in_next_team]
    left = [person for person in histories if person.spells[-1].valid_to]
    assert min(len(joined), len(moved), len(left)) >= 20
    for law in (date(2024, 7, 1), date(2025, 7, 1)):
        assert any(person.spells[0].valid_from < law for person in histories) == (law > START)
        assert any(person.spells[-1].valid_from >= law for person in histories)
    assert all(span.valid_from < THREE_YEARS.until for person in histories for span in person.spells)
    assert len({person.identity_number for person in histories}) == len(histories)


def test_communes_whose_codes_end_alike_share_no_identity_number() -> None:
    numbers = [
        person.identity_number
        for code in ("21961", "22961", "21711", "22211", "00001", "00251")
        for village in villages_of(Unit(code=code, kind=Unit.Kind.XA), "000", Fraction(30))
        for person in people_until(village, THREE_YEARS.until)
    ]
    assert len(numbers) > 4_000
    assert len({number[:3] + number[6:] for number in numbers}) == len(numbers)


def test_a_commune_can_be_made_as_large_or_small_as_asked() -> None:
    for people in (10, 1_000):
        factor = generator.three_years(1, people).factor
        plans = villages_of(Unit(code=NHON_PHU, kind=Unit.Kind.XA), "540", factor)
        found = sum(len(people_until(village, THREE_YEARS.until)) for village in plans)
        assert people / 2 < found < people * 2


def test_more_people_than_the_numbers_hold_are_refused() -> None:
    with pytest.raises(DomainError, match="Nhập số người từ 1 đến"):
        generator.three_years(1, 1_100)
    with pytest.raises(DomainError, match="Nhập số người từ 1 đến"):
        generator.three_years(1, 0)


def test_the_command_fills_a_commune_with_three_years_and_its_seats(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("sample", commune="00004", people=100)
    assert "người, không phải người thật." in capsys.readouterr().out
    assert Membership.objects.filter(team__commune__key="00004").count() > 50
    assert {user.username for user in User.objects.filter(username__contains=".0")} >= {
        "canbo.00004",
        "congan.01",
    }
    assert VillageFacts.objects.filter(valid_from=date(2026, 1, 1)).exists()
    before = Person.objects.count()
    call_command("sample", commune="00004", people=500)
    assert Person.objects.count() == before


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(CommandError, match="không có đơn vị mang mã này"):
        call_command("sample", commune="99999")


def test_nothing_is_written_beside_real_people(commune: Unit, make_person: MakePerson) -> None:
    make_person(commune)
    with pytest.raises(DomainError, match="có hồ sơ người thật"):
        generator.load([commune.key])
    assert not Village.objects.exists()


def test_copied_rows_keep_every_sign_and_get_their_keys(commune: Unit) -> None:
    names = ["tab\there", "new\nline\r", r"back\slash \N", "", "Đắk Lắk"]
    villages = [
        Village(code=f"V{i}", kind="thon", name=name, commune=commune) for i, name in enumerate(names)
    ]
    copy_in(villages)
    stored = Village.objects.in_bulk([village.pk for village in villages])
    assert [stored[village.pk].name for village in villages] == names
    assert Village.objects.create(code="V9", kind="thon", name="Sau", commune=commune).pk > villages[-1].pk


def test_copying_keeps_the_rules_of_the_database(commune: Unit, village: Village) -> None:
    clash = VillageFacts(village=village, households=1, persons=1, source="x", valid_from=date(2024, 5, 1))
    with pytest.raises(IntegrityError, match="village_facts_once_a_day"), transaction.atomic():
        copy_in([clash])


def test_what_is_no_plain_value_is_not_copied(commune: Unit) -> None:
    with pytest.raises(TypeError, match="cannot be copied"):
        copy_in([Village(code="V", kind="thon", name=Fraction(1), commune=commune)])  # type: ignore[misc]
