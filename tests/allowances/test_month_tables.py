"""Every day of a month as the day of a change, beside sums made by plain arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import RoleBinding, User
from accounts.roles import Role
from allowances import services, settling
from allowances.models import Batch, LedgerLine, PayRun
from allowances.owed import Days, FactRow, Grounds, MonthBook
from allowances.urls import urlpatterns
from members.models import Membership
from regulations.models import LawVersion
from teams.models import Team, TeamCoverage
from territory.models import Unit, Village
from tests.allowances.closed import close
from tests.allowances.conftest import JULY
from tests.conftest import MakePerson, MakeUser, MakeVillage
from tests.merged import adopt, move, with_amounts
from tests.regulations.texts import law_text
from vietnamese.dates import next_month

TO_TRUONG, TO_PHO, TO_VIEN, NEW = 1_440_000, 1_260_000, 1_080_000, 1_600_000
MONTHS = [
    pytest.param(JULY, id="31 days"),
    pytest.param(date(2026, 6, 1), id="30 days"),
    pytest.param(date(2027, 2, 1), id="February"),
    pytest.param(date(2028, 2, 1), id="leap February"),
]

pytestmark = pytest.mark.usefixtures("queued", "law", "active_team")


def half_up(numerator: int, denominator: int) -> int:
    """The quotient as a whole number of đồng, a half counted up."""
    return (2 * numerator + denominator) // (2 * denominator)


def days_of(month: date) -> list[date]:
    """Every day of the month but the first, then the first of the next."""
    return [month + timedelta(days=count) for count in range(1, length(month) + 1)]


def length(month: date) -> int:
    """How many days the month has."""
    return (next_month(month) - month).days


def owed(commune: Unit, month: date) -> Counter[str]:
    """By name: what the month would post for the commune, as nothing is posted yet; writes nothing."""
    batch = Batch(commune=commune, month=month)
    found = Counter[str]()
    names = dict(Membership.objects.values_list("pk", "person__full_name"))
    for item in settling.settle([batch])[batch.pk].lines:
        found[names[item.line.holder.membership_id]] += item.line.amount_vnd
    return found


@contextmanager
def tried() -> Iterator[None]:
    """What is written inside is forgotten after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def leader(active_team: Team) -> Membership:
    """Trần Văn An, tổ trưởng."""
    return active_team.memberships.get(title="to_truong")


@pytest.mark.parametrize("month", MONTHS)
def test_all_join_and_leave_days_of_a_month(commune: Unit, month: date) -> None:
    book, facts, grounds = _book(commune, month)
    days = [month, *days_of(month)]
    for start in days[:-1]:
        for end in days:
            if start < end:
                found = book.result((Days(start, end, facts, grounds),))
                assert [item.amount_vnd for item in found.owed] == [
                    half_up(TO_TRUONG * (end - start).days, length(month))
                ], (start, end)


def _book(commune: Unit, month: date) -> tuple[MonthBook, FactRow, Grounds]:
    book = settling.books_of(commune, month)[month]
    facts: FactRow = (
        ("member.title", "to_truong"),
        ("member.bhxh_tu_nguyen", "khong"),
        ("member.bhyt", "khong"),
    )
    return book, facts, frozenset({frozenset({"52"})})


@pytest.mark.parametrize("month", MONTHS)
def test_a_title_that_changes_on_each_day(commune: Unit, leader: Membership, month: date) -> None:
    for day in days_of(month)[:-1]:
        before, after = (day - month).days, length(month) - (day - month).days
        with tried():
            Membership.objects.filter(pk=leader.pk).update(valid_to=day)
            Membership.objects.create(
                person=leader.person, team=leader.team, title="to_vien", status="recognised", valid_from=day
            )
            total = half_up(TO_TRUONG * before, length(month)) + half_up(TO_VIEN * after, length(month))
            assert owed(commune, month)["Trần Văn An"] == total, day


def test_a_rate_that_changes_on_each_day(commune: Unit) -> None:
    for day in days_of(JULY)[:-1]:
        before = (day - JULY).days
        with tried():
            LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=day)
            adopt(with_amounts(law_text("07/2024/NQ-HĐND", valid_from=day.isoformat()), leader=str(NEW)))
            expected = half_up(TO_TRUONG * before + NEW * (31 - before), 31)
            assert owed(commune, JULY) == {
                "Trần Văn An": expected,
                "Lê Thị Bình": TO_PHO,
                "Phạm Văn Cường": TO_VIEN,
                "Võ Thị Dung": TO_VIEN,
            }, day


