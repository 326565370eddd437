"""The permission walk: every address of the portal, for every role, in the own unit and in the next one.

``permissions.txt`` holds what each role is answered: 200 the page, 302 done or led on (for a stranger: to the
sign-in), 403 not this role's, 404 not this unit's, 422 this role's, but not in this state or without answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from accounts.models import ApiClient
from territory.models import Unit
from tests.accounts.places import ROLES, Builder, Place, actors
from tests.conftest import (
    MakeApi,
    kept_for_a_file,
    law_in_force,
    make_unit,
    papers_typeset_once,
    person_maker,
    settle,
    user_maker,
    village_maker,
)

ACTORS: Final = (*ROLES, "anonymous")
# Who stands where: what lies just outside his reach is the neighbour's.
NEIGHBOUR_OF: Final = {"clerk": 1, "chairman": 1, "district": 2}
ANOTHER_PROVINCE: Final = 3
# A run is of a province, whoever looks at it.
PROVINCE_WIDE: Final = {
    "allowances:run",
    "allowances:run_progress",
    "allowances:run_approve",
    "allowances:run_stop",
    "allowances:run_resume",
}
FORM: Final = "application/x-www-form-urlencoded"
SCOPES: Final = tuple(ApiClient.Scope.values)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what each actor is answered at home, and next door whom home lets in."""

    name: str
    verb: str
    answers: dict[str, int]
    neighbour: int | None


def _read_table() -> list[Row]:
    text = (Path(__file__).parent / "permissions.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return [
        Row(
            name,
            verb,
            dict(zip(ACTORS, map(int, cells), strict=True)),
            None if neighbour == "-" else int(neighbour),
        )
        for name, verb, *cells, neighbour in lines
    ]


TABLE: Final = _read_table()
ROOMS: Final = sorted({row.name.rpartition(":")[0] for row in TABLE})

# The scope that opens each address of the API, and whether it names one object.
API: Final = {
    "api:units-list": ("units", False),
    "api:units-detail": ("units", True),
    "api:units-one-off": ("units", True),
    "api:units-month-comparison": ("ledger", True),
    "api:units-month-preview": ("ledger", True),
    "api:units-insurance": ("members", True),
    "api:members-one-off": ("members", True),
    "api:villages-list": ("units", False),
    "api:villages-detail": ("units", True),
    "api:teams-list": ("teams", False),
    "api:teams-detail": ("teams", True),
    "api:teams-size": ("teams", True),
    "api:members-list": ("members", False),
    "api:members-detail": ("members", True),
    "api:ledger-lines-list": ("ledger", False),
    "api:ledger-lines-detail": ("ledger", True),
    "api:ledger-lines-explanation": ("ledger", True),
    "api:payments-list": ("ledger", False),
    "api:payments-detail": ("ledger", True),
    "api:budget-report": ("budget", True),
    "api:budget-estimate": ("budget", True),
    "api:budget-plan": ("budget", True),
    "api:budget-year": ("budget", True),
}

