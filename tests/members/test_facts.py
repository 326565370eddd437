"""Dated facts about a person: entered with a source, one of a kind a day, told to the law by name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import DomainError, NotAllowed
from accounts.models import Trail, User
from members import recording, rules
from members.fact_kinds import KINDS
from members.models import Membership, Person, PersonFact
from members.person_days import PersonDays, people_days
from regulations.engine import VOCABULARY
from regulations.engine.facts import check_facts
from teams.models import Team
from vietnamese.dates import Span, month_span

JULY = date(2024, 7, 1)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
POST: dict[str, Any] = {"kind": "other_post", "value": "khong_chuyen_trach_thon", "number": 900_000}


@pytest.fixture
def person(active_team: Team) -> Person:
    return active_team.memberships.get(title="to_truong").person


def _record(actor: User, person: Person, **row: Any) -> PersonFact:
    told: dict[str, Any] = POST | {"valid_from": JULY, "source": "Quyết định 12/QĐ-UBND"} | row
    return recording.fact_record(actor=actor, person_id=person.pk, **told)


def _on(person: Person, day: date, *wanted: str) -> dict[str, object]:
    found = people_days({person.pk: person.birth_date}, month_span(day.replace(day=1)), frozenset(wanted))
    return dict(found[person.pk].on(day))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_tells_the_law_facts_of_its_vocabulary(kind: str) -> None:
    spec = KINDS[kind]
    for value in spec.choices or [""]:
        check_facts(spec.facts(value, 2 if spec.number else None))
        assert spec.words(value, 2 if spec.takes_number(value) else None)


def test_a_new_fact_ends_the_one_before(clerk: User, person: Person) -> None:
    before = _record(clerk, person)
    _record(clerk, person, valid_from=date(2024, 9, 1), value="khong", number=None)
    before.refresh_from_db()
    assert before.valid_to == date(2024, 9, 1)
    names = ("member.other_post", "member.other_post_vnd")
    assert [_on(person, day, *names)["member.other_post_vnd"] for day in (JULY, date(2024, 9, 1))] == [
        900_000,
        0,
    ]


def test_a_fact_nobody_entered_is_unknown_and_never_guessed(person: Person) -> None:
    told = _on(person, JULY, *VOCABULARY)
    unknown = {"member.other_post", "member.other_post_vnd", "member.training_level", "member.bhxh_group"}
    assert all(told[name] is None for name in unknown)


def test_facts_that_no_rule_reads_are_not_looked_up(person: Person, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert set(_on(person, JULY, "member.title")) == {"member.bhxh_tu_nguyen", "member.bhyt"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": None}, "number"),
        ({"number": 10**13}, "number"),
        ({"value": "lam_vua"}, "value"),
        ({"source": ""}, "source"),
        ({"valid_to": JULY}, "valid_to"),
        ({"valid_to": date(2024, 7, 10)}, "valid_from"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    clerk: User, person: Person, changes: dict[str, Any], field: str
) -> None:
    _record(clerk, person, valid_from=date(2024, 7, 5), valid_to=date(2024, 8, 5))
    with pytest.raises(DomainError) as refused:
        _record(clerk, person, **changes)
    assert refused.value.field == field


def test_an_income_of_0_is_no_chosen_income(clerk: User, person: Person) -> None:
    with pytest.raises(DomainError, match="thu nhập chọn đóng BHXH tự nguyện: nhập số lớn hơn 0") as refused:
        _record(clerk, person, kind="bhxh_income", value="", number=0)
    assert refused.value.field == "number"
    assert _record(clerk, person, number=0).number == 0  # a post that pays nothing is known


def test_a_wrong_row_is_replaced_and_one_before_ends_where_the_next_begins(
    clerk: User, person: Person
) -> None:
    far = date(2040, 1, 1)
    _record(clerk, person, number=1)
    _record(clerk, person, number=2, valid_from=far)
    _record(clerk, person, number=3)
    _record(clerk, person, number=4, valid_from=date(2025, 1, 1))
    rows = PersonFact.objects.order_by("valid_from").values_list("number", "valid_from", "valid_to")
    assert list(rows) == [(3, JULY, date(2025, 1, 1)), (4, date(2025, 1, 1), far), (2, far, None)]
    assert Trail.objects.filter(table="members_personfact", action="delete").count() == 1


def test_a_clerk_of_another_commune_records_nothing(neighbour_clerk: User, person: Person) -> None:
    with pytest.raises(NotAllowed):
        _record(neighbour_clerk, person)


def test_who_may_only_read_records_nothing(auditor: User, person: Person) -> None:
    with pytest.raises(NotAllowed):
        _record(auditor, person)


@pytest.mark.parametrize(
    ("kind", "value", "number", "constraint"),
    [
        ("training_level", "tien_si", None, "person_fact_value_of_its_kind"),
        ("training_level", "dai_hoc", 3, "person_fact_value_of_its_kind"),
        ("bhxh_income", "", None, "person_fact_value_of_its_kind"),
        ("drilled", "co", None, "one_person_fact_a_kind_a_day"),
    ],
)
def test_the_database_refuses_by_itself(
    person: Person, kind: str, value: str, number: int | None, constraint: str
) -> None:
    PersonFact.objects.create(person=person, kind="drilled", value="khong", source="Giấy", valid_from=JULY)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_personfact (person_id, kind, value, number, source, valid_from, entered_at)"
            " VALUES (%s, %s, %s, %s, 'Giấy', %s, now())",
            [person.pk, kind, value, number, date(2024, 8, 1)],
        )


def test_insurance_ends_on_a_day_and_begins_again(clerk: User, person: Person) -> None:
    def insured(**row: Any) -> None:
        told: dict[str, Any] = {"actor": clerk, "person_id": person.pk, "kind": "bhyt", "source": "Thẻ BHYT"}
        recording.enrolment_record(**(told | row))

    insured(valid_from=JULY)
    recording.fact_end(actor=clerk, person_id=person.pk, kind="bhyt", last_day=date(2024, 7, 31))
    insured(valid_from=date(2024, 10, 1))
    days = [date(2024, 7, 31), date(2024, 8, 1), date(2024, 10, 1)]
    assert [_on(person, day)["member.bhyt"] for day in days] == ["co", "khong", "co"]
    assert _on(person, days[0])["member.bhxh_tu_nguyen"] == "khong"


def test_what_does_not_run_cannot_be_ended(clerk: User, person: Person) -> None:
    with pytest.raises(DomainError, match="không có dòng nào chưa kết thúc"):
        recording.fact_end(actor=clerk, person_id=person.pk, kind="bhyt", last_day=JULY)


@pytest.mark.parametrize(
    ("day", "months", "years", "age"),
    [
        pytest.param(date(2024, 7, 31), 0, 0, 34, id="the first month"),
        pytest.param(date(2024, 8, 1), 1, 0, 34, id="a month is whole on its day"),
        pytest.param(date(2025, 5, 16), 10, 0, 34, id="the day before the birthday"),
        pytest.param(date(2025, 5, 17), 10, 0, 35, id="the birthday"),
        pytest.param(date(2025, 7, 1), 12, 1, 35, id="a year"),
    ],
)
def test_service_and_age_are_counted_from_dates(
    person: Person, day: date, months: int, years: int, age: int
) -> None:
    told = _on(person, day, "member.service_months", "member.service_years", "member.age")
    assert (told["member.service_months"], told["member.service_years"]) == (months, years)
    assert told["member.age"] == age


def test_a_transfer_does_not_break_service_and_a_gap_does(person: Person, active_team: Team) -> None:
    first = person.memberships.get()
    other = Team.objects.create(commune=active_team.commune, name="Tổ khác", sort_key="x")
    Membership.objects.filter(pk=first.pk).update(valid_to=date(2024, 9, 1))
    later = Membership.objects.create(
        person=person, team=other, title="to_vien", status="recognised", valid_from=date(2024, 9, 1)
    )
    assert _on(person, date(2024, 10, 1), "member.service_months")["member.service_months"] == 3
    Membership.objects.filter(pk=later.pk).update(valid_from=date(2024, 9, 2))
    assert _on(person, date(2024, 10, 2), "member.service_months")["member.service_months"] == 1


def test_months_of_insurance_are_those_before_this_one(person: Person) -> None:
    for start, end in ((date(2023, 1, 15), date(2023, 3, 1)), (date(2024, 5, 1), None)):
        person.enrolments.create(kind="bhxh_tu_nguyen", valid_from=start, valid_to=end)
    told = _on(person, date(2024, 7, 20), "member.bhxh_months")
    assert told["member.bhxh_months"] == 4  # 01, 02/2023 and 05, 06/2024


def test_days_are_cut_where_a_counted_fact_changes(person: Person) -> None:
    found = people_days({person.pk: date(1990, 7, 17)}, month_span(JULY), frozenset({"member.age"}))
    assert [span.start for span in found[person.pk].spans(month_span(JULY))] == [date(2024, 7, 17)]


@given(start=DAYS, day=DAYS)
def test_counted_facts_change_only_on_the_days_that_are_named(start: date, day: date) -> None:
    wanted = frozenset({"member.age", "member.service_months", "member.bhxh_months"})
    person = PersonDays(wanted, start, [(Span(start), "bhxh_tu_nguyen")], [], [Span(start)])
    before = date.fromordinal(day.toordinal() - 1)
    turns = {span.start for span in person.spans(Span(day, date.fromordinal(day.toordinal() + 1)))}
    changed = person.on(before) != person.on(day)
    assert not changed or day in turns


@given(birth=st.dates(date(1940, 1, 1), date(2008, 1, 1)), day=DAYS)
def test_age_turns_on_the_birthday(birth: date, day: date) -> None:
    age = rules.age_on(birth, day)
    assert rules.birthday(birth, age) <= day < rules.birthday(birth, age + 1)


def test_the_clerk_enters_a_fact_and_reads_it_back(client: Client, clerk: User, person: Person) -> None:
    client.force_login(clerk)
    url = f"/thanh-vien/{person.pk}/du-kien/other_post/"
    assert "Phụ cấp hằng tháng" in client.get(url).content.decode()
    typed = {"value": "khac", "number": "900.000", "valid_from": "01/07/2024", "source": "QĐ 12"}
    html = client.post(url, typed, follow=True).content.decode()
    assert "Kiêm chức danh khác; 900.000 đồng" in html
    assert "Kết thúc" in html
    ended = client.post(f"{url}het/", {"last_day": "31/07/2024"}, follow=True)
    assert "31/07/2024" in ended.content.decode()


def test_a_wrong_number_keeps_what_was_typed(client: Client, clerk: User, person: Person) -> None:
    client.force_login(clerk)
    typed = {"value": "khac", "number": "", "valid_from": "01/07/2024", "source": "QĐ 12"}
    answer = client.post(f"/thanh-vien/{person.pk}/du-kien/other_post/", typed)
    assert answer.status_code == 422
    assert "QĐ 12" in answer.content.decode()


def test_a_place_in_the_household_is_not_asked_for_as_money(
    client: Client, clerk: User, person: Person
) -> None:
    client.force_login(clerk)
    typed = {"value": "ho_gia_dinh", "number": "hai", "valid_from": "01/07/2024", "source": "Sổ hộ"}
    html = client.post(f"/thanh-vien/{person.pk}/du-kien/bhyt_group/", typed).content.decode()
    assert "Nhập số thứ tự trong hộ bằng chữ số, ví dụ 2." in html
    assert "Nhập số tiền" not in html


@pytest.mark.parametrize("kind", ["luong", "khac"])
def test_an_unknown_kind_is_not_found(client: Client, clerk: User, person: Person, kind: str) -> None:
    client.force_login(clerk)
    assert client.get(f"/thanh-vien/{person.pk}/du-kien/{kind}/").status_code == 404