def test_a_village_that_goes_to_another_commune_on_each_day(
    commune: Unit, neighbour_commune: Unit, village: Village
) -> None:
    for day in days_of(JULY)[:-1]:
        before = (day - JULY).days
        with tried():
            move(village, neighbour_commune, day)
            here, there = owed(commune, JULY), owed(neighbour_commune, JULY)
            assert here["Lê Thị Bình"] == half_up(TO_PHO * before, 31), day
            assert there["Lê Thị Bình"] == half_up(TO_PHO * (31 - before), 31), day


@pytest.mark.parametrize("turned", [False, True])
def test_people_in_any_order_get_the_same_sums(
    neighbour_commune: Unit, make_village: MakeVillage, make_person: MakePerson, turned: bool
) -> None:
    team = Team.objects.create(commune=neighbour_commune, name="Tổ", status="active", sort_key="to")
    TeamCoverage.objects.create(team=team, village=make_village(neighbour_commune, "Hai"), valid_from=JULY)
    seats = [("Một", "to_truong", 9, None), ("Hai", "to_vien", 1, 20), ("Ba", "to_vien", 31, None)]
    for name, title, start, end in reversed(seats) if turned else seats:
        Membership.objects.create(
            person=make_person(neighbour_commune, name),
            team=team,
            title=title,
            status="recognised",
            valid_from=date(2024, 7, start),
            valid_to=date(2024, 7, end) if end else None,
        )
    assert owed(neighbour_commune, JULY) == {
        "Một": half_up(TO_TRUONG * 23, 31),
        "Hai": half_up(TO_VIEN * 19, 31),
        "Ba": half_up(TO_VIEN, 31),
    }


def test_a_commune_of_nobody_pays_nobody_and_says_so(
    client: Client, province: Unit, province_police: User, neighbour_commune: Unit
) -> None:
    services.run_start(actor=province_police, unit=province, month=JULY)
    batch = Batch.objects.get(commune=neighbour_commune)
    assert settling.settle([batch])[batch.pk].lines == []
    client.force_login(province_police)
    html = client.get(reverse("allowances:batch", args=[batch.pk])).content.decode()
    assert "Chưa có dòng chi trả nào." in html


class TestALockedRunRefusesEveryWrite:
    """Every address of this room, by whoever holds a seat there."""

    @pytest.fixture
    def locked(self, province: Unit, province_police: User) -> Batch:
        """The list of July, locked."""
        close(province_police, province, JULY)
        return Batch.objects.get()

    @pytest.mark.parametrize("role", list(Role))
    def test_by_page(
        self, client: Client, locked: Batch, role: str, commune: Unit, province: Unit, make_user: MakeUser
    ) -> None:
        unit = commune if str(role).startswith("commune") else province
        held = RoleBinding.objects.filter(role=role, unit=unit).first()
        client.force_login(held.user if held else make_user(role, unit))
        Membership.objects.filter(title="to_pho").update(valid_to=date(2024, 7, 10))
        lists, lines = list(Batch.objects.values()), list(LedgerLine.objects.values())
        runs = list(PayRun.objects.values())
        asked = 0
        for pattern in urlpatterns:
            name, words = pattern.name, _words(pattern, locked)
            client.post(
                reverse(f"allowances:{name}", kwargs=words),
                {"month": "07/2024", "reason": "Sửa", "seen": str(locked.line_count)},
            )
            asked += 1
        assert asked > 10
        assert list(Batch.objects.values()) == lists
        assert list(LedgerLine.objects.values()) == lines
        assert list(PayRun.objects.values()) == runs


def _words(pattern: URLPattern, locked: Batch) -> dict[str, object]:
    """What the address of the locked list needs."""
    line = LedgerLine.objects.earliest("pk")
    values: dict[str, object] = {
        "pk": locked.run_id if pattern.name and pattern.name.startswith("run") else locked.pk,
        "membership": line.membership_id,
        "component": line.component,
        "key": locked.commune.key,
        "kind": "csv",
    }
    return {key: values[key] for key in pattern.pattern.regex.groupindex}