# What each address names of a place.
NAMES: Final[dict[str, Callable[[Place], dict[str, Any]]]] = {
    "api:units-detail": lambda place: {"id": place.commune.key},
    "api:units-one-off": lambda place: {"id": place.commune.key},
    "api:units-month-comparison": lambda place: {"id": place.commune.key},
    "api:units-month-preview": lambda place: {"id": place.commune.key},
    "api:units-insurance": lambda place: {"id": place.commune.key},
    "api:members-one-off": lambda place: {"id": place.membership.pk},
    "api:villages-detail": lambda place: {"id": place.village.code},
    "api:teams-detail": lambda place: {"id": place.team.pk},
    "api:teams-size": lambda place: {"id": place.team.pk},
    "api:members-detail": lambda place: {"id": place.membership.pk},
    "api:ledger-lines-detail": lambda place: {"id": place.line.pk},
    "api:payments-detail": lambda place: {"id": place.payout.payments.get().pk},
    "api:ledger-lines-explanation": lambda place: {"id": place.line.pk},
    "territory:village": lambda place: {"pk": place.village.pk},
    "territory:unit": lambda place: {"key": place.commune.key},
    "facts:village": lambda place: {"pk": place.village.pk},
    "facts:commune": lambda place: {"key": place.commune.key},
    "facts:village_correct": lambda place: {"pk": place.village_facts.pk},
    "facts:village_remove": lambda place: {"pk": place.village_facts.pk},
    "facts:village_history": lambda place: {"pk": place.village.pk},
    "facts:commune_correct": lambda place: {"pk": place.commune_facts.pk},
    "facts:commune_remove": lambda place: {"pk": place.commune_facts.pk},
    "facts:commune_history": lambda place: {"key": place.commune.key},
    "regulations:law": lambda place: {"pk": place.line.derivation.law_id},
    "regulations:law_diff": lambda place: {
        "pk": place.line.derivation.law_id,
        "old": place.line.derivation.law_id,
    },
    "regulations:law_adopt": lambda place: {"pk": place.law_draft.pk},
    "regulations:law_withdraw": lambda place: {"pk": place.law_draft.pk},
    "regulations:law_end": lambda place: {"pk": place.law_adopted.pk},
    "accounts:user": lambda place: {"pk": place.binding.user_id},
    "delegation_end": lambda place: {"pk": place.binding.pk},
    "notices:open": lambda place: {"pk": place.binding.pk},
    "accounts:user_history": lambda place: {"pk": place.binding.user_id},
    "accounts:role_bind": lambda place: {"pk": place.binding.user_id},
    "accounts:user_password": lambda place: {"pk": place.binding.user_id},
    "accounts:user_stop": lambda place: {"pk": place.binding.user_id},
    "accounts:user_resume": lambda place: {"pk": place.binding.user_id},
    "accounts:role_end": lambda place: {"pk": place.binding.pk},
    "accounts:client_end": lambda place: {"pk": place.client.pk},
    "teams:quotas": lambda place: {"key": place.commune.key},
    "teams:change": lambda place: {"pk": place.team.pk},
    "teams:merge": lambda place: {"pk": place.team.pk},
    "teams:dissolve": lambda place: {"pk": place.team.pk},
    "members:team_detail": lambda place: {"pk": place.team.pk},
    "members:member_add": lambda place: {"pk": place.draft.team_id},
    "members:member_remove": lambda place: {
        "pk": place.draft.team_id,
        "membership_pk": place.proposed.pk,
    },
    "members:team_history": lambda place: {"pk": place.team.pk},
    "members:history": lambda place: {"pk": place.membership.person_id},
    "reports:person_pdf": lambda place: {"pk": place.membership.person_id},
    "members:detail": lambda place: {"pk": place.membership.person_id},
    "members:alike": lambda place: {"pk": place.membership.person_id},
    "members:tell_apart": lambda place: {"pk": place.membership.person_id},
    "members:fact_add": lambda place: {"pk": place.membership.person_id, "kind": "other_post"},
    "members:fact_end": lambda place: {"pk": place.membership.person_id, "kind": "bhyt"},
    "members:change": lambda place: {"pk": place.member_change.pk},
    "members:change_withdraw": lambda place: {"pk": place.member_change.pk},
    "members:change_return": lambda place: {"pk": place.member_change.pk},
    "members:identity": lambda place: {"pk": place.membership.person_id},
    "members:meeting": lambda place: {"pk": place.meeting.pk},
    "members:join_propose": lambda place: {"pk": place.team.pk},
    "members:move_propose": lambda place: {"pk": place.membership.person_id},
    "members:end_propose": lambda place: {"pk": place.membership.person_id},
    "members:duty_record": lambda place: {"pk": place.membership.person_id},
    "reports:change_issue": lambda place: {"pk": place.member_change.pk},
    "members:standards": lambda place: {"pk": place.membership.person_id},
    "members:evidence_add": lambda place: {"pk": place.membership.person_id, "standard": "health"},
    "members:papers": lambda place: {"pk": place.membership.person_id},
    "members:dossier": lambda place: {"pk": place.draft.pk},
    "members:dossier_submit": lambda place: {"pk": place.draft.pk},
    "members:dossier_withdraw": lambda place: {"pk": place.draft.pk},
    "members:dossier_examine": lambda place: {"pk": place.draft.pk},
    "members:dossier_return": lambda place: {"pk": place.examined.pk},
    "imports:upload": lambda _place: {"kind": "members"},
    "imports:template": lambda _place: {"kind": "members"},
    "imports:export": lambda _place: {"kind": "members"},
    "imports:preview": lambda place: {"pk": place.listed.pk},
    "imports:names": lambda place: {"pk": place.listed.pk},
    "imports:confirm": lambda place: {"pk": place.listed.pk},
    "imports:drop": lambda place: {"pk": place.listed.pk},
    "imports:undo": lambda place: {"pk": place.listed.pk},
    "imports:wrong_rows": lambda place: {"pk": place.listed.pk},
    "allowances:benefit": lambda place: {"pk": place.benefit.pk},
    "allowances:benefit_withdraw": lambda place: {"pk": place.benefit.pk},
    "allowances:benefit_return": lambda place: {"pk": place.benefit.pk},
    "reports:benefit_issue": lambda place: {"pk": place.benefit.pk},
    "allowances:payout": lambda place: {"pk": place.payout.pk},
    "allowances:payout_approve": lambda place: {"pk": place.payout.pk},
    "allowances:payout_withdraw": lambda place: {"pk": place.payout.pk},
    "allowances:payout_return": lambda place: {"pk": place.payout.pk},
    "reports:cash_list_pdf": lambda place: {"pk": place.payout.pk, "key": place.commune.key},
    "reports:cash_list_xlsx": lambda place: {"pk": place.payout.pk, "key": place.commune.key},
    "allowances:payout_results": lambda place: {"pk": place.payout.pk},
    "allowances:payout_all_paid": lambda place: {"pk": place.payout.pk},
    "allowances:payout_results_file": lambda place: {"pk": place.payout.pk},
    "allowances:payout_results_form": lambda place: {"pk": place.payout.pk},
    "allowances:budget_line": lambda place: {"pk": place.budget_line.pk},
    "allowances:budget_withdraw": lambda place: {"pk": place.budget_line.pk},
    "allowances:budget_spent_withdraw": lambda place: {"pk": place.spending.pk},
    "allowances:budget_return": lambda place: {"pk": place.budget_line.pk},
    "allowances:hold_start": lambda place: {"pk": place.membership.person_id},
    "allowances:hold_end": lambda place: {"pk": place.hold.pk},
    "allowances:repayment_enter": lambda place: {"key": place.commune.key, "pk": place.membership.person_id},
    "allowances:repayment_withdraw": lambda place: {"pk": place.repayment.pk},
    "allowances:pay_method": lambda place: {"pk": place.membership.person_id},
    "allowances:pay_file_take": lambda place: {"pk": place.payout.pk, "kind": "csv"},
    "allowances:run": lambda place: {"pk": place.run.pk},
    "allowances:run_progress": lambda place: {"pk": place.run.pk},
    "allowances:run_approve": lambda place: {"pk": place.run.pk},
    "allowances:run_stop": lambda place: {"pk": place.run.pk},
    "allowances:run_resume": lambda place: {"pk": place.run.pk},
    "allowances:batch": lambda place: {"pk": place.batch.pk},
    "allowances:batch_check": lambda place: {"pk": place.batch.pk},
    "allowances:batch_recompute": lambda place: {"pk": place.batch.pk},
    "allowances:batch_approve": lambda place: {"pk": place.batch.pk},
    "allowances:batch_return": lambda place: {"pk": place.batch.pk},
    "allowances:why": lambda place: {
        "pk": place.batch.pk,
        "membership": place.membership.pk,
        "component": place.line.component,
    },
    "mergers:change": lambda place: {"pk": place.change.pk},
    "mergers:unit_add": lambda place: {"pk": place.change.pk},
    "mergers:unit_remove": lambda place: {"pk": place.change.pk, "row": 1},
    "mergers:village_add": lambda place: {"pk": place.change.pk},
    "mergers:village_remove": lambda place: {"pk": place.change.pk, "row": 1},
    "mergers:change_withdraw": lambda place: {"pk": place.change.pk},
    "mergers:change_apply": lambda place: {"pk": place.change.pk},
    "mergers:answers": lambda place: {"key": place.commune.key},
    "reports:decision_issue": lambda place: {"pk": place.examined.pk},
    "reports:document": lambda place: {"check_code": place.document.check_code},
    "reports:document_pdf": lambda place: {"check_code": place.document.check_code},
    "reports:check": lambda place: {"check_code": place.document.check_code},
    "reports:payment_list_pdf": lambda place: {"batch_pk": place.batch.pk},
    "reports:payment_list_xlsx": lambda place: {"batch_pk": place.batch.pk},
}

