"""A change of units moves what is decided, leaves what is not, and rewrites no day before it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import ApiClient, User
from members.models import Person
from mergers import selectors, services
from mergers.models import UnitChange
from teams.models import Dossier, DossierEvent, Quota, Team
from territory.models import Unit, UnitSuccession, Village, VillagePlacement
from tests.conftest import MakeApi, MakePerson, MakeVillage
from tests.mergers.conftest import DAY, LAST, Change, team_of


@pytest.fixture(autouse=True)
def _on_the_day(settings: Any) -> None:
    settings.PORTAL_TODAY = "2025-07-01"


def placements(village: Village) -> list[tuple[str, date, date | None]]:
    rows = village.placements.order_by("valid_from").select_related("commune")
    return [(row.commune.name, row.valid_from, row.valid_to) for row in rows]


def test_a_village_of_a_whole_commune_moves_and_its_past_stays(change: Change, village: Village) -> None:
    services.official_apply()
    assert placements(village) == [
        ("Xã Phước Hưng", date(2024, 1, 1), DAY),
        ("Xã Tuy Phước Đông", DAY, None),
    ]
    village.refresh_from_db()
    assert village.commune == change.east


def test_team_and_people_go_with_the_commune(change: Change, active_team: Team) -> None:
    services.official_apply()
    active_team.refresh_from_db()
    assert active_team.commune == change.east
    assert set(Person.objects.values_list("commune", flat=True)) == {change.east.pk}


def test_a_placement_that_ended_with_its_unit_goes_on_too(change: Change, village: Village) -> None:
    village.placements.update(valid_to=DAY)
    services.official_apply()
    assert placements(village)[1] == ("Xã Tuy Phước Đông", DAY, None)


def test_a_second_time_moves_nothing(change: Change, active_team: Team, clerk: User) -> None:
    services.official_apply()
    before = list(VillagePlacement.objects.order_by("pk").values())
    assert set(services.official_apply().values()) == {0}
    assert list(VillagePlacement.objects.order_by("pk").values()) == before
    assert UnitChange.objects.count() == 1


def test_before_the_day_nothing_moves(change: Change, village: Village, settings: Any) -> None:
    settings.PORTAL_TODAY = "2025-06-30"
    with pytest.raises(WrongState, match="01/07/2025"):
        services.official_apply()
    assert len(placements(village)) == 1


def test_a_divided_commune_waits_and_holds_up_nobody(
    change: Change, active_team: Team, divided_team: Team, neighbour_commune: Unit
) -> None:
    services.official_apply()
    divided_team.refresh_from_db()
    assert divided_team.commune == neighbour_commune
    assert Team.objects.filter(commune=change.east).count() == 1


def test_an_answered_village_takes_its_team_and_people_along(
    change: Change, divided_team: Team, neighbour_commune: Unit, neighbour_clerk: User
) -> None:
    services.official_apply()
    [village] = neighbour_commune.villages.all()
    answer(neighbour_clerk, neighbour_commune, {village.pk: change.west.pk})
    divided_team.refresh_from_db()
    assert divided_team.commune == change.west
    assert set(Person.objects.values_list("commune", flat=True)) == {change.west.pk}
    assert placements(village)[1] == ("Xã Tuy Phước Tây", DAY, None)


def test_roles_stay_until_everything_is_answered(
    change: Change, neighbour_commune: Unit, neighbour_clerk: User, make_village: MakeVillage
) -> None:
    first, second = (make_village(neighbour_commune, name) for name in ("Định Thiện", "Lương Quang"))
    services.official_apply()
    answer(neighbour_clerk, neighbour_commune, {first.pk: change.east.pk}, change.west)
    assert holder(neighbour_clerk).binding_unit == neighbour_commune
    answer(neighbour_clerk, neighbour_commune, {second.pk: change.west.pk})
    assert holder(neighbour_clerk).binding_unit == change.west


def test_a_role_is_ended_and_begun_on_the_working_day(change: Change, clerk: User, settings: Any) -> None:
    settings.PORTAL_TODAY = "2025-07-10"
    services.official_apply()
    rows = list(clerk.bindings.order_by("valid_from").values_list("unit__name", "valid_from", "valid_to"))
    assert rows == [
        ("Xã Phước Hưng", date(2024, 1, 1), date(2025, 7, 10)),
        ("Xã Tuy Phước Đông", date(2025, 7, 10), None),
    ]


def test_roles_of_the_province_move_and_those_of_districts_end(
    change: Change, province_police: User, district_officer: User
) -> None:
    services.official_apply()
    assert holder(province_police).binding_unit == change.province
    assert holder(district_officer).binding_unit is None


def test_the_clerk_reads_the_old_files_at_the_new_unit(
    change: Change, commune: Unit, clerk: User, neighbour_commune: Unit
) -> None:
    services.official_apply()
    seen = set(Unit.objects.visible_to(holder(clerk)).values_list("name", flat=True))
    assert seen == {"Xã Tuy Phước Đông", "Xã Phước Hưng"}


def test_the_province_reads_all_old_files(change: Change, province_police: User) -> None:
    services.official_apply()
    assert Unit.objects.visible_to(holder(province_police)).count() == Unit.objects.count()


def test_two_communes_may_bring_a_village_and_a_team_of_one_name(
    change: Change, commune: Unit, neighbour_commune: Unit, make_village: MakeVillage, make_person: MakePerson
) -> None:
    UnitSuccession.objects.filter(old=neighbour_commune, new=change.west).delete()
    UnitSuccession.objects.filter(old=neighbour_commune).update(extent="whole")
    for unit in (commune, neighbour_commune):
        team_of(unit, make_village(unit, "Một"), make_person)
    services.official_apply()
    assert Village.objects.filter(commune=change.east, name="Một").count() == 2
    assert Team.objects.filter(commune=change.east).count() == 2


def test_an_open_dossier_moves_and_a_decided_one_stays(
    change: Change, active_team: Team, village: Village, commune: Unit, clerk: User, make_person: MakePerson
) -> None:
    other = Team.objects.create(commune=commune, name="Tổ đang đề nghị")
    issued, draft = (
        Dossier.objects.create(team=team, commune=commune, start_on=LAST, prepared_by=clerk)
        for team in (active_team, other)
    )
    Dossier.objects.filter(pk=issued.pk).update(
        state="issued", submitted_by=clerk, issued_by=User.objects.create(username="khac", full_name="Khác")
    )
    services.official_apply()
    communes = dict(Dossier.objects.values_list("pk", "commune__name"))
    assert communes == {issued.pk: "Xã Phước Hưng", draft.pk: "Xã Tuy Phước Đông"}


def test_the_timeline_of_a_moved_dossier_says_where_it_went(
    change: Change, commune: Unit, clerk: User, province_police: User, client: Client
) -> None:
    team = Team.objects.create(commune=commune, name="Tổ đang đề nghị")
    draft = Dossier.objects.create(team=team, commune=commune, start_on=LAST, prepared_by=clerk)
    services.official_apply()
    services.official_apply()
    told = [(event.action, event.actor, event.reason) for event in draft.events.all()]
    assert told == [("moved", None, "Xã Phước Hưng → Xã Tuy Phước Đông, từ ngày 01/07/2025")]
    client.force_login(holder(clerk))
    html = client.get(f"/ho-so/{draft.pk}/").content.decode()
    assert "<b>Hệ thống</b> chuyển hồ sơ theo sắp xếp đơn vị. Xã Phước Hưng → Xã Tuy Phước Đông" in html


def test_who_answers_is_named_in_the_timeline(
    change: Change, divided_team: Team, neighbour_commune: Unit, neighbour_clerk: User
) -> None:
    draft = Dossier.objects.create(
        team=divided_team,
        commune=neighbour_commune,
        kind="change",
        start_on=LAST,
        prepared_by=neighbour_clerk,
    )
    services.official_apply()
    assert not draft.events.exists()
    [village] = neighbour_commune.villages.all()
    answer(neighbour_clerk, neighbour_commune, {village.pk: change.west.pk})
    assert [event.actor for event in draft.events.all()] == [neighbour_clerk]


def test_a_step_of_a_person_needs_the_person(change: Change, commune: Unit, clerk: User) -> None:
    team = Team.objects.create(commune=commune, name="Tổ đang đề nghị")
    draft = Dossier.objects.create(team=team, commune=commune, start_on=LAST, prepared_by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierEvent.objects.create(dossier=draft, action="submitted")


def test_a_system_keeps_its_token_and_reads_the_new_unit(
    change: Change, commune: Unit, district: Unit, province: Unit, make_api: MakeApi
) -> None:
    systems = [make_api(unit, "units") for unit in (commune, province, district)]
    services.official_apply()
    units = list(ApiClient.objects.order_by("pk").values_list("unit__name", "valid_to"))
    assert units == [("Xã Tuy Phước Đông", None), ("Tỉnh Gia Lai", None), ("Huyện Tuy Phước", DAY)]
    assert [system.get("/api/v1/units/").status_code for system in systems] == [200, 200, 401]
    names = {unit["name"] for unit in systems[0].get("/api/v1/units/").json()["results"]}
    assert names == {"Xã Tuy Phước Đông", "Xã Phước Hưng"}


def test_the_number_of_a_team_goes_with_it_and_that_of_a_commune_ends(
    change: Change, active_team: Team, commune: Unit
) -> None:
    for team in (active_team, None):
        Quota.objects.create(commune=commune, team=team, people=4, valid_from=date(2024, 7, 1))
    services.official_apply()
    columns = ("commune__name", "team", "valid_from", "valid_to")
    assert set(Quota.objects.values_list(*columns)) == {
        ("Xã Phước Hưng", active_team.pk, date(2024, 7, 1), DAY),
        ("Xã Tuy Phước Đông", active_team.pk, DAY, None),
        ("Xã Phước Hưng", None, date(2024, 7, 1), DAY),
    }


def test_a_province_can_go_alone(change: Change, village: Village) -> None:
    elsewhere = Unit.objects.create(
        key="01", code="01", level="province", kind="tinh", name="Tỉnh Khác", path="01."
    )
    services.official_apply(scope=elsewhere)
    assert len(placements(village)) == 1
    services.official_apply(scope=change.province)
    assert len(placements(village)) == 2


def test_the_preview_counts_what_the_application_moves(
    change: Change, active_team: Team, divided_team: Team, clerk: User
) -> None:
    before = selectors.preview(day=DAY, scope=change.province.path)
    assert [(row.name, row.villages, row.teams, row.people) for row in before.units] == [
        ("Xã Tuy Phước Đông", 1, 1, 4),
        ("Xã Tuy Phước Tây", 0, 0, 0),
    ]
    assert [(row.name, row.lacks_keeper, row.villages, row.teams, row.people) for row in before.open] == [
        ("Xã Phước Quang", True, 1, 1, 2)
    ]
    counts = services.official_apply()
    assert (counts["villages"], counts["teams"], counts["people"]) == (1, 1, 4)


def test_the_number_of_statements_does_not_grow(
    change: Change, active_team: Team, commune: Unit, make_village: MakeVillage, make_person: MakePerson
) -> None:
    with CaptureQueriesContext(connection) as few:
        selectors.preview(day=DAY, scope="")
    for name in ("Hai", "Ba", "Bốn"):
        team_of(commune, make_village(commune, name), make_person)
    with CaptureQueriesContext(connection) as many:
        selectors.preview(day=DAY, scope="")
    assert len(many) == len(few)


def test_nobody_answers_for_another_commune(
    change: Change, neighbour_commune: Unit, clerk: User, make_village: MakeVillage
) -> None:
    village = make_village(neighbour_commune, "Lương Quang")
    with pytest.raises(NotAllowed):
        answer(clerk, neighbour_commune, {village.pk: change.west.pk})


def test_a_village_cannot_go_where_the_commune_did_not(
    change: Change, neighbour_commune: Unit, commune: Unit, neighbour_clerk: User, make_village: MakeVillage
) -> None:
    village = make_village(neighbour_commune, "Lương Quang")
    with pytest.raises(DomainError, match="Mở lại trang"):
        answer(neighbour_clerk, neighbour_commune, {village.pk: commune.pk})


def answer(actor: User, old: Unit, answers: dict[int, int], keeper: Unit | None = None) -> None:
    services.villages_answer(
        actor=User.objects.get(pk=actor.pk),
        old=Unit.objects.get(pk=old.pk),
        day=DAY,
        answers=answers,
        keeper=keeper.pk if keeper else None,
    )


def holder(user: User) -> Any:
    """The user as he signs in now, with the unit he acts for."""
    found = User.objects.get(pk=user.pk)
    found.binding_unit = found.binding.unit if found.binding else None  # type: ignore[attr-defined]
    return found
