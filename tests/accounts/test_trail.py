"""The trail: every write of every business table leaves who, when, from where, before, after and why."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts import trail
from accounts.models import Trail, User
from antt_portal.celery import carry_trail, end_trail, resume_trail
from imports.models import Import
from members.models import Person
from mergers.models import UnitChange
from teams.models import Team
from teams.tasks import apply_decisions
from territory.models import Unit, Village, VillageFacts
from tests.conftest import PASSWORD, START, MakePerson

pytestmark = pytest.mark.django_db


def last(**of: Any) -> Trail:
    found = Trail.objects.filter(**of).first()
    assert found is not None
    return found


def _sql(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_business_table_has_its_trail() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE tgname LIKE 'trail\\_%%'"
            " AND tgname IN ('trail_insert', 'trail_update', 'trail_delete') GROUP BY 1"
        )
        assert dict(cursor.fetchall()) == dict.fromkeys(trail.tables(), 3)
    assert {"teams_team", "members_person", "accounts_rolebinding", "regulations_provincesetting"} <= {
        *trail.tables()
    }


def test_a_correction_keeps_before_and_after_of_what_differs(active_team: Team) -> None:
    Team.objects.filter(pk=active_team.pk).update(name="Tổ khác")
    row = last(table="teams_team", action="update")
    assert (row.before, row.after) == ({"name": active_team.name}, {"name": "Tổ khác"})
    assert row.team_key == row.row_id == active_team.pk


def test_a_write_that_changes_nothing_leaves_nothing(active_team: Team) -> None:
    count = Trail.objects.count()
    Team.objects.filter(pk=active_team.pk).update(name=active_team.name, sort_key="x")
    assert Trail.objects.count() == count


def test_bulk_writes_and_raw_sql_leave_a_row_each(village: Village) -> None:
    start = date(2020, 1, 1)
    rows = [
        VillageFacts(
            village=village,
            households=year,
            persons=year,
            source="x",
            valid_from=start.replace(year=year),
            valid_to=start.replace(year=year + 1),
        )
        for year in range(2015, 2018)
    ]
    VillageFacts.objects.bulk_create(rows)
    _sql("UPDATE territory_villagefacts SET persons = persons + 1 WHERE source = 'x'")
    _sql("DELETE FROM territory_villagefacts WHERE source = 'x'")
    kept = Trail.objects.filter(table="territory_villagefacts", row_id__in=[row.pk for row in rows])
    actions = list(kept.order_by("pk").values_list("action", flat=True))
    assert actions == ["insert"] * 3 + ["update"] * 3 + ["delete"] * 3
    assert {tuple(row.after) for row in kept.filter(action="update") if row.after} == {("persons",)}


def test_secrets_are_masked(clerk: User, make_person: MakePerson, commune: Unit) -> None:
    person = make_person(commune)
    clerk.set_password("Mot-mat-khau-khac-2024")
    clerk.save()
    Person.objects.filter(pk=person.pk).update(identity_cipher="khác", identity_fingerprint="khác")
    assert last(table="accounts_user", action="update").after == {"password": "***"}
    assert last(table="members_person", action="update").after == {"identity_cipher": "***"}
    held = last(table="members_person", action="insert").after
    assert held is not None
    assert not {"identity_cipher", "identity_fingerprint", "password"} & held.keys()


def test_a_sign_in_changes_no_user(client: Client, clerk: User) -> None:
    before = Trail.objects.filter(table="accounts_user").count()
    client.post("/dang-nhap/", {"username": clerk.username, "password": PASSWORD})
    assert Trail.objects.filter(table="accounts_user").count() == before


def test_a_page_says_who_from_where_and_why(client: Client, clerk: User, active_team: Team) -> None:
    client.force_login(clerk)
    url = f"/to/{active_team.pk}/giai-the/"
    client.post(url, {"start_on": "10/07/2024", "reason": "Sáp nhập thôn"}, REMOTE_ADDR="10.1.2.3")
    row = last(table="teams_dossier", action="insert")
    assert (row.actor, row.address, row.origin, row.reason) == (
        clerk,
        "10.1.2.3",
        f"POST {url}",
        "Sáp nhập thôn",
    )
    assert row.team_key == active_team.pk


def test_what_is_said_ends_with_the_request(client: Client, clerk: User, active_team: Team) -> None:
    client.force_login(clerk)
    client.get("/")
    Team.objects.filter(pk=active_team.pk).update(name="Tổ khác")
    assert last(table="teams_team").actor is None


def test_a_task_writes_in_the_name_of_who_queued_it(clerk: User, active_team: Team) -> None:
    headers: dict[str, Any] = {}
    with trail.said(user=clerk, address="10.1.2.3", reason="vì"):
        carry_trail(headers=headers)
    task = cast(Any, apply_decisions)
    task.push_request(trail=headers["trail"], is_eager=False)
    try:
        resume_trail(task=task)
        Team.objects.filter(pk=active_team.pk).update(name="Tổ khác")
        end_trail(task=task)
    finally:
        task.pop_request()
    row = last(table="teams_team")
    assert (row.actor, row.address, row.reason) == (clerk, "10.1.2.3", "vì")
    assert row.origin == "teams.tasks.apply_decisions"
    assert trail.carried() == {}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_trail SET reason = 'x'",
        "DELETE FROM accounts_trail",
        "TRUNCATE accounts_trail",
    ],
)
def test_the_trail_cannot_be_changed(active_team: Team, statement: str) -> None:
    count = Trail.objects.count()
    with pytest.raises(DatabaseError, match="Cannot"):
        _sql(statement)
    assert Trail.objects.count() == count > 0


def test_lists_and_changes_of_units_are_in_it_without_what_was_typed(
    clerk: User, commune: Unit, province: Unit
) -> None:
    batch = Import.objects.create(kind="members", unit=commune, uploaded_by=clerk, file_name="ds.xlsx")
    batch.names = {"to 1": 7}
    batch.written = {"2": {"person": 3}}
    batch.save()
    Import.objects.filter(pk=batch.pk).update(state="dropped")
    found = list(Trail.objects.filter(table="imports_import").order_by("pk").values_list("action", "after"))
    assert [action for action, _ in found] == ["insert", "update", "update"]
    assert found[1][1] == {"names_cipher": "***"}
    assert found[2][1] == {"state": "dropped"}
    UnitChange.objects.create(province=province, day=START, document="NQ thử", prepared_by=clerk)
    assert last(table="mergers_unitchange").action == "insert"