# What the question after the address names of a place.
QUESTIONS: Final[dict[str, Callable[[Place], dict[str, str]]]] = {
    "api:budget-report": lambda place: {
        "unit": place.commune.key,
        "first_month": "2024-07",
        "last_month": "2024-07",
    },
    "api:units-one-off": lambda _place: {"on": "2024-07-18", "kind": "chet"},
    "api:units-month-comparison": lambda _place: {"month": "2024-07"},
    "api:units-month-preview": lambda _place: {"month": "2024-07"},
    "api:units-insurance": lambda _place: {"kind": "bhyt", "month": "2024-07"},
    "api:members-one-off": lambda _place: {"on": "2024-07-18", "kind": "chet"},
    "allowances:benefit_prepare": lambda place: {
        "member": str(place.membership.pk),
        "on": "18/07/2024",
        "kind": "chet",
    },
    "teams:strength": lambda place: {"unit": place.commune.key},
    "reports:strength_xlsx": lambda place: {"unit": place.commune.key},
    "allowances:insurance": lambda place: {"unit": place.commune.key},
    "reports:insurance_pdf": lambda place: {"unit": place.commune.key},
    "reports:insurance_xlsx": lambda place: {"unit": place.commune.key},
    "api:budget-estimate": lambda place: {"unit": place.commune.key, "year": "2025"},
    "api:budget-plan": lambda place: {"unit": place.commune.key, "year": "2025"},
    "allowances:budget_plan": lambda place: {"unit": place.commune.key},
    "allowances:budget_examine": lambda place: {"unit": place.commune.key},
    "allowances:budget_allocate": lambda place: {"unit": place.commune.key},
    "api:budget-year": lambda place: {"unit": place.commune.key, "year": "2024"},
    "allowances:budget_spent": lambda place: {"unit": place.commune.key},
    "allowances:budget_spending": lambda place: {"unit": place.commune.key},
    "reports:spending_pdf": lambda place: {"unit": place.commune.key},
    "reports:spending_xlsx": lambda place: {"unit": place.commune.key},
    "reports:plan_pdf": lambda place: {"unit": place.commune.key},
    "reports:plan_xlsx": lambda place: {"unit": place.commune.key},
    "allowances:budget_estimate": lambda place: {"unit": place.commune.key},
    "reports:estimate_pdf": lambda place: {"unit": place.commune.key},
    "reports:estimate_xlsx": lambda place: {"unit": place.commune.key},
    "reports:budget": lambda place: {"unit": place.commune.key},
    "reports:budget_pdf": lambda place: {"unit": place.commune.key},
    "reports:budget_xlsx": lambda place: {"unit": place.commune.key},
}


def url_names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from url_names(pattern, (*spaces, *space))
        else:
            yield ":".join((*spaces, pattern.name or f"without a name: {pattern.pattern}"))


def rows_of(room: str) -> list[Row]:
    return [row for row in TABLE if row.name.rpartition(":")[0] == room]


def at_home(row: Row, actor: str) -> int:
    return row.answers[actor]


def next_door(row: Row, actor: str) -> int:
    """Who is not let in at home is not let in next door; for all others it is not there."""
    home = row.answers[actor]
    shut = home == 403 or (actor == "anonymous" and home == 302)
    return home if shut or row.neighbour is None else row.neighbour


def differences(
    clients: dict[str, Client],
    rows: list[Row],
    place_of: Callable[[Row, str], Place],
    expected: Callable[[Row, str], int],
) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(address, verb, actor): (answered, expected) wherever the two differ."""
    found = {
        (row.name, row.verb, actor): (
            ask(clients[actor], row.name, row.verb, place_of(row, actor)),
            expected(row, actor),
        )
        for row in rows
        for actor in ACTORS
    }
    return {key: pair for key, pair in found.items() if pair[0] != pair[1]}


def ask(client: Client, name: str, verb: str, place: Place) -> int:
    """The status of a request; what it did is undone."""
    address = reverse(name, kwargs=NAMES[name](place) if name in NAMES else {})
    query = QUESTIONS[name](place) if name in QUESTIONS else {}
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        status = client.generic(verb, address, content_type=FORM, query_params=query).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status


@pytest.fixture(scope="module")
def _built(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[list[Place], dict[str, Client]]]:
    """The places and browsers of the whole walk: what is asked is undone, so all find them as built."""
    with papers_typeset_once(), kept_for_a_file(django_db_blocker):
        found = _places_and_clients()
        settle()
        yield found


def _places_and_clients() -> tuple[list[Place], dict[str, Client]]:
    make_user = user_maker()
    build = Builder(village_maker(), person_maker(), make_user)
    province = make_unit("52", Unit.Level.PROVINCE, Unit.Kind.TINH, "Tỉnh Bình Định", None)
    law_in_force(province)
    tuy_phuoc = make_unit("550", Unit.Level.DISTRICT, Unit.Kind.HUYEN, "Huyện Tuy Phước", province)
    home = make_unit("21961", Unit.Level.COMMUNE, Unit.Kind.XA, "Xã Phước Hưng", tuy_phuoc)
    next_one = make_unit("21964", Unit.Level.COMMUNE, Unit.Kind.XA, "Xã Phước Quang", tuy_phuoc)
    phu_my = build.unit("545", Unit.Level.DISTRICT, Unit.Kind.HUYEN, province)
    other = build.unit("99", Unit.Level.DISTRICT, Unit.Kind.HUYEN, Unit.objects.get(key="38"))
    places = build.places(
        [
            home,
            next_one,
            build.unit("21760", Unit.Level.COMMUNE, Unit.Kind.XA, phu_my),
            build.unit("14700", Unit.Level.COMMUNE, Unit.Kind.XA, other),
        ]
    )
    clients = {"anonymous": Client()}
    for name, user in actors(make_user, home).items():
        clients[name] = Client()
        clients[name].force_login(user)
    return places, clients


@pytest.fixture
def places(db: None, _built: tuple[list[Place], dict[str, Client]]) -> list[Place]:
    """Home, the next commune, one of the next district, one of another province."""
    return _built[0]


@pytest.fixture
def clients(db: None, _built: tuple[list[Place], dict[str, Client]]) -> dict[str, Client]:
    """A browser for each role, signed in, and a stranger's."""
    return _built[1]


def test_every_address_has_its_row() -> None:
    known = {row.name for row in TABLE} | set(API)
    assert set(url_names(get_resolver())) == known


def test_no_row_stands_twice() -> None:
    rows = [(row.name, row.verb) for row in TABLE]
    assert len(rows) == len(set(rows))


def test_every_address_that_names_something_has_its_neighbour() -> None:
    named = {row.name for row in TABLE if row.neighbour is not None}
    public = {"regulations:law", "regulations:law_diff"}
    public |= {"imports:upload", "imports:template", "imports:export"}  # they name a kind of list
    assert (NAMES.keys() | QUESTIONS.keys()) - API.keys() - named == public


@pytest.mark.parametrize("room", ROOMS)
def test_an_address_answers_each_role_as_the_table_says(
    places: list[Place], clients: dict[str, Client], room: str
) -> None:
    assert differences(clients, rows_of(room), lambda _row, _actor: places[0], at_home) == {}


@pytest.mark.parametrize("room", ROOMS)
def test_what_lies_outside_the_unit_is_not_there(
    places: list[Place], clients: dict[str, Client], room: str
) -> None:
    rows = [row for row in rows_of(room) if row.neighbour is not None]

    def place_of(row: Row, actor: str) -> Place:
        wide = row.name in PROVINCE_WIDE
        return places[ANOTHER_PROVINCE if wide else NEIGHBOUR_OF.get(actor, ANOTHER_PROVINCE)]

    assert differences(clients, rows, place_of, next_door) == {}


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_verb_without_a_row_does_nothing(
    places: list[Place], clients: dict[str, Client], verb: str
) -> None:
    # The sign-in leads on who is signed in, whatever he sends.
    listed = {row.name for row in TABLE if row.verb == verb} | {"login"}
    names = sorted({row.name for row in TABLE} - listed)
    found = {
        (name, actor): ask(clients[actor], name, verb, places[0])
        for name in names
        for actor in ("clerk", "admin", "anonymous")
    }
    refused = {"clerk": {405}, "admin": {405}, "anonymous": {302, 405}}
    assert {key: status for key, status in found.items() if status not in refused[key[1]]} == {}


def test_an_address_of_the_api_opens_to_its_scope_alone(places: list[Place], make_api: MakeApi) -> None:
    found, expected = {}, {}
    for scope in SCOPES:
        client = make_api(places[0].commune, scope)
        for name, (needed, names_one) in API.items():
            found[scope, name] = [ask(client, name, "GET", place) for place in places[:2]]
            opens = [200, 404 if names_one else 200]
            expected[scope, name] = opens if scope == needed else [403, 403]
    assert found == expected


def test_an_address_of_the_api_asks_everyone_for_a_token(
    places: list[Place], clients: dict[str, Client]
) -> None:
    found = {
        (name, actor): ask(client, name, "GET", places[0])
        for name in API
        for actor, client in clients.items()
    }
    assert {key: status for key, status in found.items() if status != 401} == {}


def test_a_list_of_the_api_holds_no_row_of_another_unit(places: list[Place], make_api: MakeApi) -> None:
    client = make_api(places[0].commune, *SCOPES)
    for name in (name for name, (_, names_one) in API.items() if not names_one):
        rows = client.get(reverse(name), {"page_size": 1000}).json()["results"]
        assert {row.get("commune", row["id"]) for row in rows} == {places[0].commune.key}, name
